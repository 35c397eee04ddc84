"""Figures of indicators that a progress report shows beside the recommendations.

A report does not depend on who makes it, and it leaves the office: small counts of persons are
suppressed in it for everybody, as they are for readers outside the team.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import CharField, IntegerField, Q

from tracker.compiled_queries import Bound, CompiledQuery
from tracker.grouping import group_pairs
from tracker.models import Figure, Indicator, ReaderKind, Report
from tracker.progress import FigureSeries, FigureValue
from tracker.summaries.figures.series import Break, compute_change, decimal_year, get_breaks
from tracker.summaries.figures.small_numbers import (
    OUTSIDE_READER,
    Suppression,
    VisibleFigures,
    annotate_country,
    may_be_of,
    suppress_small_numbers,
)
from tracker.summaries.progress import serializers
from tracker.summaries.progress.confidentiality import WithheldKeys
from tracker.summaries.progress.data import (
    EVIDENCE_COLUMNS,
    PASSAGE_COLUMNS,
    BoundDay,
    bind_day,
    under,
)
from tracker.summaries.progress.parameters import ReportParameters
from tracker.vocabulary import Basis, ReportKind, Sensitivity, Theme

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _Hiding(TypedDict):
    hidden: Suppression | None
    hidden_before: Suppression | None


type ShownFigure = WithAnnotations[Figure, _Hiding]
KINDS_WITH_FIGURES = frozenset({ReportKind.FULL, ReportKind.THEME})
_RELATED = (
    "indicator",
    "revises",
    "evidence__issuer",
    "evidence__original_source",
    "evidence__passage__report__mechanism__issuer",
    "passage__report__mechanism__issuer",
    "report",
)
_INDICATOR = ("code", "name", "name_sq", "name_sr", "unit", "unit_sq", "unit_sr", "theme", "breaks")
_COLUMNS = (
    *("indicator", "report", "evidence", "passage", "revises", "start", "end", "quote"),
    *("value", "qualifier", "breakdown", "period", "previous_value", "previous_period"),
    *("previous_is_assumed", "is_provisional", "withdrawn_at"),
    *under("indicator", *_INDICATOR),
    *under("revises", "value", "qualifier", "period"),
    *under("report", "year"),
    *under("evidence", *EVIDENCE_COLUMNS),
    *PASSAGE_COLUMNS,
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
    may not be shown are added to `withheld`. Four queries at most.
    Source: docs/methodology.md, "Figures".
    """
    if params.kind not in KINDS_WITH_FIGURES or themes == frozenset():
        return ()
    reader = params.reader or OUTSIDE_READER
    query = _query(params.then.basis, reader.reader_kind)
    values = {"country": report.country, "year": report.year, **bind_day(params.then)}
    values |= reader.bound_values
    rows = [row for row in query.run(values) if themes is None or row.indicator.theme in themes]
    shown = suppress_small_numbers(rows, to=reader, country=report.country)
    current = _current(_open(shown, params, withheld))
    by_indicator = group_pairs((row.indicator, row) for row in current)
    themes_in_order = [*Theme.values, ""]
    indicators = sorted(by_indicator, key=lambda i: (themes_in_order.index(i.theme), i.name, i.pk))
    return tuple(
        _series(
            indicator,
            sorted(by_indicator[indicator], key=_oldest_first),
            is_external=params.is_external,
        )
        for indicator in indicators
    )


@cache
def _query(basis: Basis, kind: ReaderKind) -> CompiledQuery:
    """Compile the query for totals published by a day, on this basis."""
    reader = kind.reader
    then, country = BoundDay.of(basis), Bound("country", CharField())
    published = Q(report__published_on__lte=then.on) | Q(
        report__published_on=None, report__period_to__lte=then.on
    )
    shown = Q(evidence__published_on__lte=then.on) | Q(
        evidence__published_on=None, evidence__added_at__lt=then.ends_at
    )
    year = Bound("year", IntegerField())
    rows = annotate_country(Figure.objects.visible_to(reader), reader, ["country"]).filter(
        Q(report__isnull=False) & Q(report__year__lte=year) & published
        | Q(evidence__isnull=False) & ~Q(evidence__sensitivity=Sensitivity.NAMED_READERS) & shown,
        Q(country=country),
        may_be_of(country),
        breakdown={},
    )
    if basis == Basis.AS_KNOWN_NOW:
        rows = rows.filter(withdrawn_at=None, evidence__withdrawn_at=None)
    else:
        rows = rows.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gte=then.ends_at),
            Q(evidence__withdrawn_at=None) | Q(evidence__withdrawn_at__gte=then.ends_at),
            added_at__lt=then.ends_at,
        )
    return CompiledQuery.of(rows.select_related(*_RELATED).only(*_COLUMNS).order_by("pk"))


def _open(
    shown: VisibleFigures, params: ReportParameters, withheld: WithheldKeys
) -> list[ShownFigure]:
    """Filter to figures whose source the report may name."""
    nameable = []
    for row in cast("list[ShownFigure]", shown.rows):
        if _is_hidden(row) or row.hidden_before:
            withheld["small_counts"].add(row.pk)
        if params.is_external and not _is_public(row):
            withheld["figures"].add(row.pk)
        else:
            nameable.append(row)
    if shown.withheld:
        withheld["small_counts"].add(0)
    return nameable


def _is_public(figure: Figure) -> bool:
    return figure.is_published and (figure.evidence is None or figure.evidence.may_be_named)


def _current(rows: Sequence[ShownFigure]) -> list[ShownFigure]:
    """Filter to figures that no other of them revises."""
    revised = {row.revises_id for row in rows}
    return [row for row in rows if row.pk not in revised]


def _series(
    indicator: Indicator, rows: Sequence[ShownFigure], *, is_external: bool
) -> FigureSeries:
    breaks = get_breaks(indicator)
    dated_breaks = [(decimal_year(b.period), b.words) for b in breaks]
    return FigureSeries(
        code=indicator.code,
        name=indicator.translated_name,
        unit=indicator.translated_unit,
        theme=serializers.label_field(indicator, "theme"),
        figures=tuple(_figure(row, breaks, is_external=is_external) for row in rows),
        breaks=tuple((at, words) for at, words in dated_breaks if at is not None),
        is_in_english=indicator.is_shown_in_english,
    )


def _figure(row: ShownFigure, breaks: Sequence[Break], *, is_external: bool) -> FigureValue:
    change = compute_change(row, breaks)
    is_hidden = _is_hidden(row)
    return FigureValue(
        period=row.period,
        decimal_year=decimal_year(row.period),
        value=row.value,
        display_value=(row.hidden and row.hidden.text) or row.display_value,
        is_suppressed=is_hidden,
        previous_value=row.previous_value,
        previous_period=row.previous_period,
        previous_decimal_year=decimal_year(row.previous_period),
        change=change.number if change else None,
        percent_change=change.percent if change else None,
        is_provisional=row.is_provisional,
        source=serializers.serialize_figure_source(row, is_external=is_external),
        key=row.pk,
    )


def _is_hidden(row: ShownFigure) -> bool:
    return bool(row.hidden and row.hidden.text)


def _oldest_first(row: ShownFigure) -> tuple[bool, float, int, int]:
    """Return a sort key by period, then edition; figures without a period come first."""
    at = decimal_year(row.period)
    return at is not None, at or 0, row.report.year if row.report else 0, row.pk
