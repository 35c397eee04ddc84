"""Correct, add, split and join the figures of a run that waits; what was read is kept beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.actions.base import Command, save_fields
from tracker.actions.imports.drafts import READ, JoinDraft, editing, text_at
from tracker.errors import InvalidValue
from tracker.intake.drafts import NATIONAL
from tracker.models import Draft, ImportRun, Indicator
from tracker.vocabulary import DraftKind, DraftState

PLACE = ("paragraph", "start", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFigure(Command):
    """A figure as a person states it: one that was read, or a new one at a place of the text."""

    run: ImportRun
    draft: Draft | None
    place: Sequence[int]  # paragraph, first and last code point
    indicator: str  # a code; empty: still to be named
    value: float | None
    unit: str  # empty: that of the indicator
    period: str
    previous: Sequence[tuple[str | None, float]]  # period and value, the nearest year first
    breakdown: Mapping[str, str]
    part_of: int | None  # position of the draft of its whole
    scope: str  # empty: national
    qualifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFigure(Command):
    """A figure to split in two, because its number counts two things."""

    draft: Draft


@transaction.atomic
def save_figure(command: SaveFigure) -> Draft:
    """Save a figure as a person states it, and accept it if it has an indicator.

    Raises PermissionRefused, Stale, QuoteMismatch for a place outside the text, or InvalidValue for
    an indicator that is not listed, a whole that is no other figure of the run, or a figure that
    was left out.
    """
    with editing(command.run, command.by) as run:
        text_at(run, [command.place])
        draft = command.draft
        draft = _find_figure(run, draft) if draft else _build_figure(run, [list(command.place)], {})
        wholes = [row.position for row in _list_figures(run) if row.pk != draft.pk]
        InvalidValue.raise_if(
            command.part_of is not None and command.part_of not in wholes,
            _("The whole of this figure is left out, or the figure itself. Choose another one."),
        )
        changes = _as_json(command, draft)
        if any(draft.values.get(name) != value for name, value in changes.items()):
            changes[READ] = draft.values.get(READ, draft.values or None)
        draft.values = {**draft.values, **changes, "doubt": None}
        draft.state = DraftState.ACCEPTED if command.indicator else DraftState.OFFERED
        draft.save()
    return draft


def _as_json(command: SaveFigure, draft: Draft) -> dict[str, Any]:
    """Return what a command states, in the form of `figure_as_json`."""
    indicator = Indicator.objects.filter(code=command.indicator).first()
    InvalidValue.raise_if(
        command.indicator and indicator is None,
        _("There is no indicator “%(code)s”. Choose one from the list."),
        code=command.indicator,
    )
    before = {(e["period"], e["value"]): e for e in draft.values.get("previous", ())}
    place = dict(zip(PLACE, draft.places[0], strict=True))
    return {
        "indicator": indicator.code if indicator else None,
        "label": indicator.name if indicator else draft.values.get("label", ""),
        "value": command.value,
        "unit": command.unit or (indicator.unit if indicator else ""),
        "period": command.period or None,
        "previous": [
            before.get(pair, {"value": pair[1], "period": pair[0], **place})
            for pair in command.previous
        ],
        "breakdown": dict(command.breakdown),
        "part_of": command.part_of,
        "scope": command.scope or NATIONAL,
        "qualifier": command.qualifier or None,
        **place,
    }


@transaction.atomic
def split_figure(command: SplitFigure) -> Draft:
    """Add a figure with the same words and value, whose indicator a person names.

    Raises PermissionRefused, Stale, or InvalidValue for a figure that was left out.
    """
    with editing(command.draft.run, command.by) as run:
        draft = _find_figure(run, command.draft)
        values = {**draft.values, READ: None, "indicator": None, "previous": [], "doubt": None}
        second = _build_figure(run, draft.places, values)
        second.save()
    return second


@transaction.atomic
def join_figures(command: JoinDraft) -> Draft:
    """Join a figure with the next of the text: of another period, that is an earlier value.

    Raises PermissionRefused, Stale, or InvalidValue for the last figure, or one that was left out.
    """
    with editing(command.draft.run, command.by) as run:
        draft = _find_figure(run, command.draft)
        rows = _list_figures(run)
        following = rows[rows.index(draft) + 1 :]
        InvalidValue.raise_if(
            not following, _("This is the last figure, so there is none after it to join with.")
        )
        first, second, after = draft.values, following[0], following[0].values
        earlier = {name: after[name] for name in ("value", "period", *PLACE)}
        is_earlier = after["value"] is not None and after["period"] != first["period"]
        previous = [*first["previous"], *([earlier] if is_earlier else []), *after["previous"]]
        changes = {"previous": previous, READ: first.get(READ, first)}
        save_fields(draft, values={**first, **changes})
        save_fields(second, state=DraftState.DROPPED, outcome=_("joined with the previous one"))
        for row in following:
            if row.values["part_of"] == second.position:
                save_fields(row, values={**row.values, "part_of": draft.position})
    return draft


def _build_figure(run: ImportRun, places: list[list[int]], values: dict[str, Any]) -> Draft:
    """Return a new draft of a figure after all others of its run, not yet saved."""
    last = run.drafts.aggregate(last=Max("position", default=0))["last"]
    return Draft(run=run, kind=DraftKind.FIGURE, position=last + 1, places=places, values=values)


def _find_figure(run: ImportRun, draft: Draft) -> Draft:
    fresh = next((row for row in _list_figures(run) if row.pk == draft.pk), None)
    if fresh is None:
        raise InvalidValue(_("A figure that is left out can't be changed. Restore it first."))
    return fresh


def _list_figures(run: ImportRun) -> list[Draft]:
    """Return the figures of a run that are not left out, in the order of the text."""
    rows = run.drafts.not_dropped().filter(kind=DraftKind.FIGURE)
    return sorted(rows, key=lambda row: (row.places, row.position))
