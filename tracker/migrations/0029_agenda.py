"""Let reports and publications be of the kind "agenda"."""

from django.db import migrations, models
from django.db.models import Q

KINDS = ["full", "brief", "theme", "body", "changes", "outstanding", "evidence", "agenda"]
CHOICES = [
    ("full", "Full report"),
    ("brief", "Brief"),
    ("theme", "By theme"),
    ("body", "For a responsible body"),
    ("changes", "What changed"),
    ("outstanding", "Outstanding and overdue"),
    ("evidence", "Evidence pack"),
    ("agenda", "Agenda of a meeting"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0028_describe_inbox_files"),
    ]

    operations = [
        *(
            migrations.AlterField(
                model_name=model,
                name="kind",
                field=models.CharField(choices=CHOICES, max_length=20, verbose_name="kind"),
            )
            for model in ("publication", "savedreport")
        ),
        *(
            operation
            for model, name in (
                ("publication", "publication_kind_is_known"),
                ("savedreport", "saved_report_kind_is_known"),
            )
            for operation in (
                migrations.RemoveConstraint(model_name=model, name=name),
                migrations.AddConstraint(
                    model_name=model,
                    constraint=models.CheckConstraint(condition=Q(kind__in=KINDS), name=name),
                ),
            )
        ),
    ]
