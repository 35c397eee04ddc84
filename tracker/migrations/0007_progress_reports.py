
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0006_fill_spans'),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn at')),
                ('withdrawn_because', models.TextField(blank=True, editable=False, verbose_name='withdrawn because')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('full', 'Full report'), ('brief', 'Brief'), ('theme', 'By theme'), ('body', 'For a responsible body'), ('changes', 'What changed'), ('outstanding', 'Outstanding and overdue'), ('evidence', 'Evidence pack')], max_length=20, verbose_name='kind')),
                ('language', models.CharField(choices=[('en', 'English'), ('sq', 'Shqip'), ('sr-latn', 'Srpski')], max_length=10, verbose_name='language')),
                ('audience', models.CharField(choices=[('internal', 'internal'), ('body', 'the body itself'), ('public', 'public')], max_length=10, verbose_name='audience')),
                ('conditions', models.JSONField(blank=True, default=dict, verbose_name='filter')),
                ('every', models.CharField(choices=[('once', 'once'), ('month', 'every month'), ('quarter', 'every three months'), ('year', 'every year')], max_length=10, verbose_name='how often')),
                ('first_on', models.DateField(verbose_name='first on')),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='next on')),
                ('last_on', models.DateField(blank=True, editable=False, null=True, verbose_name='made last on')),
                ('problem', models.TextField(blank=True, editable=False, verbose_name='why it was not made')),
                ('made_at', models.DateTimeField(editable=False, verbose_name='saved at')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saved by')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='tracker.report', verbose_name='report')),
            ],
            options={
                'verbose_name': 'saved report',
                'verbose_name_plural': 'saved reports',
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('kind', models.CharField(choices=[('full', 'Full report'), ('brief', 'Brief'), ('theme', 'By theme'), ('body', 'For a responsible body'), ('changes', 'What changed'), ('outstanding', 'Outstanding and overdue'), ('evidence', 'Evidence pack')], max_length=20, verbose_name='kind')),
                ('language', models.CharField(choices=[('en', 'English'), ('sq', 'Shqip'), ('sr-latn', 'Srpski')], max_length=10, verbose_name='language')),
                ('audience', models.CharField(choices=[('internal', 'internal'), ('body', 'the body itself'), ('public', 'public')], max_length=10, verbose_name='audience')),
                ('on', models.DateField(verbose_name='state on')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('past', models.CharField(choices=[('known_now', 'as we know today'), ('believed', 'as we said then')], max_length=10, verbose_name='past')),
                ('conditions', models.JSONField(blank=True, default=dict, verbose_name='filter')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn')], default='draft', max_length=20, verbose_name='state')),
                ('why', models.TextField(verbose_name='why it is made')),
                ('made_at', models.DateTimeField(editable=False, verbose_name='made at')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published at')),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ended at')),
                ('notice', models.TextField(blank=True, verbose_name='notice')),
                ('seal_number', models.PositiveBigIntegerField(blank=True, editable=False, null=True, verbose_name='seal')),
                ('seal_hash', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the seal')),
                ('history_to', models.BigIntegerField(editable=False, verbose_name='history up to')),
                ('content_sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the content')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='tracker.report', verbose_name='report')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='tracker.publication', verbose_name='superseded by')),
                ('schedule', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='tracker.schedule', verbose_name='saved report')),
            ],
            options={
                'verbose_name': 'publication',
                'verbose_name_plural': 'publications',
            },
        ),
        migrations.CreateModel(
            name='Printed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(max_length=10, verbose_name='format')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('size', models.PositiveBigIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='tracker.publication', verbose_name='publication')),
            ],
            options={
                'verbose_name': 'file of a publication',
                'verbose_name_plural': 'files of publications',
                'indexes': [models.Index(fields=['sha256'], name='printed_sha256')],
                'constraints': [models.CheckConstraint(condition=models.Q(('format__in', ['html', 'pdf', 'docx', 'xlsx', 'csv', 'json', 'md', 'content'])), name='printed_format_is_known'), models.UniqueConstraint(fields=('publication', 'format'), name='one_file_per_format')],
            },
        ),
        migrations.CreateModel(
            name='PublicationUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=64, verbose_name='table')),
                ('key', models.BigIntegerField(verbose_name='key')),
                ('version', models.BigIntegerField(verbose_name='version')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='tracker.publication', verbose_name='publication')),
            ],
            options={
                'verbose_name': 'use in a publication',
                'verbose_name_plural': 'uses in publications',
                'indexes': [models.Index(fields=['table', 'key'], name='publication_use_row')],
                'constraints': [models.UniqueConstraint(fields=('publication', 'table', 'key'), name='a_row_is_used_once')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn at')),
                ('withdrawn_because', models.TextField(blank=True, editable=False, verbose_name='withdrawn because')),
                ('language', models.CharField(choices=[('en', 'English'), ('sq', 'Shqip'), ('sr-latn', 'Srpski')], max_length=10, verbose_name='language')),
                ('text', models.TextField(max_length=50000, verbose_name='text')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('written_at', models.DateTimeField(editable=False, verbose_name='written at')),
                ('recommendation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='tracker.recommendation', verbose_name='recommendation')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='tracker.report', verbose_name='report')),
                ('written_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
            ],
            options={
                'verbose_name': 'remark',
                'verbose_name_plural': 'remarks',
                'indexes': [models.Index(fields=['report', 'language', 'recommendation', '-as_of', '-id'], name='remark_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('language__in', ['en', 'sq', 'sr-latn'])), name='remark_language_is_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_remark_says_something')],
            },
        ),
        migrations.AddIndex(
            model_name='schedule',
            index=models.Index(fields=['next_on'], name='schedule_next'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['full', 'brief', 'theme', 'body', 'changes', 'outstanding', 'evidence'])), name='schedule_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'sq', 'sr-latn'])), name='schedule_language_is_known'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['internal', 'body', 'public'])), name='schedule_audience_is_known'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('every__in', ['once', 'month', 'quarter', 'year'])), name='schedule_every_is_known'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_saved_report_has_a_name'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['state', '-id'], name='publication_state'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['report', '-id'], name='publication_report'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['full', 'brief', 'theme', 'body', 'changes', 'outstanding', 'evidence'])), name='publication_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'sq', 'sr-latn'])), name='publication_language_is_known'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['internal', 'body', 'public'])), name='publication_audience_is_known'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('past__in', ['known_now', 'believed'])), name='publication_past_is_known'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'superseded', 'withdrawn'])), name='publication_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='one_publication_per_number'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='publication_says_why'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'draft')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('author')), _negated=True)), models.Q(('decided_at', None), ('decided_by', None), ('state', 'withdrawn')), _connector='OR'), name='a_publication_has_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('notice', ''), _negated=True), _connector='OR'), name='a_withdrawal_says_why'),
        ),
    ]
