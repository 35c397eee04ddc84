"""What is searched of each row, and how a row that was found is shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from tracker.models import (
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
)
from tracker.models.search import first_key, fold_words, issuer_mark, model_name
from tracker.vocabulary import Attribution

type Row = Any  # of an indexed model


@dataclass(frozen=True, slots=True)
class Source:
    """What is indexed of the rows of a model, by attribute; "evidence.title" is of a related row.

    Of an attribute with several rows, `parts` names the attributes of each.
    """

    model: type[models.Model]
    texts: tuple[str, ...]  # shown with the words marked
    codes: tuple[str, ...] = ()  # searched, and shown elsewhere
    names: tuple[str, ...] = ()  # compared as a whole too: who types one wants this row first
    columns: tuple[str, ...] = ()  # that names are made of
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    page: str = ""  # the related row on whose page it stands; empty: it has its own
    anchor: str = ""  # there
    is_named_by_page: bool = False  # shown by the name of that row
    is_verbatim: bool = False  # its text is of a report

    @property
    def made_of(self) -> set[str]:
        """The columns that its entry is made of."""
        return {*self.texts, *self.codes, *self.columns, *self.names}

    @property
    def shown_with(self) -> tuple[str, ...]:
        """The related rows that its name, its texts and its page need."""
        return (*self.related, *_PAGES.get(self.page, ()))

    def rows(self, **lookup: object) -> Iterable[Row]:
        """Return the rows with everything that is indexed."""
        rows = self.model._base_manager.filter(**lookup).prefetch_related(*self.parts)
        return rows.select_related(*self.related) if self.related else rows

    def shown_texts(self, row: Row) -> Iterator[str]:
        """Yield the texts of a row."""
        for name in self.texts:
            yield from _values(row, name)
        for relation, names in self.parts.items():
            for part in getattr(row, relation).all():
                yield from (str(getattr(part, name)) for name in names)

    def fold(self, row: Row) -> str:
        """Return the words of the entry of a row."""
        names = [value for name in self.names for value in _values(row, name)]
        codes = [value for name in self.codes for value in _values(row, name)]
        marks = []
        if isinstance(row, Evidence) and row.issuer_id:
            may_be_named = row.attribution == Attribution.ATTRIBUTABLE
            marks = [issuer_mark(row.issuer_id, may_be_named=may_be_named)]
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
            columns=("acronym", "name_en", "name_sq", "name_sr", "aliases"),
        ),
        Source(Evidence, ("title", "quote", "url"), columns=("issuer_id", "attribution")),
        Source(
            File,
            ("name", "extracted_text"),
            ("evidence.title",),
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


@dataclass(frozen=True, slots=True)
class Change:
    """Event of a row; of an update, the columns that changed."""

    name: str  # of the model
    key: int
    columns: Collection[str] | None
    recommendation: int | None


def find_affected(changes: Iterable[Change]) -> dict[str, set[int]]:
    """Return the keys of the rows whose entries may differ after these changes, by model."""
    keys: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        source = SOURCES.get(change.name)
        if source and (change.columns is None or not source.made_of.isdisjoint(change.columns)):
            keys[change.name].add(change.key)
        columns, dependents = DEPENDENT.get(change.name, ((), ()))
        if change.name == "translation" and change.recommendation:
            keys["recommendation"].add(change.recommendation)
        if not set(columns).isdisjoint(change.columns or ()):
            for name, lookup in dependents:
                rows = SOURCES[name].model._base_manager.filter(**{lookup: change.key})
                keys[name].update(rows.values_list("pk", flat=True))
    return keys


def find_differences(name: str, keys: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the entries that differ from their rows: the words stored, and those of the row.

    Empty stands for an entry that is missing, or of no row. The entries are locked before the rows
    are read, so that who changed a row at the same time waits, and reads this change too.
    """
    first = first_key(name)
    entries = SearchEntry.objects.filter(pk__in=[first + key for key in keys]).order_by("pk")
    stored = dict(entries.select_for_update().values_list("pk", "folded"))
    source = SOURCES[name]
    wanted = {first + row.pk: source.fold(row) for row in source.rows(pk__in=keys)}
    return {
        key: texts
        for key in sorted(stored.keys() | wanted.keys())
        if (texts := (stored.get(key, ""), wanted.get(key, "")))[0] != texts[1]
    }


def all_keys() -> dict[str, set[int]]:
    """Return the keys of all rows that are indexed, and of all entries, by model."""
    keys = {
        name: set(source.model._base_manager.values_list("pk", flat=True))
        for name, source in SOURCES.items()
    }
    for entry in SearchEntry.objects.values_list("pk", flat=True).iterator():
        name = model_name(entry)
        keys[name].add(entry - first_key(name))
    return keys
