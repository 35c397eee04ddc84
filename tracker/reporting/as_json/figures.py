"""The values of an indicator in JSON."""

from typing import Any

from tracker.progress import Figure, FigureSeries
from tracker.reporting.as_json.saying import Saying, code
from tracker.reporting.tables.evidence import shown


def series_of(series: FigureSeries, saying: Saying) -> dict[str, Any]:
    """A series with its values, and from when on it is counted otherwise."""
    return {
        "code": series.code,
        "name": series.name,
        "unit": series.unit,
        "theme": code(series.theme),
        "values": [_value(figure, saying) for figure in series.figures],
        "breaks": [{"at": at, "because": because} for at, because in series.breaks],
    }


def _value(figure: Figure, saying: Saying) -> dict[str, Any]:
    return {
        "period": figure.period,
        "at": figure.at,
        "value": shown(figure, figure.value),
        "told": figure.told,
        "hidden": figure.hidden,
        "previous": shown(figure, figure.previous),
        "previous_period": figure.previous_period or None,
        "change": shown(figure, figure.change),
        "percent": shown(figure, figure.percent),
        "provisional": figure.is_provisional,
        "source": saying.source(figure.source),
        "key": saying.key(figure.key),
    }
