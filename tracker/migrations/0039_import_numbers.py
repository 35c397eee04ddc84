"""Keep what each number of an imported text was read as."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0038_body_drafts'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='numbers',
            field=models.JSONField(blank=True, default=list, verbose_name='numbers of the text'),
        ),
    ]
