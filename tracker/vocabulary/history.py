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


class ReasonCode(TextChoices):
    """Why something is changed, in one click."""

    NEW_INFORMATION = (
        "new_information",
        pgettext_lazy("reason for a change", "new information"),
    )
    REPLY_OF_BODY = "reply_of_body", pgettext_lazy("reason for a change", "reply of the body")
    NEW_EDITION = "new_edition", pgettext_lazy("reason for a change", "new edition")
    EDITORIAL = "editorial", pgettext_lazy("reason for a change", "editorial")
    REASSIGNMENT = "reassignment", pgettext_lazy("reason for a change", "reassignment")
    CORRECTION = "correction", pgettext_lazy("reason for a change", "correction")
    WITHDRAWAL = "withdrawal", pgettext_lazy("reason for a change", "withdrawal")
    OTHER = "other", pgettext_lazy("reason for a change", "other")


NEED_WORDS = frozenset({ReasonCode.CORRECTION, ReasonCode.WITHDRAWAL, ReasonCode.OTHER})

# What somebody picks for an ordinary change; corrections and withdrawals have deeds of their own.
PICKED = (
    ReasonCode.NEW_INFORMATION,
    ReasonCode.REPLY_OF_BODY,
    ReasonCode.NEW_EDITION,
    ReasonCode.EDITORIAL,
    ReasonCode.REASSIGNMENT,
    ReasonCode.OTHER,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, words, or both. Words alone carry no code; a code alone needs none of NEED_WORDS."""

    words: str = ""
    code: ReasonCode | None = None

    @property
    def is_enough(self) -> bool:
        """Whether it says why: words, or a code that needs none."""
        return bool(self.words.strip()) or (self.code is not None and self.code not in NEED_WORDS)
