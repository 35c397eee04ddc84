"""Every way to write makes its events, on both databases."""

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
    def test_records_who_when_why_and_the_source(self, new_events):
        new_events = new_events()

        topic = Topic.objects.create(code="shelter", name="Shelters")

        event = new_events.one
        assert (event.actor_name, event.actor_id) == ("ana", 7)
        assert (event.reason, event.source, event.request) == ("Order in force", "site", "r-1")
        assert (event.table, event.key, event.recommendation) == (TOPIC, topic.pk, None)
        assert changes(event) == (
            "insert",
            None,
            {"id": topic.pk, "code": "shelter", "name": "Shelters"},
        )
        assert event.at.utcoffset().total_seconds() == 0

    def test_by_save_records_only_the_columns_that_changed(self, new_events):
        topic = TopicFactory(name="Shelter")
        new_events = new_events()

        topic.name = "Shelters"
        topic.save()

        assert changes(new_events.one) == ("update", {"name": "Shelter"}, {"name": "Shelters"})

    def test_by_save_that_changes_nothing_records_nothing(self, new_events):
        topic = TopicFactory()
        new_events = new_events()

        topic.save()

        assert new_events.brief() == []

    def test_by_save_of_named_fields_is_recorded(self, new_events):
        topic = TopicFactory(name="Shelter", code="shelter")
        new_events = new_events()

        topic.name, topic.code = "Shelters", "ignored"
        topic.save(update_fields=["name"])

        assert changes(new_events.one) == ("update", {"name": "Shelter"}, {"name": "Shelters"})

    def test_by_expression_records_the_result(self, new_events):
        report = ReportFactory(year=2024)
        new_events = new_events()

        report.year = F("year") + 1
        report.save(update_fields=["year"])

        assert changes(new_events.one) == ("update", {"year": 2024}, {"year": 2025})

    def test_by_queryset_update_is_recorded_row_by_row(self, new_events):
        TopicFactory(code="a", name="Shelter")
        TopicFactory(code="b", name="Shelter")
        new_events = new_events()

        Topic.objects.update(name="Shelters")

        assert [changes(e) for e in new_events] == 2 * [
            ("update", {"name": "Shelter"}, {"name": "Shelters"})
        ]

    def test_by_bulk_create_is_recorded_row_by_row(self, new_events):
        new_events = new_events()

        Topic.objects.bulk_create([Topic(code=code, name=code) for code in ("a", "b")])

        assert [(e.operation, e.new["code"]) for e in new_events] == [
            ("insert", "a"),
            ("insert", "b"),
        ]

    def test_by_bulk_update_is_recorded_row_by_row(self, new_events):
        topics = [TopicFactory(code=name, name=name) for name in ("Shelter", "Hotline")]
        new_events = new_events()

        for topic in topics:
            topic.name += "s"
        Topic.objects.bulk_update(topics, ["name"])

        assert sorted((e.old["name"], e.new["name"]) for e in new_events) == [
            ("Hotline", "Hotlines"),
            ("Shelter", "Shelters"),
        ]

    def test_by_upsert_records_the_new_and_the_changed(self, new_events):
        TopicFactory(code="shelter", name="Shelter")
        new_events = new_events()

        Topic.objects.bulk_create(
            [Topic(code="shelter", name="Shelters"), Topic(code="hotline", name="Hotline")],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name"],
        )

        first, second = new_events
        assert changes(first) == ("update", {"name": "Shelter"}, {"name": "Shelters"})
        assert (second.operation, second.new["code"]) == ("insert", "hotline")

    def test_to_many_is_recorded_from_both_sides(self, new_events):
        recommendation = RecommendationFactory()
        first, second = TopicFactory(code="a"), TopicFactory(code="b")
        new_events = new_events()

        recommendation.topics.add(first)
        second.recommendations.add(recommendation)
        first.recommendations.clear()

        assert [
            (e.operation, (e.new or e.old)["topic_id"], e.recommendation, e.table)
            for e in new_events
        ] == [
            (operation, topic.pk, recommendation.pk, "tracker_recommendation_topics")
            for operation, topic in (("insert", first), ("insert", second), ("delete", first))
        ]

    def test_by_cascade_is_recorded_with_the_recommendation_it_belonged_to(self, new_events):
        recommendation = RecommendationFactory()
        TranslationFactory(recommendation=recommendation)
        key = recommendation.pk
        new_events = new_events()

        recommendation.delete()

        assert [(e.table, e.operation, e.recommendation) for e in new_events] == [
            ("tracker_translation", "delete", key),
            ("tracker_recommendation", "delete", key),
        ]

    def test_by_cascade_from_a_component_is_recorded_with_the_bodies_that_carry_it_out(
        self, new_events
    ):
        component = ComponentFactory()
        ComponentBody.objects.create(
            component=component, recommendation=component.recommendation, body=BodyFactory()
        )
        new_events = new_events()

        component.delete()

        assert [(e.table, e.recommendation) for e in new_events] == [
            ("tracker_componentbody", component.recommendation_id),
            ("tracker_component", component.recommendation_id),
        ]

    def test_by_raw_deletion_is_recorded(self, new_events):
        TranslationFactory()
        new_events = new_events()

        Translation.objects.all()._raw_delete("default")

        assert new_events.brief() == [("tracker_translation", "delete")]

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
    def test_by_raw_sql_is_recorded(self, new_events, statement):
        TopicFactory(name="Shelter")
        new_events = new_events()

        with connection.cursor() as cursor:
            cursor.execute(statement)

        assert changes(new_events.one) == ("update", {"name": "Shelter"}, {"name": "Shelters"})

    def test_by_many_raw_statements_at_once_is_recorded(self, new_events):
        new_events = new_events()

        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO tracker_topic (code, name) VALUES (%s, %s)", [("a", "A"), ("b", "B")]
            )

        assert [e.new["code"] for e in new_events] == ["a", "b"]

    def test_that_replaces_a_row_records_the_row_that_went(self, new_events):
        if connection.vendor != "sqlite":
            pytest.skip("REPLACE is SQLite's")
        topic = TopicFactory(code="shelter")
        new_events = new_events()

        with connection.cursor() as cursor:
            cursor.execute("REPLACE INTO tracker_topic (code, name) VALUES ('shelter', 'New')")

        assert [(e.operation, e.key == topic.pk) for e in new_events] == [
            ("delete", True),
            ("insert", False),
        ]

    def test_that_is_rolled_back_leaves_nothing(self, new_events):
        new_events = new_events()

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            TopicFactory()
            raise ZeroDivisionError

        assert new_events.brief() == []

    def test_knows_the_recommendation_of_what_is_under_one(self, new_events):
        new_events = new_events()

        responsibility = ResponsibilityFactory()

        about = responsibility.recommendation_id
        assert [e.recommendation for e in new_events if e.table == "tracker_responsibility"] == [
            about
        ]
        assert [e.recommendation for e in new_events if e.table == "tracker_recommendation"] == [
            about
        ]

    def test_costs_no_query_beside_its_own(self, django_assert_num_queries):
        TopicFactory()

        with django_assert_num_queries(1):
            Topic.objects.update(name="Shelters")
