"""Triggers after migrations of any kind."""

from functools import cache

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, migrations, models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader

from tests.factories import CitationFactory, ComponentFactory, TopicFactory, as_factory
from tracker.audit import triggers
from tracker.audit.audited_tables import UNAUDITED_COLUMNS, UNAUDITED_TABLES
from tracker.models import ComponentBody

TOPIC = "UPDATE tracker_topic SET name = 'Touched'"
EVIDENCE = "UPDATE tracker_evidence SET url = 'https://example.org/touched'"
ASSESSMENT = "UPDATE tracker_assessment SET rationale = 'Touched'"
RECOMMENDATION = "UPDATE tracker_recommendation SET text = 'Touched'"
CITATION = "UPDATE tracker_citation SET sentence = 'Touched'"

KINDS = {
    "a field is added": (
        ops.AddField("evidence", "extra", models.CharField(max_length=5, null=True)),
        EVIDENCE,
    ),
    "a field with a default is added": (
        ops.AddField("evidence", "extra", models.CharField(max_length=5, default="a")),
        EVIDENCE,
    ),
    "a field is altered": (
        ops.AlterField("recommendation", "short_title", models.CharField(max_length=400)),
        RECOMMENDATION,
    ),
    "a field may be empty": (
        ops.AlterField("assessment", "next_step", models.TextField(null=True)),
        ASSESSMENT,
    ),
    "a field changes its type": (
        ops.AlterField("evidence", "sentence_start", models.TextField(null=True)),
        EVIDENCE,
    ),
    "a field is removed": (ops.RemoveField("evidence", "remark"), EVIDENCE),
    "a foreign key is removed": (ops.RemoveField("citation", "assessment"), CITATION),
    "a field is renamed": (ops.RenameField("evidence", "title", "headline"), EVIDENCE),
    "a foreign key is renamed": (
        ops.RenameField("componentbody", "recommendation", "of"),
        "UPDATE tracker_componentbody SET id = id + 100",
    ),
    "a model is renamed": (
        ops.RenameModel("Evidence", "Proof"),
        "UPDATE tracker_proof SET url = 'https://example.org/touched'",
    ),
    "a constraint is added": (
        ops.AddConstraint(
            "recommendation",
            models.CheckConstraint(condition=~models.Q(number=""), name="it_has_a_number"),
        ),
        RECOMMENDATION,
    ),
    "an index is added": (
        ops.AddIndex("assessment", models.Index(fields=["status"], name="by_status")),
        ASSESSMENT,
    ),
    "a model is deleted": (ops.DeleteModel("Citation"), EVIDENCE),
    "history gets a field": (
        ops.AddField("event", "extra", models.CharField(max_length=36, null=True)),
        TOPIC,
    ),
    "history gets a field with a default": (
        ops.AddField("event", "extra", models.CharField(max_length=36, db_default="a")),
        TOPIC,
    ),
    "history gets an index": (
        ops.AddIndex("event", models.Index(fields=["actor_id"], name="by_actor")),
        TOPIC,
    ),
    "a field of history is altered": (
        ops.AlterField("event", "source", models.CharField(max_length=20)),
        TOPIC,
    ),
}


class Undo(Exception):
    pass


@pytest.mark.django_db(transaction=True)
class TestAMigration:
    @pytest.fixture(autouse=True)
    def rows(self, transactional_db):
        """One row of each noun that is touched; and no memory of what is rolled back."""
        with as_factory():
            citation, component = CitationFactory(), ComponentFactory()
            ComponentBody.objects.create(
                component=component,
                recommendation=component.recommendation,
                body=citation.evidence.issuer or citation.recommendation.report.mechanism.issuer,
            )
            citation.assessment = self.assessment(citation.recommendation)
            citation.save()
            TopicFactory()
        yield
        ContentType.objects.clear_cache()

    @staticmethod
    def assessment(recommendation):
        from tests.factories import AssessmentFactory

        return AssessmentFactory(recommendation=recommendation)

    @pytest.mark.parametrize("kind", KINDS)
    def test_leaves_every_trigger_in_place_where(self, kind):
        operation, touch = KINDS[kind]
        before = newest_event()

        with pytest.raises(Undo), connection.schema_editor(atomic=True) as editor:
            state = migrate(operation, editor)
            missing = missing_of(state)
            with as_factory(), connection.cursor() as cursor:
                cursor.execute(touch)
                cursor.execute(
                    'SELECT "table", operation FROM tracker_event WHERE id > %s', [before]
                )
                pairs = set(cursor.fetchall())
            raise Undo

        assert missing == []
        assert pairs == {(touch.split()[1], "update")}
        assert triggers.find_missing() == []


@cache
def current_state():
    """Return the models after all migrations, rendered."""
    state = MigrationLoader(connection).project_state()
    assert state.apps.get_models()
    return state


def migrate(operation, editor):
    """Run one migration as `manage.py migrate` does, inside the transaction of the editor."""
    state = current_state().clone()
    migration = type("Migration", (migrations.Migration,), {"operations": [operation]})(
        "0999_of_the_test", "tracker"
    )
    about = {"verbosity": 0, "interactive": False, "db": "default"}
    plan = [(migration, False)]
    emit_pre_migrate_signal(**about, apps=state.apps, plan=plan)
    state = migration.apply(state, editor)
    for statement in editor.deferred_sql:
        editor.execute(statement)
    editor.deferred_sql.clear()
    emit_post_migrate_signal(**about, apps=state.apps, plan=plan)
    return state


def missing_of(state):
    with connection.cursor() as cursor:
        return triggers.get_dialect(connection).find_missing(cursor, state.apps)


def newest_event():
    event = apps.get_model("tracker", "Event")
    return event.objects.order_by("-pk").values_list("pk", flat=True).first()


class TestAColumnAddedToATableThatWasThere:
    def test_holds_the_default_that_a_row_has_to_have_where_history_is_silent(self):
        for field, added in added_later():
            wrote = None if field.is_relation else added.field.get_default()
            assert added.preserve_default, field
            assert wrote in (None, "", field.get_default()), field


def added_later():
    """Fields that a migration gave to a table that was there, each with its operation."""
    for (app, _name), migration in MigrationLoader(None).disk_migrations.items():
        made = {one.name_lower for one in migration.operations if isinstance(one, ops.CreateModel)}
        for one in migration.operations:
            if app != "tracker" or not isinstance(one, ops.AddField):
                continue
            if one.model_name_lower in made or one.field.many_to_many:
                continue
            field = apps.get_model("tracker", one.model_name)._meta.get_field(one.name)
            if (
                field.model._meta.db_table not in UNAUDITED_TABLES
                and field.column not in UNAUDITED_COLUMNS
            ):
                yield field, one
