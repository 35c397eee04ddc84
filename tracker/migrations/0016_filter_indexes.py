"""Find what a list is filtered to by index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0015_role_index"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                condition=models.Q(("done_on__isnull", False), ("withdrawn_at", None)),
                fields=["due_on", "id"],
                name="commitment_done",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                condition=models.Q(
                    ("withdrawn_at", None), models.Q(("dropped_reason", ""), _negated=True)
                ),
                fields=["due_on", "id"],
                name="commitment_dropped",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("reason_code", ""), _negated=True),
                fields=["reason_code", "-id"],
                name="event_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)),
                fields=["kind", "id"],
                name="evidence_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)),
                fields=["language", "id"],
                name="evidence_language",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("sensitivity", "named_readers"), ("withdrawn_at", None)),
                fields=["id"],
                name="evidence_named_readers",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("expires_on__isnull", False), ("withdrawn_at", None)),
                fields=["expires_on", "id"],
                name="evidence_expires",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["kind", "-id"], name="publication_kind"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["language", "-id"], name="publication_language"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["kind", "due_on", "id"], name="question_kind"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("answered_on__isnull", False)),
                fields=["due_on", "id"],
                name="question_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("dismissal_reason", ""), _negated=True),
                fields=["due_on", "id"],
                name="question_dismissed",
            ),
        ),
        migrations.AddIndex(
            model_name="readlogentry",
            index=models.Index(fields=["action", "-id"], name="read_log_action"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["country"], name="report_country"),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(fields=["sort_key", "id"], name="resp_key"),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)),
                fields=["role", "recommendation"],
                name="resp_role",
            ),
        ),
    ]
