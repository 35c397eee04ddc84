"""The reports held, and the page of one."""

import pytest

from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    FindingFactory,
    PassageFactory,
    RecommendationFactory,
    ReportFactory,
)
from tests.views import many
from tracker.vocabulary import Section

pytestmark = pytest.mark.django_db
HERE = "/reports/tip-2024-kosovo/"


class TestReportList:
    def test_shows_the_newest_edition_first(self, viewer):
        ReportFactory(year=2023)
        ReportFactory(year=2024)

        told = viewer.get("/reports/").text

        assert told.index("TIP 2024 Kosovo") < told.index("TIP 2023 Kosovo")


class TestReport:
    def test_gives_its_text_section_by_section(self, viewer):
        PassageFactory(section=Section.SUMMARY, text="In short.")
        PassageFactory(section=Section.PROTECTION, text="At length.")

        told = viewer.get(HERE).text

        assert told.index("In short.") < told.index(">Protection</h3>") < told.index("At length.")

    def test_marks_what_is_cited_and_leads_to_its_recommendation(self, viewer):
        span = EvidenceFactory(passage_span=True, start=4, end=14)
        one = CitationFactory(evidence=span).recommendation

        told = viewer.get(HERE).text

        assert (
            f'The <mark id="p1-4">government</mark><span class="leads"><a href="{one.get_absolute_url()}"'
            in told
        )

    def test_marks_the_words_of_a_recommendation_itself(self, viewer):
        passage = PassageFactory(
            section=Section.RECOMMENDATIONS, text="Train judges. * Fund shelters."
        )
        RecommendationFactory(passage=passage, start=16, end=30)

        assert '* <mark id="p1-16" class="asks">Fund shelters.</mark>' in viewer.get(HERE).text

    def test_leaves_words_unmarked_that_the_reader_may_not_know_to_be_cited(self, viewer):
        waiting = AssessmentFactory(submitted=True)
        CitationFactory(
            evidence=EvidenceFactory(
                passage_span=True, passage__report=waiting.recommendation.report
            ),
            recommendation=waiting.recommendation,
            assessment=waiting,
        )

        assert "<mark" not in viewer.get(HERE).text

    def test_lists_what_no_recommendation_covers(self, viewer):
        FindingFactory(
            title="No monitoring of agencies", touches=[RecommendationFactory(number="3")]
        )

        told = viewer.get(HERE).text

        assert "No monitoring of agencies" in told
        assert ">Recommendation 3</a>" in told

    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        _fill()
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get(HERE)
        for _more in range(4):
            _fill()
        many.recommendations(500)

        with django_assert_num_queries(len(few)):
            viewer.get(HERE)


def _fill():
    one = RecommendationFactory(lead="THBD")
    passage = PassageFactory()
    span = EvidenceFactory(passage_span=True, passage=passage)
    CitationFactory(evidence=span, recommendation=one)
    FindingFactory(touches=[one])
