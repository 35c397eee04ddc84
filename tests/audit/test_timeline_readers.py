"""The timeline tells each reader what is theirs to know, at one price."""

from datetime import date

import pytest

from tests.audit.deeds import write
from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    QueryFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.audit.timeline import page, timeline
from tracker.vocabulary import Sensitivity, Status

pytestmark = pytest.mark.django_db
QUERIES = 9  # however many lines


def newest(recommendation, reader):
    return timeline(recommendation, reader)[0]


class TestAReader:
    def test_who_is_not_named_learns_nothing_of_guarded_evidence(self, recommendation, reader):
        hidden = EvidenceFactory(title="Secret shelter", sensitivity=Sensitivity.NAMED_READERS)
        CitationFactory(recommendation=recommendation, evidence=hidden, sentence="Secret words")

        told = str(timeline(recommendation, reader))

        assert "Secret" not in told
        assert "Secret" in str(timeline(recommendation, hidden.added_by))

    def test_is_not_shown_guarded_evidence_that_a_key_once_pointed_to(self, recommendation, reader):
        hidden = EvidenceFactory(title="Secret shelter", sensitivity=Sensitivity.NAMED_READERS)
        shown = EvidenceFactory(title="Order 12")
        query = QueryFactory(recommendation=recommendation, report=recommendation.report)

        def answer():
            query.answered_on, query.answered_by = date(2024, 10, 1), hidden
            query.save()
            query.answered_by = shown
            query.save()

        write(answer)

        changes = newest(recommendation, reader).changes
        assert ("question: answered by", "not shown", "Order 12") in changes
        assert "Secret" not in str(timeline(recommendation, reader))

    def test_who_is_a_viewer_is_told_nothing_of_paperwork(self, recommendation):
        AssessmentFactory(recommendation=recommendation, submitted=True, rationale="Not yet said")

        told = str(timeline(recommendation, UserFactory(viewer=True)))

        assert "Not yet said" not in told

    def test_waits_as_long_for_many_lines_as_for_few(self, reader, django_assert_num_queries):
        few, many = RecommendationFactory(lead="A", assessed=Status.PARTIAL), RecommendationFactory(
            lead="B", assessed=Status.PARTIAL
        )  # fmt: skip
        for n in range(20):
            CitationFactory(recommendation=many, assessment=many.standing, sentence=str(n))
        reader.group_names  # noqa: B018  asked once per request

        with django_assert_num_queries(QUERIES):
            timeline(few, reader)
        with django_assert_num_queries(QUERIES):
            page(many, reader, limit=500)
