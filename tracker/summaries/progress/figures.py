"""The values of indicators that a progress report tells beside the recommendations.

What a report says does not depend on its printer, and it leaves the house: small counts of persons
are hidden in it as they are from whoever is outside the team, from everybody.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q

from tracker.models import Figure, Indicator, Report
from tracker.models.people import Reader
from tracker.progress import FigureSeries, FigureValue
from tracker.summaries.figures.series import breaks_of, change_of, when
from tracker.summaries.figures.small_numbers import Shown, hide, with_country
from tracker.summaries.progress import serializers
from tracker.summaries.progress.confidentiality import Left
from tracker.summaries.progress.parameters import Terms
from tracker.summaries.progress.serializers import labelled
from tracker.vocabulary import Past, ReportKind, Right, Sensitivity, Theme

TOLD_IN = frozenset({ReportKind.FULL, ReportKind.THEME})
OUTSIDE = Reader(pk=0, rights=frozenset({Right.READ}), bodies_spoken_for=())
_AT_HAND = (
    "indicator",
    "revises",
    "evidence__issuer",
    "evidence__passage__report__mechanism__issuer",
    "passage__report__mechanism__issuer",
    "report",
)


def figures(
    report: Report, *, terms: Terms, themes: Collection[str] | None = None, left: Left
) -> tuple[FigureSeries, ...]:
    """The series of the country of a report, up to its edition and up to the day of the terms.

    Of wholes alone, each as one source states it; of these themes, None being all. What may not be
    told is noted down in `left`. Two queries. Source of every rule: docs/methodology.md, "Figures".
    """
    if terms.kind not in TOLD_IN or themes == frozenset():
        return ()
    reader: Any = terms.reader or OUTSIDE
    rows = _of_country(report, terms, reader)
    if themes is not None:
        rows = rows.filter(indicator__theme__in=themes)
    shown = hide(list(rows.select_related(*_AT_HAND).order_by("pk")), to=reader)
    by: dict[Indicator, list[Any]] = defaultdict(list)
    for one in _current(_open(shown, terms, left)):
        by[one.indicator].append(one)
    order = [theme.value for theme in Theme]
    indicators = sorted(by, key=lambda one: ([*order, ""].index(one.theme), one.name, one.pk))
    return tuple(
        _series(one, sorted(by[one], key=_oldest_first), is_outward=terms.is_outward)
        for one in indicators
    )


def _of_country(report: Report, terms: Terms, reader: Any) -> Any:
    """Whole values that were out by the day, by the knowledge of the terms."""
    end = terms.then.ends_at
    published = Q(report__published_on__lte=terms.on) | Q(
        report__published_on=None, report__period_to__lte=terms.on
    )
    shown = Q(evidence__published_on__lte=terms.on) | Q(
        evidence__published_on=None, evidence__added_at__lt=end
    )
    rows = with_country(Figure.objects.visible_to(reader), reader).filter(
        Q(report__isnull=False) & Q(report__year__lte=report.year) & published
        | Q(evidence__isnull=False) & ~Q(evidence__sensitivity=Sensitivity.NAMED_READERS) & shown,
        country=report.country,
        breakdown={},
    )
    if terms.then.past == Past.KNOWN_NOW:
        return rows.standing().filter(evidence__withdrawn_at=None)
    return rows.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=end),
        Q(evidence__withdrawn_at=None) | Q(evidence__withdrawn_at__gte=end),
        added_at__lt=end,
    )


def _open(shown: Shown, terms: Terms, left: Left) -> list[Any]:
    """Those that the report may name the source of."""
    told, rows = [], list[Any](shown.rows)
    for one in rows:
        if _is_hidden(one) or one.hidden_before:
            left["small_counts"].add(one.pk)
        if terms.is_outward and not _is_public(one):
            left["figures"].add(one.pk)
        else:
            told.append(one)
    if shown.withheld:
        left["small_counts"].add(0)
    return told


def _is_public(one: Figure) -> bool:
    return one.is_published and (one.evidence is None or one.evidence.may_be_named)


def _current(rows: Sequence[Any]) -> list[Any]:
    """Those that no later one of them revises."""
    revised = {one.revises_id for one in rows}
    return [one for one in rows if one.pk not in revised]


def _series(indicator: Indicator, rows: Sequence[Any], *, is_outward: bool) -> FigureSeries:
    breaks = breaks_of(indicator)
    placed = [(when(one.period), one.words) for one in breaks]
    return FigureSeries(
        code=indicator.code,
        name=indicator.called,
        unit=indicator.counted_in,
        theme=labelled(indicator, "theme"),
        figures=tuple(_figure(one, breaks, is_outward=is_outward) for one in rows),
        breaks=tuple((at, words) for at, words in placed if at is not None),
        is_in_english=indicator.is_told_in_english,
    )


def _figure(one: Any, breaks: Any, *, is_outward: bool) -> FigureValue:
    change = change_of(one, breaks)
    is_hidden = _is_hidden(one)
    return FigureValue(
        period=one.period,
        at=when(one.period),
        value=one.value,
        told=one.hidden.text if is_hidden else one.told,
        hidden=is_hidden,
        previous=one.previous_value,
        previous_period=one.previous_period,
        previous_at=when(one.previous_period),
        change=change.number if change else None,
        percent=change.percent if change else None,
        is_provisional=one.is_provisional,
        source=serializers.of_observation(one, is_outward=is_outward),
        key=one.pk,
    )


def _is_hidden(one: Any) -> bool:
    return bool(one.hidden and one.hidden.text)


def _oldest_first(one: Any) -> tuple[bool, float, int, int]:
    """By period, then by edition; what names no period comes first of all."""
    at = when(one.period)
    return at is not None, at or 0, one.report.year if one.report else 0, one.pk
