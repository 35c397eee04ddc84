"""Places in a text that may identify somebody, and the sentence that warns of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext, pgettext_lazy

from tracker.vocabulary import SpotKind

EXCERPT_LENGTH = 80  # characters shown of a spot and what stands around it
MAX_QUOTED = 3  # spots that the warning quotes
KIND_WORDS = {
    SpotKind.PERSONAL_NUMBER: pgettext_lazy("looks like", "a personal number"),
    SpotKind.BIRTH_DATE: pgettext_lazy("looks like", "a birth date"),
    SpotKind.CASE_NUMBER: pgettext_lazy("looks like", "a case number"),
    SpotKind.VICTIM_BESIDE_NAME: pgettext_lazy("looks like", "a victim's name"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Place in a text: `start` and `end` count code points, `around` quotes it between « and »."""

    kind: SpotKind
    start: int
    end: int
    words: str
    around: str


def make_spot(text: str, kind: SpotKind, start: int, end: int) -> Spot:
    """Return a spot with an excerpt of the text around it, EXCERPT_LENGTH characters at most."""
    words = text[start:end]
    shown = words if len(words) <= EXCERPT_LENGTH // 2 else f"{words[: EXCERPT_LENGTH // 2 - 1]}…"
    side = (EXCERPT_LENGTH - len(shown) - 4) // 2
    before, after = text[max(0, start - side) : start], text[end : end + side]
    around = "".join(
        (
            "…" if start > side else "",
            f"{before}«{shown}»{after}",
            "…" if end + side < len(text) else "",
        )
    )
    return Spot(kind, start, end, words, "".join(" " if c.isspace() else c for c in around))


def describe_spots(spots: Sequence[Spot]) -> str:
    """Return a sentence that names the spots and the remedy; "" if there is none."""
    if not spots:
        return ""
    quotes = [f"{KIND_WORDS[spot.kind]} ({spot.around})" for spot in spots[:MAX_QUOTED]]
    if (more := len(spots) - MAX_QUOTED) > 0:
        quotes.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return _(
        "Looks like %(spots)s. Remove it, or tick “Checked: no victim’s data” and save again."
    ) % {"spots": ", ".join(quotes)}
