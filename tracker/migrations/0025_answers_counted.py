"""Count what a body sent beside it, so that lists need not read it; looking at it is no state."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0024_answered_sheets"),
    ]

    operations = [
        migrations.RemoveField(model_name="answeredsheet", name="opened_at"),
        migrations.AddField(
            model_name="answeredsheet",
            name="counts",
            field=models.JSONField(
                blank=True, default=list, editable=False, verbose_name="number of answers"
            ),
        ),
    ]
