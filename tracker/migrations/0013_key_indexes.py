"""Index keys that may be empty without the rows where they are."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q

# Model, beginning of the names of its indexes, the keys.
KEYS = (
    ("assessment", "assessment", ("body", "stated_in", "corrects")),
    ("citation", "citation", ("assessment", "repeats")),
    ("commitment", "commitment", ("undertaken_in", "done_by")),
    ("evidence", "evidence", ("passage", "issuer", "original_source")),
    ("figure", "figure", ("passage", "report", "evidence")),
    ("finding", "finding", ("passage",)),
    ("question", "question", ("recommendation", "answered_by")),
    ("questionspan", "question_span", ("passage",)),
    ("readlogentry", "read_log", ("evidence", "file", "comment")),
    ("recommendation", "rec", ("passage", "current_assessment")),
    ("remark", "remark", ("recommendation",)),
    ("sensitivityrequest", "sensitivity_request", ("evidence", "file", "comment")),
)
# Another index begins with them.
INDEXED = (("question", "body"), ("recommendation", "assignee"))


class DropKeyIndex(Operation):
    """`AlterField` to `db_index=False`, without making the table again in SQLite.

    Nor does it take a constraint of the same column for the index, as on PostgreSQL.
    """

    def __init__(self, model_name, name):
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label, state):
        field = state.models[app_label, self.model_name].get_field(self.name).clone()
        field.db_index = False
        state.alter_field(app_label, self.model_name, self.name, field, preserve_default=True)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        create = self._create(app_label, schema_editor, from_state)
        schema_editor.execute(f"DROP INDEX IF EXISTS {create.parts['name']}")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(self._create(app_label, schema_editor, to_state))

    def _create(self, app_label, schema_editor, state):
        model = state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        return schema_editor._create_index_sql(model, fields=[field])

    def describe(self):
        return f"Drop the index of {self.name} on {self.model_name}"


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0012_figure_revises"),
    ]

    operations = [
        *(DropKeyIndex(model, name) for model, _prefix, names in KEYS for name in names),
        *(DropKeyIndex(model, name) for model, name in INDEXED),
        *(
            migrations.AddIndex(
                model,
                models.Index(
                    fields=[name],
                    condition=Q((f"{name}__isnull", False)),
                    name=f"{prefix}_{name}",
                ),
            )
            for model, prefix, names in KEYS
            for name in names
        ),
    ]
