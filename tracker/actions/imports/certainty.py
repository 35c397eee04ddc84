"""Figures of a run that a person decides on: what speaks against each, in a sentence."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tracker.formats import format_number
from tracker.grouping import group_pairs
from tracker.intake.drafts import NATIONAL
from tracker.models import Draft
from tracker.vocabulary import DraftKind, DraftState

type Values = Mapping[str, Any]  # of a draft


def find_doubts(drafts: Iterable[Draft]) -> dict[int, str]:
    """Return what speaks against accepting figures beside each other, by the key of the draft.

    It has no indicator, nothing tells it from its whole, the text gives another value, too, or the
    reader doubts it. For one that a person accepted no doubt of the reader counts any more, and no
    value that nobody accepted.
    """
    drafts = list(drafts)
    wholes = {
        draft.position: draft.values
        for draft in Draft.objects.filter(
            kind=DraftKind.FIGURE, run__in={draft.run_id for draft in drafts}
        )
    }
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
        elif _is_like_whole(draft.values, wholes.get(draft.values.get("part_of"))):
            doubts[draft.pk] = _(
                "It is a part, and nothing says of which kind. Name the kind under Breakdown, as "
                "in “kind: from abroad”, or leave the figure out."
            )
        elif others and _key(draft):
            doubts[draft.pk] = _(
                "The text gives %(values)s, too, for the same indicator, period and parts. Accept "
                "only one of them."
            ) % {"values": ", ".join(map(format_number, sorted(others)))}
        elif draft.values.get("doubt") and draft.state == DraftState.OFFERED:
            doubts[draft.pk] = draft.values["doubt"]
    return doubts


def _is_like_whole(part: Values, whole: Values | None) -> bool:
    """Return whether a part would be stored as another value of what its whole is one of."""
    return (
        whole is not None
        and part["indicator"] == whole["indicator"]
        and part["breakdown"] in ({}, whole["breakdown"])
        and part["scope"] in (NATIONAL, whole["scope"])
    )


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
