"""What is searched of each row, and how a row that was found is shown."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import F, Model, Prefetch, functions, lookups
from django.utils.text import capfirst

from tracker import compiled_queries, formats, vocabulary
from tracker.documents.readings import read_bearing
from tracker.models import (
    BODY_NAMES,
    Assessment,
    Body,
    Citation,
    Comment,
    Commitment,
    Evidence,
    File,
    Finding,
    Indicator,
    Passage,
    Publication,
    Question,
    Recommendation,
    Report,
    SearchEntry,
    User,
    Withdrawable,
    display_name,
)
from tracker.models.search import (
    document_marks,
    exact_expression,
    find_keys,
    first_key,
    fold_words,
    issuer_mark,
    range_of,
    search_expression,
    search_terms,
)

type Row = Any  # of an indexed model


@dataclass(frozen=True, slots=True)
class Source:
    """What is indexed of the rows of a model, by attribute; "evidence.title" is of a related row.

    Of an attribute with several rows, `parts` names the attributes of each.
    """

    model: type[Model]
    texts: tuple[str, ...]  # shown with the words marked
    codes: tuple[str, ...] = ()  # searched, and shown elsewhere
    names: tuple[str, ...] = ()  # compared as a whole too: who types one wants this row first
    columns: tuple[str, ...] = ()  # that names and marks are made of
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    page: str = ""  # the related row on whose page it stands; empty: it has its own
    anchor: str = ""  # there
    is_named_by_page: bool = False  # shown by the name of that row
    is_verbatim: bool = False  # its text is of a report

    def rows(self, **lookup: object) -> Iterable[Row]:
        """Return the rows with everything that is indexed."""
        return self.model._base_manager.filter(**lookup).prefetch_related(
            *self.prefetches,
            *self.related,  # which several rows share
        )

    @property
    def prefetches(self) -> "list[Prefetch[Any]]":
        """What loads the parts as lists: a queryset for each row would take twice as long."""
        return [Prefetch(relation, to_attr=f"list_of_{relation}") for relation in self.parts]

    def shown_texts(self, row: Row) -> Iterator[str]:
        """Yield the texts of a row."""
        for name in self.texts:
            yield from _values(row, name)
        for relation, names in self.parts.items():
            for part in getattr(row, f"list_of_{relation}"):
                yield from (str(getattr(part, name)) for name in names)

    def fold(self, row: Row) -> str:
        """Return the words of the entry of a row."""
        names = [value for name in self.names for value in _values(row, name)]
        codes = [value for name in self.codes for value in _values(row, name)]
        marks = (
            document_marks(row.sha256, read_bearing(row.extracted_text))
            if isinstance(row, File)
            else []
        )
        if isinstance(row, Evidence) and row.issuer_id:
            marks = [
                issuer_mark(
                    row.issuer_id,
                    may_be_named=row.attribution == vocabulary.Attribution.ATTRIBUTABLE,
                )
            ]
        return fold_words([*codes, *names, *self.shown_texts(row)], names, marks)


def _values(row: Row, path: str) -> Iterable[str]:
    value = row
    for name in path.split("."):
        value = getattr(value, name, "")
    return value if isinstance(value, tuple) else (str(value),)


_PAGES = {
    "recommendation": ("recommendation__report__mechanism",),
    "report": ("report__mechanism",),
}
_ON_RECOMMENDATION: Any = {"page": "recommendation", "is_named_by_page": True}
SOURCES: dict[str, Source] = {
    str(source.model._meta.model_name): source
    for source in (
        Source(
            Recommendation,
            ("text", "short_title"),
            names=("cited_as",),
            columns=("number", "report_id"),
            parts={"translations": ("short_title", "text")},
            related=("report__mechanism",),
            is_verbatim=True,
        ),
        Source(
            Report,
            ("title",),
            names=("cited_as",),
            columns=("mechanism_id", "year", "country_name"),
            related=("mechanism",),
        ),
        Source(
            Body,
            ("all_names",),
            names=("code", "all_names"),
            columns=(*BODY_NAMES, "aliases"),
        ),
        Source(Evidence, ("title", "quote", "url"), columns=("issuer_id", "attribution")),
        Source(
            File,
            ("name", "extracted_text"),
            ("evidence.title",),
            columns=("sha256",),
            related=("evidence",),
            page="evidence",
            anchor="#file-{row.number}",
        ),
        Source(
            Citation,
            ("sentence",),
            related=("evidence",),
            anchor="#citation-{row.pk}",
            **_ON_RECOMMENDATION,
        ),
        Source(
            Assessment,
            ("rationale", "conclusion", "remaining", "stated_by"),
            anchor="#assessment-{row.pk}",
            **_ON_RECOMMENDATION,
        ),
        Source(Comment, ("text",), anchor="#comment-{row.pk}", **_ON_RECOMMENDATION),
        Source(Commitment, ("text", "latest", "dropped_reason")),
        Source(
            Question,
            ("text", "dismissal_reason"),
            ("recommendation.number",),
            columns=("recommendation_id",),
            related=("recommendation",),
        ),
        Source(Indicator, ("name", "name_sq", "name_sr", "definition"), names=("code",)),
        Source(Publication, ("title", "notice")),
        Source(Passage, ("text",), page="report", anchor="#p{row.number}", is_verbatim=True),
        Source(Finding, ("title", "remark", "quote"), ("code",), page="report", anchor="#findings"),
    )
}

# Columns of a row that other entries are made of, and those: the model, and its way to the row.
DEPENDENT = {
    "translation": (("short_title", "text"), ()),  # its recommendation is in the event
    "report": (("mechanism_id", "year", "country_name"), (("recommendation", "report"),)),
    "mechanism": (("code",), (("report", "mechanism"), ("recommendation", "report__mechanism"))),
    "evidence": (("title",), (("file", "evidence"),)),
}
INDEXED_TABLES = {f"tracker_{name}": name for name in {*SOURCES, *DEPENDENT}}


def find_affected(
    events: Iterable[tuple[str, int, Collection[str] | None, int | None]],
) -> dict[str, set[int]]:
    """Return the keys of the rows whose entries may differ after these events, by model.

    Of an event: the table, the key, the columns that an update changed, and the recommendation.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for table, key, changed, recommendation in events:
        name = INDEXED_TABLES[table]
        if source := SOURCES.get(name):
            made_of = {*source.texts, *source.codes, *source.columns, *source.names}
            if changed is None or not made_of.isdisjoint(changed):
                keys[name].add(key)
        columns, dependents = DEPENDENT.get(name, ((), ()))
        if name == "translation" and recommendation:
            keys["recommendation"].add(recommendation)
        if not set(columns).isdisjoint(changed or ()):
            for dependent, lookup in dependents:
                keys[dependent].update(
                    SOURCES[dependent]
                    .model._base_manager.filter(**{lookup: key})
                    .values_list("pk", flat=True)
                )
    return keys


