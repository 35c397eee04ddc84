"""Indicators, and what was stated of them."""

from datetime import UTC, datetime

import factory

from tests.factories.base import TrackerFactory
from tests.factories.evidence import EvidenceFactory
from tests.factories.people import UserFactory
from tests.factories.recommendations import PassageFactory, ReportFactory
from tracker.models import Figure, Indicator
from tracker.vocabulary import Theme


class IndicatorFactory(TrackerFactory):
    """Victims identified; the same row each time, unless the code is another."""

    class Meta:
        model = Indicator
        django_get_or_create = ("code",)

    code = "VICT_IDENTIFIED"
    name = "victims identified"
    definition = "Persons formally identified as victims in the period."
    unit = "victims"
    theme = Theme.PROTECTION


def _passage(row):
    if row.report is None:
        return None
    told = "an unknown number of" if row.value is None else f"{row.value:g}"
    return PassageFactory(report=row.report, text=f"Authorities identified {told} victims.")


class FigureFactory(TrackerFactory):
    """Seven victims in 2023, as a law says; with `edition=2024`, as the report of 2024 does."""

    class Meta:
        model = Figure

    class Params:
        edition = None

    indicator = factory.SubFactory(IndicatorFactory)
    value = 7.0
    period = factory.LazyAttribute(lambda row: str(row.edition - 1) if row.edition else "2023")
    report = factory.LazyAttribute(
        lambda row: ReportFactory(year=row.edition) if row.edition else None
    )
    evidence = factory.LazyAttribute(lambda row: None if row.report else EvidenceFactory())
    passage = factory.LazyAttribute(_passage)
    start = factory.LazyAttribute(lambda row: 23 if row.passage else None)
    end = factory.LazyAttribute(lambda row: len(row.passage.text) - 1 if row.passage else None)
    quote = factory.LazyAttribute(
        lambda row: row.passage.text[row.start : row.end] if row.passage else ""
    )
    added_by = factory.SubFactory(UserFactory, analyst=True)
    added_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
