"""Boundaries of sentences, also where the blank after a full stop was lost."""

import re
from itertools import pairwise

STOP = re.compile(
    r"[.!?][”\"’')\]]*(?:\[\d+\])?(?P<gap>\s+|(?=[“\"]?[A-Z][a-z]))(?=[“\"‘'(\[]?[^\W_])"
)
SHORT = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Rs|Fr|Ms|Dr|St|No|Nos|[Pp]aras?|[Aa]rts?|Sec|Inc|Ltd|vs|etc|approx|e\.g|i\.e|cf|Jan|Feb|Aug|"
    r"Sept|Oct|Nov|Dec))\.$"
)


LONGEST_SENTENCE = 2000  # code points; the longest known has 1,200


def find_sentence_starts(text: str) -> list[int]:
    """Return the start of each sentence. The first begins at 0."""
    offsets = [0] if text else []
    for match in STOP.finditer(text):
        offset = match.end()
        is_abbreviated = SHORT.search(text, max(0, match.start() - 8), match.start() + 1)
        if not text[offset].islower() and not is_abbreviated:
            offsets.append(offset)
    return offsets


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence, without the white space after it.

    What is longer than any sentence is cut at a blank: to read it takes a time that grows with the
    square of its length.
    """
    edges: list[int] = []
    for edge in (*find_sentence_starts(text), len(text)):
        while edges and edge - edges[-1] > LONGEST_SENTENCE:
            most = edges[-1] + LONGEST_SENTENCE
            blank = text.rfind(" ", edges[-1] + 1, most)
            edges.append(most if blank < 0 else blank + 1)
        edges.append(edge)
    return [(start, start + len(text[start:end].rstrip())) for start, end in pairwise(edges)]


def first_sentence(text: str, *, within: int = 600) -> str:
    """Return the first sentence, or as much of it as stands `within` so many code points."""
    start, end = split_sentences(text[:within])[0] if text else (0, 0)
    return text[start:end]
