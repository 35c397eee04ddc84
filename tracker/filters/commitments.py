"""Filter for commitments."""

import django_filters
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from tracker.filters.base import StrictFilterSet, body_filter, report_filter, yes_filter
from tracker.models import CommitmentQuerySet


class CommitmentState(TextChoices):
    """State of a commitment: open, done or dropped."""

    OPEN = "open", pgettext_lazy("state of a commitment", "open")
    DONE = "done", pgettext_lazy("state of a commitment", "done")
    DROPPED = "dropped", pgettext_lazy("state of a commitment", "dropped")


class CommitmentFilter(StrictFilterSet):
    """Filter for the list of commitments. Without values: all that are not withdrawn."""

    quick = ("state", "body")
    state = django_filters.ChoiceFilter(
        choices=CommitmentState, method="filter_state", label=_("State"), empty_label=_("any")
    )
    body = body_filter(_("Body"), method="filter_body")
    report = report_filter(_("Report"), field_name="recommendation__report")
    overdue = yes_filter(_("Overdue"), "on_day")
    postponed = yes_filter(_("Postponed twice or more"), "filter_postponed")
    quiet = yes_filter(_("No update for 180 days"), "on_day")

    def filter_state(self, rows: CommitmentQuerySet, name: str, state: str) -> CommitmentQuerySet:
        """Filter to commitments in this state."""
        match state:
            case CommitmentState.OPEN:
                return rows.open()
            case CommitmentState.DONE:
                return rows.filter(done_on__isnull=False)
        return rows.exclude(dropped_reason="")

    def filter_postponed(self, rows: CommitmentQuerySet, name: str, yes: str) -> CommitmentQuerySet:
        """Filter to commitments that were postponed twice or more."""
        return rows.often_postponed()
