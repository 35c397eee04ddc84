"""Fixtures of the Kosovo report, to read and to break in tests."""

import json
from pathlib import Path

from django.apps import apps
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


def narrow(folder, name, index):
    """Leave of a file the objects up to one, and of others what these refer to; all passages.

    The passages are as many as the paragraphs, or the loader refuses those first.
    """
    records = {file: json.loads(file.read_text()) for file in folder.glob("*.json")}
    by_key = {}
    for record in (record for one in records.values() for record in one):
        by_key.setdefault((record["model"], _key_of(record)), record)
    waiting = records[folder / f"{name}.json"][: index + 1] + records[folder / "passages.json"]
    kept = []
    while waiting:
        record = waiting.pop()
        if record not in kept:
            kept.append(record)
            waiting += [by_key[key] for key in _references(record) if key in by_key]
    for file, objects in records.items():
        left = [record for record in objects if record in kept]
        if left:
            file.write_text(json.dumps(left))
        else:
            file.unlink()


def _key_of(record):
    model, fields = apps.get_model(record["model"]), record["fields"]
    key = []
    for lookup in model.NATURAL_KEY:
        name, _separator, related = lookup.partition("__")
        value = fields.get(name, model._meta.get_field(name).get_default())
        if related and value:
            value = value[model._meta.get_field(name).related_model.NATURAL_KEY.index(related)]
        key.append(value)
    return json.dumps(key)


def _references(record):
    """Yield the model and the key of each object that an object refers to."""
    model = apps.get_model(record["model"])
    for field in (*model._meta.fields, *model._meta.many_to_many):
        value = record["fields"].get(field.name)
        if field.is_relation and value:
            for key in value if field.many_to_many else [value]:
                yield field.related_model._meta.label_lower, json.dumps(key)
