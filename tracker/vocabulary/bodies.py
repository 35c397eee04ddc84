"""Kinds of bodies, and their roles in recommendations."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


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
