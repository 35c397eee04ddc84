"""Codes of recommendations and reports, of bodies and their roles, of imports and publications."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Section(TextChoices):
    """Section of a country narrative."""

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


class Tier(TextChoices):
    """Tier in which the TIP Report placed a government."""

    ONE = "1", pgettext_lazy("tier", "Tier 1")
    TWO = "2", pgettext_lazy("tier", "Tier 2")
    WATCH_LIST = "2wl", pgettext_lazy("tier", "Tier 2 Watch List")
    THREE = "3", pgettext_lazy("tier", "Tier 3")
    SPECIAL = "special", pgettext_lazy("tier", "Special Case")


class Duty(TextChoices):
    """Duty of a recommendation: to act once, to continue, or to increase."""

    ONCE = "once", pgettext_lazy("duty", "once")
    CONTINUING = "continuing", pgettext_lazy("duty", "continuing")
    INCREASE = "increase", pgettext_lazy("duty", "increase")


class Lifecycle(TextChoices):
    """Lifecycle of a recommendation across editions."""

    ACTIVE = "active", pgettext_lazy("lifecycle of a recommendation", "active")
    CONTINUED = "continued", pgettext_lazy("lifecycle of a recommendation", "continued")
    NOT_REPEATED = "not_repeated", pgettext_lazy("lifecycle of a recommendation", "not repeated")
    CLOSED = "closed", pgettext_lazy("lifecycle of a recommendation", "closed")


class ClosureReason(TextChoices):
    """Reason for closing a recommendation."""

    IMPLEMENTED = "implemented", pgettext_lazy("reason for closing", "implemented")
    SUPERSEDED = "superseded", pgettext_lazy("reason for closing", "superseded")
    MOOT = "moot", pgettext_lazy("reason for closing", "moot")
    WITHDRAWN_BY_ISSUER = (
        "withdrawn_by_issuer",
        pgettext_lazy("reason for closing", "withdrawn by its issuer"),
    )
    TRACKING_STOPPED = "tracking_stopped", pgettext_lazy("reason for closing", "tracking stopped")


class LineageKind(TextChoices):
    """Kind of link to a recommendation of an earlier edition."""

    REPEATED = "repeated", pgettext_lazy("closeness of a link", "repeated")
    REWORDED = "reworded", pgettext_lazy("closeness of a link", "reworded")
    SPLIT = "split", pgettext_lazy("closeness of a link", "split")
    MERGED = "merged", pgettext_lazy("closeness of a link", "merged")
    SUPERSEDED = "superseded", pgettext_lazy("closeness of a link", "superseded")


class ComponentBasis(TextChoices):
    """Origin of the words of a component."""

    IN_TEXT = "in_text", pgettext_lazy("basis of a component", "in the text")
    ANALYST = "analyst", pgettext_lazy("basis of a component", "added by an analyst")


class Theme(TextChoices):
    """Theme, one of the four "P"s of monitoring of trafficking."""

    PROSECUTION = "prosecution", pgettext_lazy("theme", "Prosecution")
    PROTECTION = "protection", pgettext_lazy("theme", "Protection")
    PREVENTION = "prevention", pgettext_lazy("theme", "Prevention")
    PARTNERSHIP = "partnership", pgettext_lazy("theme", "Partnership")


class BodyKind(TextChoices):
    """Kind of institution."""

    GOVERNMENT = "government", pgettext_lazy("kind of body", "government")
    MINISTRY = "ministry", pgettext_lazy("kind of body", "ministry")
    POLICE = "police", pgettext_lazy("kind of body", "police")
    PROSECUTION = "prosecution", pgettext_lazy("kind of body", "prosecution")
    COURT = "court", pgettext_lazy("kind of body", "court")
    INSPECTION = "inspection", pgettext_lazy("kind of body", "inspection")
    OVERSIGHT = "oversight", pgettext_lazy("kind of body", "oversight")
    COORDINATION = "coordination", pgettext_lazy("kind of body", "coordination")
    SOCIAL_SERVICE = "social_service", pgettext_lazy("kind of body", "social service")
    TRAINING = "training", pgettext_lazy("kind of body", "training")
    MUNICIPALITY = "municipality", pgettext_lazy("kind of body", "municipality")
    FUND = "fund", pgettext_lazy("kind of body", "fund")
    NGO = "ngo", pgettext_lazy("kind of body", "NGO")
    INTERNATIONAL = "international", pgettext_lazy("kind of body", "international")
    MONITORING = "monitoring", pgettext_lazy("kind of body", "monitoring")
    MEDIA = "media", pgettext_lazy("kind of body", "media")
    COMPANY = "company", pgettext_lazy("kind of body", "company")
    UNNAMED = "unnamed", pgettext_lazy("kind of body", "unnamed")


STATE_KINDS = frozenset(
    {
        BodyKind.GOVERNMENT,
        BodyKind.MINISTRY,
        BodyKind.POLICE,
        BodyKind.PROSECUTION,
        BodyKind.COURT,
        BodyKind.INSPECTION,
        BodyKind.COORDINATION,
        BodyKind.SOCIAL_SERVICE,
        BodyKind.TRAINING,
        BodyKind.MUNICIPALITY,
        BodyKind.FUND,
    }
)
# Neither the state nor known well enough to be independent of it.
UNPROVEN_KINDS = frozenset({BodyKind.COMPANY, BodyKind.UNNAMED})

# Anybody publishes on these sites, so their address says nothing about who wrote.
SHARED_SITES = frozenset(
    {
        "archive.org",
        "bit.ly",
        "blogspot.com",
        "docs.google.com",
        "drive.google.com",
        "dropbox.com",
        "facebook.com",
        "instagram.com",
        "issuu.com",
        "linkedin.com",
        "medium.com",
        "onedrive.live.com",
        "scribd.com",
        "sharepoint.com",
        "t.co",
        "t.me",
        "tiktok.com",
        "twitter.com",
        "wetransfer.com",
        "wordpress.com",
        "x.com",
        "youtu.be",
        "youtube.com",
    }
)


class Role(TextChoices):
    """Role of a body in a recommendation."""

    LEAD = "lead", pgettext_lazy("role of a body", "lead")
    SUPPORTING = "supporting", pgettext_lazy("role of a body", "supporting")
    BENEFICIARY = "beneficiary", pgettext_lazy("role of a body", "beneficiary")
    OVERSIGHT = "oversight", pgettext_lazy("role of a body", "oversight")


PLURAL_ROLE_LABELS = {  # bodies that share a role: their label differs from that of one in Serbian
    Role.LEAD: pgettext_lazy("role of several bodies", "lead"),
    Role.SUPPORTING: pgettext_lazy("role of several bodies", "supporting"),
    Role.BENEFICIARY: pgettext_lazy("role of several bodies", "beneficiaries"),
    Role.OVERSIGHT: pgettext_lazy("role of several bodies", "oversight"),
}
RESPONSIBLE_ROLES = (Role.LEAD, Role.SUPPORTING)
CONCERNED_ROLES = (Role.LEAD, Role.SUPPORTING, Role.BENEFICIARY)  # not independent sources


class ResponsibilityBasis(TextChoices):
    """Basis on which a responsibility was assigned."""

    NAMED_IN_REPORT = "named_in_report", pgettext_lazy("basis", "named in the report")
    INFERRED_FROM_REPORT = (
        "inferred_from_report",
        pgettext_lazy("basis", "inferred from the report"),
    )
    INFERRED_OUTSIDE_REPORT = (
        "inferred_outside_report",
        pgettext_lazy("basis", "inferred from other sources"),
    )


class Confidence(TextChoices):
    """Confidence of the analyst in a responsibility."""

    LOW = "low", pgettext_lazy("confidence", "low")
    MEDIUM = "medium", pgettext_lazy("confidence", "medium")
    HIGH = "high", pgettext_lazy("confidence", "high")


class ImportRunState(TextChoices):
    """State of an import run. An accepted one can be undone while nothing depends on its rows."""

    WAITING = "waiting", pgettext_lazy("state of a run", "waiting")
    ACCEPTED = "accepted", pgettext_lazy("state of a run", "accepted")
    DROPPED = "dropped", pgettext_lazy("state of a run", "discarded")
    UNDONE = "undone", pgettext_lazy("state of a run", "undone")


class DraftKind(TextChoices):
    """Kind of row that a draft becomes."""

    RECOMMENDATION = "recommendation", pgettext_lazy("kind of draft", "recommendation")
    FIGURE = "figure", pgettext_lazy("kind of draft", "figure")
    QUESTION = "question", pgettext_lazy("kind of draft", "question")
    RESPONSIBILITY = "responsibility", pgettext_lazy("kind of draft", "responsibility")
    LINK = "link", pgettext_lazy("kind of draft", "link to an earlier edition")
    BODY = "body", pgettext_lazy("kind of draft", "body not in the list")


class DraftState(TextChoices):
    """State of a draft; dropped ones are left out when the run is accepted."""

    OFFERED = "offered", pgettext_lazy("state of a draft", "undecided")
    ACCEPTED = "accepted", pgettext_lazy("state of a draft", "accepted")
    DROPPED = "dropped", pgettext_lazy("state of a draft", "left out")


class ReportKind(TextChoices):
    """Kind of progress report, which decides its content and order."""

    FULL = "full", pgettext_lazy("kind of progress report", "Full report")
    BRIEF = "brief", pgettext_lazy("kind of progress report", "Brief")
    THEME = "theme", pgettext_lazy("kind of progress report", "By theme")
    BODY = "body", pgettext_lazy("kind of progress report", "For a responsible body")
    CHANGES = "changes", pgettext_lazy("kind of progress report", "What changed")
    OUTSTANDING = (
        "outstanding",
        pgettext_lazy("kind of progress report", "Outstanding and overdue"),
    )
    EVIDENCE = "evidence", pgettext_lazy("kind of progress report", "Evidence pack")
    AGENDA = "agenda", pgettext_lazy("kind of progress report", "Agenda of a meeting")


class Audience(TextChoices):
    """Audience of a report. A public report contains public rows alone.

    A report for a body contains, besides, what that body itself stated, issued or was asked.
    """

    INTERNAL = "internal", pgettext_lazy("audience of a report", "internal")
    BODY = "body", pgettext_lazy("audience of a report", "the body itself")
    PUBLIC = "public", pgettext_lazy("audience of a report", "public")


class ReportFormat(TextChoices):
    """Format of a report; the code is the extension of the file name."""

    HTML = "html", pgettext_lazy("format of a report", "Web page")
    PDF = "pdf", "PDF"
    DOCX = "docx", pgettext_lazy("format of a report", "Word")
    XLSX = "xlsx", pgettext_lazy("format of a report", "Excel")
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    MARKDOWN = "md", "Markdown"


class PublicationState(TextChoices):
    """State of a publication; its bytes are the same in each."""

    DRAFT = "draft", pgettext_lazy("state of a publication", "draft")
    PUBLISHED = "published", pgettext_lazy("state of a publication", "published")
    SUPERSEDED = "superseded", pgettext_lazy("state of a publication", "replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a publication", "withdrawn")


class Frequency(TextChoices):
    """Frequency at which a saved report is made."""

    ONCE = "once", pgettext_lazy("how often a report is made", "once")
    MONTH = "month", pgettext_lazy("how often a report is made", "every month")
    QUARTER = "quarter", pgettext_lazy("how often a report is made", "every three months")
    YEAR = "year", pgettext_lazy("how often a report is made", "every year")
