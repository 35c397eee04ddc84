"""Fixtures of the Kosovo report, to read and to break in tests."""

import json
from pathlib import Path

from django.conf import settings

KOSOVO = Path(settings.FIXTURE_DIRS[0]) / "tip-2024-kosovo"


def fields_of(name, folder=KOSOVO):
    """Return the fields of every object of a file."""
    return [record["fields"] for record in json.loads((folder / f"{name}.json").read_text())]


def write(folder, name, rows):
    """Replace the objects of a file by objects with these fields."""
    file = folder / f"{name}.json"
    model = json.loads(file.read_text())[0]["model"]
    file.write_text(json.dumps([{"model": model, "fields": fields} for fields in rows]))


def change(folder, name, index, **fields):
    """Give one object of a file other values; None removes a field."""
    rows = fields_of(name, folder)
    rows[index].update(fields)
    rows[index] = {key: value for key, value in rows[index].items() if value is not None}
    write(folder, name, rows)
