"""What is true of a recommendation, and how surely."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    """How far a recommendation has been implemented, as an assessment judged it."""

    NOT_ASSESSED = "not_assessed", pgettext_lazy("status of a recommendation", "Not assessed")
    NO_ACTION = "no_action", pgettext_lazy("status of a recommendation", "No action")
    INITIAL_STEPS = "initial_steps", pgettext_lazy("status of a recommendation", "Initial steps")
    PARTIAL = "partial", pgettext_lazy("status of a recommendation", "Partially implemented")
    SUBSTANTIAL = "substantial", pgettext_lazy("status of a recommendation", "Largely implemented")
    FULL = "full", pgettext_lazy("status of a recommendation", "Fully implemented")
    UNABLE_TO_VERIFY = (
        "unable_to_verify",
        pgettext_lazy("status of a recommendation", "Unable to verify"),
    )
    NOT_APPLICABLE = (
        "not_applicable",
        pgettext_lazy("status of a recommendation", "No longer applicable"),
    )


# Ranks order statuses. They are never averaged; a status without a rank has no place on the scale.
RANK: dict[Status, int] = {
    Status.NO_ACTION: 0,
    Status.INITIAL_STEPS: 1,
    Status.PARTIAL: 2,
    Status.SUBSTANTIAL: 3,
    Status.FULL: 4,
}


# Shown beside each choice, so that two analysts mean the same by it.
ANCHOR = {
    Status.NOT_ASSESSED: _("nobody has judged it for this period"),
    Status.NO_ACTION: _("evidence was looked for; nothing done, or only intentions voiced"),
    Status.INITIAL_STEPS: _("a plan, draft, budget line or working group; no output yet"),
    Status.PARTIAL: _("some components delivered, or delivered in some places"),
    Status.SUBSTANTIAL: _("all main components delivered; gaps in reach, resources or duration"),
    Status.FULL: _("all components delivered, in force, and used in practice"),
    Status.UNABLE_TO_VERIFY: _("claims exist, the evidence does not suffice"),
    Status.NOT_APPLICABLE: _("superseded, moot or withdrawn; a reason is required"),
}


CHOSEN = tuple(status for status in Status if status != Status.NOT_ASSESSED)  # a person may pick


NEEDS_SUPPORT = frozenset({Status.PARTIAL, Status.SUBSTANTIAL, Status.FULL})


NEEDS_SECOND_PERSON = frozenset({Status.FULL, Status.NOT_APPLICABLE})


SETTLED = frozenset({Status.FULL, Status.NOT_APPLICABLE})  # never overdue


LEFT_OUT = frozenset({Status.NOT_ASSESSED, Status.UNABLE_TO_VERIFY, Status.NOT_APPLICABLE})


class Trend(TextChoices):
    """Effort against the period before, chosen by the analyst; never computed from ranks."""

    IMPROVING = "improving", pgettext_lazy("trend", "improving")
    STEADY = "steady", pgettext_lazy("trend", "steady")
    MIXED = "mixed", pgettext_lazy("trend", "mixed")
    WORSENING = "worsening", pgettext_lazy("trend", "worsening")
    UNCLEAR = "unclear", pgettext_lazy("trend", "unclear")


ARROW = {
    Trend.IMPROVING: "↗",
    Trend.STEADY: "→",
    Trend.WORSENING: "↘",
    Trend.MIXED: "↕",
    Trend.UNCLEAR: "?",
}


class Strength(TextChoices):
    """How well the supporting evidence of an assessment is backed, computed from its issuers."""

    NONE = "none", pgettext_lazy("evidence strength", "no evidence of implementation")
    SELF_REPORTED = "self_reported", pgettext_lazy("evidence strength", "self-reported")
    DOCUMENTED = "documented", pgettext_lazy("evidence strength", "documented")
    CORROBORATED = "corroborated", pgettext_lazy("evidence strength", "corroborated")
