"""What came of a verification of history."""

from dataclasses import dataclass, field

from tracker.audit.drift import Wrong

MOST_TOLD = 100  # of what is wrong: who rewrote a million events is found out by a hundred


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A redaction that was carried out, by whom, and the events that it changed."""

    redaction: int
    asked_by: str
    carried_out_by: str
    events: tuple[int, ...]


@dataclass(slots=True)
class Verified:
    """What was looked at, and what is wrong, the lowest sequence first."""

    seals: int = 0
    signed: int = 0
    sealed: int = 0  # events
    unsealed: int = 0  # events after the newest seal: only drift speaks for them
    newest: str = ""  # hash of the newest seal
    rows: int = 0
    redactions: list[TakenOut] = field(default_factory=list)
    found: list[Wrong] = field(default_factory=list)  # MOST_TOLD at most
    first_bad: int | None = None  # the lowest sequence of all, told or not

    @property
    def is_well(self) -> bool:
        return not self.found

    @property
    def redacted(self) -> int:
        """How many events words were taken out of."""
        return len({event for one in self.redactions for event in one.events})

    def tell(self, wrong: Wrong) -> None:
        if wrong.sequence is not None:
            lowest = wrong.sequence if self.first_bad is None else self.first_bad
            self.first_bad = min(lowest, wrong.sequence)
        if len(self.found) < MOST_TOLD:
            self.found.append(wrong)
