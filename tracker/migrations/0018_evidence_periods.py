"""Find the evidence about a time in an index of its periods."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0017_body_key"),
    ]

    operations = [
        migrations.AddIndex(
            "evidence", models.Index(fields=[first, last], name=f"evidence_{first}")
        )
        for first, last in (("covers_from", "covers_to"), ("covers_to", "covers_from"))
    ]
