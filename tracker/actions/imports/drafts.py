"""Change, split, join, drop and accept the drafts of a run that waits."""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import errors, limited_process, policies
from tracker.actions.base import Command, TimedCommand, lock_row, save_changes, save_fields
from tracker.actions.imports import editions, narratives
from tracker.actions.recommendations.lifecycle import CARRY_OVER_FIELDS
from tracker.audit.reasons import because
from tracker.intake.drafts import DraftRecommendation, Place, figure_as_json, numbers_as_json
from tracker.intake.narrative import check_mechanism, read_narrative
from tracker.models import Body, Draft, ImportRun, User
from tracker.vocabulary import (
    BodyKind,
    DraftKind,
    DraftState,
    ImportRunState,
    Reason,
    ReasonCode,
    Role,
    Tier,
)

logger = logging.getLogger(__name__)

READ = "read"  # in the values of a changed figure: the values as they were read; None: none were
JOINED = "joined"  # in the values of a figure joined with another: its position and those of parts


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRun(TimedCommand):
    """A run to accept, drop or undo, and why."""

    run: ImportRun
    reason: str


def save_run_decision(
    run: ImportRun, command: DecideRun, state: ImportRunState, **values: object
) -> ImportRun:
    """Save who decided on a run, when and why, and log it once that is stored."""
    decision = {"decided_by": command.by, "decided_at": command.now, "reason": command.reason}
    save_fields(run, state=state, **decision, **values)
    transaction.on_commit(
        partial(logger.info, "Import run %d is %s by %s.", run.pk, run.state, run.decided_by)
    )
    return run


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRun(Command):
    """A run that waits, to change."""

    run: ImportRun


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEdition(ChangeRun):
    """The edition that a run is of; the title stays if it is None."""

    mechanism: str
    country: str
    year: int | None
    tier: str = ""
    previous_tier: str = ""
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDraftStates(ChangeRun):
    """Drafts of a run, by their keys, and the state that they get."""

    drafts: Collection[int]
    state: DraftState
    only_certain: bool = False  # accept no figure with a doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft(Command):
    """A draft of a run that waits, to change or to join with the next."""

    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDraft(ChangeDraft):
    """A responsibility and its role, a link and the fields to carry over, or a body and its kind.

    The name of a body is that of an existing one, if it is given.
    """

    role: str | None = None
    carry: Collection[str] | None = None
    body: Body | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBounds(ChangeDraft):
    """The places of a recommendation in the text: paragraph, first and last letter."""

    places: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDraft(ChangeDraft):
    """A recommendation to split in two, and the code point of its only place to do it at."""

    at: int


@transaction.atomic
def drop(command: DecideRun) -> ImportRun:
    """Drop a whole run, which stays on record.

    Raises PermissionRefused, Stale, or InvalidValue without a reason.
    """
    with editing(command.run, command.by, Reason(command.reason, ReasonCode.WITHDRAWAL)) as run:
        return save_run_decision(run, command, ImportRunState.DROPPED)


@transaction.atomic
def set_edition(command: SetEdition) -> ImportRun:
    """Set the edition that a run is of; figures are read and links suggested anew for it.

    Raises PermissionRefused, Stale, InvalidValue for an unknown tier, or FileUnreadable for a year
    or mechanism that the text contradicts.
    """
    policies.imports.check_can_import(command.by)
    for code in (command.tier, command.previous_tier):
        errors.InvalidValue.raise_if(
            code and code not in Tier.values,
            _("There is no tier “%(tier)s”. Choose one from the list."),
            tier=code,
        )
    with editing(command.run, command.by) as fresh:
        is_new_year = command.year != fresh.year
        if command.mechanism and command.mechanism != fresh.mechanism:
            limited_process.read_limited("", check_mechanism, fresh.text, command.mechanism)
        save_fields(
            fresh,
            mechanism=command.mechanism,
            country=command.country,
            year=command.year,
            tier=command.tier,
            previous_tier=command.previous_tier,
            title=fresh.title if command.title is None else command.title,
        )
        if is_new_year:
            reread_figures(fresh)
        link_dependents(fresh)
        update_dependents(fresh)
    return fresh


