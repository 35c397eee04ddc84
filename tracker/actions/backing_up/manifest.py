"""What a backup says of itself: when it was made, of what state, and the sum of each file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from tracker.actions.backing_up.tables import MADE_BY_UPGRADE

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Sum:
    """What a file is told by."""

    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup."""

    made_at: datetime
    database: str  # "sqlite" or "postgresql": of no matter to who restores it
    migrations: tuple[str, ...]  # all that were applied: "tracker.0001_initial"
    rows: Mapping[str, int]  # how many, by table
    files: Mapping[str, Sum]  # by path in the folder, all but the manifest

    @property
    def content(self) -> str:
        """One hash of all rows and files, whichever database they came from.

        What `sha256sum` says of its own output for all files by path: see docs/backup.md.
        """
        told = (f"{one.sha256}  {path}\n" for path, one in sorted(self.files.items()))
        return sha256("".join(told).encode()).hexdigest()

    @property
    def kept(self) -> list[str]:
        """The paths of evidence, as its storage names them."""
        return [path.removeprefix("files/") for path in self.files if path.startswith("files/")]

    @property
    def count(self) -> int:
        """How many rows people and their deeds made."""
        return sum(many for name, many in self.rows.items() if name not in MADE_BY_UPGRADE)

    def written(self) -> bytes:
        told = {
            "format": FORMAT,
            "content": self.content,
            "made_at": self.made_at.isoformat(),
            "database": self.database,
            "migrations": self.migrations,
            "rows": self.rows,
            "files": {
                path: {"sha256": one.sha256, "size": one.size} for path, one in self.files.items()
            },
        }
        return json.dumps(told, indent=1).encode() + b"\n"

    @classmethod
    def read(cls, told: Any) -> Self:
        """Raises KeyError, TypeError or ValueError for what was not written by `written`."""
        return cls(
            made_at=datetime.fromisoformat(told["made_at"]),
            database=str(told["database"]),
            migrations=tuple(map(str, told["migrations"])),
            rows={str(name): int(many) for name, many in told["rows"].items()},
            files={
                str(path): Sum(str(one["sha256"]), int(one["size"]))
                for path, one in told["files"].items()
            },
        )
