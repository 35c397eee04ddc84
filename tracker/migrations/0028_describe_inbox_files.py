"""Keep what the inspection of a file in the inbox told, so that its page need not read it again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0027_late_replies'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='inboxfile',
            name='is_distinct',
        ),
        migrations.AddField(
            model_name='inboxfile',
            name='description',
            field=models.JSONField(default=dict),
        ),
    ]
