"""Mechanisms, topics, reports, passages and findings."""

from datetime import date, timedelta
from string import ascii_uppercase

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.formats.countries import find_country_code
from tracker.migrations.schema import check_calendar, tip_year
from tracker.models.base import (
    NaturalKey,
    OpenQuerySet,
    Span,
    Withdrawable,
    WithdrawableQuerySet,
    address_by,
    choice_constraint,
    key_index,
    named_by,
    span_constraint,
)
from tracker.vocabulary import Section, Tier, translate_stored


class Mechanism(NaturalKey, models.Model):
    """Series of monitoring reports with its calendar, as the TIP Report or GRETA."""

    NATURAL_KEY = ("code",)

    code = models.SlugField(_("code"), max_length=16, unique=True)  # "TIP"
    name = models.CharField(_("name"), max_length=200)
    issuer = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="mechanisms", verbose_name=_("issuer")
    )
    # The first day of its year; the TIP year runs from 1 April to 31 March.
    year_starts_month = models.PositiveSmallIntegerField(
        _("first month of its year"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    review_dates = models.JSONField(  # ["02-01", "03-31", "06-30"]
        _("review dates"),
        default=tip_year,
        validators=[check_calendar],
        help_text=_(
            "A recommendation without its own review date is reviewed on the next of these dates."
        ),
    )

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year_starts_month__range=(1, 12)), name="mechanism_month_exists"
            )
        ]

    __str__ = named_by("code")

    def year_around(self, day: date) -> tuple[date, date]:
        """Return first and last day of the mechanism's year that contains `day`."""
        year = day.year if day.month >= self.year_starts_month else day.year - 1
        return (
            date(year, self.year_starts_month, 1),
            date(year + 1, self.year_starts_month, 1) - timedelta(days=1),
        )

    def next_date(self, *, after: date) -> date:
        """Return the first date of its calendar after this day."""
        candidates = (
            date.fromisoformat(f"{year}-{day}")
            for year in (after.year, after.year + 1)
            for day in sorted(self.review_dates)
        )
        return next(day for day in candidates if day > after)


class Topic(NaturalKey, models.Model):
    """Subject across themes, as shelters, begging or hotline."""

    NATURAL_KEY = ("code",)

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    __str__ = named_by("name")

    @property
    def shown_name(self) -> str:
        """Name in the language of the reader."""
        return translate_stored("topic", self.name)


def cite_report(mechanism: str, year: int, country: str) -> str:
    """Return the citation of a report: "TIP 2024 Kosovo"."""
    return f"{mechanism} {year} {country}"


def is_on_country(name: str) -> models.Q:
    """Return the condition that a report is on the country of this name, be it a former one."""
    code = find_country_code(name)
    return models.Q(country=code) if code else models.Q(country_name__iexact=name)


def sortable_position(position: int) -> str:
    """Return a position as text in its order: 003, 999, A1000, B10000."""
    digits = f"{position:03d}"
    return digits if len(digits) == 3 else f"{ascii_uppercase[len(digits) - 4]}{digits}"


class Report(NaturalKey, models.Model):
    """Edition on one country, with year, tier and the period it is about."""

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
    slug = models.SlugField(_("name in the address"), max_length=60, unique=True)
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
            models.CheckConstraint(
                condition=models.Q(period_from__lte=models.F("period_to")),
                name="report_period_runs_forward",
                violation_error_message=_(
                    "“Period to” is before “Period from”. Choose a later day."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(year__range=(1900, 9999)),
                name="report_year_has_four_digits",
                violation_error_message=_("Enter the year with four digits, for example 2024."),
            ),
            choice_constraint("tier", Tier.values, "report_tier_is_known", blank=True),
            choice_constraint(
                "previous_tier", Tier.values, "report_previous_tier_is_known", blank=True
            ),
        ]
        indexes = [
            models.Index(fields=["-year", "slug"], name="report_newest"),
            models.Index(fields=["country"], name="report_country"),
        ]

    __str__ = named_by("cited_as")

    @property
    def cited_as(self) -> str:
        """Citation as "TIP 2024 Kosovo". In lists, select the mechanism first."""
        return cite_report(self.mechanism.code, self.year, self.country_name)

    get_absolute_url = address_by("report", "slug")

    def sort_key_for(self, position: int) -> str:
        """Return the sort key of a recommendation: country, mechanism, edition, position.

        The newest edition comes first.

        Every order and every page of a list compares this text alone.
        """
        edition = f"{self.country}/{self.mechanism.code}/{9999 - self.year:04d}"
        return f"{edition}/{sortable_position(position)}"


class Passage(NaturalKey, models.Model):
    """Paragraph of a report, numbered from 1 without blank ones."""

    NATURAL_KEY = ("report__slug", "number")

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="passages", verbose_name=_("report")
    )
    number = models.PositiveIntegerField(_("number"))
    section = models.CharField(_("section"), max_length=20, choices=Section)
    text = models.TextField(_("text"))  # verbatim; never changed after acceptance

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_passage_per_number"),
            choice_constraint("section", Section.values, "passage_section_is_known"),
        ]

    __str__ = named_by("report.cited_as", "number", separator=", ¶ ")


class Finding(NaturalKey, Span, Withdrawable):
    """Statement of a report that no recommendation covers, worth following."""

    NATURAL_KEY = ("report__slug", "code")

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="findings", verbose_name=_("report")
    )
    code = models.CharField(_("code"), max_length=10)  # "O01"
    title = models.CharField(_("title"), max_length=200)
    remark = models.TextField(_("remark"), blank=True)
    touches = models.ManyToManyField(
        "tracker.Recommendation",
        blank=True,
        related_name="findings",
        verbose_name=_("related recommendations"),
    )
    topics = models.ManyToManyField(
        "tracker.Topic", blank=True, related_name="findings", verbose_name=_("topics")
    )

    objects = WithdrawableQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="one_finding_per_code"),
            span_constraint("finding_span_is_whole"),
        ]
        indexes = [key_index("finding", "passage")]

    __str__ = named_by("code", "title")
