"""Fills the spans of databases that were there before them, from the assessments they hold.

Spans make no history, so that a migration may write them.
"""

from itertools import batched, pairwise

from django.db import migrations

AT_ONCE = 500


def spoken(judged):
    """Each stretch of days that was ever said, with since when and until when it was.

    Of assessments as (key, status, as-of date, approved at). A day has the newest as-of date up to
    it; of two with one date, the one made later. The last day is excluded.
    """
    said, told = {}, []
    for moment in sorted({at for *_, at in judged}):
        newest = {as_of: (pk, status) for pk, status, as_of, at in sorted(judged) if at <= moment}
        now = {(*newest[first], first, last) for first, last in pairwise([*sorted(newest), None])}
        told += [(stretch, said.pop(stretch), moment) for stretch in said.keys() - now]
        for stretch in now:
            said.setdefault(stretch, moment)
    return told + [(stretch, since, None) for stretch, since in said.items()]


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
            judged.setdefault(key, []).append((pk, status, as_of, decided_at))
        spans.objects.using(using).bulk_create(
            spans(
                recommendation_id=key,
                assessment_id=assessment,
                status=status,
                valid_from=valid_from,
                valid_to=valid_to,
                recorded_from=since,
                recorded_to=until,
            )
            for key, all_of_it in judged.items()
            for (assessment, status, valid_from, valid_to), since, until in spoken(all_of_it)
        )


def empty(apps, schema_editor):
    spans = apps.get_model("tracker", "StatusSpan").objects
    spans.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("tracker", "0005_history_that_proves_itself")]

    operations = [migrations.RunPython(fill, empty)]
