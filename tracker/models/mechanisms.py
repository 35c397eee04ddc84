"""The series that reports belong to."""

import re
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import NaturalKey, OpenQuerySet

MONTH_AND_DAY = re.compile(r"[01]\d-[0-3]\d")


def tip_year() -> list[str]:
    """The dates of the TIP year: the call's deadline, what can be shown ends, the report by law."""
    return ["02-01", "03-31", "06-30"]


def check_calendar(days: Any) -> None:
    """Raises ValidationError unless these are days that come every year, as month and day."""
    if isinstance(days, list) and days and all(_comes_every_year(day) for day in days):
        return
    raise ValidationError(
        _(
            "The dates can't be read. Write at least one day that comes every year, each as month "
            'and day in quotes: ["02-01", "03-31", "06-30"].'
        ),
        code="calendar",
    )


def _comes_every_year(day: Any) -> bool:
    if not isinstance(day, str) or not MONTH_AND_DAY.fullmatch(day):
        return False
    try:
        date.fromisoformat(f"2023-{day}")  # no leap year
    except ValueError:
        return False
    return True


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
