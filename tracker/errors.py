"""Errors of the tracker, with sentences for people.

A sentence names the row, what was asked, why not, and what can be done. It is shown unchanged.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils.functional import Promise

from tracker.formats import format_day


class TrackerError(Exception):
    """Base of errors for people: `str(error)` is the translated sentence; nothing was written."""

    @classmethod
    def raise_if(cls, condition: object, message: str | Promise, /, **values: object) -> None:
        """Raise this error if the condition holds, with the values filled into the message.

        They are read in any case, so what costs a query belongs below an `if`. Days are written in
        full.
        """
        if condition:
            raise cls(
                message
                % {
                    name: format_day(value) if isinstance(value, date) else value
                    for name, value in values.items()
                }
            )

    @classmethod
    @contextmanager
    def instead_of(
        cls,
        errors: type[Exception] | tuple[type[Exception], ...],
        message: str | Promise,
        /,
        **values: object,
    ) -> Iterator[None]:
        """Raise this error instead of others that occur inside, which it names as `why`."""
        try:
            yield
        except errors as error:
            why = " ".join(str(getattr(error, "strerror", None) or error).split())
            raise cls(message % {"why": why, **values}) from error


class PermissionRefused(TrackerError):
    """The user has no right to do this."""


class EvidenceMissing(TrackerError):
    """The status needs more evidence than is cited."""


class Stale(TrackerError):
    """The row was changed by somebody else since the form was opened.

    `row` was changed after the event `since`, if it is known.
    """

    def __init__(self, message: str, *, row: Any = None, since: int = 0) -> None:
        super().__init__(message)
        self.row, self.since = row, since


class InvalidDate(TrackerError):
    """A date is in the future, or outside its period."""


class QuoteMismatch(TrackerError):
    """The quote is not at that place of the passage."""


class NotAllowed(TrackerError):
    """The transition is not possible, or the value is not in the vocabulary."""


class InvalidValue(TrackerError):
    """A value breaks a rule of its field, or conflicts with another row."""


class BadFixture(TrackerError):
    """A fixture can't be read, or contradicts itself."""


class DatabaseBusy(TrackerError):
    """Somebody else has been writing for so long that this write gave up."""


class OutputNotWritable(TrackerError):
    """The output path can't be written."""


class TriggersMissing(TrackerError):
    """The database lacks triggers, so changes would not be audited."""


class FileUnreadable(TrackerError):
    """A file can't be read, or has another content than expected."""


class FileMissing(TrackerError):
    """Stored bytes of a row are missing or changed."""


class PurposeMissing(TrackerError):
    """A row for named readers was opened without a purpose, which is given once a day."""


class PersonalDataFound(Exception):
    """A text looks like a victim's data; its writer has to confirm it.

    `str(error)` says what was found and what to do; `spots` are the kinds and places.
    """

    def __init__(self, message: str, spots: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.spots = spots
