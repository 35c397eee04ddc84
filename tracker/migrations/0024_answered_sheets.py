"""Call what answers a question sheet an answered sheet: a reply answers a draft report."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0023_inbox_files"),
    ]

    operations = [
        migrations.RenameModel("SheetReply", "AnsweredSheet"),
        migrations.AlterField(
            model_name="answeredsheet",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answered_sheets",
                to="tracker.body",
                verbose_name="body",
            ),
        ),
        migrations.RenameIndex(
            model_name="answeredsheet",
            old_name="sheet_reply_state",
            new_name="answered_sheet_state",
        ),
        migrations.RemoveConstraint(
            model_name="answeredsheet", name="sheet_reply_state_is_known"
        ),
        migrations.AddConstraint(
            model_name="answeredsheet",
            constraint=models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "submitted", "approved", "returned", "withdrawn"]
                ),
                name="answered_sheet_state_is_known",
            ),
        ),
    ]
