"""Drafts are changed, split, joined, dropped and accepted while their run waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.imports.narratives import links_for
from tracker.actions.recommendations.lineage import CARRIED
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, QuoteMismatch
from tracker.intake.drafts import (
    DraftRecommendation,
    Narrative,
    NarrativeHeader,
    Place,
    figure_as_json,
)
from tracker.intake.narrative import read_narrative
from tracker.models import Draft, ImportRun, User
from tracker.vocabulary import DraftKind, DraftState, ImportRunState, Reason, ReasonCode, Role, Tier

pass


@transaction.atomic
def drop(*, run: ImportRun, by: User, reason: str, now: datetime) -> ImportRun:
    """Leave out a whole run: it stays on record. Raises NotYours, Stale, Invalid without words."""
    policies.imports.check_can_import(by)
    with because(Reason(reason, ReasonCode.WITHDRAWAL), by=by):
        fresh = _locked(run)
        fresh.state, fresh.reason = ImportRunState.DROPPED, reason
        fresh.decided_by, fresh.decided_at = by, now
        fresh.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return fresh


@transaction.atomic
def say(
    *,
    run: ImportRun,
    by: User,
    mechanism: str,
    country: str,
    year: int | None,
    tier: str = "",
    previous_tier: str = "",
    title: str | None = None,
) -> ImportRun:
    """Fill in what the text does not say of itself; links are suggested anew for the edition.

    Raises NotYours, Stale, Invalid for a tier that there is not, Unreadable for a year that the
    text contradicts.
    """
    policies.imports.check_can_import(by)
    for code in (tier, previous_tier):
        if code and code not in Tier.values:
            raise InvalidValue(
                _("“%(tier)s” is no tier. Choose one that is offered.") % {"tier": code}
            )
    with because(Reason(code=ReasonCode.EDITORIAL), by=by):
        fresh = _locked(run)
        is_dated = year != fresh.year
        fresh.mechanism, fresh.country, fresh.year = mechanism, country, year
        fresh.tier, fresh.previous_tier = tier, previous_tier
        fresh.title = fresh.title if title is None else title
        fresh.save(update_fields=["mechanism", "country", "year", "tier", "previous_tier", "title"])
        if is_dated:
            date_figures(fresh)
        tie(fresh)
        follow(fresh)
    return fresh


@transaction.atomic
def mark(*, run: ImportRun, drafts: Iterable[int], state: str, by: User) -> int:
    """Accept, drop or offer again these drafts of a run that waits; returns how many changed.

    Recommendations are numbered anew over those that are not dropped. A link that is accepted so
    carries over everything that may be. What was joined with another draft stays so.
    """
    policies.imports.check_can_import(by)
    with because(Reason(code=ReasonCode.EDITORIAL), by=by):
        fresh = _locked(run)
        rows = list(
            fresh.drafts.filter(pk__in=list(drafts), outcome="").exclude(state=DraftState(state))
        )
        for row in rows:
            row.state = DraftState(state)
            if row.kind == DraftKind.LINK and state == DraftState.ACCEPTED:
                row.values = {"carry": list(CARRIED), **row.values}
        Draft.objects.bulk_update(rows, ["state", "values"])
        if any(row.kind == DraftKind.RECOMMENDATION for row in rows):
            _renumber(fresh)
    return len(rows)


@transaction.atomic
def take(
    *, draft: Draft, by: User, role: str | None = None, carry: Iterable[str] | None = None
) -> Draft:
    """Accept a responsibility in a role, or a link with what of the earlier one is carried over.

    Raises NotYours, Stale, Invalid for a role or a thing to carry that there is not.
    """
    policies.imports.check_can_import(by)
    with because(Reason(code=ReasonCode.EDITORIAL), by=by):
        run = _locked(draft.run)
        fresh: Draft = run.drafts.get(pk=draft.pk)
        if fresh.kind == DraftKind.RESPONSIBILITY and role in Role.values:
            fresh.values = {**fresh.values, "role": role}
        elif fresh.kind == DraftKind.LINK and carry is not None and set(carry) <= set(CARRIED):
            fresh.values = {**fresh.values, "carry": [one for one in CARRIED if one in set(carry)]}
        else:
            raise InvalidValue(_("That can't be chosen for the draft. Choose what is offered."))
        fresh.state = DraftState.ACCEPTED
        fresh.save(update_fields=["values", "state"])
    return fresh


@transaction.atomic
def rebound(*, draft: Draft, by: User, places: Sequence[Sequence[int]]) -> Draft:
    """Set the bounds of a recommendation: its text is what stands there.

    Raises NotYours, Stale, SpanMismatch for a place outside the text.
    """
    policies.imports.check_can_import(by)
    with because(Reason(code=ReasonCode.EDITORIAL), by=by):
        run = _locked(draft.run)
        fresh = _recommendation(run, draft)
        fresh.places = [list(place) for place in places]
        _text_at(run, fresh.places)
        fresh.save(update_fields=["places"])
        _renumber(run)
    return Draft.objects.get(pk=fresh.pk)


@transaction.atomic
def split(*, draft: Draft, by: User, at: int) -> list[Draft]:
    """Cut a recommendation in two at a code point of its one place; the later ones move up.

    Raises NotYours, Stale, Invalid for a cut outside the text or one that leaves nothing.
    """
    policies.imports.check_can_import(by)
    with because(Reason(code=ReasonCode.EDITORIAL), by=by):
        run = _locked(draft.run)
        fresh = _recommendation(run, draft)
        paragraph, start, end = fresh.places[0]
        text = _paragraphs(run)[paragraph - 1]
        first, second = text[start:at], text[at:end]
        if len(fresh.places) > 1 or not start < at < end or not (first.strip() and second.strip()):
            raise InvalidValue(_("The draft can't be cut there. Choose a place inside its words."))
        fresh.places = [[paragraph, start, start + len(first.rstrip())]]
        fresh.save(update_fields=["places"])
        later = at + len(second) - len(second.lstrip())
        row = Draft.objects.create(
            run=run,
            kind=DraftKind.RECOMMENDATION,
            position=fresh.position,
            places=[[paragraph, later, end]],
            values={"number": "", "text": ""},
        )
        _renumber(run)
        return [Draft.objects.get(pk=fresh.pk), Draft.objects.get(pk=row.pk)]


@transaction.atomic
def join(*, draft: Draft, by: User) -> Draft:
    """Join a recommendation with the one after it. Raises NotYours, Stale, Invalid for the last."""
    policies.imports.check_can_import(by)
    with because(Reason(code=ReasonCode.EDITORIAL), by=by):
        run = _locked(draft.run)
        fresh = _recommendation(run, draft)
        listed = list(_listed(run))
        place = [one.pk for one in listed].index(fresh.pk)
        if place + 1 >= len(listed):
            raise InvalidValue(_("There is no recommendation after this one to join it with."))
        after = listed[place + 1]
        (paragraph, start, _end), (other, _start, end) = fresh.places[0], after.places[-1]
        if paragraph == other:
            fresh.places = [[paragraph, start, end]]
        else:
            fresh.places = [*fresh.places, *after.places]
        fresh.save(update_fields=["places"])
        after.state, after.outcome = DraftState.DROPPED, _("joined with the one before")
        after.save(update_fields=["state", "outcome"])
        tie(run)
        hand_over(run, before=after, after=fresh)
        _renumber(run)
    return Draft.objects.get(pk=fresh.pk)


def _locked(run: ImportRun) -> ImportRun:
    fresh: ImportRun = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    policies.imports.check_is_waiting(fresh)
    return fresh


def _recommendation(run: ImportRun, draft: Draft) -> Draft:
    fresh: Draft = run.drafts.get(pk=draft.pk)
    if fresh.kind != DraftKind.RECOMMENDATION or fresh.state == DraftState.DROPPED:
        raise InvalidValue(_("Only a recommendation that was not dropped has bounds to change."))
    return fresh


def _listed(run: ImportRun) -> list[Draft]:
    rows = run.drafts.taken().filter(kind=DraftKind.RECOMMENDATION)
    return sorted(rows, key=lambda one: (one.places[0] if one.places else [0], one.pk))


def _renumber(run: ImportRun) -> None:
    """Numbers by place in the text; each text is what stands at its places.

    What was dropped has no number meanwhile; what hangs on a recommendation follows it.
    """
    tie(run)
    for number, draft in enumerate(_listed(run), 1):
        values: dict[str, Any] = {"number": str(number), "text": _text_at(run, draft.places)}
        if draft.values != values:
            draft.values = values
            draft.save(update_fields=["values"])
    follow(run)


def _paragraphs(run: ImportRun) -> list[str]:
    return run.text.split("\n\n")


def _text_at(run: ImportRun, places: Sequence[Sequence[int]]) -> str:
    paragraphs, parts = _paragraphs(run), []
    for paragraph, start, end in places:
        inside = 1 <= paragraph <= len(paragraphs) and 0 <= start < end
        if not inside or end > len(paragraphs[paragraph - 1]):
            raise QuoteMismatch(
                _("¶ %(paragraph)s has no letters %(start)s to %(end)s. Correct the bounds.")
                % {"paragraph": paragraph, "start": start, "end": end}
            )
        parts.append(paragraphs[paragraph - 1][start:end])
    return " ".join(parts)


HANGING = (DraftKind.RESPONSIBILITY, DraftKind.LINK)


def tie(run: ImportRun) -> None:
    """Remember which draft each responsibility and link hangs on, before numbers change."""
    asked = run.drafts.filter(kind=DraftKind.RECOMMENDATION)
    by_number = {str(one.values["number"]): one.pk for one in asked if one.values["number"]}
    for draft in run.drafts.filter(kind__in=HANGING):
        if "of" not in draft.values and (of := by_number.get(str(draft.values["number"]))):
            draft.values = {**draft.values, "of": of}
            draft.save(update_fields=["values"])


def hand_over(run: ImportRun, *, before: Draft, after: Draft) -> None:
    """What hung on one draft hangs on the one it was joined with."""
    for draft in run.drafts.filter(kind__in=HANGING):
        if draft.values.get("of") == before.pk:
            draft.values = {**draft.values, "of": after.pk}
            draft.save(update_fields=["values"])


def follow(run: ImportRun) -> None:
    """Give what hangs on recommendations their numbers; "" where that one was dropped.

    A body named inside a recommendation hangs on the one that now holds its name. Links are
    suggested anew; what a person decided stays.
    """
    asked = [d for d in run.drafts.taken().filter(kind=DraftKind.RECOMMENDATION) if d.places]
    numbers = {one.pk: str(one.values["number"]) for one in asked}
    for draft in run.drafts.filter(kind__in=HANGING):
        of = draft.values.get("of")
        if draft.kind == DraftKind.RESPONSIBILITY:
            of = next((one.pk for one in asked if _holds(one, draft)), of)
        values = {**draft.values, "number": numbers.get(of or 0, ""), "of": of}
        if values != draft.values:
            draft.values = values
            draft.save(update_fields=["values"])
    _suggest_links(run, asked)


def date_figures(run: ImportRun) -> None:
    """Read the figures again for the year of the edition: "In 2022, …" may be the year before.

    What is read no more was dropped by nobody, and comes back with its year. Raises Unreadable.
    """
    found = {
        ((p := one.place).paragraph, p.start, p.end, one.indicator): figure_as_json(one)
        for one in read_narrative(run.text, year=run.year).figures
    }
    for draft in run.drafts.filter(kind=DraftKind.FIGURE):
        told = found.pop((*draft.places[0], draft.values["indicator"]), None)
        before = (draft.values, draft.state, draft.outcome)
        if told is not None:
            draft.values = told
            if draft.outcome:
                draft.state, draft.outcome = DraftState.OFFERED, ""
        elif draft.state == DraftState.OFFERED:
            draft.state = DraftState.DROPPED
            draft.outcome = _("not read as a figure of this year's edition")
        if (draft.values, draft.state, draft.outcome) != before:
            draft.save(update_fields=["values", "state", "outcome"])
    last = run.drafts.count()
    Draft.objects.bulk_create(
        Draft(
            run=run, kind=DraftKind.FIGURE, position=last + n, places=[list(key[:3])], values=told
        )
        for n, (key, told) in enumerate(found.items(), 1)
    )


def _holds(asked: Draft, draft: Draft) -> bool:
    paragraph, start, end = draft.places[0]
    return any(p == paragraph and s <= start and end <= e for p, s, e in asked.places)


def _suggest_links(run: ImportRun, asked: list[Draft]) -> None:
    found = {
        (int(values["number"]), int(values["earlier"])): values
        for _kind, _places, values in links_for(_narrative(asked), run)
    }
    held = {
        (draft.values.get("of"), draft.values["earlier"]): draft
        for draft in run.drafts.filter(kind=DraftKind.LINK)
    }
    by_key = {one.pk: one for one in asked}
    for (of, earlier), values in found.items():
        told = {**values, "number": by_key[of].values["number"], "of": of}
        draft = held.get((of, earlier))
        if draft is None:
            Draft.objects.create(
                run=run,
                kind=DraftKind.LINK,
                position=run.drafts.count() + 1,
                places=by_key[of].places,
                values=told,
            )
            continue
        draft.values = {**draft.values, **told}
        draft.places = by_key[of].places
        if draft.outcome:  # dropped by nobody, when the words were others
            draft.state, draft.outcome = DraftState.OFFERED, ""
        draft.save(update_fields=["values", "places", "state", "outcome"])
    for key, draft in held.items():
        if key not in found and draft.state == DraftState.OFFERED:
            draft.state = DraftState.DROPPED
            draft.outcome = _("suggested no more: the words changed")
            draft.save(update_fields=["state", "outcome"])


def _narrative(asked: list[Draft]) -> Narrative:
    """The drafts as they stand, under their keys instead of numbers."""
    return Narrative(
        NarrativeHeader(),
        (),
        tuple(
            DraftRecommendation(
                str(one.pk), one.values["text"], tuple(Place(*place) for place in one.places)
            )
            for one in asked
        ),
    )
