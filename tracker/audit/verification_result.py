"""Result of a verification of history."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MAX_FAULTS = 100  # kept in a result: a hundred prove that history was rewritten


@dataclass(frozen=True, slots=True)
class HistoryFault:
    """Fault in history: a sentence, and the event that it is about (None: no event)."""

    message: str
    sequence: int | None = None

    def __str__(self) -> str:
        if self.sequence is None:
            return self.message
        return _("Event %(sequence)d: %(words)s") % {
            "sequence": self.sequence,
            "words": self.message,
        }


@dataclass(frozen=True, slots=True)
class AppliedRedaction:
    """Redaction that was carried out, by whom, and the events that it changed."""

    redaction: int
    asked_by: str
    carried_out_by: str
    events: tuple[int, ...]


@dataclass(slots=True)
class VerificationResult:
    """Counts of what was verified, and the faults, the lowest sequence first."""

    seals: int = 0
    signed: int = 0
    sealed: int = 0  # events
    unsealed: int = 0  # events after the newest seal: only drift speaks for them
    newest: str = ""  # hash of the newest seal
    newest_number: int = 0
    rows: int = 0
    redactions: list[AppliedRedaction] = field(default_factory=list)
    faults: list[HistoryFault] = field(default_factory=list)  # MAX_FAULTS at most
    notes: list[str] = field(default_factory=list)  # what is no fault and should be known
    first_bad: int | None = None  # the lowest sequence of all faults, also of those left out

    @property
    def is_well(self) -> bool:
        """Whether no fault was found."""
        return not self.faults

    @property
    def redacted(self) -> int:
        """Count the events that redactions changed."""
        return len({event for redaction in self.redactions for event in redaction.events})

    def add(self, message: str, sequence: int | None = None) -> None:
        """Add a fault: a sentence, and the event that it is about (None: no event)."""
        self.extend([HistoryFault(message, sequence)])

    def extend(self, faults: Iterable[HistoryFault]) -> None:
        """Add faults; beyond MAX_FAULTS only the lowest sequence is kept up to date."""
        for fault in faults:
            if fault.sequence is not None:
                lowest = fault.sequence if self.first_bad is None else self.first_bad
                self.first_bad = min(lowest, fault.sequence)
            if len(self.faults) < MAX_FAULTS:
                self.faults.append(fault)
