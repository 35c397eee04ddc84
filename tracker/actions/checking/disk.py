"""Files of evidence on disk against the rows that tell of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction

from tracker.actions import storing
from tracker.actions.locks import hold_files
from tracker.summaries import checking as told
from tracker.summaries.checking import Found, KeptFile
from tracker.vocabulary.checking import Amiss

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
    for names in batched(storing.every_kept(), told.AT_ONCE):
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
                    storing.throw_away(name)
                    gone.append(name)
    storing.sweep(now=now)
    return gone


def _amiss(sha256: str, words: tuple[Amiss, Amiss, Amiss]) -> Amiss | None:
    missing, changed, shut = words
    try:
        return None if storing.hash_of(sha256) == sha256 else changed
    except FileNotFoundError:
        return missing
    except OSError:
        return shut


def _is_old(name: str, now: datetime) -> bool:
    try:
        return storing.kept_at(name) < now - STAY
    except FileNotFoundError:  # gone meanwhile
        return False
