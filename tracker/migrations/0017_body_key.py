"""Find the recommendations of a body in an index alone."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0016_filter_indexes"),
    ]

    operations = [
        migrations.RemoveIndex("responsibility", "resp_body_key"),
        migrations.AddIndex(
            "responsibility",
            models.Index(
                fields=["body", "sort_key", "recommendation"],
                condition=Q(withdrawn_at=None),
                name="resp_body_key",
            ),
        ),
        migrations.RemoveIndex("commitment", "commitment_body_due"),
        migrations.AddIndex(
            "commitment",
            models.Index(
                fields=["body", "due_on", "id", "recommendation"], name="commitment_body_due"
            ),
        ),
    ]
