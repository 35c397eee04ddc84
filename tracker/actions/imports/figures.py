"""Correct, add and join the figures of a run that waits; what was read is kept beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _, pgettext

from tracker.actions.base import save_fields
from tracker.actions.imports.drafts import (
    JOINED,
    READ,
    ChangeDraft,
    ChangeRun,
    check_accepted_figures,
    editing,
    find_draft,
    find_next,
    list_drafts,
    text_at,
)
from tracker.audit.text_screening import check_text
from tracker.errors import InvalidValue, Stale
from tracker.intake.drafts import Figure, figure_as_json
from tracker.intake.stated_values import is_before
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
        check_text(
            str(values[name])
            for name in ("unit", "period", "qualifier", "scope", "breakdown")
            if values[name] != draft.values.get(name)
        )
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
    """Join a figure with the next of the text, which counts the same: that is an earlier value.

    Raises PermissionRefused, Stale, or InvalidValue for the last figure, one that was left out, one
    that counts something else or the whole, and one of a later period or of one that has a value.
    """
    with editing(command.draft.run, command.by) as run:
        draft = find_draft(run, command.draft, DraftKind.FIGURE)
        second = find_next(run, draft)
        first, after = draft.values, second.values
        earlier = [
            {name: after[name] for name in ("value", "period", "paragraph", "start", "end")},
            *after["previous"],
        ]
        _check_can_join(run, draft, second, earlier)
        parts = [
            row
            for row in list_drafts(run, DraftKind.FIGURE)
            if row.values["part_of"] == second.position
        ]
        save_fields(
            draft,
            values={
                **first,
                "previous": [*first["previous"], *earlier],
                READ: first.get(READ, first),
            },
        )
        joined = {"with": draft.position, "earlier": earlier, "parts": [p.position for p in parts]}
        save_fields(
            second,
            values={**after, JOINED: joined},
            state=DraftState.DROPPED,
            outcome=_("joined with the previous one"),
        )
        for row in parts:
            save_fields(row, values={**row.values, "part_of": draft.position})
    return draft


def _check_can_join(
    run: ImportRun, draft: Draft, second: Draft, earlier: Sequence[Mapping[str, Any]]
) -> None:
    """Raise InvalidValue, naming both, where the second has no earlier value of the first."""
    first, after, period = draft.values, second.values, draft.values["period"]
    named = {"first": text_at(run, draft.places), "second": text_at(run, second.places)}
    labels = {  # and whether both have to name it
        "indicator": (pgettext("difference", "indicator"), False),
        "unit": (_("unit"), False),
        "breakdown": (_("breakdown"), True),
        "scope": (_("who counted"), True),
    }
    differing = [
        label
        for name, (label, is_needed) in labels.items()
        if first[name] != after[name] and (is_needed or (first[name] and after[name]))
    ]
    if first["part_of"] == second.position:
        differing.append(_("whole and part"))
    InvalidValue.raise_if(
        differing,
        _(
            "“%(first)s” and “%(second)s” can't be joined: they differ (%(fields)s). Correct one of"
            " them first, or leave it out."
        ),
        fields=", ".join(differing),
        **named,
    )
    InvalidValue.raise_if(
        after["value"] is None,
        _("“%(second)s” can't be joined with “%(first)s”: it has no value. Leave it out."),
        **named,
    )
    periods = [value["period"] or _("unknown") for value in (first, *first["previous"], *earlier)]
    InvalidValue.raise_if(
        len(set(periods)) < len(periods),
        _(
            "“%(first)s” and “%(second)s” can't be joined: there would be two values for one period"
            " (%(period)s). Correct the period of one, or leave it out."
        ),
        period=max(periods, key=periods.count),
        **named,
    )
    InvalidValue.raise_if(
        not all(is_before(value["period"], period) for value in earlier),
        _("An earlier value is of a period before %(period)s. Correct the year."),
        period=period,
    )


@transaction.atomic
def separate_figures(command: ChangeDraft) -> Draft:
    """Restore a figure that was joined with another: it gets its values and parts back.

    Raises PermissionRefused, Stale, or InvalidValue for one that is joined with none, or with one
    that is left out.
    """
    with editing(command.draft.run, command.by) as run:
        draft: Draft = run.drafts.get(pk=command.draft.pk)
        joined = draft.values.pop(JOINED, None)
        InvalidValue.raise_if(joined is None, _("This figure is joined with no other."))
        figures = run.drafts.filter(kind=DraftKind.FIGURE)
        first = figures.get(position=joined["with"])
        InvalidValue.raise_if(
            first.state == DraftState.DROPPED,
            _("“%(words)s”, which it is joined with, is left out. Restore that first."),
            words=text_at(run, first.places),
        )
        before = {
            **first.values,
            "previous": [v for v in first.values["previous"] if v not in joined["earlier"]],
        }
        as_read = before.pop(READ)
        save_fields(first, values=before if before == as_read else {**before, READ: as_read})
        for part in figures.filter(position__in=joined["parts"], values__part_of=first.position):
            save_fields(part, values={**part.values, "part_of": draft.position})
        return save_fields(draft, values=draft.values, state=DraftState.OFFERED, outcome="")
