"""Call what answers a question sheet an answered sheet: a reply answers a draft report."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


# Django makes them of the names of the table and the column.
SUFFIXES = {
    "author_id_e59215e5": "author_id_29f56853",
    "body_id_17925089": "body_id_57dfdccd",
    "decided_by_id_8a157f7b": "decided_by_id_8a2a17f3",
}
NAMES = """
SELECT 'TABLE tracker_answeredsheet RENAME CONSTRAINT', conname FROM pg_constraint
WHERE conrelid = 'tracker_answeredsheet'::regclass AND conname LIKE 'tracker_sheetreply%'
UNION ALL SELECT 'INDEX', indexname || ' RENAME' FROM pg_indexes
WHERE tablename = 'tracker_answeredsheet' AND indexname LIKE 'tracker_sheetreply%id\\_%'
"""


def rename_parts(apps, schema_editor):
    """Give constraints and indexes the names that a new table has: PostgreSQL keeps the old."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(NAMES)
        for kind, name in cursor.fetchall():
            new_name = name.removesuffix(" RENAME").replace("sheetreply", "answeredsheet")
            for old, new in SUFFIXES.items():
                new_name = new_name.replace(old, new)
            cursor.execute(f"ALTER {kind} {name} TO {new_name}")


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0023_inbox_files"),
    ]

    operations = [
        migrations.RenameModel("SheetReply", "AnsweredSheet"),
        migrations.AlterField(
            model_name="answeredsheet",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answered_sheets",
                to="tracker.body",
                verbose_name="body",
            ),
        ),
        migrations.RenameIndex(
            model_name="answeredsheet",
            old_name="sheet_reply_state",
            new_name="answered_sheet_state",
        ),
        migrations.RemoveConstraint(
            model_name="answeredsheet", name="sheet_reply_state_is_known"
        ),
        migrations.AddConstraint(
            model_name="answeredsheet",
            constraint=models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "submitted", "approved", "returned", "withdrawn"]
                ),
                name="answered_sheet_state_is_known",
            ),
        ),
        migrations.RunPython(rename_parts, migrations.RunPython.noop),
    ]
