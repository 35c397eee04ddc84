"""Keep recipients of saved reports, and messages that wait to be sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0035_jobs'),
    ]

    operations = [
        migrations.AddField(
            model_name='savedreport',
            name='addresses',
            field=models.JSONField(blank=True, default=list, verbose_name='email addresses'),
        ),
        migrations.AddField(
            model_name='savedreport',
            name='recipients',
            field=models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recipients'),
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('queued_at', models.DateTimeField(verbose_name='queued at')),
                ('next_at', models.DateTimeField(null=True, verbose_name='next attempt')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent at')),
                ('problem', models.TextField(blank=True, verbose_name='reason for the failure')),
                ('publication', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tracker.publication', verbose_name='publication')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('publication', 'user'), name='one_message_per_user'), models.UniqueConstraint(condition=models.Q(('user', None)), fields=('publication', 'address'), name='one_message_per_address')],
            },
        ),
    ]
