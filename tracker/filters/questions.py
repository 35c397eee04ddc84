"""Filter for questions."""

import django_filters
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from tracker.filters.base import (
    SearchFilterSet,
    body_filter,
    mine_filter,
    report_filter,
)
from tracker.models import QuestionQuerySet, Recommendation, User
from tracker.vocabulary import QuestionKind


class QuestionState(TextChoices):
    """State of a question. Sent and overdue ones are open too."""

    OPEN = "open", pgettext_lazy("state of a question", "open")
    SENT = "asked", pgettext_lazy("state of a question", "asked, no answer yet")
    OVERDUE = "overdue", pgettext_lazy("state of a question", "overdue")
    ANSWERED = "answered", pgettext_lazy("state of a question", "answered")
    DISMISSED = "dismissed", pgettext_lazy("state of a question", "dismissed")


def filter_own_questions(rows: QuestionQuerySet, user: User) -> QuestionQuerySet:
    """Filter visible questions to the open ones of a user.

    Those to the bodies of a focal point; for others, about recommendations assigned to them.
    """
    rows = rows.put_to_bodies()
    if user.is_focal_point:
        return rows
    return rows.filter(recommendation__in=Recommendation.objects.filter(assignee=user))


class QuestionFilter(SearchFilterSet):
    """Filter for the list of questions. Without values: all."""

    quick = ("asked_of", "state", "body")
    state = django_filters.ChoiceFilter(
        choices=QuestionState, method="filter_state", label=_("State"), empty_label=_("any")
    )
    body = body_filter(_("Body asked"), method="filter_body")
    report = report_filter(_("Report"))
    asked_of = mine_filter()
    kind = django_filters.ChoiceFilter(choices=QuestionKind, label=_("Kind"), empty_label=_("any"))

    def filter_asked_of(self, rows: QuestionQuerySet, name: str, me: str) -> QuestionQuerySet:
        """Filter to open questions of the user."""
        return filter_own_questions(rows, self.user)

    def filter_state(self, rows: QuestionQuerySet, name: str, state: str) -> QuestionQuerySet:
        """Filter to questions in this state."""
        match state:
            case QuestionState.OPEN:
                return rows.open()
            case QuestionState.SENT:
                return rows.put_to_bodies()
            case QuestionState.OVERDUE:
                return rows.overdue(on=self.today)
            case QuestionState.ANSWERED:
                return rows.filter(answered_on__isnull=False)
        return rows.exclude(dismissal_reason="")
