"""Every way to write leaves its line of history, on both databases."""

import pytest
from django.db import connection, transaction
from django.db.models import F

from tests.factories import (
    BodyFactory,
    ComponentFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    TopicFactory,
    TranslationFactory,
)
from tracker.models import ComponentBody, Topic, Translation

pytestmark = pytest.mark.django_db
BODY, TOPIC = "tracker_body", "tracker_topic"


def changes(event):
    return event.operation, event.old, event.new


@pytest.mark.usefixtures("ana")
class TestAWrite:
    def test_tells_who_when_why_and_through_which_door(self, told):
        told = told()

        topic = Topic.objects.create(code="shelter", name="Shelters")

        event = told.one
        assert (event.actor_name, event.actor_id) == ("ana", 7)
        assert (event.reason, event.source, event.request) == ("Order in force", "site", "r-1")
        assert (event.table, event.key, event.recommendation) == (TOPIC, topic.pk, None)
        assert changes(event) == (
            "insert",
            None,
            {"id": topic.pk, "code": "shelter", "name": "Shelters"},
        )
        assert event.at.utcoffset().total_seconds() == 0

    def test_by_save_tells_only_the_columns_that_changed(self, told):
        topic = TopicFactory(name="Shelter")
        told = told()

        topic.name = "Shelters"
        topic.save()

        assert changes(told.one) == ("update", {"name": "Shelter"}, {"name": "Shelters"})

    def test_by_save_that_changes_nothing_tells_nothing(self, told):
        topic = TopicFactory()
        told = told()

        topic.save()

        assert told.brief() == []

    def test_by_save_of_named_fields_is_told(self, told):
        topic = TopicFactory(name="Shelter", code="shelter")
        told = told()

        topic.name, topic.code = "Shelters", "ignored"
        topic.save(update_fields=["name"])

        assert changes(told.one) == ("update", {"name": "Shelter"}, {"name": "Shelters"})

    def test_by_expression_tells_the_outcome(self, told):
        report = ReportFactory(year=2024)
        told = told()

        report.year = F("year") + 1
        report.save(update_fields=["year"])

        assert changes(told.one) == ("update", {"year": 2024}, {"year": 2025})

    def test_by_queryset_update_is_told_row_by_row(self, told):
        TopicFactory(code="a", name="Shelter")
        TopicFactory(code="b", name="Shelter")
        told = told()

        Topic.objects.update(name="Shelters")

        assert [changes(e) for e in told] == 2 * [
            ("update", {"name": "Shelter"}, {"name": "Shelters"})
        ]

    def test_by_bulk_create_is_told_row_by_row(self, told):
        told = told()

        Topic.objects.bulk_create([Topic(code=code, name=code) for code in ("a", "b")])

        assert [(e.operation, e.new["code"]) for e in told] == [("insert", "a"), ("insert", "b")]

    def test_by_bulk_update_is_told_row_by_row(self, told):
        topics = [TopicFactory(code=name, name=name) for name in ("Shelter", "Hotline")]
        told = told()

        for topic in topics:
            topic.name += "s"
        Topic.objects.bulk_update(topics, ["name"])

        assert sorted((e.old["name"], e.new["name"]) for e in told) == [
            ("Hotline", "Hotlines"),
            ("Shelter", "Shelters"),
        ]

    def test_by_upsert_tells_the_new_and_the_changed(self, told):
        TopicFactory(code="shelter", name="Shelter")
        told = told()

        Topic.objects.bulk_create(
            [Topic(code="shelter", name="Shelters"), Topic(code="hotline", name="Hotline")],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name"],
        )

        first, second = told
        assert changes(first) == ("update", {"name": "Shelter"}, {"name": "Shelters"})
        assert (second.operation, second.new["code"]) == ("insert", "hotline")

    def test_to_many_is_told_from_both_sides(self, told):
        recommendation = RecommendationFactory()
        first, second = TopicFactory(code="a"), TopicFactory(code="b")
        told = told()

        recommendation.topics.add(first)
        second.recommendations.add(recommendation)
        first.recommendations.clear()

        assert [
            (e.operation, (e.new or e.old)["topic_id"], e.recommendation, e.table) for e in told
        ] == [
            (operation, topic.pk, recommendation.pk, "tracker_recommendation_topics")
            for operation, topic in (("insert", first), ("insert", second), ("delete", first))
        ]

    def test_by_cascade_is_told_with_the_recommendation_it_belonged_to(self, told):
        recommendation = RecommendationFactory()
        TranslationFactory(recommendation=recommendation)
        key = recommendation.pk
        told = told()

        recommendation.delete()

        assert [(e.table, e.operation, e.recommendation) for e in told] == [
            ("tracker_translation", "delete", key),
            ("tracker_recommendation", "delete", key),
        ]

    def test_by_cascade_from_a_component_is_told_of_the_bodies_that_carry_it_out(self, told):
        component = ComponentFactory()
        ComponentBody.objects.create(
            component=component, recommendation=component.recommendation, body=BodyFactory()
        )
        told = told()

        component.delete()

        assert [(e.table, e.recommendation) for e in told] == [
            ("tracker_componentbody", component.recommendation_id),
            ("tracker_component", component.recommendation_id),
        ]

    def test_by_raw_deletion_is_told(self, told):
        TranslationFactory()
        told = told()

        Translation.objects.all()._raw_delete("default")

        assert told.brief() == [("tracker_translation", "delete")]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE tracker_topic SET name = 'Shelters'",
            "/* by hand */ update tracker_topic set name = 'Shelters'",
            "-- by hand\nUPDATE tracker_topic SET name = 'Shelters'",
            "WITH new AS (SELECT 'Shelters' AS name) "
            "UPDATE tracker_topic SET name = (SELECT name FROM new)",
        ],
    )
    def test_by_raw_sql_is_told(self, told, statement):
        TopicFactory(name="Shelter")
        told = told()

        with connection.cursor() as cursor:
            cursor.execute(statement)

        assert changes(told.one) == ("update", {"name": "Shelter"}, {"name": "Shelters"})

    def test_by_many_raw_statements_at_once_is_told(self, told):
        told = told()

        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO tracker_topic (code, name) VALUES (%s, %s)", [("a", "A"), ("b", "B")]
            )

        assert [e.new["code"] for e in told] == ["a", "b"]

    def test_that_replaces_a_row_tells_of_the_row_that_went(self, told):
        if connection.vendor != "sqlite":
            pytest.skip("REPLACE is SQLite's")
        topic = TopicFactory(code="shelter")
        told = told()

        with connection.cursor() as cursor:
            cursor.execute("REPLACE INTO tracker_topic (code, name) VALUES ('shelter', 'New')")

        assert [(e.operation, e.key == topic.pk) for e in told] == [
            ("delete", True),
            ("insert", False),
        ]

    def test_that_is_rolled_back_leaves_nothing(self, told):
        told = told()

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            TopicFactory()
            raise ZeroDivisionError

        assert told.brief() == []

    def test_knows_the_recommendation_of_what_is_under_one(self, told):
        told = told()

        responsibility = ResponsibilityFactory()

        about = responsibility.recommendation_id
        assert [e.recommendation for e in told if e.table == "tracker_responsibility"] == [about]
        assert [e.recommendation for e in told if e.table == "tracker_recommendation"] == [about]

    def test_costs_no_query_beside_its_own(self, django_assert_num_queries):
        TopicFactory()

        with django_assert_num_queries(1):
            Topic.objects.update(name="Shelters")
