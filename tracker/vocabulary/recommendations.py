"""Sections, tiers, duties, lifecycles, lineage and themes of recommendations."""

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
