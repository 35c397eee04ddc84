"""Permissions by model: analysts change the work, administrators users and vocabularies."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from tracker import errors, models

ANALYST_MODELS = frozenset(
    {
        "recommendation",
        "evidence",
        "citation",
        "responsibility",
        "savedreport",
        "component",
        "finding",
        "commitment",
        "figure",
        "question",
        "remark",
        "reply",
        "reporttext",
        "texttranslation",
        "topic",
        "translation",
    }
)
ADMINISTRATOR_MODELS = frozenset({"mechanism", "report", "body", "indicator", "topic", "user"})

# Quoted from the source, or set once: never changed after acceptance.
FIXED_FIELDS: Mapping[str, frozenset[str]] = {
    "recommendation": frozenset(
        {"report", "number", "position", "sort_key", "text", "passage", "start", "end"}
        | {"status", "current_assessment", "assessed_on", "lifecycle", "closure_reason", "assignee"}
    ),
    "report": frozenset({"mechanism", "country", "year", "slug"}),
    "citation": frozenset({"recommendation", "assessment", "evidence", "as_of", "repeats"}),
    "responsibility": frozenset({"recommendation", "body", "sort_key"}),
    "component": frozenset({"recommendation"}),
    "commitment": frozenset({"recommendation", "body", "undertaken_on", "due_on", "postponements"}),
    "evidence": frozenset({"passage", "start", "end", "quote"}),
    "file": frozenset({"evidence", "number", "name", "kind", "sensitivity"}),
    "finding": frozenset({"report", "passage", "start", "end", "quote"}),
    "indicator": frozenset({"code"}),  # imports find it by its code
    "reply": frozenset({"publication", "body", "sent_on"}),
    "reporttext": frozenset({"report", "language"}),
    "user": frozenset({"is_active", "password"}),  # changed by actions of their own
}


def is_allowed[**P](check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Return whether a check raises nothing."""
    try:
        check(*args, **kwargs)
    except errors.TrackerError:
        return False
    return True


def may_change(user: models.User, noun: str) -> bool:
    """Return whether this user may add and change rows of this model, by its lower-case name."""
    return (
        (user.may_write and noun in ANALYST_MODELS)
        or (user.may_manage and noun in ADMINISTRATOR_MODELS)
        or (user.may_represent_body and noun == "reply")  # to a draft that its body was sent
    )


def check_can_change(user: models.User, noun: str, name: str) -> None:
    """Check that the user may add and change rows of this model; `name` is shown.

    Raises:
        PermissionRefused: The user may not.
    """
    errors.PermissionRefused.raise_if(
        not may_change(user, noun),
        _("%(user)s can't change %(name)s: only %(keeper)s can. Ask one of them."),
        name=name,
        user=user,
        keeper=_("analysts") if noun in ANALYST_MODELS else _("administrators"),
    )
