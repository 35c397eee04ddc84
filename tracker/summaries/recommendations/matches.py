"""What a search, a sentence or a document is about, the best first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    CharField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    Subquery,
    TextField,
    Value,
    functions,
)
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy

from tracker import formats, grouping
from tracker.compiled_queries import Bound, BoundKeys, Rows
from tracker.models import (
    BODY_NAMES,
    Body,
    Commitment,
    Question,
    Recommendation,
    Responsibility,
    Translation,
    User,
    Viewer,
    is_of_bodies,
)
from tracker.models.search import DIALECTS, MAX_MATCHES as MAX_ENTRIES, find_keys

MAX_ROWS = 1000  # current recommendations whose words are compared
MAX_WORDS = 60  # of a sentence
MAX_CHARACTERS = 2000  # of it; the rest is not read
MAX_MATCHES = 5
SHORTEST_WORD, SHORTEST_STEM = 3, 4  # letters
TOPIC_LINKS: Any = Recommendation.topics.through
SPACE = Value(" ", TextField())
TITLE_WEIGHT = 3  # of a word of the title
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


MAX_PROPOSALS, MAX_OPEN = 3, 200  # of a kind: that are proposed, that are compared
FEW_WORDS, ENOUGH_WORDS, SHOWN_WORDS = 2, 3, 4  # shared with a document
REASONS: Mapping[str, tuple[int, Promise | None]] = {  # by code: the weight, and the words
    "key": (100, gettext_lazy("names question Q%(key)d")),
    "number": (20, gettext_lazy("names recommendation %(number)s")),
    "body": (5, gettext_lazy("from the body asked")),
    "edition": (2, None),
    "search": (0, gettext_lazy("found by your search")),
}

type Target = Question | Recommendation | Commitment


@dataclass(frozen=True, slots=True)
class Proposal:
    """Row that a text may be about, and why."""

    row: Target
    reasons: Sequence[str]  # codes of REASONS
    words: Sequence[str] = ()  # shared with the text, folded, the weightiest first
    score: float = 0

    @property
    def key(self) -> str:
        """The row as the value of a field: "question-12"."""
        return f"{self.row._meta.model_name}-{self.row.pk}"

    @property
    def noun(self) -> str:
        """What the row is, in the active language."""
        return str(self.row._meta.verbose_name)

    @property
    def reason(self) -> str:
        """The reasons and the first words, in the active language; empty for a few words alone."""
        about = self.row if isinstance(self.row, Recommendation) else self.row.recommendation
        values = {"key": self.row.pk, "number": about and about.number}
        labels = (REASONS[code][1] for code in dict.fromkeys(self.reasons))
        parts = [str(label) % values for label in labels if label]
        if not parts and len(self.words) < FEW_WORDS:
            return ""
        words = ", ".join(self.words[:SHOWN_WORDS])
        return "; ".join([*parts, *([_("words: %(words)s") % {"words": words}] if words else [])])

    @property
    def is_likely(self) -> bool:
        """Whether it can be chosen beforehand. A question, whose answer says more, needs more."""
        codes = {*self.reasons}
        if isinstance(self.row, Question):
            return not codes.isdisjoint({"key", "search"}) or ("body" in codes and self.words != [])
        return bool(codes & {"number", "search"}) or len(self.words) >= ENOUGH_WORDS


def find_matches(user: User, words: str, *, by_number: bool) -> list[Recommendation]:
    """Return at most five current recommendations that the user may see, the best match first.

    Words are compared without case and accents, also by their beginning, with titles,
    translations, texts, topics, bodies, mechanisms and countries; rare words count for more.
    `by_number` compares numbers and sort keys too: "6", "TIP 2024 6", "XK/TIP/7975/006". Of a
    large database, MAX_ROWS at most are compared: with a number, with all words, or a rare one.
    """
    folded = formats.fold_text(_LINK.sub(" ", words[:MAX_CHARACTERS]))
    numbers = {n.rstrip(".") for n in _NUMBER.findall(folded)[:MAX_WORDS]} if by_number else set()
    keys = {word for word in folded.split() if "/" in word} if numbers else set()
    matches: list[Any] = _match_recommendations(user, wanted_words(words), numbers, keys)
    return [match.row for match in matches]


def _match_recommendations(
    user: User, wanted: Sequence[str], numbers: Set[str], keys: Set[str] = frozenset()
) -> list[Proposal]:
    """Return at most five current recommendations that the user may see, the best match first.

    They share the wanted words, or have one of the numbers or, at its end, the sort keys.
    """
    if not (wanted or numbers):
        return []
    return rank(
        [_words_of(row, numbers, keys) for row in _candidates(user, wanted, numbers, keys)], wanted
    )[:MAX_MATCHES]


def wanted_words(text: str) -> list[str]:
    """Return the folded words of a text that are worth a search, each once."""
    folded = formats.fold_text(_LINK.sub(" ", text[:MAX_CHARACTERS]))
    searched = (
        word[: formats.LONGEST_WORD] for word in _WORD.findall(folded) if len(word) >= SHORTEST_WORD
    )
    return list(dict.fromkeys(word for word in searched if word not in STOP_WORDS))[:MAX_WORDS]


@dataclass(frozen=True, slots=True)
class RowWords:
    """Folded words of a row, those of its title count for more; and what counts besides words."""

    row: Target
    title: frozenset[str]
    text: frozenset[str]
    reasons: Sequence[str]  # codes of REASONS

    def matching(self, forms: Forms) -> Iterator[str]:
        """Yield the words of which a form is in its title or text."""
        for word, others in forms.items():
            if not (others.isdisjoint(self.title) and others.isdisjoint(self.text)):
                yield word


def rank(texts: Sequence[RowWords], wanted: Sequence[str]) -> list[Proposal]:
    """Return the rows that share the wanted words, the best first; equal ones as they came.

    Rare words count for more. Rows far below the best are left out.
    """
    vocabulary = frozenset[str]().union(*(text.title | text.text for text in texts))
    # Equal words, and those of which the shorter is long enough to begin the other.
    alike = grouping.group_pairs((word[:SHORTEST_STEM], word) for word in vocabulary)
    forms = {
        word: frozenset(
            other
            for other in alike[word[:SHORTEST_STEM]]
            if other.startswith(word) or word.startswith(other)
        )
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
        score = sum(weights.values()) + sum(REASONS[code][0] for code in text.reasons)
        matches.append(Proposal(text.row, text.reasons, words, score))
    best = max((match.score for match in matches), default=0)
    matches.sort(key=lambda match: -match.score)
    return [match for match in matches if match.score and match.score >= CLOSE * best]


@lru_cache(2 * MAX_ROWS)
def folded_words(text: str) -> frozenset[str]:
    """Return the words of a text, folded."""
    return frozenset(_WORD.findall(formats.fold_text(text)))


def _candidates(
    user: User, words: Sequence[str], numbers: Set[str], keys: Set[str]
) -> Iterator[Recommendation]:
    """Yield the current recommendations; of a large database, those that the index finds."""
    language = get_language() or ""
    if user.count(_current, MAX_ROWS) <= MAX_ROWS:
        return user.load(_with_words, language=language)
    rows = Recommendation.objects.visible_to(user).current().order_by("sort_key")
    searches = [rows.matching(expression, found) for expression, found in _searches(words)]
    if numbers:
        searches.insert(
            0, rows.filter(Q(number__in=numbers) | Q(sort_key__in=[key.upper() for key in keys]))
        )
    chosen: set[int] = set()
    for found in searches:
        chosen.update(
            found.exclude(pk__in=chosen).values_list("pk", flat=True)[: MAX_ROWS - len(chosen)]
        )
    return user.load(_with_words, BoundKeys("keys"), language=language, keys=chosen)


def _current(reader: Viewer, most: int) -> Rows[Recommendation]:
    return Recommendation.objects.visible_to(reader).current().values("pk")[: most + 1]


def _with_words(reader: Viewer, among: BoundKeys | None = None) -> Rows[Recommendation]:
    """Load the words of titles, topics and acronyms, and of all else; and the title to show."""
    rows = Recommendation.objects.visible_to(reader).current().order_by("sort_key")
    rows = rows.filter(pk__in=among) if among else rows
    roles = Responsibility.objects.not_withdrawn()
    codes, names = ("code", *BODY_NAMES[:3]), BODY_NAMES[3:]
    bodies = ("body", "body__successors")
    shown = Translation.objects.filter(language=Bound("language", CharField()))
    return rows.select_related("report__mechanism").annotate(
        translated_title=functions.Coalesce(_joined(shown, "short_title"), Value("", TextField())),
        title_words=_spaced(
            "short_title",
            _joined(Translation.objects.all(), "short_title"),
            _joined(TOPIC_LINKS.objects.all(), "topic__code", "topic__name"),
            _joined(roles, *(f"{body}__{name}" for body in bodies for name in codes)),
        ),
        text_words=_spaced(
            "text",
            _joined(Translation.objects.all(), "text"),
            _joined(roles, *(f"{body}__{name}" for body in bodies for name in names)),
        ),
    )


def _joined(rows: QuerySet[Model], *columns: str, of: str = "pk") -> Subquery:
    """Return the texts of columns of all rows of a recommendation as one text."""
    return Subquery(
        rows.order_by()
        .filter(recommendation=OuterRef(of))
        .values("recommendation")
        .values(words=StringAgg(_spaced(*columns), Value(" "), output_field=TextField()))
    )


def _spaced(*texts: str | Subquery) -> functions.Concat:
    """Return texts of any type of column as one, with a space after each."""
    return functions.Concat(
        *chain.from_iterable((functions.Cast(text, TextField()), SPACE) for text in texts)
    )


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


def _words_of(row: Any, numbers: Set[str], keys: Set[str]) -> RowWords:
    """Gather the words of a recommendation that `_with_words` loaded."""
    report = row.report
    around = f"{row.text_words} {report.mechanism.code} {report.country} {report.country_name}"
    return RowWords(
        row, folded_words(row.title_words), folded_words(around), _reasons(row, numbers, keys)
    )


def _reasons(
    row: Recommendation | None, numbers: Set[str], keys: Set[str] = frozenset()
) -> list[str]:
    """Return a reason for each that a text names: number, sort key, year of the edition."""
    if row is None:
        return []
    named = (row.number.lower() in numbers, any(row.sort_key.lower().endswith(k) for k in keys))
    return ["number"] * sum(named) + ["edition"] * (str(row.report.year) in numbers)


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


def propose(user: User, text: str, issuer: Body | None) -> list[Proposal]:
    """Return open questions, recommendations and commitments, at most three each, the best first.

    Questions are found by their keys on a sheet, by the body asked and by recommendations that the
    text is about, which are found by numbers and words; commitments are those of the issuer.
    """
    wanted, keys = wanted_words(text), {int(key) for key in _KEY.findall(text)}
    lists = " ".join(match[1] or match[2] for match in _REFERENCES.finditer(text))
    numbers = {*re.findall(_PRINTED, lists), *_EDITION.findall(text)}
    recommendations = _match_recommendations(user, wanted, numbers)
    former = user.mandates.predecessors([issuer.pk]) if issuer else ()
    bodies = {f"body{place}": key for place, key in enumerate([issuer and issuer.pk, *former])}
    texts = [
        _words_around(row, numbers, ["key"] * row.is_named + ["body"] * bool(row.is_to_issuer))
        for row in user.load(
            _questions,
            len(bodies),
            keys=keys,
            about=[match.row.pk for match in recommendations],
            **bodies,
        )
    ]
    commitments = user.load(_commitments, len(bodies), **bodies)
    groups = (
        rank(texts, wanted),
        recommendations,
        rank([_words_around(row, numbers, []) for row in commitments], wanted),
    )
    return [
        proposal
        for matches in groups
        for proposal in [match for match in matches if match.reason][:MAX_PROPOSALS]
    ]


def find_targets(user: User, words: str) -> list[Proposal]:
    """Return open questions and recommendations that a search finds."""
    questions = _open_rows(Question, user).with_words(words)[:MAX_PROPOSALS]
    return [
        Proposal(row, ["search"])
        for row in (*questions, *find_matches(user, words, by_number=True))
    ]


def _questions(reader: Viewer, bodies: int) -> Rows[Question]:
    """Load open questions by their keys, asked of the bodies, and about recommendations."""
    is_named = Q(pk__in=BoundKeys("keys"))
    is_to_issuer = _is_of_issuer(bodies) & ~Q(asked_on=None)
    rows: Rows[Question] = (
        _open_rows(Question, reader)
        .annotate(is_named=is_named, is_to_issuer=is_to_issuer)
        .filter(is_named | is_to_issuer | Q(recommendation__in=BoundKeys("about")))
        .order_by("-is_named", "-pk")[: 2 * MAX_OPEN]
    )
    return rows


def _commitments(reader: Viewer, bodies: int) -> Rows[Commitment]:
    rows: Rows[Commitment] = _open_rows(Commitment, reader).filter(_is_of_issuer(bodies))
    return rows[:MAX_OPEN]


def _is_of_issuer(bodies: int) -> Q:
    """Return the condition that a row is of the first body, or passed on to it by the others."""
    own, *former = (Bound(f"body{place}", BigIntegerField()) for place in range(bodies))
    return is_of_bodies([own], former)


def _open_rows(model: type[Question | Commitment], reader: Viewer) -> Any:
    """Return open questions or commitments with what is compared and shown of them."""
    texts = _joined(Translation.objects.all(), "short_title", "text", of="recommendation")
    return (
        model.objects.visible_to(reader)
        .open()
        .order_by("-pk")
        .select_related("body", "recommendation__report__mechanism")
        .annotate(translated_words=texts)
    )


def fitting_sentence(text: str, words: Iterable[str]) -> str:
    """Return the sentence of a text with most of these words, as a quotation; "" without any.

    Of equal ones it is the one that says most.
    """
    sentences = [" ".join(sentence.split()) for sentence in _SENTENCE_END.split(text[:READ])]
    whole = [s for s in sentences if len(s) <= LONGEST_SENTENCE and s.endswith((".", "!", "?"))]
    parts = {sentence: folded_words(sentence) for sentence in whole}
    best = max(whole, key=lambda s: (len(parts[s] & {*words}), len(parts[s])), default="")
    return f"“{best}”" if best else ""


def _words_around(row: Any, numbers: Set[str], reasons: list[str]) -> RowWords:
    """Gather the words of a question or commitment, and of the recommendation it is about."""
    about = row.recommendation
    around = f"{about.short_title} {about.text} {row.translated_words}" if about else ""
    return RowWords(
        row,
        folded_words(row.text),
        folded_words(around),
        [*reasons, *_reasons(about, numbers)],
    )
