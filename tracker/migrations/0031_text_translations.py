"""Add translations of what people wrote."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0030_report_texts'),
    ]

    operations = [
        migrations.CreateModel(
            name='TextTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=64, verbose_name='table')),
                ('key', models.BigIntegerField(verbose_name='key')),
                ('field', models.CharField(max_length=40, verbose_name='field')),
                ('language', models.CharField(choices=[('en', 'English'), ('sq', 'Shqip'), ('sr-latn', 'Srpski')], max_length=10, verbose_name='language')),
                ('text', models.TextField(blank=True, max_length=50000, verbose_name='translation')),
                ('translated_by', models.CharField(blank=True, max_length=150, verbose_name='translated by')),
                ('is_official', models.BooleanField(default=False, verbose_name='official translation')),
                ('source_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the original')),
                ('entered_at', models.DateTimeField(editable=False, verbose_name='entered at')),
                ('entered_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('recommendation', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracker.recommendation', verbose_name='recommendation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('recommendation__isnull', False)), fields=['recommendation'], name='translated_recommendation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('language__in', ['en', 'sq', 'sr-latn'])), name='text_translation_language_is_known'), models.UniqueConstraint(fields=('table', 'key', 'field', 'language'), name='one_translation_per_text')],
            },
        ),
    ]
