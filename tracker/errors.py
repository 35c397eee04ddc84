"""What the tracker refuses, as sentences for people.

A refusal names the thing, what was asked, why not, and what can be done. It is shown as it is.
"""

from collections.abc import Sequence
from typing import Any


class TrackerError(Exception):
    """A refusal. `str(error)` is the translated sentence to show; nothing was written."""


class PermissionRefused(TrackerError):
    """The user may not do this."""


class EvidenceMissing(TrackerError):
    """The status asks for more evidence than is cited."""


class Stale(TrackerError):
    """Somebody else changed the thing since the form was opened."""


class InvalidDate(TrackerError):
    """A date is in the future, or before the period it speaks about."""


class QuoteMismatch(TrackerError):
    """The words quoted do not stand at that place of the passage."""


class NotAllowed(TrackerError):
    """The move is not in the table of moves, or the value is not in the vocabulary."""


class InvalidValue(TrackerError):
    """A value breaks a rule of its field, or clashes with a row that exists."""


class BadFixture(TrackerError):
    """A file of start data cannot be read, or contradicts itself."""


class OutputNotWritable(TrackerError):
    """The output path cannot be written."""


class TriggersMissing(TrackerError):
    """The database lacks triggers, so history would not be written."""


class FileUnreadable(TrackerError):
    """A file that came in can't be read, or is not what was asked for."""


class FileMissing(TrackerError):
    """Bytes that a row tells of are not there, or are others."""


class PurposeMissing(TrackerError):
    """Matter for named readers is opened for a purpose, said once a day."""


class PersonalDataFound(Exception):
    """Words look like a victim's data: not a refusal, but a question to who wrote them.

    `str(error)` tells what was found and what to do; `spots` are what and where.
    """

    def __init__(self, told: str, spots: Sequence[Any] = ()) -> None:
        super().__init__(told)
        self.spots = spots
