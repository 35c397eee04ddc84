"""Rows locked until the end of a transaction, and read again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import base
from tracker.models import Assessment, Body, Recommendation

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked():
    """Which rows of each table are locked by `lock_related`."""

    def find(row):
        with CaptureQueriesContext(connection) as queries:
            base.lock_related(row)
        found = {}
        for query in queries:
            with connection.cursor() as cursor:
                cursor.execute(query["sql"])
                table = query["sql"].split(" FROM ")[1].split()[0].strip('"')
                found[table] = [key for (key,) in cursor.fetchall()]
        return found

    return find


class TestRelatedRows:
    def test_of_a_citation_and_a_responsibility_are_their_recommendation(self, locked):
        RecommendationFactory()
        for row in (CitationFactory(), ResponsibilityFactory()):
            assert locked(row) == {"tracker_recommendation": [row.recommendation_id]}

    def test_of_evidence_are_the_recommendations_that_cite_it(self, locked):
        piece = EvidenceFactory()
        cited = [CitationFactory(evidence=piece).recommendation_id for _ in range(2)]
        CitationFactory()

        assert locked(piece) == {"tracker_recommendation": cited}

    def test_of_a_body_are_the_whole_tree(self, locked):
        bodies = [BodyFactory().pk for _ in range(2)]

        assert locked(Body.objects.get(pk=bodies[1])) == {"tracker_body": bodies}

    def test_of_a_user_are_the_administrators_and_this_one(self, locked):
        administrator, person = UserFactory(administrator=True), UserFactory()
        UserFactory()

        assert locked(person) == {"tracker_user": [administrator.pk, person.pk]}

    def test_of_anything_else_are_none(self, locked):
        assert locked(TopicFactory()) == {}


def test_a_recommendation_is_read_again():
    RecommendationFactory()
    row = RecommendationFactory(short_title="Before")
    with as_factory():
        Recommendation.objects.filter(pk=row.pk).update(short_title="Now")

    fresh = base.lock_recommendation(row)

    assert (fresh, fresh.short_title) == (row, "Now")


def test_an_assessment_is_read_again_with_its_recommendation_locked_first():
    AssessmentFactory()
    row = AssessmentFactory(rationale="Before")
    with as_factory():
        Assessment.objects.filter(pk=row.pk).update(rationale="Now")
        Recommendation.objects.filter(pk=row.recommendation_id).update(short_title="Now")

    with CaptureQueriesContext(connection) as queries:
        fresh = base.lock_assessment(row)

    assert (fresh, fresh.rationale, fresh.recommendation.short_title) == (row, "Now", "Now")
    tables = [query["sql"].split(" FROM ")[1].split()[0].strip('"') for query in queries]
    assert tables == ["tracker_recommendation", "tracker_assessment"]


@pytest.mark.parametrize(
    ("options", "mode"), [({}, "ShareLock"), ({"exclusive": True}, "ExclusiveLock")]
)
def test_files_are_locked_where_there_are_two_writers(options, mode):
    with CaptureQueriesContext(connection) as queries:
        base.lock_files(**options)
    if connection.vendor == "sqlite":
        assert len(queries) == 0
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND pid = pg_backend_pid()"
        )
        assert cursor.fetchall() == [(mode,)]
