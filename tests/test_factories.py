"""The factories make valid rows, and say so in history themselves."""

import pytest

from tests import factories
from tests.factories import AssessmentFactory, EvidenceFactory, RecommendationFactory, UserFactory
from tracker import settings
from tracker.actions.evidence import storage
from tracker.audit import context
from tracker.vocabulary import Status

pytestmark = pytest.mark.django_db
FACTORIES = sorted(name for name in factories.__all__ if name.endswith("Factory"))


@pytest.fixture(scope="module")
def folder_of_a_module():
    """Where what is made once for a whole module is written."""
    return storage.evidence_storage().location


class TestFactories:
    @pytest.mark.parametrize("name", FACTORIES)
    def test_make_a_row_that_is_valid_twice_over(self, name):
        factory = getattr(factories, name)

        rows = [factory(), factory()]

        for row in rows:
            row.full_clean()

    def test_leave_no_context_behind(self):
        RecommendationFactory(lead="THBD", assessed=Status.FULL)

        assert context.current() == context.Context()

    def test_write_no_file_where_those_of_a_person_lie(self, folder_of_a_module):
        persons = str(settings.STORAGES["evidence"]["OPTIONS"]["location"])

        assert persons not in (folder_of_a_module, storage.evidence_storage().location)
        assert folder_of_a_module != storage.evidence_storage().location

    def test_give_a_user_the_groups_asked_for(self):
        assert UserFactory(analyst=True).may_write
        assert not UserFactory(viewer=True).may_write
        assert UserFactory(reviewer=True).may_review
        assert UserFactory(administrator=True).may_manage

    def test_quote_a_span_from_its_passage(self):
        span = EvidenceFactory(passage_span=True, start=4)

        assert span.passage.text[span.start : span.end] == span.quote
        span.full_clean()

    def test_have_the_citations_and_status_given(self):
        assessment = AssessmentFactory(approved=True, status=Status.FULL, cites=2)
        recommendation = RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)

        assert assessment.citations.count() == 2
        assert assessment.decided_by != assessment.author
        assert recommendation.current_assessment.status == recommendation.status == Status.PARTIAL
        assert recommendation.responsibilities.get().body.code == "THBD"
