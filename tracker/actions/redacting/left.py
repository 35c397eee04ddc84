"""Where words stay after a redaction: in codes, which join rows, and in names of people."""

from collections.abc import Iterator

import orjson

from tracker.actions.redacting.words import (
    EVENTS,
    HASHES,
    Said,
    Words,
    audited,
    is_prose,
    told_texts,
)
from tracker.audit.stream import rows
from tracker.audit.values import fields_of, models_by_table

Column = tuple[str, str]  # its table, its name


def in_codes_of_rows(sought: Words) -> Iterator[Column]:
    """Each column of each row that says the words and goes on saying them."""
    for model in audited():
        names = told_texts(model)
        if not names:
            continue
        table = str(model._meta.db_table)
        for values in model._base_manager.values_list(*names).iterator(2_000):
            for name, value in zip(names, values, strict=True):
                if sought.are_in(sought.out_of(value) if is_prose(table, name) else value):
                    yield table, name


def in_codes_of_events(sought: Words) -> Iterator[Column]:
    """Each column of each line of history that says the words and goes on saying them."""
    for row in rows(EVENTS, []):
        event = Said(*row)
        found = set()
        for raw in (event.old, event.new):
            if raw and sought.may_be_in(raw):
                found |= {
                    name
                    for name, value in orjson.loads(raw).items()
                    if _is_told(event.table, name)
                    and sought.are_in(
                        sought.out_of(value) if is_prose(event.table, name) else value
                    )
                }
        for name in sorted(found):
            yield event.table, name


def _is_told(table: str, name: str) -> bool:
    """Whether a column is no hash and none of a few codes that everybody knows."""
    model = models_by_table().get(table)
    field = fields_of(model).get(name) if model else None
    return name not in HASHES and not getattr(field, "choices", None)
