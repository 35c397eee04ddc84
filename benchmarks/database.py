"""Database of its own for a benchmark, deleted when the run ends."""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.databases import environment

FOLDERS: list[tempfile.TemporaryDirectory[str]] = []  # deleted at the end of the run


def prepare(name: str, *, settings: str = "tests.settings") -> None:
    """Set Django up on an empty database with every table, before any model is imported.

    It is a new SQLite file; with `--postgres` on the command line, a PostgreSQL server.
    """
    folder = tempfile.TemporaryDirectory(prefix=f"heed-{name}-")
    FOLDERS.append(folder)
    address = f"sqlite:///{Path(folder.name) / 'benchmark.sqlite3'}"
    if "--postgres" in sys.argv:
        from tests.plugin import start_server

        address = str(start_server())
    os.environ.update(environment(address), DJANGO_SETTINGS_MODULE=settings)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
