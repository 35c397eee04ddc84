"""The codes of the field: plain values with their labels, and the moves a rule allows.

Codes are what the database and every export carry; labels are English source strings.
One `pgettext` context per noun, since labels agree with the gender of their noun.
"""

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


class Duty(TextChoices):
    """How a recommendation is carried out: once, all the time, or by giving more."""

    ONCE = "once", pgettext_lazy("duty", "once")
    CONTINUING = "continuing", pgettext_lazy("duty", "continuing")
    INCREASE = "increase", pgettext_lazy("duty", "increase")


class Lifecycle(TextChoices):
    """Whether a recommendation is still asked for."""

    ACTIVE = "active", pgettext_lazy("lifecycle of a recommendation", "active")
    CONTINUED = "continued", pgettext_lazy("lifecycle of a recommendation", "continued")
    NOT_REPEATED = "not_repeated", pgettext_lazy("lifecycle of a recommendation", "not repeated")
    CLOSED = "closed", pgettext_lazy("lifecycle of a recommendation", "closed")


class ClosedBecause(TextChoices):
    """Why a recommendation was closed."""

    IMPLEMENTED = "implemented", pgettext_lazy("reason for closing", "implemented")
    SUPERSEDED = "superseded", pgettext_lazy("reason for closing", "superseded")
    MOOT = "moot", pgettext_lazy("reason for closing", "moot")
    WITHDRAWN_BY_ISSUER = (
        "withdrawn_by_issuer",
        pgettext_lazy("reason for closing", "withdrawn by its issuer"),
    )
    TRACKING_STOPPED = "tracking_stopped", pgettext_lazy("reason for closing", "tracking stopped")


class Role(TextChoices):
    """What a body has to do with a recommendation."""

    LEAD = "lead", pgettext_lazy("role of a body", "lead")
    SUPPORTING = "supporting", pgettext_lazy("role of a body", "supporting")
    BENEFICIARY = "beneficiary", pgettext_lazy("role of a body", "beneficiary")
    OVERSIGHT = "oversight", pgettext_lazy("role of a body", "oversight")


ANSWERABLE = (Role.LEAD, Role.SUPPORTING)  # their own word does not corroborate


class Basis(TextChoices):
    """Where a responsibility is known from."""

    NAMED_IN_REPORT = "named_in_report", pgettext_lazy("basis", "named in the report")
    INFERRED_FROM_REPORT = (
        "inferred_from_report",
        pgettext_lazy("basis", "inferred from the report"),
    )
    INFERRED_OUTSIDE_REPORT = (
        "inferred_outside_report",
        pgettext_lazy("basis", "inferred from outside the report"),
    )


class Confidence(TextChoices):
    """How sure the analyst is of a responsibility."""

    LOW = "low", pgettext_lazy("confidence", "low")
    MEDIUM = "medium", pgettext_lazy("confidence", "medium")
    HIGH = "high", pgettext_lazy("confidence", "high")


class ComponentBasis(TextChoices):
    """Whether the words of a component stand in the text or are the analyst's."""

    IN_TEXT = "in_text", pgettext_lazy("basis of a component", "in the text")
    ANALYST = "analyst", pgettext_lazy("basis of a component", "the analyst's")


class Theme(TextChoices):
    """The four "P"s under which monitoring of trafficking is organised."""

    PROSECUTION = "prosecution", pgettext_lazy("theme", "Prosecution")
    PROTECTION = "protection", pgettext_lazy("theme", "Protection")
    PREVENTION = "prevention", pgettext_lazy("theme", "Prevention")
    PARTNERSHIP = "partnership", pgettext_lazy("theme", "Partnership")


class Section(TextChoices):
    """The part of a country narrative that a passage stands in."""

    TITLE = "title", pgettext_lazy("section of a report", "Title")
    RANKING = "ranking", pgettext_lazy("section of a report", "Tier ranking")
    SUMMARY = "summary", pgettext_lazy("section of a report", "Summary")
    RECOMMENDATIONS = (
        "recommendations",
        pgettext_lazy("section of a report", "Prioritized recommendations"),
    )
    PROSECUTION = "prosecution", pgettext_lazy("section of a report", "Prosecution")
    PROTECTION = "protection", pgettext_lazy("section of a report", "Protection")
    PREVENTION = "prevention", pgettext_lazy("section of a report", "Prevention")
    PROFILE = "profile", pgettext_lazy("section of a report", "Trafficking profile")


class Bearing(TextChoices):
    """What a passage says about a recommendation's progress."""

    PROGRESS = "progress", pgettext_lazy("bearing", "progress")
    REGRESSION = "regression", pgettext_lazy("bearing", "regression")
    NO_CHANGE = "no_change", pgettext_lazy("bearing", "no change")
    GAP = "gap", pgettext_lazy("bearing", "gap")


class Polarity(TextChoices):
    """Whether a passage speaks well or ill of what was done."""

    POSITIVE = "positive", pgettext_lazy("polarity", "positive")
    NEGATIVE = "negative", pgettext_lazy("polarity", "negative")
    NEUTRAL = "neutral", pgettext_lazy("polarity", "neutral")


class Use(TextChoices):
    """What a piece of evidence is cited for."""

    SUPPORTS = "supports", pgettext_lazy("use of evidence", "supports")
    CONTRADICTS = "contradicts", pgettext_lazy("use of evidence", "contradicts")
    CONTEXT = "context", pgettext_lazy("use of evidence", "context")
    COMMITMENT = "commitment", pgettext_lazy("use of evidence", "commitment")


