"""Keep sender, contact, preface and note of an edition's progress reports, per language."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0029_agenda'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('sq', 'Shqip'), ('sr-latn', 'Srpski')], max_length=10, verbose_name='language')),
                ('sender', models.CharField(blank=True, max_length=200, verbose_name='sender')),
                ('contact', models.TextField(blank=True, max_length=500, verbose_name='contact')),
                ('preface', models.TextField(blank=True, max_length=5000, verbose_name='preface')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note on the name')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='tracker.report', verbose_name='report')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('language__in', ['en', 'sq', 'sr-latn'])), name='report_text_language_is_known'), models.UniqueConstraint(fields=('report', 'language'), name='one_report_text_per_language')],
            },
        ),
    ]
