"""How many recommendations have which status, kept so that nobody counts them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.vocabulary import Status, Theme


class SummaryRow(models.Model):
    """Change, on a day, of how many recommendations of an edition have a status.

    The rows up to a day add up to the state on that day. Rows without a report are totals of all
    editions by month: their day is its last. Rows with a body count what it is responsible for.
    Made from other tables, not audited; `manage.py check_statuses` compares them.
    """

    # No constraints, which would lock the report and the body until the end of a transaction.
    report = models.ForeignKey(
        "tracker.Report",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("report"),
    )
    body = models.ForeignKey(
        "tracker.Body",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("body"),
    )
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    is_current = models.BooleanField(_("current"))  # neither repeated by then, nor closed
    day = models.DateField(_("day"))  # the first there is, where the report has no day
    number = models.IntegerField(_("recommendations"))  # more, or fewer, than the day before

    class Meta:
        verbose_name = _("summary row")
        verbose_name_plural = _("summary rows")
        indexes = [
            models.Index(fields=["report", "body", "day"], name="summary_report"),
            models.Index(fields=["body", "day"], condition=~Q(body=None), name="summary_body"),
            models.Index(
                fields=["day", "is_current", "status", "number"],
                condition=Q(body=None, report__isnull=False),
                name="summary_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.body_id} {self.theme} {self.status} {self.day}"
