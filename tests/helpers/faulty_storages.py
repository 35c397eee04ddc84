"""Storages that fail or die where a disk and a machine do. Set through STORAGES."""

import errno
import os
import signal
from pathlib import Path

from tracker.actions.evidence.storage import FolderStorage


class FullStorage(FolderStorage):
    """A disk that is full after some bytes."""

    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(5))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class DyingStorage(FolderStorage):
    """The machine goes at the Nth write: half of it is on disk. DIES_AT=0: it stays."""

    writes = 0

    def _save(self, name, content):
        DyingStorage.writes += 1
        if DyingStorage.writes == int(os.environ["DIES_AT"]):
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read(content.size // 2))
            die()
        return super()._save(name, content)


def die(*_told, **_signal):
    os.kill(os.getpid(), signal.SIGKILL)
