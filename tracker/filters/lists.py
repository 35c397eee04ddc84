"""Lists, each declared once: its rows, filter and orders on screen, its columns as a file.

What is for named readers is left out of a file, whoever asks: who reads it can't be logged.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    Subquery,
    Value,
    When,
    functions,
)
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, override, pgettext_lazy

from tracker import compiled_queries, errors, policies, vocabulary
from tracker.filters import base, progress, recommendations
from tracker.filters.parameters import (
    CODE_ORDERS,
    DAY_PARAMETERS,
    DUE_ORDERS,
    EVIDENCE_ORDERS,
    FEW,
    NEWEST_FIRST,
    ORDERS,
    PAGE_PARAMETERS,
    PAST_DAY_ORDERS,
    Cursor,
    Order,
    choose_order,
    split_by_index,
)
from tracker.models import (
    Body,
    Citation,
    Commitment,
    Evidence,
    Indicator,
    Publication,
    Question,
    ReadLogEntry,
    Recommendation,
    Report,
    Responsibility,
    Topic,
    User,
)
from tracker.summaries import bodies, evidence
from tracker.vocabulary.columns import EDITION_LABELS, RECOMMENDATION_COLUMNS, Choices, Words

BATCHES = (200, 5000)  # rows of the first, so that the file begins at once, and of the others


type Cells = Sequence[Any]  # of one column
type Read = Callable[[Cells, "ListExport"], Cells]


@dataclass(frozen=True, slots=True)
class Column:
    """Column of a file: its label, the column of the database, how its values become cells."""

    label: Words
    path: str
    read: Read = lambda values, _export: values
    width: int = 16  # letters


def labels(choices: Choices) -> Read:
    """Return how codes become labels, in the language in force."""
    return lambda values, _export: _look_up(dict(choices.choices), values)


def names[Row: Model](model: type[Row], name: Callable[[Row], str]) -> Read:
    """Return how keys of rows become their names."""
    return lambda values, export: _look_up(export.load_names(model, name, values), values)


def _look_up[Key](words: Mapping[Key, Words], values: Cells) -> Cells:
    known = {value: str(word) for value, word in words.items()}
    return [known.get(value, value) for value in values]


_short: Callable[[Body], str] = attrgetter("short")
BODIES, PEOPLE = names(Body, _short), names(User, str)


def _local_times(values: Cells, _export: "ListExport") -> Cells:
    """Return moments in the time zone of the tracker; SQLite gives them in UTC, without saying."""
    aware = (value and (value if value.tzinfo else value.replace(tzinfo=UTC)) for value in values)
    return [at and timezone.localtime(at).isoformat(sep=" ", timespec="seconds") for at in aware]


def _leads(values: Cells, export: "ListExport") -> Cells:
    """Return who leads on each recommendation; of an ended body, who holds that now.

    A value is keys of bodies, and ":" with the key of a responsibility that passed on: "4 :17".
    """
    parts = {part for value in set(values) if value for part in value.split()}
    keys = {part for part in parts if part[0] != ":"}
    short = export.load_names(Body, _short, {int(key) for key in keys})
    texts: dict[str, str] = {key: short[int(key)] for key in keys}
    if passed_on := [part[1:] for part in parts - keys]:
        rows = Responsibility.objects.filter(pk__in=passed_on).select_related("body")
        texts |= {f":{row.pk}": row.holder for row in bodies.load_holders(rows, on=export.on)}
    joined = {
        value: ", ".join(texts[part] for part in value.split() if part in texts)
        for value in set(values) - {None}
    }
    return [joined.get(value) for value in values]


def _topics(values: Cells, export: "ListExport") -> Cells:
    """Return the topics of each recommendation; a value is their keys."""
    topics = export.load_names(
        Topic, str, {int(key) for value in set(values) if value for key in value.split()}
    )
    return [value and "; ".join(topics[int(key)] for key in value.split()) for value in values]


def _citations(keys: Cells, export: "ListExport") -> Cells:
    """Return how many recommendations cite each piece of evidence, as far as one may know."""
    cited = Citation.objects.visible_to(export.user).not_withdrawn().filter(evidence__in=keys)
    counts: dict[Any, int] = dict(
        cited.order_by()
        .values("evidence")
        .annotate(n=Count("recommendation", distinct=True))
        .values_list("evidence", "n")
    )
    return [counts.get(key, 0) for key in keys]


def _cited_for(keys: Cells, export: "ListExport") -> Cells:
    """Return the first recommendations that each piece is cited for, as far as one may know."""
    cited_for = evidence.load_cited_for(export.user, keys)
    return ["; ".join(name for name, _url in cited_for[key]) for key in keys]


def _column(
    code: str, path: str = "", read: Read | None = None, choices: Choices | None = None
) -> Column:
    """Return a column as it is declared for lists, imports and reports."""
    column = RECOMMENDATION_COLUMNS[code]
    if codes := column.choices or choices:
        read = labels(codes)
    result = Column(column.label, path or code, width=column.width)
    return replace(result, read=read) if read else result


def _edition(prefix: str = "report__") -> tuple[Column, ...]:
    return (
        Column(EDITION_LABELS["mechanism"], f"{prefix}mechanism__code", width=11),
        Column(EDITION_LABELS["country"], f"{prefix}country_name"),
        Column(EDITION_LABELS["year"], f"{prefix}year", width=9),
    )


NUMBER = _column("number")


@dataclass(frozen=True, slots=True)
class List:
    """A list: its rows that a user may see, its columns as a file, its filter, its orders."""

    title: Words
    rows: Callable[[User], QuerySet[Any]]
    columns: tuple[Column, ...]
    filter_class: Any = base.StrictFilterSet
    orders: Mapping[str, Order] = field(default_factory=lambda: NEWEST_FIRST)
    prepare: Callable[..., Any] = lambda rows, _user, _on: rows  # for the columns of a file
    check: Callable[[User], None] = lambda _user: None  # raises PermissionRefused
    past_columns: Mapping[str, str] = field(default_factory=dict)  # of a past day
    address: tuple[str, ...] = ("pk",)  # columns that the address of a row is made of


def _keys(rows: compiled_queries.Rows[Model], key: str | Case, order: str) -> Subquery:
    """Return the keys of rows under a recommendation as one text: no query for each batch."""
    grouped = rows.filter(recommendation=OuterRef("pk")).order_by().values("recommendation")
    text = StringAgg(functions.Cast(key, CharField()), Value(" "), order_by=order)
    return Subquery(grouped.annotate(keys=text).values("keys"))


def _with_keys(rows: QuerySet[Recommendation], _user: User, on: date) -> QuerySet[Recommendation]:
    """Annotate the keys of lead bodies and topics."""
    leads = Responsibility.objects.not_withdrawn().filter(role=vocabulary.Role.LEAD)
    passes_on = Q(body__valid_to__lt=on) | Q(continues__isnull=False)
    marked = functions.Concat(Value(":"), functions.Cast("pk", CharField()))
    lead = Case(When(passes_on, then=marked), default=functions.Cast("body", CharField()))
    return rows.annotate(
        lead_keys=_keys(leads, lead, "body__code"),
        topic_keys=_keys(Recommendation.topics.through.objects.all(), "topic", "pk"),
    )


def _without_restricted(rows: QuerySet[Evidence], user: User, _on: date) -> QuerySet[Evidence]:
    """Leave out what is for named readers, and annotate the issuers that the user may know."""
    rows = rows.exclude(sensitivity=vocabulary.Sensitivity.NAMED_READERS)
    # Of who sees all, the latter is empty.
    is_shown = Q(pk__gt=0) & policies.confidentiality.attributable_to(user)
    return rows.annotate(shown_issuer=Case(When(is_shown, then=F("issuer"))))


def _with_state(done: str, reason: str, done_code: str, dropped_code: str) -> Callable[..., Any]:
    """Return how the state is annotated of what is open, done on a day, or dropped for a reason."""
    is_done, is_dropped = Q(**{f"{done}__isnull": False}), ~Q(**{reason: ""})
    state = Case(
        When(is_done, then=Value(done_code)),
        When(is_dropped, then=Value(dropped_code)),
        default=Value("open"),
    )
    return lambda rows, _user, _on: rows.annotate(state=state)


LISTS: dict[str, List] = {  # by the names of their addresses
    "recommendation_list": List(
        _("Recommendations"),
        Recommendation.objects.listed_for,
        (
            NUMBER,
            _column("short_title"),
            _column("status", choices=vocabulary.Status),
            _column("trend", "current_assessment__trend", choices=vocabulary.Trend),
            _column("strength", "current_assessment__strength", choices=vocabulary.Strength),
            _column("leads", "lead_keys", read=_leads),
            _column("as_of", "assessed_on"),
            _column("review_on"),
            Column(EDITION_LABELS["external_id"], "external_id"),
            *_edition(),
            Column(EDITION_LABELS["published_on"], "report__published_on"),
            _column("text"),
            _column("theme"),
            Column(EDITION_LABELS["topics"], "topic_keys", _topics),
            _column("duty"),
            _column("lifecycle", choices=vocabulary.Lifecycle),
            Column(_("Assigned to"), "assignee", PEOPLE),
        ),
        recommendations.RecommendationFilter,
        ORDERS,
        _with_keys,
        address=("report__slug", "number"),
        past_columns={"status": "status_then", "assessed_on": "assessed_on_then"},
    ),
    "evidence_list": List(
        _("Evidence"),
        Evidence.objects.visible_to,
        (
            Column(_("Evidence no."), "pk"),
            Column(_("Title"), "title", width=40),
            Column(_("Kind"), "kind", labels(vocabulary.EvidenceKind)),
            Column(_("Issuer"), "shown_issuer", BODIES),
            Column(_("Period from"), "covers_from"),
            Column(_("Period to"), "covers_to"),
            Column(pgettext_lazy("evidence", "Published"), "published_on"),
            Column(_("Cited for"), "pk", _cited_for, width=40),
            Column(_("Language"), "language", labels(vocabulary.Language)),
            Column(_("Sensitivity"), "sensitivity", labels(vocabulary.Sensitivity)),
            Column(pgettext_lazy("number of recommendations", "Citations"), "pk", _citations),
        ),
        recommendations.EvidenceFilter,
        EVIDENCE_ORDERS,
        _without_restricted,
    ),
    "commitment_list": List(
        _("Commitments"),
        Commitment.objects.not_withdrawn().visible_to,
        (
            Column(_("Commitment"), "text", width=50),
            *_edition("recommendation__report__"),
            replace(NUMBER, path="recommendation__number"),
            Column(_("Body"), "body", BODIES),
            Column(_("State"), "state", labels(recommendations.CommitmentState)),
            Column(pgettext_lazy("commitment", "Due"), "due_on"),
            Column(_("Last update"), "last_update_on"),
        ),
        recommendations.CommitmentFilter,
        DUE_ORDERS,
        _with_state("done_on", "dropped_reason", "done", "dropped"),
    ),
    "question_list": List(
        _("Questions"),
        Question.objects.visible_to,
        (
            Column(_("Question"), "text", width=50),
            Column(_("Kind"), "kind", labels(vocabulary.QuestionKind)),
            *_edition(),
            replace(NUMBER, path="recommendation__number"),
            Column(_("Body"), "body", BODIES),
            Column(_("State"), "state", labels(recommendations.QuestionState)),
            Column(pgettext_lazy("question", "Asked"), "asked_on"),
            Column(_("Answer due"), "due_on"),
        ),
        recommendations.QuestionFilter,
        DUE_ORDERS,
        _with_state("answered_on", "dismissal_reason", "answered", "dismissed"),
    ),
    "indicator_list": List(
        _("Indicators"),
        Indicator.objects.visible_to,
        (
            Column(_("Code"), "code"),
            Column(_("Indicator"), "pk", names(Indicator, lambda i: i.translated_name)),
            Column(_("Theme"), "theme", labels(vocabulary.Theme)),
            Column(_("Unit"), "pk", names(Indicator, lambda i: i.translated_unit)),
        ),
        recommendations.IndicatorFilter,
        CODE_ORDERS,
    ),
    "publication_list": List(
        _("Reports"),
        Publication.objects.visible_to,
        (
            *_edition(),
            Column(_("Number"), "number"),
            Column(_("Title"), "title", width=40),
            Column(_("Kind"), "kind", labels(vocabulary.ReportKind)),
            Column(_("Language"), "language", labels(vocabulary.Language)),
            Column(_("Audience"), "audience", labels(vocabulary.Audience)),
            Column(_("As of"), "on"),
            Column(_("State"), "state", labels(vocabulary.PublicationState)),
            Column(_("Published on"), "decided_at", _local_times),
        ),
        progress.PublicationFilter,
    ),
    "report_list": List(
        _("Source reports"),
        Report.objects.select_related("mechanism__issuer").visible_to,
        (
            *_edition(""),
            Column(_("Title"), "title", width=40),
            Column(_("Tier"), "tier", labels(vocabulary.Tier)),
            Column(_("Period from"), "period_from"),
            Column(_("Period to"), "period_to"),
            Column(EDITION_LABELS["published_on"], "published_on"),
        ),
        orders={"year": Order("year", descending=True, key="slug", parse=int)},
    ),
    "body_list": List(
        _("Bodies"),
        Body.objects.visible_to,
        (
            Column(_("Code"), "code"),
            Column(_("Acronym"), "pk", BODIES),
            Column(_("Name"), "pk", names(Body, str), width=40),
            Column(_("Kind"), "kind", labels(vocabulary.BodyKind)),
            Column(_("Part of"), "parent", BODIES),
            Column(_("Valid from"), "valid_from"),
            Column(_("Valid to"), "valid_to"),
        ),
        recommendations.BodyFilter,
        CODE_ORDERS,
    ),
    "read_log": List(
        _("Read log"),
        ReadLogEntry.objects.visible_to,
        (
            Column(_("When"), "read_at", _local_times),
            Column(_("User name"), "user__username"),
            Column(_("Who"), "user", PEOPLE),
            Column(_("What was done"), "action", labels(vocabulary.ReadAction)),
            Column(_("Evidence no."), "evidence"),
            Column(_("Version of the file"), "file__number"),
            Column(_("Comment no."), "comment"),
            Column(_("Purpose"), "purpose", width=40),
        ),
        recommendations.ReadLogFilter,
        check=policies.evidence.confidentiality.check_can_view_read_log,
    ),
}


# The bodies by status; a focal point has those it speaks for.
LISTS["body_matrix"] = replace(
    LISTS["body_list"],
    rows=lambda user: Body.objects.visible_to(user).filter(
        Q() if user.may_read else Q(pk__in=user.represented_body_ids)
    ),
)


class OpenList:
    """A list as a user opens it, with the filter, past day and order of an address."""

    def __init__(self, name: str, params: Any, *, user: User, today: date) -> None:
        """Read the parameters. Raises PermissionRefused."""
        self.list, self.params, self.user = LISTS[name], params, user
        self.list.check(user)
        self.filter_set: base.StrictFilterSet = self.list.filter_class(
            params,
            queryset=self.list.rows(user),
            user=user,
            today=today,
            other_parameters=PAGE_PARAMETERS + (DAY_PARAMETERS if self.list.past_columns else ()),
        )
        self.past_day = self.filter_set.past_day
        self.on = self.past_day.on if self.past_day else today
        self.orders = PAST_DAY_ORDERS if self.past_day else self.list.orders

    def choose_order(self) -> Order:
        """Return the order of the rows. Raises InvalidValue if a parameter can't be read."""
        if self.filter_set.problems:
            raise errors.InvalidValue(" ".join(self.filter_set.problems))
        return choose_order(self.orders, self.params.get("order", ""))


