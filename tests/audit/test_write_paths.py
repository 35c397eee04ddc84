"""Every way to write leaves its line of history, on both databases."""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from tests.factories import (
    BodyFactory,
    ComponentFactory,
    EvidenceFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    TopicFactory,
    TranslationFactory,
)
from tracker.models import Body, ComponentBody, Event, Topic, Translation
from tracker.vocabulary import BodyKind

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


@pytest.mark.usefixtures("ana")
class TestTheSameWords:
    """What one database puts into JSON the other does too: the expected values are literal."""

    def test_tell_of_truth_lists_dates_and_nothing(self, told):
        told = told()

        Body.objects.create(
            code="THBD",
            name_en="Anti-trafficking “Directorate”",
            names_from={"sq": {"status": "found", "n": [1, 2.5, None, True]}},
            aliases=["Državni tužilac"],
            kind=BodyKind.POLICE,
            valid_from="2024-03-01",
            can_be_written_to=False,
        )

        new = told.one.new
        del new["id"]
        assert new == {
            "code": "THBD",
            "acronym": "",
            "name_en": "Anti-trafficking “Directorate”",
            "name_sq": "",
            "name_sr": "",
            "names_from": {"sq": {"status": "found", "n": [1, 2.5, None, True]}},
            "aliases": ["Državni tužilac"],
            "kind": "police",
            "parent_id": None,
            "valid_from": "2024-03-01",
            "valid_to": None,
            "can_be_written_to": False,
            "remark": "",
        }
        assert new["can_be_written_to"] is False

    def test_tell_of_a_change_in_them(self, told):
        body = BodyFactory(can_be_written_to=True, aliases=[], valid_from=None)
        told = told()

        Body.objects.filter(pk=body.pk).update(
            can_be_written_to=False, aliases=["Police"], valid_from="2024-03-01"
        )

        event = told.one
        assert event.old == {"can_be_written_to": True, "aliases": [], "valid_from": None}
        assert event.new == {
            "can_be_written_to": False,
            "aliases": ["Police"],
            "valid_from": "2024-03-01",
        }
        assert event.new["can_be_written_to"] is False

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2024-10-02T09:00:00Z", "2024-10-02T09:00:00.000000+00:00"),
            ("2024-10-02T09:00:00.5Z", "2024-10-02T09:00:00.500000+00:00"),
            ("2024-10-02T11:00:00.000001+02:00", "2024-10-02T09:00:00.000001+00:00"),
        ],
    )
    def test_tell_of_a_moment_in_utc_with_microseconds(self, told, written, expected):
        evidence = EvidenceFactory(added_at="2024-01-01T00:00:00Z")
        told = told()

        type(evidence).objects.filter(pk=evidence.pk).update(added_at=written)

        assert told.one.new == {"added_at": expected}

    def test_leave_no_moment_empty_by_accident(self, told):
        evidence = EvidenceFactory(withdrawn_at=None)
        told = told()

        evidence.delete()

        assert told.one.old["withdrawn_at"] is None


class TestAnEvent:
    @pytest.fixture(autouse=True)
    def one_event(self, ana, db):
        TopicFactory()

    @pytest.mark.parametrize(
        "deed",
        [
            lambda: Event.objects.update(reason="another"),
            lambda: Event.objects.all().delete(),
            lambda: Event.objects.all()._raw_delete("default"),
        ],
    )
    def test_is_neither_changed_nor_deleted(self, deed):
        before = list(Event.objects.order_by("pk").values())

        with pytest.raises(IntegrityError, match="history is append-only"), transaction.atomic():
            deed()

        assert list(Event.objects.order_by("pk").values()) == before

    @pytest.mark.parametrize("table", ["tracker_event", "tracker_topic"])
    def test_outlives_the_emptying_of_tables(self, table):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no TRUNCATE: its DELETE fires the triggers")
        refusal = pytest.raises(IntegrityError, match=r"append-only|emptying .* \(tracker_topic\)")

        with refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")

        assert Topic.objects.exists()
        assert Event.objects.exists()

    def test_is_not_replaced(self):
        if connection.vendor != "sqlite":
            pytest.skip("REPLACE is SQLite's")
        key = Event.objects.latest("pk").pk
        columns = ", ".join(
            f'"{f.column}"' for f in Event._meta.concrete_fields if not f.primary_key
        )
        statement = f"REPLACE INTO tracker_event (id, {columns}) SELECT id, {columns} FROM tracker_event WHERE id = %s"

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement, [key])


class TestEveryAuditedColumn:
    def test_has_words_in_history(self):
        from django.apps import apps

        from tracker.audit.audited import watched

        tables = {table.name for table in watched(apps)}

        expected = {
            model._meta.db_table
            for model in apps.get_app_config("tracker").get_models(include_auto_created=True)
        } - {"tracker_event"}
        assert tables == expected
        assert "tracker_finding_touches" in tables

    def test_of_an_unknown_type_is_refused_by_name(self):
        from tracker.audit.audited import _kind

        field = models.DurationField(name="length")

        with pytest.raises(NotImplementedError, match=r"a DurationField\. Add its kind"):
            _kind(field)