@transaction.atomic
def set_draft_states(command: SetDraftStates) -> int:
    """Accept, drop or offer again these drafts of a run; return how many changed.

    Recommendations that are not dropped are renumbered. A link accepted here carries over all
    fields it can. Drafts that were joined with others are left alone.

    Raises PermissionRefused, Stale, or InvalidValue for a figure without an indicator, or one of
    which another value is accepted.
    """
    with editing(command.run, command.by) as fresh:
        rows = list(
            fresh.drafts.filter(pk__in=command.drafts, outcome="").exclude(state=command.state)
        )
        if command.only_certain:
            doubts = editions.find_doubts(fresh.drafts.not_dropped().filter(kind=DraftKind.FIGURE))
            rows = [row for row in rows if row.pk not in doubts]
        for row in rows:
            row.state = command.state
            if row.kind == DraftKind.LINK and row.state == DraftState.ACCEPTED:
                row.values = {"carry": list(CARRY_OVER_FIELDS), **row.values}
        Draft.objects.bulk_update(rows, ["state", "values"])
        if command.state == DraftState.ACCEPTED:
            check_accepted_figures(fresh, rows)
        if any(row.kind == DraftKind.RECOMMENDATION for row in rows):
            _renumber(fresh)
    return len(rows)


@transaction.atomic
def accept_draft(command: AcceptDraft) -> Draft:
    """Accept a responsibility, a link or a body.

    Raises PermissionRefused, Stale, or InvalidValue for an unknown role, field or kind.
    """
    role, carry = command.role, command.carry
    with editing(command.draft.run, command.by) as run:
        fresh: Draft = run.drafts.get(pk=command.draft.pk)
        choices: dict[str, tuple[bool, dict[str, object]]] = {  # valid or not, and the values
            DraftKind.RESPONSIBILITY: (role in Role.values, {"role": role}),
            DraftKind.LINK: (
                carry is not None and set(carry) <= set(CARRY_OVER_FIELDS),
                {"carry": [field for field in CARRY_OVER_FIELDS if field in (carry or ())]},
            ),
            DraftKind.BODY: (
                command.kind in BodyKind.values,
                {"body": command.body.code if command.body else "", "kind": command.kind},
            ),
        }
        is_valid, chosen = choices.get(fresh.kind, (False, {}))
        errors.InvalidValue.raise_if(
            not is_valid, _("This can't be chosen for the draft. Choose from the list.")
        )
        return save_fields(fresh, values={**fresh.values, **chosen}, state=DraftState.ACCEPTED)


@transaction.atomic
def set_bounds(command: SetBounds) -> Draft:
    """Set the places of a recommendation in the text, from which its own text is taken.

    Raises PermissionRefused, Stale, or QuoteMismatch for a place outside the text.
    """
    with editing(command.draft.run, command.by) as run:
        fresh = find_draft(run, command.draft, DraftKind.RECOMMENDATION)
        text_at(run, command.places)
        save_fields(fresh, places=[list(place) for place in command.places])
        _renumber(run)
    return Draft.objects.get(pk=fresh.pk)


@transaction.atomic
def split(command: SplitDraft) -> list[Draft]:
    """Split a recommendation in two, and renumber later ones.

    Raises PermissionRefused, Stale, or InvalidValue for a place that leaves either part empty.
    """
    at = command.at
    with editing(command.draft.run, command.by) as run:
        fresh = find_draft(run, command.draft, DraftKind.RECOMMENDATION)
        paragraph, start, end = fresh.places[0]
        text = run.text.split("\n\n")[paragraph - 1]
        first, second = text[start:at], text[at:end]
        errors.InvalidValue.raise_if(
            len(fresh.places) > 1 or not start < at < end or not (first.strip() and second.strip()),
            _("The draft can't be split there. Choose a place inside its text."),
        )
        save_fields(fresh, places=[[paragraph, start, start + len(first.rstrip())]])
        row = Draft.objects.create(
            run=run,
            kind=DraftKind.RECOMMENDATION,
            position=fresh.position,
            places=[[paragraph, at + len(second) - len(second.lstrip()), end]],
            values={"number": "", "text": ""},
        )
        _renumber(run)
        return [Draft.objects.get(pk=fresh.pk), Draft.objects.get(pk=row.pk)]


@transaction.atomic
def join(command: ChangeDraft) -> Draft:
    """Join a recommendation with the next.

    Raises PermissionRefused, Stale, or InvalidValue for the last one.
    """
    with editing(command.draft.run, command.by) as run:
        fresh = find_draft(run, command.draft, DraftKind.RECOMMENDATION)
        after = find_next(run, fresh)
        (paragraph, start, _end), (other, _start, end) = fresh.places[0], after.places[-1]
        in_one = [[paragraph, start, end]]
        save_fields(fresh, places=in_one if paragraph == other else [*fresh.places, *after.places])
        save_fields(after, state=DraftState.DROPPED, outcome=_("joined with the previous one"))
        link_dependents(run)
        for draft in run.drafts.filter(kind__in=DEPENDENT_KINDS):
            if draft.values.get("of") == after.pk:
                _set_values(draft, of=fresh.pk)
        _renumber(run)
    return Draft.objects.get(pk=fresh.pk)


