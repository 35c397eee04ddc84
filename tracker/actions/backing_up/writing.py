"""A backup is written: rows of one moment, and the files."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.db import connections

from tracker.actions.backing_up import kept, manifest, state
from tracker.actions.backing_up.folder import being_written, write
from tracker.actions.backing_up.manifest import Manifest, Sum
from tracker.actions.backing_up.tables import held, table
from tracker.actions.backing_up.words import lines
from tracker.actions.locks import hold_files
from tracker.audit.stream import snapshot


def backup(folder: Path, *, now: datetime, using: str = "default") -> Manifest:
    """Write all rows and files to a new folder. Nobody waits for it, and memory stays flat.

    Raises Invalid for a folder that holds something, or a database that `migrate` has not brought
    to this version; Unwritable when the disk is full or shut. Then no folder is left.
    """
    folder = folder.resolve()
    kept.check_is_elsewhere(folder)
    migrations = state.applied(using)
    with being_written(folder) as part:
        with snapshot(using):
            hold_files()  # what rows tell of now is not tidied away meanwhile
            rows, sums = _write_rows(part, using)
            sums |= _write_files(part)
        made = Manifest(
            made_at=now,
            database=connections[using].vendor,
            migrations=tuple(migrations),
            rows=rows,
            files=sums,
        )
        write(part / manifest.NAME, [made.written()])
    return made


def _write_rows(part: Path, using: str) -> tuple[dict[str, int], dict[str, Sum]]:
    counts, sums = {}, {}
    for model in held():
        path = f"rows/{table(model)}.jsonl"
        with closing(lines(model, using)) as told:  # or a cursor stays open when the disk is full
            counted = _Counted(told)
            sums[path] = write(part / path, counted)
        counts[table(model)] = counted.count
    return counts, sums


def _write_files(part: Path) -> dict[str, Sum]:
    sums = {}
    for path in kept.every():
        try:
            sums[f"files/{path}"] = write(part / "files" / path, kept.chunks(path))
        except FileNotFoundError:  # no row told of it, and it was tidied away just now
            (part / "files" / path).unlink(missing_ok=True)
    return sums


class _Counted:
    """Lines, and how many there were."""

    def __init__(self, told: Iterable[bytes]) -> None:
        self.told, self.count = told, 0

    def __iter__(self) -> Iterator[bytes]:
        for one in self.told:
            self.count += 1
            yield one
