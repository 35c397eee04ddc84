"""What a search, a sentence or a document is about, the best first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from tracker.formats import LONGEST_WORD, fold_text
from tracker.models import Body, Commitment, Question, Recommendation, Responsibility, User
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
and are but did does for from had has have how its many much not that the their they this was were
what when where which who why will with
dhe eshte jane nga nje per tek ata ato kete cila cilat cili kur pse sipas
ali bez biti bila bilo bio ili jos kada kao koja koje koji koliko nije ovo pri sta sto sve zasto
""".split()
)  # folded; in English, Albanian and Serbian

type Forms = Mapping[str, frozenset[str]]  # of each word that is searched

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d[\w.()]*")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """Row that shares words with a text, the weightiest first."""

    row: Any
    score: float
    words: list[str]  # folded
    reasons: Mapping[str, float]


def find_matches(user: User, words: str, *, by_number: bool) -> list[Recommendation]:
    """Return at most five current recommendations that the user may see, the best match first.

    Words are compared without case and accents, also by their beginning, with titles,
    translations, texts, topics, bodies, mechanisms and countries; rare words count for more.
    `by_number` compares numbers and sort keys too: "6", "TIP 2024 6", "XK/TIP/7975/006". Of a
    large database, MAX_ROWS at most are compared: with a number, with all words, or a rare one.
    """
    folded = fold_text(_LINK.sub(" ", words[:MAX_CHARACTERS]))
    numbers = {n.rstrip(".") for n in _NUMBER.findall(folded)[:MAX_WORDS]} if by_number else set()
    keys = {word for word in folded.split() if "/" in word} if numbers else set()
    matches = match_recommendations(user, wanted_words(words), numbers, keys)
    return [match.row for match in matches]


def match_recommendations(
    user: User, wanted: Sequence[str], numbers: Set[str], keys: Set[str] = frozenset()
) -> list[Match]:
    """Return at most five current recommendations that the user may see, the best match first.

    They share the wanted words, or have one of the numbers or, at its end, the sort keys.
    """
    if not (wanted or numbers):
        return []
    rows = _candidates(user, wanted, numbers, keys)
    return rank([_words_of(row, numbers, keys) for row in rows], wanted)[:MAX_MATCHES]


def wanted_words(text: str) -> list[str]:
    """Return the folded words of a text that are worth a search, each once."""
    folded = fold_text(_LINK.sub(" ", text[:MAX_CHARACTERS]))
    searched = (word[:LONGEST_WORD] for word in _WORD.findall(folded) if len(word) >= SHORTEST_WORD)
    return list(dict.fromkeys(word for word in searched if word not in STOP_WORDS))[:MAX_WORDS]


@dataclass(frozen=True, slots=True)
class RowWords:
    """Folded words of a row, those of its title count for more; and what counts besides words."""

    row: Any
    title: frozenset[str]
    text: frozenset[str]
    reasons: Mapping[str, float]  # by a code of REASONS, or none of them

    def matching(self, forms: Forms) -> Iterator[str]:
        """Yield the words of which a form is in its title or text."""
        for word, others in forms.items():
            if not (others.isdisjoint(self.title) and others.isdisjoint(self.text)):
                yield word


def rank(texts: Sequence[RowWords], wanted: Sequence[str]) -> list[Match]:
    """Return the rows that share the wanted words, the best first; equal ones as they came.

    Rare words count for more. Rows far below the best are left out.
    """
    vocabulary = frozenset[str]().union(*(text.title | text.text for text in texts))
    forms = {
        word: frozenset(other for other in vocabulary if _begins_alike(word, other))
        for word in wanted
    }
    counts = Counter(word for text in texts for word in text.matching(forms))
    rarity = {word: log((len(texts) + 1) / count) for word, count in counts.items()}
    matches = []
    for text in texts:
        weights = {
            word: rarity[word] * (1 if forms[word].isdisjoint(text.title) else TITLE_WEIGHT)
            for word in text.matching(forms)
        }
        words = sorted(weights, key=lambda word: -weights[word])
        score = sum(weights.values()) + sum(text.reasons.values())
        matches.append(Match(text.row, score, words, text.reasons))
    best = max((match.score for match in matches), default=0)
    matches.sort(key=lambda match: -match.score)
    return [match for match in matches if match.score and match.score >= CLOSE * best]


@lru_cache(2 * MAX_ROWS)
def folded_words(text: str) -> frozenset[str]:
    """Return the words of a text, folded."""
    return frozenset(_WORD.findall(fold_text(text)))


def _begins_alike(word: str, other: str) -> bool:
    """Return whether two words are equal, or the shorter is long enough to begin the other."""
    if word == other or min(len(word), len(other)) < SHORTEST_STEM:
        return word == other
    return other.startswith(word) or word.startswith(other)


def _candidates(
    user: User, words: Sequence[str], numbers: Set[str], keys: Set[str]
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


def _words_of(row: Recommendation, numbers: Set[str], keys: Set[str]) -> RowWords:
    """Gather the words of a recommendation: of title, topics and acronyms, and of all else."""
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
    return RowWords(
        row,
        folded_words(" ".join(title)),
        folded_words(" ".join(text)),
        _reasons(row, numbers, keys),
    )


def _reasons(
    row: Recommendation | None, numbers: Set[str], keys: Set[str] = frozenset()
) -> dict[str, float]:
    """Return what counts where a text names the number, sort key or year of a recommendation."""
    if row is None:
        return {}
    named = (row.number.lower() in numbers, any(row.sort_key.lower().endswith(k) for k in keys))
    is_of_edition = str(row.report.year) in numbers
    return {"number": NUMBER_WEIGHT * sum(named), "edition": YEAR_WEIGHT * is_of_edition}


MAX_PROPOSALS, MAX_OPEN = 3, 200  # of a kind: that are proposed, that are compared
FEW_WORDS, ENOUGH_WORDS, SHOWN_WORDS = 2, 3, 4  # shared with a document
KEY_WEIGHT, BODY_WEIGHT = 100, 5
REASONS = {
    "key": gettext_lazy("names question Q%(key)d"),
    "number": gettext_lazy("names recommendation %(number)s"),
    "body": gettext_lazy("from the body asked"),
}
_KEY = re.compile(r"\bQ(\d{1,9})\b")  # of a question on a sheet
_PRINTED = r"\d+(?:\.\d+)*(?:\([a-z]\))?"  # number of a recommendation
_LIST = rf"({_PRINTED}(?:(?:,|\s+(?:and|dhe|i)\b)\s*{_PRINTED})*)"
_REFERENCES = re.compile(  # "recommendations 4 and 6", "rekomandimi nr. 6", "TIP 2024 Kosovo 6"
    r"\b(?i:recommendations?|rekomandim\w*|preporuk\w*)\s+"
    rf"(?i:(?:nos?|nr|br)\b\.?\s*|(?:number|numër|broj)\s+)?{_LIST}"
    rf"|\b[A-Z]{{3,}}\s+(?:Report\s+)?(?:19|20)\d\d,?\s+[A-Z]\w+,?\s+{_LIST}"
)
_EDITION = re.compile(r"\b[A-Z]{3,}\s+(?:\w+\s+)?((?:19|20)\d\d)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\W?[A-ZÇËČĆŽŠĐ])|\n\s*\n|(?<=,)\s*\n(?=[A-ZÇËČĆŽŠĐ])")
READ, LONGEST_SENTENCE = 6000, 400  # characters

type Target = Question | Recommendation | Commitment


@dataclass(frozen=True, slots=True)
class Proposal:
    """Row that a document may be about, and why."""

    row: Target
    reason: str
    words: Sequence[str] = ()  # shared with the document, folded
    is_likely: bool = True

    @property
    def key(self) -> str:
        """The row as the value of a field: "question-12"."""
        return f"{self.row._meta.model_name}-{self.row.pk}"

    @property
    def noun(self) -> str:
        """What the row is, in the active language."""
        return str(self.row._meta.verbose_name)


def propose(user: User, text: str, issuer: Body | None) -> list[Proposal]:
    """Return open questions, recommendations and commitments, at most three each, the best first.

    Questions are found by their keys on a sheet, by the body asked and by recommendations that the
    text is about, which are found by numbers and words; commitments are those of the issuer.
    """
    wanted, keys = wanted_words(text), {int(key) for key in _KEY.findall(text)}
    lists = " ".join(match[1] or match[2] for match in _REFERENCES.finditer(text))
    numbers = {*re.findall(_PRINTED, lists), *_EDITION.findall(text)}
    recommendations = match_recommendations(user, wanted, numbers)
    on, questions = user.mandates.on, _open_rows(Question, user)
    own = _open_rows(Commitment, user).of_body(issuer, on=on)[:MAX_OPEN] if issuer else ()
    to_issuer = questions.exclude(asked_on=None).of_body(issuer, on=on) if issuer else ()
    about = questions.filter(recommendation__in=[match.row for match in recommendations])
    of_issuer = list(to_issuer[:MAX_OPEN])
    texts = [
        _words_around(row, numbers, key=row.pk in keys, body=row in of_issuer)
        for row in dict.fromkeys([*questions.filter(pk__in=keys), *of_issuer, *about[:MAX_OPEN]])
    ]
    groups = (
        rank(texts, wanted),
        recommendations,
        rank([_words_around(row, numbers) for row in own], wanted),
    )
    return [proposal for matches in groups for proposal in _proposals(matches)]


def find_targets(user: User, words: str) -> list[Proposal]:
    """Return open questions and recommendations that a search finds."""
    questions = _open_rows(Question, user).with_words(words)[:MAX_PROPOSALS]
    found = [*questions, *find_matches(user, words, by_number=True)]
    return [Proposal(row, _("found by your search")) for row in found]


def _open_rows(model: type[Question | Commitment], user: User) -> Any:
    """Return open questions or commitments with what is compared and shown of them."""
    rows = model.objects.visible_to(user).open().order_by("-pk")
    rows = rows.select_related("body", "recommendation__report__mechanism")
    return rows.prefetch_related("recommendation__translations")


def fitting_sentence(text: str, words: Iterable[str]) -> str:
    """Return the sentence of a text with most of these words, as a quotation; "" without any.

    Of equal ones it is the one that says most.
    """
    sentences = [" ".join(sentence.split()) for sentence in _SENTENCE_END.split(text[:READ])]
    whole = [s for s in sentences if len(s) <= LONGEST_SENTENCE and s.endswith((".", "!", "?"))]
    parts = {sentence: folded_words(sentence) for sentence in whole}
    best = max(whole, key=lambda s: (len(parts[s] & {*words}), len(parts[s])), default="")
    return f"“{best}”" if best else ""


def _words_around(
    row: Question | Commitment, numbers: Set[str], *, key: bool = False, body: bool = False
) -> RowWords:
    """Gather the words of a question or commitment, and of the recommendation it is about."""
    about: Any = row.recommendation
    titles = [about, *about.translations.all()] if about else []
    around = " ".join(f"{title.short_title} {title.text}" for title in titles)
    reasons = {"key": KEY_WEIGHT * key, "body": BODY_WEIGHT * body, **_reasons(about, numbers)}
    return RowWords(row, folded_words(row.text), folded_words(around), reasons)


def _proposals(matches: Iterable[Match]) -> Iterator[Proposal]:
    """Yield the first rows that are named or share a few words, with the reasons in words."""
    stated = [(m, [name for name in REASONS if m.reasons.get(name)]) for m in matches]
    for match, names in [(m, n) for m, n in stated if n or len(m.words) >= FEW_WORDS][
        :MAX_PROPOSALS
    ]:
        row, words = match.row, ", ".join(match.words[:SHOWN_WORDS])
        about = row if isinstance(row, Recommendation) else row.recommendation
        values = {"key": row.pk, "number": about and about.number}
        parts = [str(REASONS[name]) % values for name in names]
        parts += [_("words: %(words)s") % {"words": words}] if words else []
        is_likely = "number" in names or len(match.words) >= ENOUGH_WORDS
        if isinstance(row, Question):  # an answer says more than a note
            is_likely = "key" in names or ("body" in names and words != "")
        yield Proposal(row, "; ".join(parts), match.words, is_likely)
