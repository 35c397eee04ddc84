"""A place in a text that may identify somebody, and the sentence that warns of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tracker.vocabulary import SpotKind

AROUND = 80  # characters shown of a spot and what stands around it
NAMED = 3  # spots that the warning quotes


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: `start` and `end` count code points, `around` quotes it between « and »."""

    kind: SpotKind
    start: int
    end: int
    words: str
    around: str


def spot(text: str, kind: SpotKind, start: int, end: int) -> Spot:
    words = text[start:end]
    shown = words if len(words) <= AROUND // 2 else f"{words[: AROUND // 2 - 1]}…"
    side = (AROUND - len(shown) - 4) // 2
    before, after = text[max(0, start - side) : start], text[end : end + side]
    around = "".join(
        (
            "…" if start > side else "",
            f"{before}«{shown}»{after}",
            "…" if end + side < len(text) else "",
        )
    )
    return Spot(kind, start, end, words, "".join(" " if c.isspace() else c for c in around))


def told(spots: Sequence[Spot]) -> str:
    """One sentence that names the spots and the remedy; "" if there is none."""
    if not spots:
        return ""
    named = [f"{_called(one.kind)} ({one.around})" for one in spots[:NAMED]]
    if (more := len(spots) - NAMED) > 0:
        named.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return _(
        "Looks like %(spots)s. Take it out, or tick “Looked at, no victim's data” and save again."
    ) % {"spots": ", ".join(named)}


def _called(kind: SpotKind) -> str:
    match kind:
        case SpotKind.PERSONAL_NUMBER:
            return pgettext("looks like", "a personal number")
        case SpotKind.BIRTH_DATE:
            return pgettext("looks like", "a birth date")
        case SpotKind.CASE_NUMBER:
            return pgettext("looks like", "a case number")
    return pgettext("looks like", "a victim's name")
