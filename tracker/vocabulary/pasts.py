"""What is meant by "on a day": what was true then as is known today, or what was said then."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class Past(TextChoices):
    """By whose knowledge a past day is told: a correction shows in the first, not in the second."""

    KNOWN_NOW = "known_now", pgettext_lazy("a past day", "as we know today")
    BELIEVED = "believed", pgettext_lazy("a past day", "as we said then")


@dataclass(frozen=True, slots=True)
class Then:
    """A day, and by whose knowledge it is told."""

    on: date
    past: Past = Past.KNOWN_NOW

    @property
    def ends_at(self) -> datetime:
        """The first moment after the day, in the time zone of the tracker.

        What was recorded before it was said on that day.
        """
        return timezone.make_aware(
            datetime.combine(self.on + timedelta(days=1), time.min),
            timezone.get_default_timezone(),
        )
