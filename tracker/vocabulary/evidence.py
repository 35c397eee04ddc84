"""What can be shown, what for, and to whom."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


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


class Attribution(TextChoices):
    """Whether a source may be named."""

    ATTRIBUTABLE = "attributable", pgettext_lazy("attribution", "attributable")
    NOT_ATTRIBUTABLE = "not_attributable", pgettext_lazy("attribution", "not attributable")
    PROTECTED = "protected", pgettext_lazy("attribution", "protected")


class QueryKind(TextChoices):
    """What sort of question a query is."""

    DOES_NOT_ADD_UP = "does_not_add_up", pgettext_lazy("kind of query", "does not add up")
    ASK = "ask", pgettext_lazy("kind of query", "ask")
