"""Editions of a mechanism on one country."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import NaturalKey, OpenQuerySet, ToldCheck, known
from tracker.vocabulary import Tier


class Report(NaturalKey, models.Model):
    """One edition on one country: year, tier, the period it speaks about."""

    NATURAL_KEY = ("slug",)

    mechanism = models.ForeignKey(
        "tracker.Mechanism",
        models.PROTECT,
        related_name="reports",
        verbose_name=_("mechanism"),
    )
    country = models.CharField(_("country code"), max_length=2)  # ISO 3166-1, and XK for Kosovo
    country_name = models.CharField(_("country"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year of the edition"))
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, blank=True)
    previous_tier = models.CharField(_("previous tier"), max_length=10, choices=Tier, blank=True)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    published_on = models.DateField(_("published on"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["mechanism", "country", "year"], name="one_edition_per_country_and_year"
            ),
            ToldCheck(
                condition=Q(period_from__lte=F("period_to")),
                name="report_period_runs_forward",
                says=_("The period ends before it begins. Choose a day after “Period from”."),
            ),
            ToldCheck(
                condition=Q(year__range=(1900, 9999)),
                name="report_year_has_four_digits",
                says=_("A year has four digits. Write it as 2024."),
            ),
            known("tier", Tier.values, "report_tier_is_known", blank=True),
            known("previous_tier", Tier.values, "report_previous_tier_is_known", blank=True),
        ]

    def __str__(self) -> str:
        return self.cited_as

    @property
    def cited_as(self) -> str:
        """ "TIP 2024 Kosovo". Reads the mechanism: have it at hand in lists."""
        return f"{self.mechanism.code} {self.year} {self.country_name}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.slug])

    def sort_key_for(self, position: int) -> str:
        """Sort key of the recommendation at `position`: country, mechanism, newest first, place.

        Every order of a list and every page of it is one comparison of this text.
        """
        return f"{self.country}/{self.mechanism.code}/{9999 - self.year:04d}/{position:03d}"
