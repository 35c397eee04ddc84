"""A database of its own for a benchmark; it goes when the run ends."""

import os
import tempfile
from pathlib import Path

FOLDERS: list[tempfile.TemporaryDirectory[str]] = []  # kept until the end of the run


def prepare(name: str) -> None:
    """Set Django up on a new SQLite file with every table. Before any import of a model."""
    folder = tempfile.TemporaryDirectory(prefix=f"heed-{name}-")
    FOLDERS.append(folder)
    os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder.name) / 'benchmark.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