def check_accepted_figures(run: ImportRun, drafts: Iterable[Draft]) -> None:
    """Raise InvalidValue for an accepted figure without an indicator, or the second of a key."""
    doubts = editions.find_doubts(
        run.drafts.filter(kind=DraftKind.FIGURE, state=DraftState.ACCEPTED)
    )
    for draft in drafts:
        errors.InvalidValue.raise_if(draft.pk in doubts, doubts.get(draft.pk, ""))


EDITORIAL = Reason(code=ReasonCode.EDITORIAL)


@contextmanager
def editing(run: ImportRun, by: User, reason: Reason = EDITORIAL) -> Iterator[ImportRun]:
    """Lock a run that waits, and record what is written inside under a reason."""
    policies.imports.check_can_import(by)
    with because(reason, by=by):
        fresh = lock_row(run)
        policies.imports.check_is_waiting(fresh)
        yield fresh


def find_draft(run: ImportRun, draft: Draft, kind: DraftKind) -> Draft:
    """Return a recommendation or figure as it is now. Raises InvalidValue if it was left out."""
    fresh: Draft = run.drafts.get(pk=draft.pk)
    errors.InvalidValue.raise_if(
        fresh.kind != kind or fresh.state == DraftState.DROPPED,
        _("The boundaries of a recommendation that is left out can't be changed. Restore it first.")
        if kind == DraftKind.RECOMMENDATION
        else _("A figure that is left out can't be changed. Restore it first."),
    )
    return fresh


def list_drafts(run: ImportRun, kind: DraftKind) -> list[Draft]:
    """Return the drafts of a kind that are not left out, in the order of the text."""
    return sorted(
        run.drafts.not_dropped().filter(kind=kind), key=lambda d: (d.places, d.position, d.pk)
    )


def find_next(run: ImportRun, draft: Draft) -> Draft:
    """Return the recommendation or figure after one. Raises InvalidValue for the last."""
    rows = list_drafts(run, DraftKind(draft.kind))
    errors.InvalidValue.raise_if(
        rows[-1] == draft,
        _("This is the last recommendation, so there is none after it to join with.")
        if draft.kind == DraftKind.RECOMMENDATION
        else _("This is the last figure, so there is none after it to join with."),
    )
    return rows[rows.index(draft) + 1]


def _renumber(run: ImportRun) -> None:
    """Set numbers by place and texts from the places, and update dependents.

    Printed numbers stay; a part split off "75" is "75-2".
    """
    link_dependents(run)
    recommendations = list_drafts(run, DraftKind.RECOMMENDATION)
    printed = {d.values["number"] for d in recommendations if d.values.get("is_numbered")}
    last = "0"
    for position, draft in enumerate(recommendations, 1):
        number = str(position)
        if draft.values.get("is_numbered"):
            number = last = str(draft.values["number"])
        elif printed:
            parts = (f"{last}-{part}" for part in count(2))
            number = next(part for part in parts if part not in printed)
            printed.add(number)
        _set_values(draft, number=number, text=text_at(run, draft.places))
    update_dependents(run)


def _set_values(draft: Draft, **values: object) -> None:
    save_changes(draft, {"values": {**draft.values, **values}})


def text_at(run: ImportRun, places: Sequence[Sequence[int]]) -> str:
    """Return the words at places of the text. Raises QuoteMismatch for one outside it."""
    paragraphs, parts = run.text.split("\n\n"), []
    for paragraph, start, end in places:
        is_inside = 1 <= paragraph <= len(paragraphs) and 0 <= start < end
        errors.QuoteMismatch.raise_if(
            not is_inside or end > len(paragraphs[paragraph - 1]),
            _("¶ %(paragraph)s has no characters %(start)s to %(end)s. Correct the boundaries."),
            paragraph=paragraph,
            start=start,
            end=end,
        )
        parts.append(paragraphs[paragraph - 1][start:end])
    return " ".join(parts)


DEPENDENT_KINDS = (DraftKind.RESPONSIBILITY, DraftKind.LINK)


def link_dependents(run: ImportRun) -> None:
    """Store with each responsibility and link the key of its draft, before numbers change."""
    by_number = {
        str(draft.values["number"]): draft.pk
        for draft in run.drafts.filter(kind=DraftKind.RECOMMENDATION)
        if draft.values["number"]
    }
    for draft in run.drafts.filter(kind__in=DEPENDENT_KINDS):
        if "of" not in draft.values and (of := by_number.get(str(draft.values["number"]))):
            _set_values(draft, of=of)


