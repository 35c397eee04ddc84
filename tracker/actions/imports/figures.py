"""Correct, add and join the figures of a run that waits; what was read is kept beside."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker.actions.base import save_fields
from tracker.actions.imports.drafts import (
    READ,
    ChangeDraft,
    ChangeRun,
    check_accepted_figures,
    editing,
    find_draft,
    list_drafts,
    text_at,
)
from tracker.audit.text_screening import check_text
from tracker.errors import InvalidValue, Stale
from tracker.intake.drafts import Figure, figure_as_json
from tracker.models import Draft, ImportRun, Indicator
from tracker.vocabulary import DraftKind, DraftState, NumberRole


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFigure(ChangeRun):
    """A figure as a person states it, in place of one that was read, or a new one.

    Its whole is named by the position of the draft. `version` is that of the draft the person saw.
    """

    draft: Draft | None
    figure: Figure
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissNumber(ChangeRun):
    """A number of the text that is left for a person, by its place, and is no figure."""

    place: Sequence[int]


@transaction.atomic
def save_figure(command: SaveFigure) -> Draft:
    """Save a figure as a person states it, and accept it if it has an indicator.

    Raises PermissionRefused, Stale, QuoteMismatch for a place outside the text, InvalidValue for
    an indicator that is not listed, a whole that is no other figure of the run, a figure that was
    left out, or one of which another value is accepted; PersonalDataFound for words typed that
    look like a victim's data.
    """
    figure = command.figure
    place = [figure.place.paragraph, figure.place.start, figure.place.end]
    with editing(command.run, command.by) as run:
        text_at(run, [place])
        draft = command.draft and find_draft(run, command.draft, DraftKind.FIGURE)
        wholes = [row.position for row in list_drafts(run, DraftKind.FIGURE) if row != draft]
        if draft is None:
            position = 1 + run.drafts.aggregate(last=models.Max("position", default=0))["last"]
            draft = Draft(
                run=run, kind=DraftKind.FIGURE, position=position, places=[place], values={}
            )
        InvalidValue.raise_if(
            figure.indicator
            and not Indicator.objects.exclude(definition="").filter(code=figure.indicator).exists(),
            _("There is no indicator “%(code)s”. Choose one from the list."),
            code=figure.indicator,
        )
        values = figure_as_json(figure)
        Stale.raise_if(
            command.version not in (None, draft.version)
            and draft.values != {**draft.values, **values},
            _(
                "Somebody else changed this figure meanwhile. These are your values: save again to"
                " replace theirs, or cancel to see and keep theirs."
            ),
        )
        typed = ("unit", "period", "qualifier", "scope", "breakdown")
        check_text(str(values[name]) for name in typed if values[name] != draft.values.get(name))
        InvalidValue.raise_if(
            figure.part_of is not None and figure.part_of not in wholes,
            _("The whole of this figure is left out, or the figure itself. Choose another one."),
        )
        if {**draft.values, "doubt": None} != {**draft.values, **values}:
            values[READ] = draft.values.get(READ, draft.values or None)
        draft.values = {**draft.values, **values}
        draft.state = DraftState.ACCEPTED if figure.indicator else DraftState.OFFERED
        draft.save()
        check_accepted_figures(run, [draft])
    return draft


@transaction.atomic
def dismiss_number(command: DismissNumber) -> ImportRun:
    """Note that a number is no figure, so that it is left for nobody.

    Raises PermissionRefused, Stale, or InvalidValue where no number is left.
    """
    with editing(command.run, command.by) as run:
        number = [*command.place, NumberRole.LEFT]
        InvalidValue.raise_if(
            number not in run.numbers,
            _("No number is left for you there. Choose one that is marked in the text."),
        )
        run.numbers[run.numbers.index(number)] = [*command.place, NumberRole.OTHER]
        return save_fields(run, numbers=run.numbers)


@transaction.atomic
def join_figures(command: ChangeDraft) -> Draft:
    """Join a figure with the next of the text: of another period, that is an earlier value.

    Raises PermissionRefused, Stale, or InvalidValue for the last figure, one that was left out, or
    one whose period is before that of the next.
    """
    with editing(command.draft.run, command.by) as run:
        draft = find_draft(run, command.draft, DraftKind.FIGURE)
        rows = list_drafts(run, DraftKind.FIGURE)
        following = rows[rows.index(draft) + 1 :]
        InvalidValue.raise_if(
            not following, _("This is the last figure, so there is none after it to join with.")
        )
        first, second, after = draft.values, following[0], following[0].values
        earlier = {name: after[name] for name in ("value", "period", "paragraph", "start", "end")}
        is_earlier = after["value"] is not None and after["period"] != first["period"]
        InvalidValue.raise_if(
            is_earlier and first["period"] and (after["period"] or "") > first["period"],
            _("An earlier value is of a period before %(period)s. Correct the year."),
            period=first["period"],
        )
        previous = [*first["previous"], *([earlier] if is_earlier else []), *after["previous"]]
        save_fields(draft, values={**first, "previous": previous, READ: first.get(READ, first)})
        save_fields(second, state=DraftState.DROPPED, outcome=_("joined with the previous one"))
        for row in following:
            if row.values["part_of"] == second.position:
                save_fields(row, values={**row.values, "part_of": draft.position})
    return draft
