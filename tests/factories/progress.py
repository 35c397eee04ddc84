"""Remarks for the progress report."""

from datetime import UTC, date, datetime

import factory

from tests.factories.assessments import AssessmentFactory
from tests.factories.base import DAY, TrackerFactory
from tests.factories.people import UserFactory
from tests.factories.recommendations import RecommendationFactory, ReportFactory
from tracker.models import Remark, ReportText, SavedReport, TextTranslation, hash_text


class RemarkFactory(TrackerFactory):
    """An analyst's words on a recommendation, in English."""

    class Meta:
        model = Remark

    recommendation = factory.SubFactory(RecommendationFactory)
    report = factory.SelfAttribute("recommendation.report")
    language = "en"
    text = factory.Sequence(lambda n: f"Remark {n} of the analysts.")
    as_of = DAY
    written_by = factory.SubFactory(UserFactory, analyst=True)
    written_at = datetime(2024, 10, 2, 9, tzinfo=UTC)


class ReportTextFactory(TrackerFactory):
    """Sender and contact of an edition's reports, in English."""

    class Meta:
        model = ReportText
        django_get_or_create = ("report", "language")

    report = factory.SubFactory(ReportFactory)
    language = "en"
    sender = "Office for Good Governance"
    contact = "Rr. Nëna Terezë 1\nreports@example.org"


class SavedReportFactory(TrackerFactory):
    """A brief that is made every three months."""

    class Meta:
        model = SavedReport

    name = factory.Sequence(lambda n: f"Quarterly brief {n}")
    report = factory.SubFactory(ReportFactory)
    kind = "brief"
    language = "en"
    audience = "internal"
    frequency = "quarter"
    first_run_on = date(2025, 1, 31)
    next_run_on = factory.SelfAttribute("first_run_on")
    author = factory.SubFactory(UserFactory, analyst=True)
    created_at = datetime(2024, 10, 2, 9, tzinfo=UTC)


class TextTranslationFactory(TrackerFactory):
    """An unofficial translation into Albanian of a field of `row`, as it stands now."""

    class Meta:
        model = TextTranslation

    class Params:
        row = factory.SubFactory(AssessmentFactory)

    table = factory.LazyAttribute(lambda made: made.row._meta.db_table)
    key = factory.SelfAttribute("row.pk")
    field = "rationale"
    recommendation_id = factory.LazyAttribute(lambda m: getattr(m.row, "recommendation_id", None))
    language = "sq"
    text = factory.Sequence(lambda n: f"Teksti {n} në gjuhën shqipe.")
    translated_by = "Arta"
    source_sha256 = factory.LazyAttribute(lambda m: hash_text(getattr(m.row, m.field)))
    entered_by = factory.SubFactory(UserFactory, analyst=True)
    entered_at = datetime(2024, 10, 3, 9, tzinfo=UTC)
