"""Bodies that the text itself introduces: "Trafficking in Human Beings Directorate (THBD)"."""

import re
from collections.abc import Sequence

BRACKET = re.compile(r"\s\((?P<acronym>[A-Z]{2,10})\)")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
SMALL = {"of", "the", "and", "for", "in", "on", "against", "to", "de", "a", "an"}
NO_BODY = re.compile(
    r"(?:plans?|procedures?|laws?|acts?|protocols?|conventions?|agreements?|codes?|strategy|permits?)$",
    re.IGNORECASE,
)
BEFORE = 160  # code points in which the name stands
MOST_WORDS = 14


def names_in(paragraphs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Acronym to name and acronym, for each name whose initials the bracket behind it spells."""
    found: dict[str, tuple[str, str]] = {}
    for text in paragraphs:
        for match in BRACKET.finditer(text):
            name = _spelling(text[max(0, match.start() - BEFORE) : match.start()], match["acronym"])
            if name and not NO_BODY.search(name):
                found.setdefault(match["acronym"], (name, match["acronym"]))
    return found


def _spelling(before: str, acronym: str) -> str | None:
    """The shortest run of words up to the bracket whose initials are the acronym."""
    words = list(WORD.finditer(before))
    for count in range(2, min(MOST_WORDS, len(words)) + 1):
        some = words[-count:]
        if some[0][0][0].upper() == acronym[0] and acronym in _initials([one[0] for one in some]):
            return before[some[0].start() :]
    return None


def _initials(words: Sequence[str]) -> set[str]:
    """With the small words and without them, and of the words in capitals alone."""
    parts = [part for word in words for part in word.split("-")]
    large = [word for word in words if word.lower() not in SMALL]
    kinds = (words, large, parts, [word for word in words if word[0].isupper()])
    return {"".join(word[0].upper() for word in some if word) for some in kinds}
