"""A label is no part of the schema; everything else of a field is."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from tracker.management.migrations import SchemaAutodetector


def operations(old, new):
    before, after = ProjectState(), ProjectState()
    for state, (field, options) in ((before, old), (after, new)):
        state.add_model(ModelState("tracker", "Page", [("title", field)], options))
    changes = SchemaAutodetector(before, after)._detect_changes()
    return [type(step).__name__ for file in changes.get("tracker", []) for step in file.operations]


class TestSchemaAutodetector:
    def test_ignores_the_labels_of_fields_and_models(self):
        old = (models.CharField("board", max_length=9, choices=[("a", "A")]), {"verbose_name": "p"})
        new = (
            models.CharField("queue", max_length=9, help_text="Which.", choices=[("a", "B")]),
            {"verbose_name": "page", "verbose_name_plural": "pages"},
        )

        assert operations(old, new) == []

    def test_ignores_the_messages_of_constraints(self):
        without, with_message = (
            {
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(title="a"),
                        name="title_is_a",
                        violation_error_message=message,
                    )
                ]
            }
            for message in (None, "Write “a”.")
        )
        field = models.CharField(max_length=9)

        assert operations((field, without), (field, with_message)) == []

    def test_sees_what_changes_a_table_or_its_permissions(self):
        old = (models.CharField(max_length=9), {})

        assert operations(old, (models.CharField(max_length=10), {})) == ["AlterField"]
        assert operations(old, (models.CharField(max_length=9), {"permissions": [("x", "X")]})) == [
            "AlterModelOptions"
        ]
