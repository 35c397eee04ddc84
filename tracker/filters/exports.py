"""Lists as files: the columns on screen, then others, and the rows, read in batches in order.

A batch is columns, not rows, so that labels are looked up at once. What is for named readers is
left out, whoever asks: who reads a file can't be logged.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
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
)
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, override, pgettext_lazy

from tracker import policies
from tracker.compiled_queries import CompiledQuery, Rows
from tracker.errors import InvalidValue
from tracker.filters import (
    bodies,
    commitments,
    evidence,
    figures,
    progress,
    questions,
    recommendations,
)
from tracker.filters.base import StrictFilterSet
from tracker.filters.orders import (
    CODE_ORDERS,
    DUE_ORDERS,
    EVIDENCE_ORDERS,
    FEW,
    NEWEST_FIRST,
    ORDERS,
    PAST_DAY_ORDERS,
    YEAR_ORDERS,
    Cursor,
    Order,
    split_by_index,
)
from tracker.filters.past_days import DAY_PARAMETERS, parse_past_day
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
from tracker.policies.evidence.confidentiality import attributable_to
from tracker.summaries.bodies import load_holders
from tracker.summaries.evidence import load_cited_for
from tracker.vocabulary import (
    Audience,
    BodyKind,
    EvidenceKind,
    Language,
    Lifecycle,
    PublicationState,
    QuestionKind,
    ReadAction,
    ReportKind,
    Role,
    Sensitivity,
    Status,
    Strength,
    Theme,
    Tier,
    Trend,
)
from tracker.vocabulary.columns import EDITION_LABELS, RECOMMENDATION_COLUMNS, Choices, Words

BATCHES = (200, 5000)  # rows of the first, so that the file begins at once, and of the others
PAGE_PARAMETERS = ("export", "format", "order", "after", "before")

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


def names(model: type[Any], name: Callable[[Any], str]) -> Read:
    """Return how keys of rows become their names."""
    return lambda values, export: _look_up(export.load_names(model, name, values), values)


def _look_up(words: Mapping[Any, Words], values: Cells) -> Cells:
    known = {value: str(word) for value, word in words.items()}
    return [known.get(value, value) for value in values]


def _short(body: Body) -> str:
    return body.short


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
        texts |= {f":{row.pk}": row.holder for row in load_holders(rows, on=export.on)}
    joined = {
        value: ", ".join(texts[part] for part in value.split() if part in texts)
        for value in set(values) - {None}
    }
    return [joined.get(value) for value in values]


def _topics(values: Cells, export: "ListExport") -> Cells:
    """Return the topics of each recommendation; a value is their keys."""
    keys = {int(key) for value in set(values) if value for key in value.split()}
    topics = export.load_names(Topic, str, keys)
    return [value and "; ".join(topics[int(key)] for key in value.split()) for value in values]


def _citations(keys: Cells, export: "ListExport") -> Cells:
    """Return how many recommendations cite each piece of evidence, as far as one may know."""
    cited = Citation.objects.visible_to(export.user).not_withdrawn().order_by()
    rows = cited.filter(evidence__in=keys).values("evidence")
    numbers = rows.annotate(n=Count("recommendation", distinct=True))
    counts: dict[Any, int] = dict(numbers.values_list("evidence", "n"))
    return [counts.get(key, 0) for key in keys]


def _cited_for(keys: Cells, export: "ListExport") -> Cells:
    """Return the first recommendations that each piece is cited for, as far as one may know."""
    cited_for = load_cited_for(export.user, keys)
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
class Export:
    """A list as a file: its rows for a user, its columns, its filter, its orders."""

    title: Words
    rows: Callable[[User, date], QuerySet[Any]]
    columns: tuple[Column, ...]
    filter_class: Any = StrictFilterSet
    orders: Mapping[str, Order] = field(default_factory=lambda: NEWEST_FIRST)
    check: Callable[[User], None] = lambda _user: None  # raises PermissionRefused
    past_columns: Mapping[str, str] = field(default_factory=dict)  # of a past day


def _keys(rows: Rows[Model], key: Any, order: str) -> Subquery:
    """Return the keys of rows under a recommendation as one text: no query for each batch."""
    grouped = rows.filter(recommendation=OuterRef("pk")).order_by().values("recommendation")
    text = StringAgg(Cast(key, CharField()), Value(" "), order_by=order)
    return Subquery(grouped.annotate(keys=text).values("keys"))


def _recommendations(user: User, on: date) -> Rows[Recommendation]:
    leads = Responsibility.objects.not_withdrawn().filter(role=Role.LEAD)
    passes_on = Q(body__valid_to__lt=on) | Q(continues__isnull=False)
    marked = Concat(Value(":"), Cast("pk", CharField()))
    lead = Case(When(passes_on, then=marked), default=Cast("body", CharField()))
    return Recommendation.objects.listed_for(user).annotate(
        lead_keys=_keys(leads, lead, "body__code"),
        topic_keys=_keys(Recommendation.topics.through.objects.all(), "topic", "pk"),
    )


def _evidence(user: User, on: date) -> Rows[Evidence]:
    rows = Evidence.objects.visible_to(user).exclude(sensitivity=Sensitivity.NAMED_READERS)
    is_shown = Q(pk__gt=0) & attributable_to(user)  # of who sees all, the latter is empty
    return rows.annotate(shown_issuer=Case(When(is_shown, then=F("issuer"))))


def _state(done: str, done_code: str, reason: str, dropped_code: str) -> Case:
    """Return the state of what is open, was done on a day, or was dropped for a reason."""
    is_done, is_dropped = Q(**{f"{done}__isnull": False}), ~Q(**{reason: ""})
    return Case(
        When(is_done, then=Value(done_code)),
        When(is_dropped, then=Value(dropped_code)),
        default=Value("open"),
    )


EXPORTS: dict[str, Export] = {
    "recommendations": Export(
        _("Recommendations"),
        _recommendations,
        (
            NUMBER,
            _column("short_title"),
            _column("status", choices=Status),
            _column("trend", "current_assessment__trend", choices=Trend),
            _column("strength", "current_assessment__strength", choices=Strength),
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
            _column("lifecycle", choices=Lifecycle),
            Column(_("Assigned to"), "assignee", PEOPLE),
        ),
        recommendations.RecommendationFilter,
        ORDERS,
        past_columns={"status": "status_then", "assessed_on": "assessed_on_then"},
    ),
    "evidence": Export(
        _("Evidence"),
        _evidence,
        (
            Column(_("Evidence no."), "pk"),
            Column(_("Title"), "title", width=40),
            Column(_("Kind"), "kind", labels(EvidenceKind)),
            Column(_("Issuer"), "shown_issuer", BODIES),
            Column(_("Period from"), "covers_from"),
            Column(_("Period to"), "covers_to"),
            Column(pgettext_lazy("evidence", "Published"), "published_on"),
            Column(_("Cited for"), "pk", _cited_for, width=40),
            Column(_("Language"), "language", labels(Language)),
            Column(_("Sensitivity"), "sensitivity", labels(Sensitivity)),
            Column(pgettext_lazy("number of recommendations", "Citations"), "pk", _citations),
        ),
        evidence.EvidenceFilter,
        EVIDENCE_ORDERS,
    ),
    "commitments": Export(
        _("Commitments"),
        lambda user, on: (
            Commitment.objects.visible_to(user)
            .not_withdrawn()
            .annotate(state=_state("done_on", "done", "dropped_reason", "dropped"))
        ),
        (
            Column(_("Commitment"), "text", width=50),
            *_edition("recommendation__report__"),
            replace(NUMBER, path="recommendation__number"),
            Column(_("Body"), "body", BODIES),
            Column(_("State"), "state", labels(commitments.CommitmentState)),
            Column(pgettext_lazy("commitment", "Due"), "due_on"),
            Column(_("Last update"), "last_update_on"),
        ),
        commitments.CommitmentFilter,
        DUE_ORDERS,
    ),
    "questions": Export(
        _("Questions"),
        lambda user, on: Question.objects.visible_to(user).annotate(
            state=_state("answered_on", "answered", "dismissal_reason", "dismissed")
        ),
        (
            Column(_("Question"), "text", width=50),
            Column(_("Kind"), "kind", labels(QuestionKind)),
            *_edition(),
            replace(NUMBER, path="recommendation__number"),
            Column(_("Body"), "body", BODIES),
            Column(_("State"), "state", labels(questions.QuestionState)),
            Column(pgettext_lazy("question", "Asked"), "asked_on"),
            Column(_("Answer due"), "due_on"),
        ),
        questions.QuestionFilter,
        DUE_ORDERS,
    ),
    "indicators": Export(
        _("Indicators"),
        lambda user, on: Indicator.objects.visible_to(user),
        (
            Column(_("Code"), "code"),
            Column(_("Indicator"), "pk", names(Indicator, lambda i: i.translated_name)),
            Column(_("Theme"), "theme", labels(Theme)),
            Column(_("Unit"), "pk", names(Indicator, lambda i: i.translated_unit)),
        ),
        figures.IndicatorFilter,
        CODE_ORDERS,
    ),
    "publications": Export(
        _("Reports"),
        lambda user, on: Publication.objects.visible_to(user),
        (
            *_edition(),
            Column(_("Number"), "number"),
            Column(_("Title"), "title", width=40),
            Column(_("Kind"), "kind", labels(ReportKind)),
            Column(_("Language"), "language", labels(Language)),
            Column(_("Audience"), "audience", labels(Audience)),
            Column(_("As of"), "on"),
            Column(_("State"), "state", labels(PublicationState)),
            Column(_("Published on"), "decided_at", _local_times),
        ),
        progress.PublicationFilter,
    ),
    "reports": Export(
        _("Source reports"),
        lambda user, on: Report.objects.visible_to(user),
        (
            *_edition(""),
            Column(_("Title"), "title", width=40),
            Column(_("Tier"), "tier", labels(Tier)),
            Column(_("Period from"), "period_from"),
            Column(_("Period to"), "period_to"),
            Column(EDITION_LABELS["published_on"], "published_on"),
        ),
        orders=YEAR_ORDERS,
    ),
    "bodies": Export(
        _("Bodies"),
        lambda user, on: Body.objects.visible_to(user),
        (
            Column(_("Code"), "code"),
            Column(_("Acronym"), "pk", BODIES),
            Column(_("Name"), "pk", names(Body, str), width=40),
            Column(_("Kind"), "kind", labels(BodyKind)),
            Column(_("Part of"), "parent", BODIES),
            Column(_("Valid from"), "valid_from"),
            Column(_("Valid to"), "valid_to"),
        ),
        bodies.BodyFilter,
        CODE_ORDERS,
    ),
    "read-log": Export(
        _("Read log"),
        lambda user, on: ReadLogEntry.objects.visible_to(user),
        (
            Column(_("When"), "read_at", _local_times),
            Column(_("User name"), "user__username"),
            Column(_("Who"), "user", PEOPLE),
            Column(_("What was done"), "action", labels(ReadAction)),
            Column(_("Evidence no."), "evidence"),
            Column(_("Version of the file"), "file__number"),
            Column(_("Comment no."), "comment"),
            Column(_("Purpose"), "purpose", width=40),
        ),
        evidence.ReadLogFilter,
        check=policies.evidence.confidentiality.check_can_view_read_log,
    ),
}


class ListExport:
    """A list as a file for a user, as the parameters of its page filter it."""

    def __init__(self, name: str, params: Any, *, user: User, on: date, language: str) -> None:
        """Read the parameters. Raises PermissionRefused, InvalidValue for what can't be read."""
        self.export, self.user, self.on, self.language = EXPORTS[name], user, on, language
        self.export.check(user)
        self._names: dict[Any, dict[Any, str]] = {}
        past, more, orders = self.export.past_columns, {}, self.export.orders
        self.columns = self.export.columns
        if past and (past_day := parse_past_day(params, today=on)):
            more, self.on, orders = {"past_day": past_day}, past_day.on, PAST_DAY_ORDERS
            self.columns = tuple(
                replace(column, path=past.get(column.path, column.path))
                for column in self.columns
                if not column.path.startswith("current_assessment")
            )
        self.filter_set: StrictFilterSet = self.export.filter_class(
            params,
            queryset=self.export.rows(user, self.on),
            user=user,
            today=on,
            other_parameters=PAGE_PARAMETERS + (DAY_PARAMETERS if past else ()),
            **more,
        )
        if self.filter_set.problems:
            raise InvalidValue(" ".join(self.filter_set.problems))
        self.order = next(iter(orders.values()))
        wanted = orders.get(params.get("order", ""))
        if wanted and ((wanted.is_indexed and not more) or self.count(FEW) <= FEW):
            self.order = wanted

    def load_names(
        self, model: type[Any], name: Callable[[Any], str], keys: Collection[Any]
    ) -> dict[Any, str]:
        """Return the names of rows by key; each row is loaded once."""
        known = self._names.setdefault((model, name), {})
        if missing := set(keys) - known.keys() - {None}:
            known |= {key: name(row) for key, row in model.objects.in_bulk(missing).items()}
        return known

    def describe(self, now: datetime) -> list[tuple[str, str]]:
        """Return what stands above the table: title, time, user, filter, what is left out."""
        at = timezone.localtime(now).isoformat(sep=" ", timespec="seconds")
        conditions = (f"{c.label}: {c.display_value}" for c in self.filter_set.conditions())
        return [
            (
                str(self.export.title),
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
        return int(self.filter_set.rows.order_by().values("pk")[: most + 1].count())

    def batches(self) -> Iterator[list[Cells]]:
        """Yield the rows in the order of the list, some thousand at a time, as columns.

        Where no index has the order, a long list comes in its first one. No transaction stays open
        meanwhile: what is written since may be in it, or not.
        """
        order, (size, later_size) = self.order, BATCHES
        rows, ranges = split_by_index(self.filter_set.rows, order)
        place = (order.key, order.day or order.key)
        for index_range in ranges:
            cursor = None
            while True:
                batch = index_range.select(rows, cursor).values_list(
                    *place, *(column.path for column in self.columns)
                )
                # Without converters: days and moments stay as the database gives them.
                query = replace(CompiledQuery.of(batch[:size]), converters=())
                if not (batch_rows := list(query.run({}))):
                    break
                keys, days, *columns = zip(*batch_rows, strict=True)
                cursor, size = Cursor(keys[-1], days[-1]), later_size
                with override(self.language):  # no language is in force while a file is sent
                    pairs = zip(self.columns, columns, strict=True)
                    cells = [column.read(values, self) for column, values in pairs]
                yield cells
