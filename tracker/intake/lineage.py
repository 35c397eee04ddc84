"""How recommendations of one edition descend from those of earlier ones: suggestions, with scores.

Likeness is that of word sets without stop words (Jaccard): verbatim 1.0, one word changed about
0.8, a true rewording as low as 0.36, a false one up to 0.27. At 0.8 and above a link is made by
itself, from 0.3 it is suggested, below never. A person confirms.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tracker.vocabulary import Closeness

BY_ITSELF = 0.8
SUGGESTED = 0.3
_WORD = re.compile(r"[a-z0-9]+(?:[’'-][a-z0-9]+)*")
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "including",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "such",
        "that",
        "the",
        "their",
        "them",
        "these",
        "this",
        "those",
        "through",
        "to",
        "under",
        "using",
        "which",
        "who",
        "will",
        "with",
        "within",
    ]
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A recommendation of some edition: any key, its year, its verbatim text."""

    key: int | str
    year: int
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One recommendation descends from another, says the likeness of their words."""

    later: Asked
    earlier: Asked
    score: float  # 0 to 1
    closeness: Closeness

    @property
    def is_by_itself(self) -> bool:
        """Whether the words are so alike that the link stands until somebody says otherwise."""
        return self.score >= BY_ITSELF


def words_of(text: str) -> frozenset[str]:
    """The words that count: lower case, without stop words, plural and singular alike."""
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP)


def likeness(one: str, other: str) -> float:
    """Shared words over all words, from 0 (none) to 1 (the same set)."""
    return _jaccard(words_of(one), words_of(other))


def suggestions(later: Sequence[Asked], earlier: Sequence[Asked]) -> list[Suggestion]:
    """Where each later recommendation may come from: per edition, best first.

    An edition stands for its year; gaps of years are allowed. Of each earlier edition those are
    suggested that score 0.3 or more; a later one with several is a merge, an earlier one with
    several a split.
    """
    words = {id(one): words_of(one.text) for one in (*later, *earlier)}
    found: list[tuple[Asked, Asked, float]] = []
    for one in later:
        for year in sorted(
            {other.year for other in earlier if other.year < one.year}, reverse=True
        ):
            scored = [
                (one, other, _jaccard(words[id(one)], words[id(other)]))
                for other in earlier
                if other.year == year
            ]
            found += _kept([three for three in scored if three[2] >= SUGGESTED])
    return sorted(
        _typed(found), key=lambda s: (-s.later.year, str(s.later.key), -s.earlier.year, -s.score)
    )


def _kept(scored: list[tuple[Asked, Asked, float]]) -> list[tuple[Asked, Asked, float]]:
    """The best; others too unless the best is so alike that it is surely the one."""
    scored.sort(key=lambda three: -three[2])
    if scored and scored[0][2] >= BY_ITSELF:
        return [three for three in scored if three[2] >= BY_ITSELF]
    return scored


def _typed(found: list[tuple[Asked, Asked, float]]) -> Iterator[Suggestion]:
    sources = Counter((id(later), earlier.year) for later, earlier, _score in found)
    targets = Counter((id(earlier), later.year) for later, earlier, _score in found)
    for later, earlier, score in found:
        if _plain(later.text) == _plain(earlier.text):
            closeness = Closeness.REPEATED
        elif sources[id(later), earlier.year] > 1:
            closeness = Closeness.MERGED
        elif targets[id(earlier), later.year] > 1:
            closeness = Closeness.SPLIT
        else:
            closeness = Closeness.REWORDED
        yield Suggestion(later, earlier, round(score, 2), closeness)


def word_diff(before: str, after: str) -> list[tuple[str, str]]:
    """What was kept, taken out and put in, word by word: ("same" | "out" | "in", words)."""
    one, other = before.split(), after.split()
    told: list[tuple[str, str]] = []
    matcher = SequenceMatcher(a=one, b=other, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            told.append(("same", " ".join(one[first:last])))
            continue
        if first < last:
            told.append(("out", " ".join(one[first:last])))
        if start < end:
            told.append(("in", " ".join(other[start:end])))
    return told


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    together = one | other
    return len(one & other) / len(together) if together else 0.0


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