def update_dependents(run: ImportRun) -> None:
    """Give responsibilities and links the number of their recommendation; "" if it was dropped.

    A body named in a recommendation belongs to the draft that now has its name. Links are
    suggested anew; decisions of a person stay.
    """
    recommendations = [
        draft
        for draft in run.drafts.not_dropped().filter(kind=DraftKind.RECOMMENDATION)
        if draft.places
    ]
    numbers = {draft.pk: str(draft.values["number"]) for draft in recommendations}
    for draft in run.drafts.filter(kind__in=DEPENDENT_KINDS):
        of = draft.values.get("of")
        if draft.kind == DraftKind.RESPONSIBILITY:
            of = next((row.pk for row in recommendations if _contains(row, draft)), of)
        _set_values(draft, number=numbers.get(of or 0, ""), of=of)
    _suggest_links(run, recommendations)


def reread_figures(run: ImportRun) -> None:
    """Read the figures again for the year of the edition: "In 2022, …" may be the year before.

    A figure that is not read for one year is offered again for another; one that a person corrected
    or joined stays as it is. Raises FileUnreadable.
    """
    narrative = limited_process.read_limited(
        "", read_narrative, run.text, year=run.year, mechanism=run.mechanism or None
    )
    save_changes(run, {"numbers": numbers_as_json(narrative)})
    figures = narratives.compare_with_editions(run, narrative).figures
    keys = {
        ((p := figure.place).paragraph, p.start, p.end, figure.indicator): index
        for index, figure in enumerate(figures)
    }
    drafts: dict[int, Draft] = {}  # by the index of the figure
    for draft in run.drafts.filter(kind=DraftKind.FIGURE):
        as_read = draft.values.get(READ) or draft.values
        index = keys.pop((*draft.places[0], as_read["indicator"]), None)
        if index is not None:
            drafts[index] = draft
        elif draft.state == DraftState.OFFERED and READ not in draft.values:
            save_fields(
                draft,
                state=DraftState.DROPPED,
                outcome=_("not a figure of this year's edition"),
            )
    for position, (key, index) in enumerate(keys.items(), run.drafts.count() + 1):
        drafts[index] = Draft(
            run=run, kind=DraftKind.FIGURE, position=position, places=[list(key[:3])]
        )
    Draft.objects.bulk_create(drafts[index] for index in keys.values())
    joined = {d.position: d.values[JOINED]["with"] for d in drafts.values() if JOINED in d.values}
    for index, draft in drafts.items():
        if not {READ, JOINED} & draft.values.keys():
            part_of = figures[index].part_of
            whole = drafts[part_of].position if part_of in drafts else None
            while whole in joined:
                whole = joined[whole]
            values = {**figure_as_json(figures[index]), "part_of": whole}
            save_changes(draft, {"values": values, **_reopened(draft)})


def _reopened(draft: Draft) -> dict[str, object]:
    """Return the state of a draft that is read again: offered, if no person dropped it."""
    return {"state": DraftState.OFFERED, "outcome": ""} if draft.outcome else {}


def _contains(recommendation: Draft, draft: Draft) -> bool:
    paragraph, start, end = draft.places[0]
    return any(p == paragraph and s <= start and end <= e for p, s, e in recommendation.places)


def _suggest_links(run: ImportRun, recommendations: list[Draft]) -> None:
    keyed = [  # with their keys in place of numbers
        DraftRecommendation(
            str(draft.pk), draft.values["text"], tuple(Place(*place) for place in draft.places)
        )
        for draft in recommendations
    ]
    suggestions = {
        (int(values["number"]), int(values["earlier"])): values
        for _kind, _places, values in narratives.suggest_link_drafts(keyed, run)
    }
    existing = {
        (draft.values.get("of"), draft.values["earlier"]): draft
        for draft in run.drafts.filter(kind=DraftKind.LINK)
    }
    by_key = {draft.pk: draft for draft in recommendations}
    for (of, earlier), suggestion in suggestions.items():
        values = {**suggestion, "number": by_key[of].values["number"], "of": of}
        if (draft := existing.get((of, earlier))) is None:
            Draft.objects.create(
                run=run,
                kind=DraftKind.LINK,
                position=run.drafts.count() + 1,
                places=by_key[of].places,
                values=values,
            )
        else:
            changes = {"values": {**draft.values, **values}, "places": by_key[of].places}
            save_changes(draft, {**changes, **_reopened(draft)})
    for key, draft in existing.items():
        if key not in suggestions and draft.state == DraftState.OFFERED:
            save_fields(
                draft,
                state=DraftState.DROPPED,
                outcome=_("no longer suggested, because the text changed"),
            )
