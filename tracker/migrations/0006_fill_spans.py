"""Fills the spans of databases that were there before them, from the assessments they hold.

Spans make no history, so that a migration may write them.
"""

from itertools import batched

from django.db import migrations

from tracker.summaries.pasts import Judged, spoken

AT_ONCE = 500


def fill(apps, schema_editor):
    using = schema_editor.connection.alias
    assessments = apps.get_model("tracker", "Assessment")
    spans = apps.get_model("tracker", "StatusSpan")
    rows = assessments.objects.using(using).filter(
        perspective="analyst", state="approved", decided_at__isnull=False
    )
    keys = rows.order_by("recommendation").values_list("recommendation", flat=True).distinct()
    for some in batched(list(keys), AT_ONCE):
        judged = {}
        for key, pk, status, as_of, decided_at in rows.filter(
            recommendation__gte=some[0], recommendation__lte=some[-1]
        ).values_list("recommendation", "pk", "status", "as_of", "decided_at"):
            judged.setdefault(key, []).append(Judged(pk, status, as_of, decided_at))
        spans.objects.using(using).bulk_create(
            spans(
                recommendation_id=key,
                assessment_id=one.stretch.assessment,
                status=one.stretch.status,
                valid_from=one.stretch.valid_from,
                valid_to=one.stretch.valid_to,
                recorded_from=one.recorded_from,
                recorded_to=one.recorded_to,
            )
            for key, all_of_it in judged.items()
            for one in spoken(all_of_it)
        )


def empty(apps, schema_editor):
    spans = apps.get_model("tracker", "StatusSpan").objects
    spans.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("tracker", "0005_history_that_proves_itself")]

    operations = [migrations.RunPython(fill, empty)]
