"""Where the paperwork of a judgment stands, and whose view it gives."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where our paperwork on an assessment stands."""

    DRAFT = "draft", pgettext_lazy("state of an assessment", "draft")
    SUBMITTED = "submitted", pgettext_lazy("state of an assessment", "submitted")
    APPROVED = "approved", pgettext_lazy("state of an assessment", "approved")
    RETURNED = "returned", pgettext_lazy("state of an assessment", "returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an assessment", "withdrawn")


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.APPROVED, State.RETURNED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.APPROVED: frozenset(),  # never edited: a later assessment supersedes it
    State.WITHDRAWN: frozenset(),
}


# Not decided yet: of these there is one per recommendation, view and period.
OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED})
IN_THE_HANDS_OF_ITS_AUTHOR = frozenset({State.DRAFT, State.RETURNED})


class AssessmentKind(TextChoices):
    """Why an assessment was made."""

    BASELINE = "baseline", pgettext_lazy("kind of assessment", "baseline")
    UPDATE = "update", pgettext_lazy("kind of assessment", "update")
    CORRECTION = "correction", pgettext_lazy("kind of assessment", "correction")


class Perspective(TextChoices):
    """Whose view an assessment gives."""

    ANALYST = "analyst", pgettext_lazy("perspective", "analyst")
    RESPONSIBLE_BODY = "responsible_body", pgettext_lazy("perspective", "responsible body")
    SOURCE_REPORT = "source_report", pgettext_lazy("perspective", "source report")
    CIVIL_SOCIETY = "civil_society", pgettext_lazy("perspective", "civil society")
