"""What hangs on a draft recommendation follows it when bounds, numbers or the head change."""

from django.utils.translation import gettext as _

from tracker.actions.imports.suggesting import links_for
from tracker.intake.as_json import figure_as_json
from tracker.intake.drafts import DraftRecommendation, Narrative, NarrativeHeader, Place
from tracker.intake.reading import read_narrative
from tracker.models import Draft, Run
from tracker.vocabulary import DraftKind, DraftState

HANGING = (DraftKind.RESPONSIBILITY, DraftKind.LINK)


def tie(run: Run) -> None:
    """Remember which draft each responsibility and link hangs on, before numbers change."""
    asked = run.drafts.filter(kind=DraftKind.RECOMMENDATION)
    by_number = {str(one.values["number"]): one.pk for one in asked if one.values["number"]}
    for draft in run.drafts.filter(kind__in=HANGING):
        if "of" not in draft.values and (of := by_number.get(str(draft.values["number"]))):
            draft.values = {**draft.values, "of": of}
            draft.save(update_fields=["values"])


def hand_over(run: Run, *, before: Draft, after: Draft) -> None:
    """What hung on one draft hangs on the one it was joined with."""
    for draft in run.drafts.filter(kind__in=HANGING):
        if draft.values.get("of") == before.pk:
            draft.values = {**draft.values, "of": after.pk}
            draft.save(update_fields=["values"])


def follow(run: Run) -> None:
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


def date_figures(run: Run) -> None:
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


def _suggest_links(run: Run, asked: list[Draft]) -> None:
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