def find_differences(name: str, keys: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the entries that differ from their rows: the words stored, and those of the row.

    Empty stands for an entry that is missing, or of no row. The entries are locked before the rows
    are read, so that who changed a row at the same time waits, and reads this change too.
    """
    first = first_key(name)
    stored = dict(
        SearchEntry.objects.filter(pk__in=[first + key for key in keys])
        .order_by("pk")
        .select_for_update()
        .values_list("pk", "folded")
    )
    source = SOURCES[name]
    wanted = {first + row.pk: source.fold(row) for row in source.rows(pk__in=keys)}
    return {
        key: texts
        for key in sorted(stored.keys() | wanted.keys())
        if (texts := (stored.get(key, ""), wanted.get(key, "")))[0] != texts[1]
    }


def all_keys() -> dict[str, set[int]]:
    """Return the keys of all rows that are indexed, and of all entries, by model."""
    return {
        name: {
            *source.model._base_manager.values_list("pk", flat=True).iterator(),
            *SearchEntry.objects.filter(pk__range=range_of(name))
            .values_list(F("pk") - first_key(name), flat=True)
            .iterator(),
        }
        for name, source in SOURCES.items()
    }


SHOWN, SHOWN_OF_ONE_KIND = 6, 100  # rows of a kind
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
        rows = (match.row for match in self.matches)
        matter = (row.evidence if isinstance(row, File | Citation) else row for row in rows)
        return (row for row in matter if isinstance(row, Evidence | Comment))


def find_groups(user: User, words: str, *, kind: str = "") -> Iterator[Group]:
    """Yield what the words find, of every kind or of one; rows that are named by them first."""
    expression = search_expression(words, by_hidden_issuer=user.may_write)
    keys = find_keys([kind] if kind else SOURCES, expression)
    named = find_keys(keys, exact_expression(words))
    limit, marks = SHOWN_OF_ONE_KIND if kind else SHOWN, Marks(words)
    for name in sorted(keys, key=lambda name: name not in named):
        source = SOURCES[name]
        found = _visible(source, user).matching(expression, keys)
        if rows := list(_first_rows(source, found, named.get(name, ""), limit + 1)):
            yield Group(
                name,
                [_match(source, row, marks) for row in rows[:limit]],
                has_more=len(rows) > limit,
            )


def _visible(source: Source, user: User) -> Any:
    """Return the visible rows that are not withdrawn."""
    rows = source.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    if issubclass(source.model, Withdrawable):
        rows = rows.not_withdrawn()
    if source.page == "evidence" or source.model is Citation:
        rows = rows.filter(evidence__withdrawn_at=None)
    return rows


def _first_rows(source: Source, found: Any, named: str, limit: int) -> Any:
    """Return the first rows of those found, beginning with those whose keys were found by name.

    Their keys are found before anything is joined to them.
    """
    key = "sort_key" if source.model is Recommendation else "-pk"
    order = (lookups.In(F("pk"), compiled_queries.KeyList(named)).desc(), key) if named else (key,)
    keys = found.order_by(*order).values("pk")[:limit]
    rows = source.model._default_manager.filter(pk__in=keys).order_by(*order)
    if related := (*source.related, *_PAGES.get(source.page, ())):
        rows = rows.select_related(*related)
    if source.model is File:
        rows = rows.defer("extracted_text").annotate(
            beginning=functions.Left("extracted_text", READ_CHARACTERS)
        )
    return rows.prefetch_related(*source.prefetches)


def _match(source: Source, row: Any, marks: "Marks") -> Match:
    page = getattr(row, source.page) if source.page else row
    if source.model is File:  # the text of one for named readers is read on its page alone
        row.extracted_text = "" if row.is_for_named_readers else row.beginning
    title = display_name(page if source.is_named_by_page else row)
    return Match(
        row=row,
        title=marks.mark(title),
        excerpt=marks.excerpt(
            [text for text in source.shown_texts(row) if text and text not in title]
        ),
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


_fold = lru_cache(4096)(formats.split_words)


def _cut(text: str, place: int) -> str:
    """Cut a text around a place, between words."""
    begin = text.rfind(" ", 0, max(0, place - BEFORE) + 1) + 1
    end = len(text) if len(text) <= begin + EXCERPT else text.rfind(" ", place + 1, begin + EXCERPT)
    end = begin + EXCERPT if end < 0 else end
    return ("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else "")
