"""Who keeps which noun: analysts the work, administrators people and vocabularies."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tracker.errors import PermissionRefused
from tracker.models import User

ANALYSTS_KEEP = frozenset(
    {
        "recommendation",
        "evidence",
        "citation",
        "responsibility",
        "schedule",
        "component",
        "finding",
        "commitment",
        "figure",
        "query",
        "remark",
        "topic",
        "translation",
    }
)
ADMINISTRATORS_KEEP = frozenset({"mechanism", "report", "body", "indicator", "topic", "user"})

# Quoted from the source, or made once: never changed after acceptance.
FIXED: Mapping[str, frozenset[str]] = {
    "recommendation": frozenset(
        {"report", "number", "position", "sort_key", "text", "passage", "start", "end"}
        | {"status", "standing", "assessed_on", "lifecycle", "closure_reason", "assignee"}
    ),
    "report": frozenset({"mechanism", "country", "year", "slug"}),
    "citation": frozenset({"recommendation", "assessment", "evidence", "as_of", "repeats"}),
    "responsibility": frozenset({"recommendation", "body", "sort_key"}),
    "component": frozenset({"recommendation"}),
    "commitment": frozenset({"recommendation", "body", "undertaken_on", "due_on", "postponements"}),
    "evidence": frozenset({"passage", "start", "end", "quote"}),
    "file": frozenset({"evidence", "number", "name", "kind", "sensitivity"}),
    "finding": frozenset({"report", "passage", "start", "end", "quote"}),
    "indicator": frozenset({"code"}),  # what reports are read by
    "user": frozenset({"is_active", "password"}),  # `leaving` and `users` have deeds of their own
}


def may_change(user: User, noun: str) -> bool:
    """Whether this user adds and changes rows of this noun."""
    return (user.may_write and noun in ANALYSTS_KEEP) or (
        user.may_manage and noun in ADMINISTRATORS_KEEP
    )


def check_can_change(user: User, noun: str, name: str) -> None:
    """Raises NotYours unless `user` may add and change rows of this noun."""
    if may_change(user, noun):
        return
    keeper = _("an analyst") if noun in ANALYSTS_KEEP else _("an administrator")
    raise PermissionRefused(
        _("%(name)s can't be changed by %(user)s: it takes %(keeper)s. Ask one to do it.")
        % {"name": name, "user": user, "keeper": keeper}
    )
