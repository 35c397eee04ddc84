"""The series that reports belong to."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.migrations.schema import check_calendar, tip_year
from tracker.models.shared import NaturalKey, OpenQuerySet


class Mechanism(NaturalKey, models.Model):
    """A series of monitoring reports, with its calendar: the TIP Report, GRETA."""

    NATURAL_KEY = ("code",)

    code = models.SlugField(_("code"), max_length=16, unique=True)  # "TIP"
    name = models.CharField(_("name"), max_length=200)
    issuer = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="mechanisms", verbose_name=_("issuer")
    )
    # The first day of its year; the TIP year runs from 1 April to 31 March.
    year_starts_month = models.PositiveSmallIntegerField(
        _("month its year starts in"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    review_dates = models.JSONField(  # ["02-01", "03-31", "06-30"]
        _("dates of its year"),
        default=tip_year,
        validators=[check_calendar],
        help_text=_("What is not reviewed on a day of its own is reviewed on the next of these."),
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

    def __str__(self) -> str:
        return self.code

    def year_around(self, day: date) -> tuple[date, date]:
        """First and last day of the mechanism's year that holds `day`."""
        year = day.year if day.month >= self.year_starts_month else day.year - 1
        first = date(year, self.year_starts_month, 1)
        return first, date(year + 1, self.year_starts_month, 1) - timedelta(days=1)

    def next_date(self, *, after: date) -> date:
        """The first date of its calendar after this day."""
        coming = (
            date.fromisoformat(f"{year}-{day}")
            for year in (after.year, after.year + 1)
            for day in sorted(self.review_dates)
        )
        return next(day for day in coming if day > after)
