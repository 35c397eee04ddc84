"""The evidence is checked: files on disk, links, and days that are over."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tracker.actions.checking.disk import check_file, check_printed, tidy, untold
from tracker.actions.checking.links import Links, check_links
from tracker.summaries import checking as told
from tracker.summaries.checking import Found
from tracker.vocabulary.checking import Amiss

TIMEOUT = 10.0  # seconds that a site has to answer

__all__ = ["TIMEOUT", "Checked", "check"]


@dataclass(slots=True)
class Checked:
    """What a check came to."""

    on: date
    files: int = 0  # versions and files of publications looked at
    pieces: int = 0  # that stand
    of_files: list[Found] = field(default_factory=list)
    untold: list[Found] = field(default_factory=list)
    expired: list[Found] = field(default_factory=list)
    tidied: list[str] = field(default_factory=list)
    links: Links | None = None  # None: not looked at
    skipped: int = 0  # links of pieces for named readers

    @property
    def found(self) -> list[Found]:
        """All that is amiss, in the order it is told."""
        of_links = self.links.found if self.links else []
        return [*self.of_files, *self.untold, *of_links, *self.expired]

    @property
    def is_well(self) -> bool:
        return not any(one.is_wrong for one in self.found)

    def told(self) -> dict[str, Any]:
        """All of it for a program."""
        links = self.links
        return {
            "on": self.on.isoformat(),
            "well": self.is_well,
            "counts": {
                "files": self.files,
                "pieces": self.pieces,
                "links": links.read if links else None,
                "links_learned": links.learned if links else None,
                "links_not_reached": links.not_reached if links else None,
                "links_skipped": self.skipped,
                "tidied": len(self.tidied),
            },
            "files": [one.told() for one in self.of_files],
            "untold": [one.told() for one in self.untold],
            "links": [one.told() for one in links.found] if links else [],
            "expired": [one.told() for one in self.expired],
            "tidied": self.tidied,
        }


def check(
    *,
    now: datetime,
    on: date,
    links: bool = True,
    named: bool = False,
    tidied: bool = False,
    timeout: float = TIMEOUT,
    opened_to: Collection[str] = (),
) -> Checked:
    """Look at every file, at every link unless told not to, and at what expired before `on`.

    Links of pieces `named` readers alone may know of are left out unless asked for: to read one
    tells its site that somebody here is interested. What no row tells of is named once it is a
    day old, and deleted if `tidied`. Written is only what a link says, under the context's name.
    `opened_to` are inner addresses that links may lead to: for tests alone.
    """
    came = Checked(on=on, pieces=told.count_of_pieces())
    for file in told.kept_files():
        came.files += 1
        came.of_files += check_file(file)
    for name, sha256 in told.printed_files():
        came.files += 1
        came.of_files += check_printed(name, sha256)
    if tidied:
        came.tidied = tidy(now=now)
    came.untold = [Found(Amiss.UNTOLD, sha256=name) for name in untold(now=now)]
    came.expired = told.expired(on=on)
    if links:
        if not named:
            came.skipped = told.count_of_named_links()
        wanted = told.links(named=named)
        came.links = check_links(wanted, on=on, timeout=timeout, opened_to=opened_to)
    return came