class EvidenceKind(TextChoices):
    """What sort of thing a piece of evidence is."""

    REPORT_PASSAGE = "report_passage", pgettext_lazy("kind of evidence", "passage of a report")
    LAW = "law", pgettext_lazy("kind of evidence", "law")
    BUDGET = "budget", pgettext_lazy("kind of evidence", "budget")
    STATISTIC = "statistic", pgettext_lazy("kind of evidence", "statistic")
    COURT_DECISION = "court_decision", pgettext_lazy("kind of evidence", "court decision")
    PROCEDURE = "procedure", pgettext_lazy("kind of evidence", "procedure")
    TRAINING = "training", pgettext_lazy("kind of evidence", "training")
    OFFICIAL_STATEMENT = (
        "official_statement",
        pgettext_lazy("kind of evidence", "official statement"),
    )
    LETTER = "letter", pgettext_lazy("kind of evidence", "letter")
    MEETING = "meeting", pgettext_lazy("kind of evidence", "meeting")
    AUDIT = "audit", pgettext_lazy("kind of evidence", "audit")
    NGO_REPORT = "ngo_report", pgettext_lazy("kind of evidence", "NGO report")
    INTERNATIONAL_REPORT = (
        "international_report",
        pgettext_lazy("kind of evidence", "international report"),
    )
    MEDIA = "media", pgettext_lazy("kind of evidence", "media")
    INTERVIEW = "interview", pgettext_lazy("kind of evidence", "interview")
    SITE_VISIT = "site_visit", pgettext_lazy("kind of evidence", "site visit")


DOCUMENTS = frozenset(
    {
        EvidenceKind.LAW,
        EvidenceKind.BUDGET,
        EvidenceKind.STATISTIC,
        EvidenceKind.COURT_DECISION,
        EvidenceKind.PROCEDURE,
        EvidenceKind.TRAINING,
        EvidenceKind.AUDIT,
    }
)


class Sensitivity(TextChoices):
    """Who may know of a piece of evidence."""

    PUBLIC = "public", pgettext_lazy("sensitivity", "public")
    INTERNAL = "internal", pgettext_lazy("sensitivity", "internal")
    NAMED_READERS = "named_readers", pgettext_lazy("sensitivity", "named readers")


class Attribution(TextChoices):
    """Whether a source may be named."""

    ATTRIBUTABLE = "attributable", pgettext_lazy("attribution", "attributable")
    NOT_ATTRIBUTABLE = "not_attributable", pgettext_lazy("attribution", "not attributable")
    PROTECTED = "protected", pgettext_lazy("attribution", "protected")


class QueryKind(TextChoices):
    """What sort of question a query is."""

    DOES_NOT_ADD_UP = "does_not_add_up", pgettext_lazy("kind of query", "does not add up")
    ASK = "ask", pgettext_lazy("kind of query", "ask")


class BodyKind(TextChoices):
    """What sort of institution a body is."""

    GOVERNMENT = "government", pgettext_lazy("kind of body", "government")
    MINISTRY = "ministry", pgettext_lazy("kind of body", "ministry")
    POLICE = "police", pgettext_lazy("kind of body", "police")
    PROSECUTION = "prosecution", pgettext_lazy("kind of body", "prosecution")
    COURT = "court", pgettext_lazy("kind of body", "court")
    OVERSIGHT = "oversight", pgettext_lazy("kind of body", "oversight")
    COORDINATION = "coordination", pgettext_lazy("kind of body", "coordination")
    SOCIAL_SERVICE = "social_service", pgettext_lazy("kind of body", "social service")
    TRAINING = "training", pgettext_lazy("kind of body", "training")
    MUNICIPALITY = "municipality", pgettext_lazy("kind of body", "municipality")
    FUND = "fund", pgettext_lazy("kind of body", "fund")
    NGO = "ngo", pgettext_lazy("kind of body", "NGO")
    INTERNATIONAL = "international", pgettext_lazy("kind of body", "international")
    MONITORING = "monitoring", pgettext_lazy("kind of body", "monitoring")
    COMPANY = "company", pgettext_lazy("kind of body", "company")
    UNNAMED = "unnamed", pgettext_lazy("kind of body", "unnamed")


class Language(TextChoices):
    """The languages the tracker speaks; the codes are those of the interface."""

    ENGLISH = "en", "English"
    ALBANIAN = "sq", "Shqip"
    SERBIAN = "sr-latn", "Srpski"


class Tier(TextChoices):
    """Where the TIP Report placed a government."""

    ONE = "1", pgettext_lazy("tier", "Tier 1")
    TWO = "2", pgettext_lazy("tier", "Tier 2")
    WATCH_LIST = "2wl", pgettext_lazy("tier", "Tier 2 Watch List")
    THREE = "3", pgettext_lazy("tier", "Tier 3")
    SPECIAL = "special", pgettext_lazy("tier", "Special Case")


class Group(TextChoices):
    """The rights a user may hold, until roles come. Groups of these names follow migration."""

    VIEWER = "viewer", pgettext_lazy("right of a user", "viewer")
    ANALYST = "analyst", pgettext_lazy("right of a user", "analyst")
    REVIEWER = "reviewer", pgettext_lazy("right of a user", "reviewer")
    ADMINISTRATOR = "administrator", pgettext_lazy("right of a user", "administrator")
