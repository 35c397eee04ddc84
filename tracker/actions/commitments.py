"""Measures: what a body undertook, moved with a reason, heard of, done or dropped."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence.citations import cite
from tracker.actions.evidence.items import Shown, add_shown
from tracker.actions.locks import locked
from tracker.actions.reference_rows import check_not_stale
from tracker.actions.values import check_values, write
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing, InvalidValue
from tracker.models import Body, Commitment, DueDate, Evidence, Recommendation, User
from tracker.vocabulary import Use


@transaction.atomic
def add(
    *,
    recommendation: Recommendation,
    body: Body,
    text: str,
    undertaken_on: date,
    shown: Shown,
    by: User,
    now: datetime,
    due_on: date | None = None,
    agreed_by: str = "",
) -> Commitment:
    """Follow what a body promised to do about a recommendation, by what shows the promise.

    That evidence is cited as a commitment, which never raises a status. The same promise a second
    time changes nothing. Raises NotYours, OutOfTime, EvidenceMissing when nothing is shown,
    SpanMismatch, Invalid for a value that its field can't take.
    """
    policies.check_can_change(by, "commitment", text)
    commitment = Commitment(
        recommendation=recommendation,
        body=body,
        text=text.strip(),
        undertaken_on=undertaken_on,
        due_on=due_on,
        last_update_on=undertaken_on,
    )
    with because(text, by=by):
        fresh = locked(recommendation)
        held: Commitment | None = _same(commitment)
        if held is not None:
            return held
        check_values(commitment)
        policies.commitments.check_undertaking_days(commitment, today=timezone.localdate(now))
        pieces = _cited(
            commitment,
            fresh,
            shown,
            Use.COMMITMENT,
            sentence=text,
            on=undertaken_on,
            by=by,
            now=now,
        )
        commitment.undertaken_in = pieces[0]
        commitment.save(force_insert=True)
        if due_on is not None:
            _add_date(
                commitment, due_on, agreed_by=agreed_by, agreed_on=undertaken_on, by=by, now=now
            )
    return commitment


@transaction.atomic
def move(
    *,
    commitment: Commitment,
    due_on: date | None,
    reason: str,
    agreed_by: str,
    agreed_on: date,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Commitment:
    """Move the due date: why, and who agreed, stay beside every date that it was ever due on.

    A date put off, or taken away, is a slip; one brought forward or first given is none. The same
    move a second time changes nothing. Raises NotYours, Invalid without words or without a change,
    OutOfTime, Stale when it is closed, or was changed by somebody else after the event `seen`.
    """
    policies.check_can_change(by, "commitment", str(commitment))
    said = {"agreed_by": agreed_by.strip(), "reason": reason.strip()}
    with because(reason, by=by):
        fresh = _locked(commitment)
        if _is_moved(fresh, due_on, agreed_on=agreed_on, **said):
            return fresh
        check_not_stale(fresh, by, seen)
        policies.commitments.check_is_open(fresh)
        policies.commitments.check_move(
            fresh, due_on, agreed_on=agreed_on, today=timezone.localdate(now), **said
        )
        before = fresh.due_on
        _add_date(fresh, due_on, before=before, agreed_on=agreed_on, by=by, now=now, **said)
        put_off = before is not None and (due_on is None or due_on > before)
        changed: dict[str, Any] = {"due_on": due_on, "postponements": fresh.postponements + put_off}
        if agreed_on >= fresh.last_update_on:
            changed |= {"last_update_on": agreed_on, "latest": said["reason"]}
        return write(fresh, changed)


@transaction.atomic
def hear(
    *,
    commitment: Commitment,
    on: date,
    sentence: str,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Commitment:
    """Keep what was heard of a measure last. The same again changes nothing.

    Raises NotYours, Invalid without words, OutOfTime for older news, Stale as `move` does.
    """
    policies.check_can_change(by, "commitment", str(commitment))
    with because(sentence, by=by):
        fresh = _locked(commitment)
        check_not_stale(fresh, by, seen)
        policies.commitments.check_is_open(fresh)
        policies.commitments.check_day_of_news(
            fresh, on, since=fresh.last_update_on, today=timezone.localdate(now)
        )
        return write(fresh, {"last_update_on": on, "latest": sentence.strip()})


@transaction.atomic
def finish(
    *,
    commitment: Commitment,
    on: date,
    sentence: str,
    shown: Shown,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Commitment:
    """Close a measure that is done, by what shows it; that is cited as speaking for it.

    The status stays as it is until somebody judges. A second time changes nothing. Raises NotYours,
    EvidenceMissing when nothing is shown, OutOfTime, SpanMismatch, Invalid, Stale as `move` does.
    """
    policies.check_can_change(by, "commitment", str(commitment))
    with because(sentence, by=by):
        fresh = _locked(commitment)
        if fresh.done_on == on and fresh.latest == sentence.strip():
            return fresh
        check_not_stale(fresh, by, seen)
        policies.commitments.check_is_open(fresh)
        policies.commitments.check_day_of_news(
            fresh, on, since=fresh.undertaken_on, today=timezone.localdate(now)
        )
        pieces = _cited(
            fresh,
            fresh.recommendation,
            shown,
            Use.SUPPORTS,
            sentence=sentence,
            on=on,
            by=by,
            now=now,
        )
        heard: dict[str, Any] = {
            "last_update_on": max(on, fresh.last_update_on),
            "latest": sentence.strip(),
        }
        return write(fresh, {"done_on": on, "done_by": pieces[0], **heard})


@transaction.atomic
def drop(
    *, commitment: Commitment, because_of: str, by: User, seen: int | None = None
) -> Commitment:
    """Close a measure that will not be done, with words. The same again changes nothing.

    Raises NotYours, Invalid without words, Stale as `move` does.
    """
    policies.check_can_change(by, "commitment", str(commitment))
    why = because_of.strip()
    if not why:
        raise InvalidValue(
            _("“%(measure)s” can't be dropped without a reason. Say why.")
            % {"commitment": commitment}
        )
    with because(why, by=by):
        fresh = _locked(commitment)
        if fresh.dropped_reason == why:
            return fresh
        check_not_stale(fresh, by, seen)
        policies.commitments.check_is_open(fresh)
        return write(fresh, {"dropped_reason": why})


def _same(commitment: Commitment) -> Commitment | None:
    same = Commitment.objects.standing().filter(
        recommendation=commitment.recommendation,
        body=commitment.body,
        text=commitment.text,
        undertaken_on=commitment.undertaken_on,
    )
    found: Commitment | None = same.first()
    return found


def _is_moved(
    fresh: Commitment, due_on: date | None, *, agreed_by: str, agreed_on: date, reason: str
) -> bool:
    """Whether the last move was this very one: a second click."""
    last = fresh.due_dates.order_by("-pk").first()
    return last is not None and (last.due_on, last.agreed_by, last.agreed_on, last.reason) == (
        due_on,
        agreed_by,
        agreed_on,
        reason,
    )


def _cited(
    commitment: Commitment,
    recommendation: Recommendation,
    shown: Shown,
    use: str,
    *,
    sentence: str,
    on: date,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """What is shown, cited on the recommendation; the body issued it unless told otherwise."""
    if shown.is_empty:
        raise EvidenceMissing(
            _(
                "“%(measure)s” has nothing that shows it. Drop a file, give a link, words of the "
                "report or a piece of evidence held already; what has none of these (a meeting, "
                "a visit) gets a title under “More”."
            )
            % {"commitment": commitment}
        )
    said: dict[str, Any] = {"sentence": sentence, "as_of": on, "by": by, "now": now}
    shown = replace(shown, issuer=shown.issuer or commitment.body)
    pieces = add_shown(shown, recommendation=recommendation, **said)
    for piece in pieces:
        cite(
            piece,
            recommendation=recommendation,
            use=use,
            page=shown.page,
            paragraph=shown.at_paragraph,
            **said,
        )
    return pieces


def _add_date(
    commitment: Commitment, due_on: date | None, *, by: User, now: datetime, **said: Any
) -> None:
    row = DueDate(
        recommendation=commitment.recommendation,
        commitment=commitment,
        due_on=due_on,
        added_by=by,
        added_at=now,
        **said,
    )
    check_values(row)
    row.save(force_insert=True)


def _locked(commitment: Commitment) -> Commitment:
    """The measure as it is now, its recommendation locked first."""
    recommendation = locked(commitment.recommendation)
    fresh: Commitment = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("body")
        .get(pk=commitment.pk)
    )
    fresh.recommendation = recommendation
    return fresh
