"""Reports."""

from datetime import date

import factory

from tests.factories.base import TrackerFactory
from tests.factories.mechanisms import MechanismFactory
from tracker.models import Report


class ReportFactory(TrackerFactory):
    """TIP 2024 Kosovo; the same row each time, unless year, country or mechanism is another."""

    class Meta:
        model = Report
        django_get_or_create = ("slug",)

    mechanism = factory.SubFactory(MechanismFactory)
    country = "XK"
    country_name = "Kosovo"
    year = 2024
    slug = factory.LazyAttribute(
        lambda r: f"{r.mechanism.code}-{r.year}-{r.country_name}".lower().replace(" ", "-")
    )
    title = factory.LazyAttribute(lambda r: f"{r.mechanism.code} {r.year}: {r.country_name}")
    period_from = factory.LazyAttribute(lambda r: date(r.year - 1, 4, 1))
    period_to = factory.LazyAttribute(lambda r: date(r.year, 3, 31))
