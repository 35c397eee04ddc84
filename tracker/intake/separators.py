"""Boundaries between recommendations, by the strongest separator of the list."""

import re
from collections.abc import Callable, Sequence

from tracker.intake.imperatives import LEADS, WORD, starts_request
from tracker.intake.sentences import starts

BULLETS = "•·▪‣●○■□◦\uf0b7\uf0a7"
# A star is a bullet between blanks or after a full stop, never behind a name ("Kosovo*").
BULLET = re.compile(
    rf"(?:^|(?<=[\s.;:]))[*](?:\s+|(?=[A-Z]))|[{BULLETS}]\s*|^(?:[-–—*]|\(?\d{{1,2}}[.)])\s*(?=[^\W\d_])"
    r"|(?<=[.;:])\s+[-–—]\s+(?=[A-Z])"
)
GLUED = re.compile(
    r"(?<=[^\W\d_A-Z)”\"’%])[.;][”\"’)]?(?=[A-Z][a-z]+)|(?<=[)”\"’%])\.(?=[A-Z][a-z]+)"
)
SEMICOLON = re.compile(r";\s*(?:(?:and|as well as|or)\s+)?")
EXPLAINING_WORDS = """
a additionally all an any authorities both courts e.g each every few furthermore government he
however i.e including it its judges many moreover most ngos no none observers officials other
others our police prosecutors she some specifically such that the their there therefore these
they this those thus traffickers victims we
"""
EXPLANATIONS = frozenset(EXPLAINING_WORDS.split())

Boundaries = list[tuple[int, int]]  # where one ends, where the next begins


def bullet_cuts(text: str) -> Boundaries:
    """Find bullets before requests: a star before other small letters marks a footnote."""
    return [
        match.span()
        for match in BULLET.finditer(text)
        if match.start() == 0
        or not text[match.end() : match.end() + 1].islower()
        or starts_request(text, match.end())
    ]


def glued_stop_cuts(text: str) -> Boundaries:
    """Find full stops without a blank before a request: "…prison terms.Provide …"."""
    return [
        (match.end(), match.end())
        for match in GLUED.finditer(text)
        if starts_request(text, match.end(), case="upper")
    ]


def semicolon_cuts(text: str) -> Boundaries:
    """Find semicolons before a request. A list inside one recommendation has others."""
    return [
        (match.start(), match.end())
        for match in SEMICOLON.finditer(text)
        if starts_request(text, match.end())
    ]


def sentence_cuts(text: str) -> Boundaries:
    """Find full stops before a sentence that asks, not before one that explains a request."""
    return [(start, start) for start in starts(text)[1:] if is_request(text, start)]


def is_request(text: str, start: int) -> bool:
    """Return whether a sentence asks, also with a verb that no word list has."""
    if starts_request(text, start, case="upper"):
        return True
    first_word = WORD.match(text, start)
    if first_word is None:
        return False
    word = first_word[0].lower()
    return (
        word not in EXPLANATIONS
        and word not in LEADS
        and not word.endswith(("s", "ly", "ing", "ed"))
    )


def _combine(*separators: Callable[[str], Boundaries]) -> Callable[[str], Boundaries]:
    def merge(text: str) -> Boundaries:
        merged: Boundaries = []
        for boundary in sorted(
            boundary for separator in separators for boundary in separator(text)
        ):
            if not merged or boundary[0] >= merged[-1][1]:
                merged.append(boundary)
        return merged

    return merge


def strongest_separator(texts: Sequence[str]) -> Callable[[str], Boundaries]:
    """Choose the separator of one list: bullet, line, glued full stop, semicolon or sentence.

    A weaker one that is more frequent wins over a slip: one stop without a blank among eight
    plain sentences does not make a list of two.
    """
    if any(bullet_cuts(text) for text in texts):
        return bullet_cuts
    single_count = sum(not sentence_cuts(text) and len(semicolon_cuts(text)) < 2 for text in texts)
    if len(texts) > 1 and single_count > len(texts) / 2:
        return lambda _text: []
    counts = {
        separator: sum(len(separator(text)) for text in texts)
        for separator in (glued_stop_cuts, semicolon_cuts, sentence_cuts)
    }
    if counts[glued_stop_cuts] and 2 * counts[glued_stop_cuts] >= counts[sentence_cuts]:
        return glued_stop_cuts
    if counts[semicolon_cuts] and counts[semicolon_cuts] >= counts[sentence_cuts]:
        return _combine(semicolon_cuts, sentence_cuts)
    return sentence_cuts
