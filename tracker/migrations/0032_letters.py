"""Keep the reference of a letter to a body, and by when the body replies."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0031_text_translations"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="reference",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="reference"),
        ),
        migrations.AddField(
            model_name="publication",
            name="reply_by",
            field=models.DateField(blank=True, null=True, verbose_name="reply by"),
        ),
    ]
