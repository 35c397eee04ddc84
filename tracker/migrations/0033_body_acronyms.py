"""Give bodies an acronym in Albanian and in Serbian."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0032_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='body',
            name='acronym_sq',
            field=models.CharField(blank=True, max_length=20, verbose_name='acronym in Albanian'),
        ),
        migrations.AddField(
            model_name='body',
            name='acronym_sr',
            field=models.CharField(blank=True, max_length=20, verbose_name='acronym in Serbian'),
        ),
    ]
