"""Keep who counted a figure, its unit, its whole, further earlier values and doubts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0036_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='figure',
            name='doubt',
            field=models.CharField(blank=True, max_length=500, verbose_name='doubt'),
        ),
        migrations.AddField(
            model_name='figure',
            name='earlier_values',
            field=models.JSONField(blank=True, default=list, verbose_name='earlier values'),
        ),
        migrations.AddField(
            model_name='figure',
            name='part_of',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='parts', to='tracker.figure', verbose_name='part of'),
        ),
        migrations.AddField(
            model_name='figure',
            name='scope',
            field=models.CharField(blank=True, max_length=200, verbose_name='scope'),
        ),
        migrations.AddField(
            model_name='figure',
            name='unit',
            field=models.CharField(blank=True, max_length=40, verbose_name='unit'),
        ),
        migrations.AddIndex(
            model_name='figure',
            index=models.Index(condition=models.Q(('part_of__isnull', False)), fields=['part_of'], name='figure_part_of'),
        ),
    ]
