"""Count the overdue questions of each body from one index, without their rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0018_evidence_periods"),
    ]

    operations = [
        migrations.RemoveIndex("question", "question_open_body"),
        migrations.AddIndex(
            "question",
            models.Index(
                fields=[
                    "body",
                    "due_on",
                    "asked_on",
                    "answered_by",
                    "answered_on",
                    "dismissal_reason",
                ],
                condition=models.Q(answered_on=None, dismissal_reason=""),
                name="question_open_body",
            ),
        ),
    ]