class ListExport(OpenList):
    """A list as a file for a user, as the parameters of its page filter it."""

    def __init__(self, name: str, params: Any, *, language: str, user: User, today: date) -> None:
        """Read the parameters. Raises PermissionRefused, InvalidValue for what can't be read."""
        super().__init__(name, params, user=user, today=today)
        self.order, self.language = self.choose_order(), language
        self._names: dict[object, dict[int, str]] = {}
        self.rows = self.list.prepare(self.filter_set.rows, user, self.on)
        self.columns = self.list.columns
        if self.past_day:
            past = self.list.past_columns
            self.columns = tuple(
                replace(column, path=past.get(column.path, column.path))
                for column in self.columns
                if not column.path.startswith("current_assessment")
            )
        first = next(iter(self.orders.values()))
        is_sorted = self.order != first and (self.past_day or not self.order.is_indexed)
        if is_sorted and self.count(FEW) > FEW:
            self.order = first

    def load_names[Row: Model](
        self, model: type[Row], name: Callable[[Row], str], keys: Collection[int]
    ) -> dict[int, str]:
        """Return the names of rows by key; each row is loaded once."""
        known = self._names.setdefault((model, name), {})
        if missing := set(keys) - known.keys() - {None}:
            known |= {
                key: name(row) for key, row in model._default_manager.in_bulk(missing).items()
            }
        return known

    def describe(self, now: datetime) -> list[tuple[str, str]]:
        """Return what stands above the table: title, time, user, filter, what is left out."""
        at = timezone.localtime(now).isoformat(sep=" ", timespec="seconds")
        conditions = (f"{c.label}: {c.display_value}" for c in self.filter_set.conditions())
        return [
            (
                str(self.list.title),
                gettext("created on %(at)s for %(by)s") % {"at": at, "by": self.user},
            ),
            (gettext("Filter"), "; ".join(conditions)),
            (gettext("Left out"), gettext("Restricted evidence is left out.")),
        ]

    @property
    def labels(self) -> list[str]:
        """Headings of the columns, in the language in force."""
        return [str(column.label) for column in self.columns]

    def count(self, most: int) -> int:
        """Count the rows, up to one more than `most`."""
        return int(self.rows.order_by().values("pk")[: most + 1].count())

    def batches(self) -> Iterator[list[Cells]]:
        """Yield the rows in the order of the list, some thousand at a time, as columns.

        Where no index has the order, a long list comes in its first one. No transaction stays open
        meanwhile: what is written since may be in it, or not.
        """
        order, (size, later_size) = self.order, BATCHES
        rows, ranges = split_by_index(self.rows, order)
        for index_range in ranges:
            cursor = None
            while True:
                batch = index_range.select(rows, cursor).values_list(
                    order.key, order.day or order.key, *(column.path for column in self.columns)
                )
                # Without converters: days and moments stay as the database gives them.
                query = replace(compiled_queries.CompiledQuery.of(batch[:size]), converters=())
                if not (batch_rows := list(query.run({}))):
                    break
                keys, days, *columns = zip(*batch_rows, strict=True)
                cursor, size = Cursor(keys[-1], days[-1]), later_size
                with override(self.language):  # no language is in force while a file is sent
                    cells = [
                        column.read(values, self)
                        for column, values in zip(self.columns, columns, strict=True)
                    ]
                yield cells
