"""Recommendations that a search or a sentence is about, the best first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Self

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from tracker.formats import LONGEST_WORD, fold_text
from tracker.models import Recommendation, Responsibility, User
from tracker.models.search import DIALECTS, MAX_MATCHES as MAX_ENTRIES, find_keys

MAX_ROWS = 1000  # current recommendations whose words are compared
MAX_WORDS = 60  # of a sentence
MAX_CHARACTERS = 2000  # of it; the rest is not read
MAX_MATCHES = 5
SHORTEST_WORD, SHORTEST_STEM = 3, 4  # letters
TITLE_WEIGHT, NUMBER_WEIGHT, YEAR_WEIGHT = 3, 20, 2
CLOSE = 0.4  # share of the best score below which a match is left out

STOP_WORDS = frozenset(
    """
and are but for from had has have its not that the their they this was were will with
dhe eshte jane nga nje per tek ata ato kete
ali bez biti bila bilo bio ili jos kao koja koje koji nije ovo pri sta sto sve
""".split()
)  # folded; in English, Albanian and Serbian

type Forms = Mapping[str, frozenset[str]]  # of each word that is searched

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d[\w.()]*")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def find_matches(user: User, words: str, *, by_number: bool) -> list[Recommendation]:
    """Return at most five current recommendations that the user may see, the best match first.

    Words are compared without case and accents, also by their beginning, with titles,
    translations, texts, topics, bodies, mechanisms and countries; rare words count for more.
    `by_number` compares numbers and sort keys too: "6", "TIP 2024 6", "XK/TIP/7975/006". Of a
    large database, MAX_ROWS at most are compared: with a number, with all words, or a rare one.
    """
    folded = fold_text(_LINK.sub(" ", words[:MAX_CHARACTERS]))
    searched = (word[:LONGEST_WORD] for word in _WORD.findall(folded) if len(word) >= SHORTEST_WORD)
    wanted = list(dict.fromkeys(word for word in searched if word not in STOP_WORDS))[:MAX_WORDS]
    numbers = {n.rstrip(".") for n in _NUMBER.findall(folded)[:MAX_WORDS]} if by_number else set()
    keys = {word for word in folded.split() if "/" in word} if numbers else set()
    if not (wanted or numbers):
        return []
    texts = [_RecommendationWords.of(row) for row in _candidates(user, wanted, numbers, keys)]
    vocabulary = frozenset[str]().union(*(text.title | text.text for text in texts))
    forms = {
        word: frozenset(other for other in vocabulary if _begins_alike(word, other))
        for word in wanted
    }
    counts = Counter(word for text in texts for word in text.matching(forms))
    weights = {word: log((len(texts) + 1) / count) for word, count in counts.items()}
    scores = [(text.score(forms, weights, numbers, keys), text.recommendation) for text in texts]
    best = max((score for score, _row in scores), default=0)
    ranked = sorted(scores, key=lambda scored: (-scored[0], scored[1].sort_key))
    return [row for score, row in ranked if score and score >= CLOSE * best][:MAX_MATCHES]


@lru_cache(2 * MAX_ROWS)
def _folded_words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold_text(text)))


def _begins_alike(word: str, other: str) -> bool:
    """Return whether two words are equal, or the shorter is long enough to begin the other."""
    if word == other or min(len(word), len(other)) < SHORTEST_STEM:
        return word == other
    return other.startswith(word) or word.startswith(other)


def _candidates(
    user: User, words: Sequence[str], numbers: set[str], keys: set[str]
) -> QuerySet[Recommendation]:
    """Return the current recommendations; of a large database, those that the index finds."""
    bodies = Responsibility.objects.not_withdrawn().select_related("body")
    bodies = bodies.prefetch_related("body__successors")
    rows = (
        Recommendation.objects.visible_to(user)
        .current()
        .select_related("report__mechanism")
        .prefetch_related("translations", "topics", Prefetch("responsibilities", queryset=bodies))
        .order_by("sort_key")
    )
    if rows.values("pk")[: MAX_ROWS + 1].count() <= MAX_ROWS:
        return rows
    searches = [rows.matching(expression, found) for expression, found in _searches(words)]
    if numbers:
        has_number = Q(number__in=numbers) | Q(sort_key__in=[key.upper() for key in keys])
        searches.insert(0, rows.filter(has_number))
    chosen: set[int] = set()
    for found in searches:
        others = found.exclude(pk__in=chosen).values_list("pk", flat=True)
        chosen.update(others[: MAX_ROWS - len(chosen)])
    return rows.filter(pk__in=chosen)


def _searches(words: Iterable[str]) -> list[tuple[str, dict[str, str]]]:
    """Return the search and what it finds, for all words and for each, the rarest first.

    Words that match very many rows are left out: of such a search, any row is as good as another.
    """
    dialect = DIALECTS[connection.vendor]
    each = []
    for word in words:
        whole = [word[:end] for end in range(SHORTEST_STEM, len(word) + 1)] or [word]
        terms = [*whole, f"{word}*"] if len(word) >= SHORTEST_STEM else whole
        each.append(dialect.any_of([dialect.write(term)] for term in terms))
    every = [dialect.any_of([each]), *each] if each else []
    searches = [(one, find_keys(["recommendation"], one)) for one in every]
    counts = {one: keys.count(",") for one, found in searches[1:] for keys in found.values()}
    rare = sorted((count, one) for one, count in counts.items() if count < MAX_ENTRIES)
    return searches[:1] + [(one, dict(searches)[one]) for _count, one in rare]


@dataclass(frozen=True, slots=True)
class _RecommendationWords:
    """Folded words of a recommendation: of title, topics and acronyms, and of all else."""

    recommendation: Recommendation
    title: frozenset[str]
    text: frozenset[str]

    @classmethod
    def of(cls, row: Recommendation) -> Self:
        """Gather the words of a row."""
        report, translations = row.report, list(row.translations.all())
        roles = row.responsibilities.all()
        bodies = [body for role in roles for body in (role.body, *role.body.successors.all())]
        title = [
            row.short_title,
            *(translation.short_title for translation in translations),
            *(f"{topic.code} {topic.name}" for topic in row.topics.all()),
            *(f"{body.code} {body.acronym}" for body in bodies),
        ]
        text = [
            row.text,
            *(translation.text for translation in translations),
            *(f"{body.name_en} {body.name_sq} {body.name_sr}" for body in bodies),
            f"{report.mechanism.code} {report.country} {report.country_name}",
        ]
        return cls(
            recommendation=row,
            title=_folded_words(" ".join(title)),
            text=_folded_words(" ".join(text)),
        )

    def matching(self, forms: Forms) -> Iterator[str]:
        """Yield the words of which a form is in its title or text."""
        for word, others in forms.items():
            if not (others.isdisjoint(self.title) and others.isdisjoint(self.text)):
                yield word

    def score(
        self, forms: Forms, weights: Mapping[str, float], numbers: set[str], keys: set[str]
    ) -> float:
        """Return how well it matches: 0 for not at all."""
        row = self.recommendation
        named = (row.number.lower() in numbers, any(row.sort_key.lower().endswith(k) for k in keys))
        of_edition = YEAR_WEIGHT * (str(row.report.year) in numbers)
        return (
            NUMBER_WEIGHT * sum(named)
            + of_edition
            + sum(
                weights[word] * (1 if forms[word].isdisjoint(self.title) else TITLE_WEIGHT)
                for word in self.matching(forms)
            )
        )
