"""Add up what bodies are responsible for by status without sorting it first."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0025_answers_counted"),
    ]

    operations = [
        migrations.RemoveIndex("summaryrow", "summary_body"),
        migrations.AddIndex(
            "summaryrow",
            models.Index(
                fields=["body", "is_current", "status", "theme", "day", "number"],
                condition=Q(("body__isnull", False)),
                name="summary_body",
            ),
        ),
    ]
