from django.db import migrations

import tracker.migrations.schema


class Migration(migrations.Migration):
    dependencies = [("tracker", "0007_progress_reports")]

    operations = [
        migrations.RemoveIndex(model_name="statusspan", name="span_of_rec"),
        migrations.AddIndex(
            model_name="statusspan",
            index=tracker.migrations.schema.CoveringIndex(
                fields=[
                    "recommendation",
                    "valid_from",
                    "recorded_from",
                    "recorded_to",
                    "valid_to",
                    "status",
                    "assessment",
                ],
                name="span_of_rec",
                searched=2,
            ),
        ),
    ]
