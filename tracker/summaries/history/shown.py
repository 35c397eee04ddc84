"""What a reader may see of history: the newest events, and rows and values by their names."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from heapq import nlargest
from itertools import chain, islice
from typing import Any

from django.contrib.auth.models import Group as RoleRow
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import compiled_queries, formats, grouping, vocabulary
from tracker.audit.audited_tables import (
    MASKED_COLUMNS,
    SECOND_FACTORS,
    Field,
    Model,
    fields_by_column,
    models_by_table,
)
from tracker.models import (
    RESTRICTED,
    RESTRICTED_LINKS,
    AnsweredSheet,
    Assessment,
    AssessmentLine,
    Citation,
    Closing,
    Comment,
    Commitment,
    ComponentBody,
    DueDate,
    Event,
    EventQuerySet,
    Evidence,
    Figure,
    File,
    Finding,
    LineageLink,
    Passage,
    Publication,
    PublicationFile,
    Question,
    Reader,
    ReadLogEntry,
    Recommendation,
    Remark,
    Reply,
    Report,
    Responsibility,
    RowExists,
    SavedReport,
    SensitivityRequest,
    TextTranslation,
    Translation,
    User,
    table_of,
)
from tracker.summaries.evidence import describe_line

# Models whose events concern evidence, or a comment, and the column that refers to it.
EVIDENCE_RELATIONS: tuple[tuple[Any, str], ...] = (
    (Evidence, "pk"),
    (File, "evidence"),
    (Citation, "evidence"),
    (Figure, "evidence"),
    (Question, "answered_by"),
    (Commitment, "undertaken_in"),
    (Commitment, "done_by"),
    (SensitivityRequest, "evidence"),
    (SensitivityRequest, "file__evidence"),
    (Evidence.topics.through, "evidence"),
)
COMMENT_RELATIONS: tuple[tuple[Any, str], ...] = ((Comment, "pk"), (SensitivityRequest, "comment"))


def find_restricted_matter(events: Iterable[Event], user: User) -> list[Evidence | Comment]:
    """Return evidence and comments for named readers that the events concern.

    Only those of which the user is a reader. Two queries at most, however many events there are;
    of an event only table and key are used.
    """
    keys = grouping.group_pairs((event.table, event.key) for event in events)
    return [
        *_restricted(Evidence, EVIDENCE_RELATIONS, keys, user),
        *_restricted(Comment, COMMENT_RELATIONS, keys, user),
    ]


def _restricted(
    model: type[Evidence | Comment],
    relations: Iterable[tuple[Model, str]],
    keys: dict[str, list[int]],
    user: User,
) -> list[Evidence | Comment]:
    concerned = [
        other._default_manager.filter(pk__in=other_keys).order_by().values(column)
        for other, column in relations
        if (other_keys := keys.get(other._meta.db_table))
    ]
    if not concerned:
        return []
    return list(
        model.objects.visible_to(user)
        .filter(  # as alternatives, the table would be read whole
            pk__in=concerned[0].union(*concerned[1:]),
            sensitivity=vocabulary.Sensitivity.NAMED_READERS,
        )
        .order_by("pk")
    )


def exclude_restricted_matter(events: EventQuerySet) -> EventQuerySet:
    """Filter to events that concern no matter for named readers, whoever asks.

    Files are read outside the tracker, where no read log is kept.
    """
    relations = (
        *EVIDENCE_RELATIONS,
        *COMMENT_RELATIONS,
        (File, "pk"),
        (SensitivityRequest, "file"),
        *((ReadLogEntry, column) for column in ("evidence", "file", "comment")),  # its purpose
    )
    for model, column in relations:
        path = "sensitivity" if column == "pk" else f"{column}__sensitivity"
        rows = model._default_manager.filter(
            **{path: vocabulary.Sensitivity.NAMED_READERS}, pk=models.OuterRef("key")
        )
        events = events.exclude(RowExists(rows), table=model._meta.db_table)
    return events


LAST_SEQUENCE = 2**62
BEFORE = compiled_queries.Bound("before", models.BigIntegerField())


def newest_events(
    user: User,
    *columns: object,
    before: int = LAST_SEQUENCE,
    size: int = 150,
    of_recommendations: bool = False,
) -> Iterator[Any]:
    """Yield keys, and columns, of the events that the user may see, newest first.

    For readers, the newest `size`. For a focal point nearly all of history is of others. So their
    recommendations are taken once, by what changed last: `size` at once, as many newest events of
    those taken and, unless only those are wanted, of events without a recommendation. Of these it
    is asked which the user may see.
    """
    if not user.is_focal_point:
        yield from user.load(_of_reader, columns, size, of_recommendations, before=before)
        return
    changed = iter(_last_changed(user, before))
    keys: list[int] = []
    while before:
        keys += islice(changed, size)
        newest = chain(
            user.load(_of_recommendations, size, before=before, keys=keys),
            () if of_recommendations else user.load(_of_none, size, before=before),
        )
        candidates = nlargest(size, {key for (key,) in newest})
        yield from user.load(_visible, columns, keys=candidates)
        before = candidates[-1] if len(candidates) == size else 0


def _of_reader(
    user: Reader, columns: tuple[Any, ...], size: int, of_recommendations: bool
) -> compiled_queries.Rows[Event]:
    events = Event.objects.visible_to(user).filter(
        models.Q(recommendation__isnull=False) if of_recommendations else models.Q(), pk__lt=BEFORE
    )
    return events.newest_first().values_list("pk", *columns)[:size]


def _last_changed(user: User, before: int) -> list[int]:
    """Return the keys of recommendations with events before one, those that changed last first.

    A focal point sees of a recommendation what a role, question or commitment of the body is about,
    so each of these leads to one. Few stand in no role; their newest event is looked up once.
    """
    rows = list(user.load(_concerned, before=before))
    newest = {key: event for key, event in rows if event}
    if others := {key for key, _event in rows} - {None, *newest}:
        newest |= user.load(_newest_by_key, before=before, keys=list(others))
    return sorted(filter(newest.get, newest), key=newest.__getitem__, reverse=True)


def _concerned(user: Reader) -> compiled_queries.Rows[Responsibility]:
    """Return recommendations with the newest event, but in no role without it; some repeat."""
    roles = Responsibility.objects.of_bodies(user.represented_body_ids, user.inherited_body_ids)
    none = models.Value(None, models.BigAutoField())
    others: list[Any] = [
        model.objects.visible_to(user).order_by().values_list("recommendation", none)
        for model in (Question, Commitment)
    ]
    return roles.values_list("recommendation", _newest("recommendation")).union(*others, all=True)


def _newest_by_key(_user: Reader) -> compiled_queries.Rows[Recommendation]:
    return Recommendation.objects.filter(pk__in=compiled_queries.BoundKeys("keys")).values_list(
        "pk", _newest("pk")
    )


def _newest(column: str) -> models.Subquery:
    return models.Subquery(
        Event.objects.filter(recommendation=models.OuterRef(column), pk__lt=BEFORE)
        .newest_first()
        .values("pk")[:1]
    )


def _of_recommendations(user: Reader, size: int) -> compiled_queries.Rows[Event]:
    return (
        Event.objects.filter(recommendation__in=compiled_queries.BoundKeys("keys"), pk__lt=BEFORE)
        .newest_first()
        .values_list("pk")[:size]
    )


def _of_none(user: Reader, size: int) -> compiled_queries.Rows[Event]:
    # Of other tables a focal point sees no event without a recommendation.
    shown = set(map(table_of, (*RESTRICTED, *RESTRICTED_LINKS)))
    return (
        Event.objects.filter(recommendation=None, pk__lt=BEFORE)
        .exclude(table__in=sorted(models_by_table().keys() - shown))
        # In the order of their index: PostgreSQL would else walk all events for these.
        .order_by("recommendation", "-pk")
        .values_list("pk")[:size]
    )


def _visible(user: Reader, columns: tuple[Any, ...]) -> compiled_queries.Rows[Event]:
    return (
        Event.objects.visible_to(user)
        .filter(pk__in=compiled_queries.BoundKeys("keys"))
        .newest_first()
        .values_list("pk", *columns)
    )


# Relations that the name of a row uses.
NAME_RELATIONS: dict[Model, tuple[str, ...]] = {
    Assessment: ("body", "author"),
    Citation: ("evidence",),
    Closing: ("author",),
    ComponentBody: ("component", "body"),
    DueDate: ("commitment",),
    AssessmentLine: ("component",),
    LineageLink: ("earlier__report__mechanism",),
    Publication: ("author",),
    Reply: ("body", "publication"),
    SensitivityRequest: ("author", "evidence", "file", "comment"),
    AnsweredSheet: ("body",),
    Figure: ("indicator",),
    Passage: ("report__mechanism",),
    Question: ("report__mechanism",),
    Recommendation: ("report__mechanism",),
    Report: ("mechanism",),
    Responsibility: ("body",),
}


def _assessment(row: Assessment) -> str:
    name = _("%(status)s as of %(day)s") % {
        "status": row.get_status_display(),
        "day": formats.format_day(row.as_of),
    }
    return f"{row.body.short}: {name}" if row.body else name


NAMES: dict[Model, Callable[[Any], str]] = {
    Assessment: _assessment,
    Citation: lambda row: str(row.evidence),
    Comment: lambda row: row.text,
    ComponentBody: lambda row: f"{row.component}: {row.body}",
    DueDate: lambda row: row.commitment.text,
    Finding: lambda row: row.title,
    RoleRow: lambda row: (
        str(vocabulary.Group(row.name).label) if row.name in vocabulary.Group.values else row.name
    ),
    AssessmentLine: lambda row: str(row.component),
    LineageLink: lambda row: str(row.earlier),
    Commitment: lambda row: row.text,
    SensitivityRequest: lambda row: str(row.target),
    PublicationFile: lambda row: row.name,
    Publication: lambda row: row.title,
    Question: lambda row: row.text,
    ReadLogEntry: lambda row: str(row.get_action_display()),
    Remark: lambda row: row.text,
    Responsibility: lambda row: f"{row.body.short}, {row.get_role_display()}",
    SavedReport: lambda row: row.name,
    TextTranslation: lambda row: row.get_language_display(),
    Translation: lambda row: row.get_language_display(),
}


class Names:
    """Names of rows by model and key, looked up one model at a time.

    Deleted rows and those hidden from the reader have none; with `outside`, for a file, nor have
    those for named readers.
    """

    def __init__(
        self, rows: Iterable[tuple[Model, int]], user: User, *, outside: bool = False
    ) -> None:
        self._rows: dict[tuple[Model, object], models.Model] = {
            (model, row.pk): row
            for model, keys in grouping.group_pairs(rows).items()
            for row in user.load(select_named, model, outside, keys=keys)
        }

    def of(self, model: Model, key: object) -> str:
        """Return the name, or an empty text."""
        row = self._rows.get((model, key))
        return NAMES.get(type(row), str)(row) if row else ""

    def row(self, model: Model, key: object) -> Any:
        """Return the row; None if it is deleted or hidden from the reader."""
        return self._rows.get((model, key))


def select_named(
    reader: Reader, model: Model, outside: bool = False
) -> models.QuerySet[models.Model]:
    """Return the rows of a model that a reader may see, by "keys", with what their names need."""
    rows = model._default_manager.filter(pk__in=compiled_queries.BoundKeys("keys"))
    if model in NAME_RELATIONS:
        rows = rows.select_related(*NAME_RELATIONS[model])
    if outside and model in (Comment, Evidence, File):
        rows = rows.exclude(sensitivity=vocabulary.Sensitivity.NAMED_READERS)
    return rows.visible_to(reader) if hasattr(rows, "visible_to") else rows


# Columns of no use to people: keys, and what each line shows already.
HIDDEN_COLUMNS = frozenset(
    {
        *("id", "sort_key", "added_at", "added_by_id", "created_at", "names_source"),
        *("start", "end", "sentence_start", "sentence_end"),  # the quote is shown
        "text_languages",  # beside the texts
        "uses_hash",
    }
)
CODES_IN_LISTS: Mapping[str, Any] = {"other_themes": vocabulary.Theme}


def displayed_fields(event: Event) -> list[Field]:
    """Return the fields of an event to show, in the order of the model."""
    values = {**(event.old or {}), **(event.new or {})}
    model = models_by_table().get(event.table)
    if model is None or event.table == SECOND_FACTORS:  # or a table that no longer exists
        return []
    implied = () if event.operation == "update" else ("recommendation_id",)
    return [
        field
        for column, field in fields_by_column(model).items()
        if column in values and column not in HIDDEN_COLUMNS and column not in implied
    ]


def format_change(event: Event, field: Field, names: Names) -> tuple[str, str]:
    """Format the values before and after; an empty text where there was none."""
    old, new = ((side or {}).get(field.column) for side in (event.old, event.new))
    return format_value(field, old, names), format_value(field, new, names)


def format_value(field: Field, value: object, names: Names) -> str:
    """Format a stored value for people."""
    if value in (None, "", [], {}) or field.column in MASKED_COLUMNS:
        return ""
    if isinstance(field, models.ForeignKey):
        return names.of(field.remote_field.model, value) or _("not shown")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    try:
        return _by_type(field, value)
    except (ValueError, TypeError, KeyError):  # written when the column was of another type
        return str(value)


def _by_type(field: Field, value: object) -> str:
    match field:
        case models.BooleanField():
            return _("yes") if value else _("no")
        case models.DateTimeField():
            return formats.format_moment(timezone.localtime(datetime.fromisoformat(str(value))))
        case models.DateField():
            return formats.format_day(date.fromisoformat(str(value)))
        case models.JSONField():
            return _json(field, value)
    return str(value)


def _json(field: Field, value: object) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        codes = CODES_IN_LISTS.get(field.name)
        return ", ".join(str(codes(part).label) if codes else part for part in value)
    if isinstance(value, dict) and all(isinstance(part, str) for part in value.values()):
        return ", ".join(f"{name}: {part}" for name, part in sorted(value.items()))
    if field.name == "shown_by" and isinstance(value, list):
        return "; ".join(f"“{part['quote']}”" for part in value)
    if field.name == "breaks" and isinstance(value, list):
        return "; ".join(f"{part['period']}: {part['words']}" for part in value)
    if field.name == "reading":
        return str(describe_line(Evidence(kind=vocabulary.EvidenceKind.NOT_STATED, reading=value)))
    return json.dumps(value, ensure_ascii=False)
