"""Keep which workers are alive, and the runs of jobs."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0034_remark_bindings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=64, unique=True, verbose_name='name')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='started at')),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='last seen at')),
            ],
        ),
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, verbose_name='job')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('worker', models.CharField(max_length=64, verbose_name='worker')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='started at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('succeeded', models.BooleanField(null=True, verbose_name='succeeded')),
                ('message', models.TextField(blank=True, verbose_name='result')),
                ('attempts', models.PositiveSmallIntegerField(default=1, verbose_name='attempts')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'due_on'), name='one_run_per_day')],
            },
        ),
    ]
