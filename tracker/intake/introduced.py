"""Bodies that the text itself introduces: "Trafficking in Human Beings Directorate (THBD)"."""

import re
from collections.abc import Sequence

ACRONYM_BRACKET = re.compile(r"\s\((?P<acronym>[A-Z]{2,10})\)")
HYPHENATED_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
SMALL = {"of", "the", "and", "for", "in", "on", "against", "to", "de", "a", "an"}
NO_BODY = re.compile(
    r"(?:plans?|procedures?|laws?|acts?|protocols?|conventions?|agreements?|codes?|strategy|permits?)$",
    re.IGNORECASE,
)
NAME_REACH = 160  # code points in which the name stands
MAX_NAME_WORDS = 14


def introduced_names(paragraphs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Map each acronym in brackets to the name whose initials it spells, and to itself."""
    names: dict[str, tuple[str, str]] = {}
    for text in paragraphs:
        for match in ACRONYM_BRACKET.finditer(text):
            name = _spelled_name(
                text[max(0, match.start() - NAME_REACH) : match.start()], match["acronym"]
            )
            if name and not NO_BODY.search(name):
                names.setdefault(match["acronym"], (name, match["acronym"]))
    return names


def _spelled_name(text: str, acronym: str) -> str | None:
    """Return the shortest run of words before the bracket whose initials are the acronym."""
    words = list(HYPHENATED_WORD.finditer(text))
    for count in range(2, min(MAX_NAME_WORDS, len(words)) + 1):
        run = words[-count:]
        if run[0][0][0].upper() == acronym[0] and acronym in _initials(
            [word_match[0] for word_match in run]
        ):
            return text[run[0].start() :]
    return None


def _initials(words: Sequence[str]) -> set[str]:
    """Return the initials of all words, of hyphenated parts, of large and of capitalised words."""
    parts = [part for word in words for part in word.split("-")]
    large_words = [word for word in words if word.lower() not in SMALL]
    selections = (words, large_words, parts, [word for word in words if word[0].isupper()])
    return {"".join(word[0].upper() for word in selected if word) for selected in selections}
