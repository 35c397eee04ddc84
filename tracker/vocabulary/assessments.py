"""Statuses, trends, evidence strengths, and states of assessments."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Status(TextChoices):
    """Extent to which a recommendation is implemented, by an approved assessment."""

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


def steps_between(before: str, after: str) -> int | None:
    """Return the steps of rank from a status up to another; None if one is off the scale."""
    first, last = RANK.get(Status(before)), RANK.get(Status(after))
    return None if first is None or last is None else last - first


def direction_of_change(before: str, after: str) -> str:
    """Return where a change of status leads: "raised", "lowered", "first_assessed", "off_scale"."""
    if before == Status.NOT_ASSESSED:
        return "first_assessed"
    if (steps := steps_between(before, after)) is None:
        return "off_scale"
    return "raised" if steps > 0 else "lowered"


# Shown beside each choice, so that two analysts understand it alike.
STATUS_DESCRIPTIONS = {
    Status.NOT_ASSESSED: _("no assessment for this period yet"),
    Status.NO_ACTION: _("evidence was sought; nothing done, or only intentions stated"),
    Status.INITIAL_STEPS: _("a plan, draft, budget line or working group; no output yet"),
    Status.PARTIAL: _("some components delivered, or delivered in some places"),
    Status.SUBSTANTIAL: _("all main components delivered; gaps in reach, resources or duration"),
    Status.FULL: _("all components delivered, in force, and used in practice"),
    Status.UNABLE_TO_VERIFY: _("claims exist, but the evidence is not enough"),
    Status.NOT_APPLICABLE: _("superseded, moot or withdrawn; a reason is required"),
}


# Offered for an assessment; nothing is stored until a person keeps it.
CONCLUSIONS = {
    Status.NO_ACTION: _("Heed concludes that nothing has been done on recommendation %(number)s."),
    Status.INITIAL_STEPS: _(
        "Heed concludes that initial steps have been taken on recommendation %(number)s."
    ),
    Status.PARTIAL: _(
        "Heed concludes that recommendation %(number)s has been partially implemented."
    ),
    Status.SUBSTANTIAL: _(
        "Heed concludes that recommendation %(number)s has been largely implemented."
    ),
    Status.FULL: _("Heed concludes that recommendation %(number)s has been fully implemented."),
    Status.UNABLE_TO_VERIFY: _(
        "Heed concludes that it cannot be verified whether recommendation %(number)s has been "
        "implemented."
    ),
    Status.NOT_APPLICABLE: _("Heed concludes that recommendation %(number)s no longer applies."),
}


def offer_conclusion(status: str, *, number: str) -> str:
    """Return a sentence with the status of a recommendation; empty where it was not assessed."""
    return str(CONCLUSIONS.get(Status(status), "")) % {"number": number}


SELECTABLE_STATUSES = tuple(
    status for status in Status if status != Status.NOT_ASSESSED
)  # by a person


# Texts that have a language each, in the order in which they are printed.
ASSESSMENT_TEXTS = ("conclusion", "rationale", "remaining", "next_step")
MAX_TEXT_LENGTH = 8000  # characters of each


NEEDS_SUPPORT = frozenset({Status.PARTIAL, Status.SUBSTANTIAL, Status.FULL})


NEEDS_SECOND_PERSON = frozenset({Status.FULL, Status.NOT_APPLICABLE})


class FourEyes(TextChoices):
    """What a second person decides, by the setting of this name."""

    ALL = "all", _("Nobody approves their own assessment: a second person always does.")
    RISES = (
        "rises",
        _(
            "A second person decides what raises a status, or lowers it to “No action” or by two "
            "steps, and “Fully implemented”, “No longer applicable” and closings. Any other "
            "assessment can be approved by its author; it is then marked wherever its status "
            "appears."
        ),
    )
    FULL = (
        "full",
        _(
            "“Fully implemented”, “No longer applicable” and a closing need a second person. Any "
            "other assessment can be approved by its author; it is then marked wherever its status "
            "appears."
        ),
    )
    NONE = (
        "none",
        _(
            "One person may assess, approve, close, publish and lower a sensitivity; each is "
            "marked. “Fully implemented” then needs corroborated evidence."
        ),
    )


SETTLED_STATUSES = frozenset({Status.FULL, Status.NOT_APPLICABLE})  # never overdue


UNCOUNTED_STATUSES = frozenset(
    {Status.NOT_ASSESSED, Status.UNABLE_TO_VERIFY, Status.NOT_APPLICABLE}
)


class Trend(TextChoices):
    """Effort against the period before, chosen by the analyst; never computed from ranks."""

    IMPROVING = "improving", pgettext_lazy("trend", "improving")
    STEADY = "steady", pgettext_lazy("trend", "steady")
    MIXED = "mixed", pgettext_lazy("trend", "mixed")
    WORSENING = "worsening", pgettext_lazy("trend", "worsening")
    UNCLEAR = "unclear", pgettext_lazy("trend", "unclear")


TREND_ARROWS = {
    Trend.IMPROVING: "↗",
    Trend.STEADY: "→",
    Trend.WORSENING: "↘",
    Trend.MIXED: "↕",
    Trend.UNCLEAR: "?",
}


class Strength(TextChoices):
    """Strength of the supporting evidence of an assessment, computed from its issuers."""

    NONE = "none", pgettext_lazy("evidence strength", "no evidence of implementation")
    SELF_REPORTED = "self_reported", pgettext_lazy("evidence strength", "self-reported")
    DOCUMENTED = "documented", pgettext_lazy("evidence strength", "documented")
    INDEPENDENT = "independent", pgettext_lazy("evidence strength", "independent")
    CORROBORATED = "corroborated", pgettext_lazy("evidence strength", "corroborated")


class StrengthChange(TextChoices):
    """Why the upgrade to 0.2 changed a strength; the code is the reason that history keeps."""

    UNCONFIRMED = (
        "Strength recalculated: nobody confirmed issuer, kind, period or use of its evidence",
        pgettext_lazy("change of a strength", "issuer, kind, period or use is not confirmed"),
    )
    LINK_ALONE = (
        "Strength recalculated: it cites a link without the words or a copy",
        pgettext_lazy(
            "change of a strength", "a link without its words or a copy no longer counts"
        ),
    )
    OTHER_TIME = (
        "Strength recalculated: its evidence is about another time",
        pgettext_lazy("change of a strength", "the evidence is about another time"),
    )
    ONE_SOURCE = (
        "Strength recalculated: one independent source, none that confirms it",
        pgettext_lazy(
            "change of a strength", "one independent source, no second one that confirms it"
        ),
    )
    OTHER_RULES = (
        "Strength recalculated: its sources count differently on this recommendation",
        pgettext_lazy("change of a strength", "other rules for whose word is independent"),
    )


MIDDLE_STATUSES = frozenset({Status.INITIAL_STEPS, Status.PARTIAL, Status.SUBSTANTIAL})


def allowed_statuses(lines: Iterable[str | None]) -> frozenset[Status]:
    """Return the statuses a recommendation may be given, from those of the components in its text.

    `None` is a component that nobody assessed. Fully implemented only if all are, no action only
    if all are; otherwise any status between the lowest and the highest. A component that is not
    assessed or can't be verified may have any status, so the recommendation is between the two
    ends or can't be verified either. Components that no longer apply are left out. Without any
    line every status may be selected. Source: docs/methodology.md, "Components".
    """
    codes = list(lines)
    if all(code is None for code in codes):
        return frozenset(SELECTABLE_STATUSES)
    statuses = [Status(code) if code else Status.UNABLE_TO_VERIFY for code in codes]
    if not (applicable := [status for status in statuses if status != Status.NOT_APPLICABLE]):
        return frozenset({Status.NOT_APPLICABLE})
    if Status.UNABLE_TO_VERIFY in applicable:
        unknown = frozenset({Status.UNABLE_TO_VERIFY})
        return unknown if unknown.issuperset(applicable) else unknown | MIDDLE_STATUSES
    ranks = [RANK[status] for status in applicable]
    low, high = min(ranks), max(ranks)
    return (
        frozenset(status for status in RANK if RANK[status] == low)
        if low == high
        else frozenset(status for status in MIDDLE_STATUSES if low <= RANK[status] <= high)
    )


class State(TextChoices):
    """State of the paperwork on an assessment."""

    DRAFT = "draft", pgettext_lazy("state of an assessment", "draft")
    SUBMITTED = "submitted", pgettext_lazy("state of an assessment", "submitted")
    APPROVED = "approved", pgettext_lazy("state of an assessment", "approved")
    RETURNED = "returned", pgettext_lazy("state of an assessment", "returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an assessment", "withdrawn")


STATE_TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.APPROVED, State.RETURNED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.APPROVED: frozenset(),  # never edited: a later assessment supersedes it
    State.WITHDRAWN: frozenset(),
}


# Not decided yet: of these there is one per recommendation, view and period.
OPEN_STATES = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED})
AUTHOR_STATES = frozenset({State.DRAFT, State.RETURNED})


class AssessmentKind(TextChoices):
    """Occasion of an assessment."""

    BASELINE = "baseline", pgettext_lazy("kind of assessment", "baseline")
    UPDATE = "update", pgettext_lazy("kind of assessment", "update")
    CORRECTION = "correction", pgettext_lazy("kind of assessment", "correction")


class Perspective(TextChoices):
    """Party whose view an assessment gives."""

    ANALYST = "analyst", pgettext_lazy("perspective", "analyst")
    RESPONSIBLE_BODY = "responsible_body", pgettext_lazy("perspective", "responsible body")
    SOURCE_REPORT = "source_report", pgettext_lazy("perspective", "source report")
    CIVIL_SOCIETY = "civil_society", pgettext_lazy("perspective", "civil society")
