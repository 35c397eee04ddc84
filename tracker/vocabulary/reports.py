"""Editions and the parts of their text."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


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


class Tier(TextChoices):
    """Where the TIP Report placed a government."""

    ONE = "1", pgettext_lazy("tier", "Tier 1")
    TWO = "2", pgettext_lazy("tier", "Tier 2")
    WATCH_LIST = "2wl", pgettext_lazy("tier", "Tier 2 Watch List")
    THREE = "3", pgettext_lazy("tier", "Tier 3")
    SPECIAL = "special", pgettext_lazy("tier", "Special Case")
