"""Past days, and reasons for changes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Basis(TextChoices):
    """Basis on which a past day is shown: with later corrections, or without."""

    AS_KNOWN_NOW = "known_now", pgettext_lazy("a past day", "what we know now")
    AS_RECORDED_THEN = "believed", pgettext_lazy("a past day", "what was recorded then")


@dataclass(frozen=True, slots=True)
class PastDay:
    """Day and the basis on which its state is shown."""

    on: date
    basis: Basis = Basis.AS_KNOWN_NOW

    @property
    def ends_at(self) -> datetime:
        """First moment after the day in the time zone of the tracker; excluded from the day."""
        return timezone.make_aware(
            datetime.combine(self.on + timedelta(days=1), time.min),
            timezone.get_default_timezone(),
        )


class Operation(TextChoices):
    """Operation on a row, or a sign-in."""

    INSERT = "insert", _("added")
    UPDATE = "update", pgettext_lazy("operation", "changed")
    DELETE = "delete", _("removed")
    SIGN_IN = "sign_in", _("signed in")
    FAILED = "failed", _("failed sign-ins")
    COVER = "cover", pgettext_lazy("operation", "recorded as it was")
    FACTOR = "factor", _("second factor")


class EventSource(TextChoices):
    """Interface that a change came through."""

    SITE = "site", _("on the site")
    ADMIN = "admin", _("in the administration")
    API = "api", _("through the API")
    COMMAND = "command", _("by a command")
    TASK = "task", _("by a background task")
    IMPORT = "import", _("by an import")


class ReasonCode(TextChoices):
    """Code of the reason for a change, picked in one click."""

    NEW_INFORMATION = (
        "new_information",
        pgettext_lazy("reason for a change", "new information"),
    )
    REPLY_OF_BODY = "reply_of_body", pgettext_lazy("reason for a change", "answer of the body")
    NEW_EDITION = "new_edition", pgettext_lazy("reason for a change", "new edition")
    EDITORIAL = "editorial", pgettext_lazy("reason for a change", "editorial")
    REASSIGNMENT = "reassignment", pgettext_lazy("reason for a change", "reassignment")
    CORRECTION = "correction", pgettext_lazy("reason for a change", "correction")
    WITHDRAWAL = "withdrawal", pgettext_lazy("reason for a change", "withdrawal")
    OTHER = "other", pgettext_lazy("reason for a change", "other")


REASONS_NEEDING_TEXT = frozenset({ReasonCode.CORRECTION, ReasonCode.WITHDRAWAL, ReasonCode.OTHER})

# For ordinary changes; corrections and withdrawals have actions of their own.
SELECTABLE_REASONS = (
    ReasonCode.NEW_INFORMATION,
    ReasonCode.REPLY_OF_BODY,
    ReasonCode.NEW_EDITION,
    ReasonCode.EDITORIAL,
    ReasonCode.REASSIGNMENT,
    ReasonCode.OTHER,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Reason for a change: a code, words, or both."""

    words: str = ""
    code: ReasonCode | None = None

    @property
    def is_enough(self) -> bool:
        """Whether it has words, or a code that needs none."""
        return bool(self.words.strip()) or (
            self.code is not None and self.code not in REASONS_NEEDING_TEXT
        )


def approval_reason(note: str, words: str, *, is_own: bool) -> Reason:
    """Return the reason of an approval: the note, else one's own words, else none but a code.

    What the author gave as the reason is not put into the mouth of who approves it.
    """
    return Reason(
        note.strip() or (words if is_own else ""),
        None if note.strip() or is_own else ReasonCode.NEW_INFORMATION,
    )
