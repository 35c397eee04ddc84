"""Bind numbers and statuses of an executive summary to the data."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0033_body_acronyms"),
    ]

    operations = [
        migrations.AddField(
            model_name="remark",
            name="bindings",
            field=models.JSONField(
                blank=True, default=list, verbose_name="compared with the data"
            ),
        ),
    ]
