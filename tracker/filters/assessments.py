"""Filter for disagreements."""

import django_filters
from django.utils.translation import gettext_lazy as _

from tracker.filters.base import StrictFilterSet, body_filter, yes_filter
from tracker.models import AssessmentQuerySet
from tracker.vocabulary import Lifecycle, Perspective

OTHER_PERSPECTIVES = [
    (perspective.value, perspective.label)
    for perspective in Perspective
    if perspective != Perspective.ANALYST
]


class DisagreementFilter(StrictFilterSet):
    """Filter by perspective. Without values: all on recommendations of the current editions."""

    body = body_filter(_("Whose view"))
    perspective = django_filters.ChoiceFilter(
        choices=OTHER_PERSPECTIVES, label=_("Whose view"), empty_label=_("any")
    )
    all = yes_filter(_("Older editions"), "applied_later")

    def filter_queryset(self, queryset: AssessmentQuerySet) -> AssessmentQuerySet:
        """Apply the filters; leave out older editions unless they were asked for."""
        rows: AssessmentQuerySet = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("all"):
            return rows
        return rows.exclude(recommendation__lifecycle__in=[Lifecycle.CONTINUED, Lifecycle.CLOSED])
