"""Figures of a run that a person decides on: what speaks against each, in a sentence."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.formats import format_number
from tracker.grouping import group_pairs
from tracker.intake.drafts import NATIONAL
from tracker.models import Draft
from tracker.vocabulary import DraftState


def find_obstacles(drafts: Iterable[Draft]) -> dict[int, str]:
    """Return why figures can't be accepted, by the key of the draft, in a sentence.

    They have no indicator, or another value is accepted for the same indicator, period and parts.
    """
    drafts = list(drafts)
    obstacles = {
        draft.pk: _("No indicator is named. Choose one, or leave the figure out.")
        for draft in drafts
        if not draft.values["indicator"]
    }
    taken = _("%(values)s is accepted for the same indicator, period and parts. Leave one out.")
    accepted = [draft for draft in drafts if draft.state == DraftState.ACCEPTED]
    return obstacles | _compare(drafts, accepted, taken)


def find_doubts(drafts: Iterable[Draft]) -> dict[int, str]:
    """Return why figures that nobody decided on are not certain, as `find_obstacles` does."""
    offered = [draft for draft in drafts if draft.state == DraftState.OFFERED]
    several = _("For the same indicator, period and parts the text gives %(values)s, too.")
    doubts = {draft.pk: draft.values["doubt"] for draft in offered if draft.values.get("doubt")}
    return doubts | _compare(offered, offered, several) | find_obstacles(drafts)


def _compare(drafts: Iterable[Draft], others: Iterable[Draft], sentence: str) -> dict[int, str]:
    """Return the sentence, with their values, for each draft that others give other values for."""
    by_key = group_pairs((_key(draft), draft.values["value"]) for draft in others)
    differing = {
        draft.pk: sorted({value for value in by_key[_key(draft)] if value != draft.values["value"]})
        for draft in drafts
        if _key(draft)
    }
    return {
        key: sentence % {"values": ", ".join(map(format_number, values))}
        for key, values in differing.items()
        if values
    }


def _key(draft: Draft) -> tuple[object, ...]:
    """Return what only one national value can be given for; empty for a count of another kind."""
    values = draft.values
    if (
        not values["indicator"]
        or values["value"] is None
        or values.get("scope", NATIONAL) != NATIONAL
    ):
        return ()
    currency = values["unit"] if values["unit"].isupper() else ""
    parts = tuple(sorted(values["breakdown"].items()))
    return values["indicator"], values["period"], currency, parts
