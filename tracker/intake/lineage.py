"""Suggestions of how recommendations descend from those of earlier editions, with scores.

Similarity is that of word sets without stop words (Jaccard): verbatim 1.0, one word changed about
0.8, a true rewording as low as 0.36, a false one up to 0.27. At 0.8 and above a link is made
automatically, from 0.3 it is suggested, below never. A person confirms.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker import grouping, text_differences, vocabulary

LINK_SCORE = 0.8
SUGGESTION_SCORE = 0.3
_WORD = re.compile(r"[a-z0-9]+(?:[’'-][a-z0-9]+)*")
_STOP = frozenset(
    """
a an and any are as at be by for from has have in including into is it its of on or such that
the their them these this those through to under using which who will with within
""".split()
)


@dataclass(frozen=True, slots=True)
class RecommendationText:
    """Recommendation of some edition: any key, its year, its verbatim text."""

    key: int | str
    year: int
    text: str


type Link = tuple[RecommendationText, RecommendationText, float]  # later, earlier, similarity


@dataclass(frozen=True, slots=True)
class LinkSuggestion:
    """Link between two recommendations, suggested by the similarity of their words."""

    later: RecommendationText
    earlier: RecommendationText
    score: float  # 0 to 1
    closeness: vocabulary.LineageKind

    @property
    def is_by_itself(self) -> bool:
        """Whether the words are so alike that the link is made without a person."""
        return self.score >= LINK_SCORE


def content_words(text: str) -> frozenset[str]:
    """Return the words that count: lower case, without stop words, plural and singular alike."""
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP)


def similarity(first: frozenset[str], second: frozenset[str]) -> float:
    """Divide shared words by all words, from 0 (none shared) to 1 (the same set)."""
    union = first | second
    return len(first & second) / len(union) if union else 0.0


def suggest_links(
    later: Sequence[RecommendationText], earlier: Sequence[RecommendationText]
) -> list[LinkSuggestion]:
    """Suggest the earlier recommendations each later one may come from: per edition, best first.

    An edition stands for its year; gaps of years are allowed. Of each earlier edition those are
    suggested that score 0.3 or more; a later one with several is a merge, an earlier one with
    several a split.
    """
    words = {
        id(recommendation): content_words(recommendation.text)
        for recommendation in (*later, *earlier)
    }
    links: list[Link] = []
    for recommendation in later:
        scored = grouping.group_pairs(
            (candidate.year, (recommendation, candidate, score))
            for candidate in earlier
            if candidate.year < recommendation.year
            for score in [similarity(words[id(recommendation)], words[id(candidate)])]
            if score >= SUGGESTION_SCORE
        )
        for of_edition in scored.values():
            # Others than the best too, unless that is so alike that it is surely right.
            of_edition.sort(key=lambda link: -link[2])
            links += [link for link in of_edition if link[2] >= LINK_SCORE] or of_edition
    return sorted(
        _classify(links), key=lambda s: (-s.later.year, str(s.later.key), -s.earlier.year, -s.score)
    )


def _classify(links: list[Link]) -> Iterator[LinkSuggestion]:
    sources = Counter((id(later), earlier.year) for later, earlier, _score in links)
    targets = Counter((id(earlier), later.year) for later, earlier, _score in links)
    for later, earlier, score in links:
        kinds = (
            (_normalize(later.text) == _normalize(earlier.text), vocabulary.LineageKind.REPEATED),
            (sources[id(later), earlier.year] > 1, vocabulary.LineageKind.MERGED),
            (targets[id(earlier), later.year] > 1, vocabulary.LineageKind.SPLIT),
            (True, vocabulary.LineageKind.REWORDED),
        )
        yield LinkSuggestion(
            later, earlier, round(score, 2), next(kind for is_so, kind in kinds if is_so)
        )


def word_diff(before: str, after: str) -> list[tuple[str, str]]:
    """Compare two texts word by word: pairs of "same", "out" or "in" and the words."""
    return [
        (kind, " ".join(words))
        for kind, words in text_differences.compare_words(before.split(), after.split())
        if words
    ]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _normalize(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
