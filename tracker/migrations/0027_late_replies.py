"""Let a reply to a draft be recorded late, and a wrong one be withdrawn."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0026_body_status_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="is_late",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="recorded after publication"
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="withdrawn at"
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="withdrawal_reason",
            field=models.TextField(
                blank=True, editable=False, verbose_name="reason for withdrawing"
            ),
        ),
        migrations.RemoveConstraint(model_name="reply", name="one_reply_per_body_and_draft"),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                fields=["publication", "body"],
                condition=Q(withdrawn_at=None),
                name="one_reply_per_body_and_draft",
            ),
        ),
    ]
