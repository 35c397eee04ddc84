"""Files of evidence on disk against the rows that tell of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from django.db import transaction

from tracker.actions.evidence import storage
from tracker.actions.evidence.link_checks import Links, check_links
from tracker.actions.locks import hold_files
from tracker.summaries import evidence as told
from tracker.summaries.evidence import Found, KeptFile
from tracker.vocabulary.evidence import Amiss

STAY = timedelta(days=1)  # what no row tells of: it may be about to be told of
ORIGINAL = (Amiss.MISSING, Amiss.CHANGED, Amiss.SHUT)
COPY = (Amiss.COPY_MISSING, Amiss.COPY_CHANGED, Amiss.COPY_SHUT)


def check_file(file: KeptFile) -> list[Found]:
    """What is amiss with the original and the clean copy of a version."""
    found = [_amiss(file.sha256, ORIGINAL)]
    if file.clean_sha256 != file.sha256:
        found.append(_amiss(file.clean_sha256, COPY))
    return [Found(one, piece=file.piece, version=file.version) for one in found if one]


def check_printed(name: str, sha256: str) -> list[Found]:
    """What is amiss with a file of a publication."""
    wrong = _amiss(sha256, ORIGINAL)
    return [Found(wrong, printed=name)] if wrong else []


def untold(*, now: datetime) -> Iterator[str]:
    """What lies on disk for more than a day, and no version or publication tells of."""
    for names in batched(storage.every_kept(), told.AT_ONCE):
        known = told.told_of(names)
        yield from (name for name in names if name not in known and _is_old(name, now))


def tidy(*, now: datetime) -> list[str]:
    """Delete what `untold` names, and what was dropped and not logged. Returns what is gone."""
    gone = []
    for names in batched(list(untold(now=now)), told.AT_ONCE):
        with transaction.atomic():
            hold_files(alone=True)
            known = told.told_of(names)  # looked at again: one may be logged meanwhile
            for name in names:
                if name not in known and _is_old(name, now):
                    storage.throw_away(name)
                    gone.append(name)
    storage.sweep(now=now)
    return gone


def _amiss(sha256: str, words: tuple[Amiss, Amiss, Amiss]) -> Amiss | None:
    missing, changed, shut = words
    try:
        return None if storage.hash_of(sha256) == sha256 else changed
    except FileNotFoundError:
        return missing
    except OSError:
        return shut


def _is_old(name: str, now: datetime) -> bool:
    try:
        return storage.kept_at(name) < now - STAY
    except FileNotFoundError:  # gone meanwhile
        return False


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
