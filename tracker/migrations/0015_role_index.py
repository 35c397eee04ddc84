"""Find the roles of a recommendation, and the counts of a body, in an index alone."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

DropKeyIndex = import_module("tracker.migrations.0013_key_indexes").DropKeyIndex


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0014_waiting_rows"),
    ]

    operations = [
        DropKeyIndex("responsibility", "recommendation"),
        migrations.AddIndex(
            "responsibility",
            models.Index(
                fields=["recommendation", "role", "withdrawn_at"], name="resp_recommendation"
            ),
        ),
        migrations.RemoveIndex("summaryrow", "summary_body"),
        migrations.AddIndex(
            "summaryrow",
            models.Index(
                fields=["body", "is_current", "day", "theme", "status", "number"],
                condition=Q(("body__isnull", False)),
                name="summary_body",
            ),
        ),
    ]
