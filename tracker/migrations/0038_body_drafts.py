"""Let drafts of an import be names of bodies that no list holds."""

from django.db import migrations, models

KINDS = ["recommendation", "figure", "question", "responsibility", "link", "body"]
CHOICES = [
    ("recommendation", "recommendation"),
    ("figure", "figure"),
    ("question", "question"),
    ("responsibility", "responsibility"),
    ("link", "link to an earlier edition"),
    ("body", "body not in the list"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0037_figure_scopes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="kind",
            field=models.CharField(choices=CHOICES, max_length=20, verbose_name="kind"),
        ),
        migrations.RemoveConstraint(model_name="draft", name="draft_kind_is_known"),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="draft_kind_is_known"
            ),
        ),
    ]
