"""Find what waits by index: the first of each section, person and body."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0013_key_indexes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='assessment',
            name='assessment_body',
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('state', 'returned')), fields=['decided_at'], name='assessment_returned'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('body__isnull', False)), fields=['body', 'state', 'created_at'], name='assessment_body_state'),
        ),
        migrations.AddIndex(
            model_name='closing',
            index=models.Index(condition=models.Q(('state__in', ['draft', 'returned', 'submitted'])), fields=['created_at'], name='closing_waiting'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('done_on', None), ('dropped_reason', ''), ('withdrawn_at', None)), fields=['body', 'due_on'], name='commitment_open_body'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('answered_on', None), ('dismissal_reason', '')), fields=['body', 'due_on', 'asked_on', 'answered_by'], name='question_open_body'),
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=models.Index(condition=models.Q(models.Q(('lifecycle__in', ['continued', 'closed']), _negated=True), models.Q(('status__in', ['full', 'not_applicable']), _negated=True)), fields=['assignee', 'review_on', 'sort_key'], name='rec_assignee_due'),
        ),
    ]
