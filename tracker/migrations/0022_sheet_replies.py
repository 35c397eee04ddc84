"""Keep what bodies answer on the page until it is accepted, and what they reply to drafts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0021_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="sent on")),
                ("reply_by", models.DateField(verbose_name="reply by")),
                ("replied_on", models.DateField(blank=True, null=True, verbose_name="replied on")),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="reply")),
                (
                    "is_none_received",
                    models.BooleanField(default=False, verbose_name="none received"),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="tracker.body",
                        verbose_name="body",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="tracker.publication",
                        verbose_name="publication",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "body"), name="one_reply_per_body_and_draft"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reply_by__gte", models.F("sent_on")),
                            models.Q(
                                ("replied_on", None),
                                ("replied_on__gte", models.F("sent_on")),
                                _connector="OR",
                            ),
                        ),
                        name="a_draft_is_sent_before_its_reply",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_none_received", False), ("replied_on", None), ("text", "")
                            ),
                            models.Q(
                                ("is_none_received", False),
                                ("replied_on__isnull", False),
                                models.Q(("text", ""), _negated=True),
                            ),
                            models.Q(
                                ("is_none_received", True),
                                ("replied_on__isnull", False),
                                ("text", ""),
                            ),
                            _connector="OR",
                        ),
                        name="a_reply_has_text_or_none_was_received",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("approved", "approved"),
                            ("returned", "returned"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="submitted",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created at")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "decision_note",
                    models.TextField(blank=True, verbose_name="note on the decision"),
                ),
                ("is_decided_alone", models.BooleanField(default=False, editable=False)),
                ("parts", models.JSONField(blank=True, default=dict, verbose_name="parts")),
                (
                    "filled",
                    models.JSONField(
                        blank=True, default=dict, editable=False, verbose_name="answers as sent"
                    ),
                ),
                (
                    "results",
                    models.JSONField(
                        blank=True, default=list, editable=False, verbose_name="result of each row"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="sent at"
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="opened at"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_replies",
                        to="tracker.body",
                        verbose_name="body",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "sent_at", "id"], name="sheet_reply_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["draft", "submitted", "approved", "returned", "withdrawn"],
                            )
                        ),
                        name="sheet_reply_state_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("body",),
                        name="one_draft_of_answers_per_body",
                    ),
                ],
            },
        ),
    ]
