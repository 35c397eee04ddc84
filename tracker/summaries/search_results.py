"""What a search finds of everything a user may see, by kind, with the words marked."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Left
from django.utils.text import capfirst

from tracker.formats import split_words
from tracker.models import (
    Citation,
    Comment,
    Evidence,
    File,
    Recommendation,
    SearchEntry,
    User,
    Withdrawable,
    display_name,
)
from tracker.models.search import (
    entries_of,
    exact_expression,
    first_key,
    model_name,
    search_expression,
    search_terms,
)
from tracker.summaries.search import SOURCES, Source

SHOWN, SHOWN_OF_ONE_KIND = 6, 100  # rows of a kind
MAX_EXACT = 100
READ_CHARACTERS = 50_000  # of a text, for the excerpt
BEFORE, EXCERPT = 80, 240  # characters
WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")  # with accents that are characters of their own

type Parts = list[tuple[str, bool]]  # pieces of a text, and whether each is a word looked for


@dataclass(frozen=True, slots=True)
class Match:
    """Row that was found."""

    row: Any
    title: Parts
    excerpt: Parts
    url: str
    is_verbatim: bool  # the excerpt is text of a report


@dataclass(frozen=True, slots=True)
class Group:
    """First rows of one kind."""

    name: str  # of the model
    matches: list[Match]
    has_more: bool

    @property
    def label(self) -> str:
        """Name of the kind."""
        return capfirst(str(SOURCES[self.name].model._meta.verbose_name_plural))

    @property
    def to_log(self) -> Iterator[Evidence | Comment]:
        """The rows that the read log names if they are for named readers."""
        for match in self.matches:
            if isinstance(match.row, Evidence | Comment):
                yield match.row
            elif isinstance(match.row, File | Citation):
                yield match.row.evidence


def find_groups(user: User, words: str, *, kind: str = "") -> list[Group]:
    """Return what the words find, of every kind or of one; rows that are named by them first."""
    expression = search_expression(words, by_hidden_issuer=user.may_write)
    if not expression:
        return []
    exact: dict[str, set[int]] = defaultdict(set)
    entries = SearchEntry.objects.filter(folded__words=exact_expression(words))
    for entry in entries.values_list("pk", flat=True)[:MAX_EXACT]:
        exact[model_name(entry)].add(entry - first_key(model_name(entry)))
    limit, marks = SHOWN_OF_ONE_KIND if kind else SHOWN, Marks(words)
    groups = []
    for name in sorted([kind] if kind else SOURCES, key=lambda name: name not in exact):
        if not entries_of(name, expression).exists():
            continue
        rows = list(_rows(SOURCES[name], user, expression, exact[name])[: limit + 1])
        if rows:
            matches = [_match(SOURCES[name], row, marks) for row in rows[:limit]]
            groups.append(Group(name, matches, has_more=len(rows) > limit))
    return groups


def _rows(source: Source, user: User, expression: str, exact: Iterable[int]) -> Any:
    """Return the visible rows that are not withdrawn, those with an exact name first."""
    manager: Any = source.model._default_manager
    rows = manager.visible_to(user).matching(expression).prefetch_related(*source.parts)
    if related := source.shown_with:
        rows = rows.select_related(*related)
    if issubclass(source.model, Withdrawable):
        rows = rows.not_withdrawn()
    if source.page == "evidence" or source.model is Citation:
        rows = rows.filter(evidence__withdrawn_at=None)
    if source.model is File:
        beginning = Left("extracted_text", READ_CHARACTERS)
        rows = rows.defer("extracted_text").annotate(beginning=beginning)
    key = "sort_key" if source.model is Recommendation else "-pk"
    first = Case(When(pk__in=exact, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(first, key) if exact else rows.order_by(key)


def _match(source: Source, row: Any, marks: "Marks") -> Match:
    page = getattr(row, source.page) if source.page else row
    named = page if source.is_named_by_page else row
    if source.model is File:  # the text of one for named readers is read on its page alone
        row.extracted_text = "" if row.is_for_named_readers else row.beginning
    title = display_name(named)
    texts = [text for text in source.shown_texts(row) if text and text not in title]
    return Match(
        row=row,
        title=marks.mark(title),
        excerpt=marks.excerpt(texts),
        url=page.get_absolute_url() + source.anchor.format(row=row),
        is_verbatim=source.is_verbatim,
    )


class Marks:
    """The words of a search, to be marked in texts as they are written."""

    def __init__(self, words: str) -> None:
        terms = [term for part in search_terms(words) for terms in part for term in terms]
        self._beginnings = tuple(term.removesuffix("*") for term in terms if term.endswith("*"))
        self._whole = frozenset(terms)

    def mark(self, text: str) -> Parts:
        """Return the pieces of a text."""
        parts: Parts = []
        end = 0
        for match in WORD.finditer(text):
            if self._is_marked(match[0]):
                parts += [(text[end : match.start()], False), (match[0], True)]
                end = match.end()
        return [*parts, (text[end:], False)]

    def excerpt(self, texts: list[str]) -> Parts:
        """Return the place of the first word in these texts, or the beginning of the first."""
        for text in texts:
            for match in WORD.finditer(text[:READ_CHARACTERS]):
                if self._is_marked(match[0]):
                    return self.mark(_cut(text, match.start()))
        return self.mark(_cut(texts[0], 0)) if texts else []

    def _is_marked(self, word: str) -> bool:
        return any(w in self._whole or w.startswith(self._beginnings) for w in _fold(word))


@lru_cache(4096)
def _fold(word: str) -> tuple[str, ...]:
    return tuple(split_words(word))


def _cut(text: str, place: int) -> str:
    """Cut a text around a place, between words."""
    begin = text.rfind(" ", 0, max(0, place - BEFORE) + 1) + 1
    end = len(text) if len(text) <= begin + EXCERPT else text.rfind(" ", place + 1, begin + EXCERPT)
    end = begin + EXCERPT if end < 0 else end
    return ("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else "")
