"""Figures of indicators that a progress report shows beside the recommendations.

A report does not depend on who makes it, and it leaves the office: small counts of persons are
suppressed in it for everybody, as they are for readers outside the team.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import BooleanField, CharField, ExpressionWrapper, F, IntegerField, Q

from tracker.compiled_queries import Bound, BoundKeys, CompiledQuery
from tracker.grouping import group_pairs
from tracker.models import Evidence, Figure, Indicator, ReaderKind, Report
from tracker.progress import FigureSeries, FigureValue, Source
from tracker.summaries.figures.series import (
    Break,
    compute_change,
    decimal_year,
    get_breaks,
    is_hidden,
    oldest_first,
)
from tracker.summaries.figures.small_numbers import (
    OUTSIDE_READER,
    Suppression,
    annotate_country,
    may_be_of,
    suppress_small_numbers,
)
from tracker.summaries.progress import serializers
from tracker.summaries.progress.confidentiality import WithheldKeys
from tracker.summaries.progress.data import (
    REPORT_COLUMNS,
    BoundDay,
    bind_day,
    under,
    with_issuers,
)
from tracker.summaries.progress.parameters import ReportParameters
from tracker.vocabulary import Basis, ReportKind, Sensitivity, Theme

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _Annotations(TypedDict):
    country: str
    is_of_report: bool  # a total, published by the day of the report
    paragraph: int | None
    hidden: Suppression | None
    hidden_before: Suppression | None


type ReportFigure = WithAnnotations[Figure, _Annotations]
KINDS_WITH_FIGURES = frozenset({ReportKind.FULL, ReportKind.THEME})
_INDICATOR = ("code", "name", "name_sq", "name_sr", "unit", "unit_sq", "unit_sr", "theme", "breaks")
_COLUMNS = (
    *("indicator", "report", "evidence", "passage", "revises", "start", "end", "quote"),
    *("value", "qualifier", "breakdown", "period", "previous_value", "previous_period"),
    *("previous_is_assumed", "is_provisional", "withdrawn_at"),
    *under("indicator", *_INDICATOR),
    *under("revises", "value", "qualifier", "period"),
    *under("evidence", "sensitivity"),
    *under("report", *REPORT_COLUMNS),
)


def figures(
    report: Report,
    *,
    params: ReportParameters,
    themes: Collection[str] | None = None,
    withheld: WithheldKeys,
) -> tuple[FigureSeries, ...]:
    """Return the figure series of a report's country, up to its edition and the day of `params`.

    Only totals, each as one source states it; of these themes, or of all for None. Keys of what
    may not be shown are added to `withheld`. Four queries. Source: docs/methodology.md, "Figures".
    """
    if params.kind not in KINDS_WITH_FIGURES or themes == frozenset():
        return ()
    reader = params.reader or OUTSIDE_READER
    query = _query(params.then.basis, reader.reader_kind)
    values = {"country": report.country, "year": report.year, **bind_day(params.then)}
    of_country = list(query.run({**values, **reader.bound_values}))
    rows = [
        row
        for row in of_country
        if row.is_of_report
        and row.country == report.country
        and (themes is None or row.indicator.theme in themes)
    ]
    _load_evidence(rows)
    shown = suppress_small_numbers(rows, to=reader, of_country=of_country)
    if shown.withheld:
        withheld["small_counts"].add(0)
    nameable = _open(shown.rows, params, withheld)
    revised = {row.revises_id for row in nameable}
    themes_in_order = [*Theme.values, ""]
    by_indicator = group_pairs(
        (row.indicator_id, row) for row in nameable if row.pk not in revised
    ).values()
    series = sorted(
        ((same[0].indicator, same) for same in by_indicator),
        key=lambda pair: (themes_in_order.index(pair[0].theme), pair[0].name, pair[0].pk),
    )
    report_source = cache(partial(serializers.report_source, is_external=params.is_external))

    def describe(row: ReportFigure) -> Source:
        if row.report:
            return serializers.passage_source(row, report_source(row.report), row.paragraph)
        assert row.evidence is not None, "a figure has a report or evidence"
        return serializers.serialize_evidence_source(row.evidence, is_external=params.is_external)

    return tuple(
        _series(indicator, sorted(same, key=oldest_first), describe) for indicator, same in series
    )


@cache
def _query(basis: Basis, kind: ReaderKind) -> CompiledQuery:
    """Compile the query for what a kind of reader could know of a country, on this basis.

    Those that a report prints are marked: totals published by its day.
    """
    reader = kind.reader
    then, country = BoundDay.of(basis), Bound("country", CharField())
    published = Q(report__published_on__lte=then.on) | Q(
        report__published_on=None, report__period_to__lte=then.on
    )
    shown = Q(evidence__published_on__lte=then.on) | Q(
        evidence__published_on=None, evidence__added_at__lt=then.ends_at
    )
    year = Bound("year", IntegerField())
    is_of_report = (
        Q(report__isnull=False) & Q(report__year__lte=year) & published
        | Q(evidence__isnull=False) & ~Q(evidence__sensitivity=Sensitivity.NAMED_READERS) & shown
    ) & Q(breakdown={})
    if basis == Basis.AS_KNOWN_NOW:
        is_of_report &= Q(withdrawn_at=None, evidence__withdrawn_at=None)
    else:
        is_of_report &= (
            (Q(withdrawn_at=None) | Q(withdrawn_at__gte=then.ends_at))
            & (Q(evidence__withdrawn_at=None) | Q(evidence__withdrawn_at__gte=then.ends_at))
            & Q(added_at__lt=then.ends_at)
        )
    rows = annotate_country(Figure.objects.visible_to(reader), reader, ["country"])
    rows = rows.filter(may_be_of(country)).annotate(
        is_of_report=ExpressionWrapper(is_of_report, BooleanField()),
        paragraph=F("passage__number"),
    )
    related = ("indicator", "revises", "evidence", "report__mechanism__issuer")
    return CompiledQuery.of(rows.select_related(*related).only(*_COLUMNS).order_by("pk"))


@cache
def _evidence_query() -> CompiledQuery:
    return CompiledQuery.of(with_issuers(Evidence.objects.filter(pk__in=BoundKeys("keys"))))


def _load_evidence(rows: Iterable[ReportFigure]) -> None:
    """Load the evidence of figures that a report prints, with what it says of a source."""
    of_evidence = [row for row in rows if row.evidence_id]
    if keys := list({row.evidence_id for row in of_evidence}):
        evidence = {piece.pk: piece for piece in _evidence_query().run({"keys": keys})}
        for row in of_evidence:
            row.evidence = evidence[row.evidence_id]


def _open(
    rows: Iterable[Figure], params: ReportParameters, withheld: WithheldKeys
) -> list[ReportFigure]:
    """Filter to figures whose source the report may name."""
    nameable = []
    for row in cast("Iterable[ReportFigure]", rows):
        if is_hidden(row) or row.hidden_before:
            withheld["small_counts"].add(row.pk)
        is_named = row.evidence is None or row.evidence.may_be_named
        if params.is_external and not (row.is_published and is_named):
            withheld["figures"].add(row.pk)
        else:
            nameable.append(row)
    return nameable


def _series(
    indicator: Indicator, rows: Sequence[ReportFigure], describe: Callable[[ReportFigure], Source]
) -> FigureSeries:
    breaks = get_breaks(indicator)
    dated_breaks = [(decimal_year(b.period), b.words) for b in breaks]
    return FigureSeries(
        code=indicator.code,
        name=indicator.translated_name,
        unit=indicator.translated_unit,
        theme=serializers.label_field(indicator, "theme"),
        figures=tuple(_figure(row, breaks, describe(row)) for row in rows),
        breaks=tuple((at, words) for at, words in dated_breaks if at is not None),
        is_in_english=indicator.is_shown_in_english,
    )


def _figure(row: ReportFigure, breaks: Sequence[Break], source: Source) -> FigureValue:
    change = compute_change(row, breaks)
    return FigureValue(
        period=row.period,
        decimal_year=decimal_year(row.period),
        value=row.value,
        display_value=(row.hidden and row.hidden.text) or row.display_value,
        is_suppressed=is_hidden(row),
        previous_value=row.previous_value,
        previous_period=row.previous_period,
        previous_decimal_year=decimal_year(row.previous_period),
        change=change.number if change else None,
        percent_change=change.percent if change else None,
        is_provisional=row.is_provisional,
        source=source,
        key=row.pk,
    )
