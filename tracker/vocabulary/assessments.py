"""What is true of a recommendation, and how surely."""

from collections.abc import Iterable

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


BETWEEN = frozenset({Status.INITIAL_STEPS, Status.PARTIAL, Status.SUBSTANTIAL})


def band(lines: Iterable[str | None]) -> frozenset[Status]:
    """The statuses that a recommendation may be given, from those of the components in its text.

    `None` stands for a component that nobody judged. Fully implemented only if all are, no action
    only if all are; else what lies between the lowest and the highest. Where a component is not
    judged or can't be verified it may stand anywhere, so the whole is between the two ends, or
    can't be verified either. Components that no longer apply are left out. Without any line
    everything may be chosen. Source: docs/methodology.md, "Components".
    """
    given = list(lines)
    if all(line is None for line in given):
        return frozenset(CHOSEN)
    told = [Status(line) if line else Status.UNABLE_TO_VERIFY for line in given]
    applicable = [status for status in told if status != Status.NOT_APPLICABLE]
    if not applicable:
        return frozenset({Status.NOT_APPLICABLE})
    if Status.UNABLE_TO_VERIFY in applicable:
        all_unknown = set(applicable) == {Status.UNABLE_TO_VERIFY}
        return frozenset({Status.UNABLE_TO_VERIFY}) | (frozenset() if all_unknown else BETWEEN)
    ranks = [RANK[status] for status in applicable]
    low, high = min(ranks), max(ranks)
    if low == high:
        return frozenset(status for status in RANK if RANK[status] == low)
    return frozenset(status for status in BETWEEN if low <= RANK[status] <= high)


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
