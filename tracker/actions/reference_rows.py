"""Reference rows and analysts' fields: added, changed, withdrawn, by whoever keeps that noun."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.assessments.status import weigh
from tracker.actions.evidence.sensitivity import close_files, keep_in_sight, set_readers, void
from tracker.actions.locks import lock_around
from tracker.actions.questions import questions
from tracker.actions.values import label, screen_row, sentence
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, Stale
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Component,
    Event,
    Evidence,
    Indicator,
    Passage,
    Question,
    Recommendation,
    Responsibility,
    User,
)
from tracker.policies import bodies, figures, recommendations
from tracker.summaries.recommendations.quotations import check_span
from tracker.vocabulary import Reason, ReasonCode, Sensitivity, State, is_lower


@transaction.atomic
def add[Row: models.Model](
    *,
    model: type[Row],
    by: User,
    reason: str | Reason,
    fields: Mapping[str, Any],
    many: Mapping[str, Iterable[models.Model]] | None = None,
    now: datetime | None = None,
) -> Row:
    """Add a row. Raises NotYours, Invalid when a value breaks a rule, SpanMismatch.

    A recommendation added without a review date gets the next one of its mechanism after `now`.
    """
    row = model(**fields)
    policies.check_can_change(by, _noun(model), str(model._meta.verbose_name))
    with because(reason, by=by):
        lock_around(row)
        if isinstance(row, Recommendation) and row.review_on is None and now is not None:
            row.review_on = row.report.mechanism.next_date(after=timezone.localdate(now))
        _save(row)
        _set_many(row, many or {}, by=by)
        _reweigh(row)
    return row


@transaction.atomic
def change[Row: models.Model](
    *,
    row: Row,
    by: User,
    reason: str | Reason,
    fields: Mapping[str, Any],
    many: Mapping[str, Iterable[models.Model]] | None = None,
    seen: int | None = None,
) -> Row:
    """Write the named fields of a row.

    Raises NotYours, NotAllowed for a field that is fixed and for what a judgment cites, Stale when
    somebody else changed the row after the event `seen`, Invalid when a value breaks a rule,
    SpanMismatch. Nothing is written then.
    """
    model = type(row)
    policies.check_can_change(by, _noun(model), str(row))
    with because(reason, by=by):
        lock_around(row)
        fresh: Row = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
        check_not_stale(fresh, by, seen)
        _check_not_fixed(fresh, fields)
        _check_not_judged(fresh)
        if isinstance(fresh, User) and "groups" in (many or {}):
            policies.people.check_stays_administrator(fresh, (many or {})["groups"])
        was = getattr(fresh, "sensitivity", "")
        for name, value in fields.items():
            setattr(fresh, name, value)
        _save(fresh, list(fields))
        _set_many(fresh, many or {}, by=by)
        if "sensitivity" in fields:
            _close(fresh, was, by=by)
        _reweigh(fresh)
    return fresh


@transaction.atomic
def withdraw[Row: models.Model](*, row: Row, by: User, because_of: str, now: datetime) -> Row:
    """Take a mistake back: the row stays, with when and why.

    Raises NotYours, or Invalid without words. A row withdrawn already stays as it is; a judgment
    that cites the row stands, and is weighed without it.
    """
    model = type(row)
    policies.check_can_change(by, _noun(model), str(row))
    if not because_of.strip():
        raise InvalidValue(
            _("%(row)s can't be withdrawn without a reason. Say why.") % {"row": row}
        )
    with because(Reason(because_of, ReasonCode.WITHDRAWAL), by=by):
        lock_around(row)
        fresh: Any = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
        if fresh.withdrawn_at is not None:
            return row
        fresh.withdrawn_at, fresh.withdrawal_reason = now, because_of
        fresh.save(update_fields=["withdrawn_at", "withdrawal_reason"])
        _reweigh(fresh)
    withdrawn: Row = fresh
    return withdrawn


def _noun(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def _save(row: models.Model, names: list[str] | None = None) -> None:
    check_row(row)
    if isinstance(row, Recommendation) and not row.sort_key:
        row.sort_key = row.report.sort_key_for(row.position)
    try:
        screen_row(row, names)
        row.full_clean(exclude={"sort_key"} if hasattr(row, "sort_key") else None)
        with transaction.atomic():
            row.save(update_fields=names) if names is not None else row.save()
    except ValidationError as wrong:
        raise InvalidValue(sentence(row, wrong)) from wrong
    except IntegrityError as clash:
        raise InvalidValue(
            _(
                "%(row)s can't be saved: it clashes with what somebody else saved at the same "
                "moment. Open it again and compare."
            )
            % {"row": row}
        ) from clash


def _close(row: Any, was: str, *, by: User) -> None:
    """A row is closed to others here, and opened by two people elsewhere."""
    if is_lower(was, row.sensitivity):
        raise NotAllowed(
            _(
                "“%(row)s” can't be made less sensitive here: that takes a second person. Propose "
                "it on the page of the piece."
            )
            % {"row": row}
        )
    if row.sensitivity == Sensitivity.NAMED_READERS:
        keep_in_sight(row, by=by)
    close_files(row)
    void(row, by=by)


def _set_many(row: models.Model, many: Mapping[str, Iterable[Any]], *, by: User) -> None:
    for name, rows in many.items():
        if isinstance(row, Evidence) and name == "readers":
            set_readers(row, rows, by=by)
        else:
            getattr(row, name).set(rows)


def _reweigh(row: models.Model) -> None:
    """What changed may weigh less or more: judgments that hang on it are weighed again."""
    match row:
        case Citation():
            judged = Assessment.objects.filter(citations=row.pk)
        case Evidence():
            judged = Assessment.objects.filter(citations__evidence=row.pk).distinct()
        case Responsibility():
            judged = Assessment.objects.filter(recommendation=row.recommendation_id)
        case _:
            return
    found = list(judged.exclude(state=State.WITHDRAWN).select_related("recommendation"))
    if isinstance(row, Responsibility):
        _weigh(found)
    elif found:  # who sees a judgment need not see what it cites, nor why that was changed
        with because(_("Weighed anew")):
            _weigh(found)


def _weigh(judged: Iterable[Assessment]) -> None:
    for assessment in judged:
        weigh(assessment)


def check_row(row: models.Model) -> None:
    """The rules of each noun that no field and no constraint can hold. Raises TrackerError."""
    match row:
        case Body():
            bodies.check(row)
        case Component():
            recommendations.check_component_quote(row)
        case Question():
            questions.check(row)
        case Indicator():
            figures.check(row)
    passage = getattr(row, "passage", None)
    quote = getattr(row, "text" if isinstance(row, Recommendation) else "quote", None)
    if isinstance(passage, Passage) and quote is not None:
        check_span(passage, row.start, row.end, quote, name=str(row))  # type: ignore[attr-defined]


def _check_not_fixed(row: models.Model, fields: Mapping[str, Any]) -> None:
    fixed = policies.FIXED.get(_noun(type(row)), frozenset()) | {"pk", "id", "withdrawn_at"}
    for name in fields:
        if name in fixed and getattr(row, name) != fields[name]:
            raise NotAllowed(
                _(
                    "“%(field)s” of %(row)s can't be changed: it is quoted from the source or made "
                    "once. Withdraw what is wrong, with a reason, and add it anew."
                )
                % {"field": label(row, name), "row": row}
            )


def _check_not_judged(row: models.Model) -> None:
    if isinstance(row, Citation) and row.assessment_id is not None:
        raise NotAllowed(
            _(
                "%(row)s can't be changed: a judgment cites it. Withdraw it, with a reason, and "
                "cite it anew."
            )
            % {"row": row}
        )


def check_not_stale(row: models.Model, by: User, seen: int | None) -> None:
    """Raises Stale when somebody else changed the row after the event `seen`."""
    if seen is None:
        return
    newer = (
        Event.objects.filter(table=row._meta.db_table, key=row.pk, pk__gt=seen)
        .exclude(actor_id=by.pk)
        .order_by("-pk")
        .first()
    )
    if newer is None:
        return
    who = _who_wrote(newer, to=by)
    told = (
        _(
            "%(row)s was changed by %(who)s after you opened this form, so nothing was saved. "
            "What you typed is kept: look at the change in the history, then save again."
        )
        if who
        else _(
            "%(row)s was changed after you opened this form, so nothing was saved. What you typed "
            "is kept: look at what stands here now, then save again."
        )
    )
    raise Stale(told % {"row": row, "who": who})


def _who_wrote(event: Event, *, to: User) -> str:
    """The name of who wrote an event; empty where that is not for this user to know."""
    known = Event.objects.visible_to(to).filter(pk=event.pk).exists()
    return event.actor_name if known else ""
