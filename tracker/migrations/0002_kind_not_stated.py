"""A kind of evidence that nobody stated."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='evidence',
            name='evidence_kind_is_known',
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['report_passage', 'law', 'budget', 'statistic', 'court_decision', 'procedure', 'training', 'official_statement', 'letter', 'meeting', 'audit', 'ngo_report', 'international_report', 'media', 'interview', 'site_visit', 'not_stated'])), name='evidence_kind_is_known'),
        ),
    ]
