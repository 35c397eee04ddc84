"""Figures of a run that a person decides on: what speaks against each, in a sentence."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.formats import format_number
from tracker.grouping import group_pairs
from tracker.intake.drafts import NATIONAL
from tracker.models import Draft
from tracker.vocabulary import DraftState


def find_doubts(drafts: Iterable[Draft]) -> dict[int, str]:
    """Return what speaks against accepting figures beside each other, by the key of the draft.

    It has no indicator, the text gives another value, too, or the reader doubts it. For one that a
    person accepted no doubt counts any more, and no value that nobody accepted.
    """
    drafts = list(drafts)
    by_key = group_pairs((_key(draft), draft) for draft in drafts)
    doubts = {}
    for draft in drafts:
        others = {
            other.values["value"]
            for other in by_key[_key(draft)]
            if draft.state != DraftState.ACCEPTED or other.state == DraftState.ACCEPTED
        } - {draft.values["value"]}
        if not draft.values["indicator"]:
            doubts[draft.pk] = _("No indicator is named. Choose one, or leave the figure out.")
        elif others and _key(draft):
            doubts[draft.pk] = _(
                "The text gives %(values)s, too, for the same indicator, period and parts. Accept "
                "only one of them."
            ) % {"values": ", ".join(map(format_number, sorted(others)))}
        elif draft.values.get("doubt") and draft.state == DraftState.OFFERED:
            doubts[draft.pk] = draft.values["doubt"]
    return doubts


def _key(draft: Draft) -> tuple[object, ...]:
    """Return what one national value can be given for; empty for a count of another kind.

    A part whose kind was not read could be any.
    """
    values = draft.values
    is_national = values.get("scope", NATIONAL) == NATIONAL
    is_known = values["breakdown"] or values.get("part_of") is None
    if not (values["indicator"] and is_national and is_known) or values["value"] is None:
        return ()
    currency = values["unit"] if values["unit"].isupper() else ""
    parts = tuple(sorted(values["breakdown"].items()))
    return values["indicator"], values["period"], currency, parts
