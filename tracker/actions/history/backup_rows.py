"""Serialize rows as JSON that is the same for both databases, and load them again."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connections, models
from django.utils.translation import gettext as _, gettext_lazy

from tracker.actions.history.backup_manifest import UPGRADE_TABLES, Manifest
from tracker.audit.audited_tables import COLUMN_KINDS, EVENT, JSON, TIMESTAMP
from tracker.audit.sqlite import normalize_json
from tracker.errors import FileUnreadable
from tracker.models import Event, table_of

BATCH_SIZE = 2_000
BYTES = "bytes"
KINDS = {**COLUMN_KINDS, "BinaryField": BYTES}
REFUSED = gettext_lazy("Nothing was restored: the rows of %(table)s can't be loaded (%(why)s).")

type Row = Sequence[Any]
type Decoder = Callable[[Any], object]  # of the JSON value of one kind of column
type ModelField = models.Field[Any, Any]


def serialize_rows(model: type[models.Model], using: str) -> Generator[bytes]:
    """Yield all rows of a table, by key, one line each."""
    names = columns(model)
    attributes = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*attributes)
    for values in rows.iterator(chunk_size=BATCH_SIZE):
        yield serialize_row(dict(zip(names, values, strict=True)))


def serialize_row(row: dict[str, object]) -> bytes:
    """Serialize a row as one line of JSON: values by column, in the order of their names."""
    text = to_json(row)
    if "e+" in text or "-0.0" in text:  # may be a number that PostgreSQL writes otherwise
        text = to_json({name: normalize_json(value) for name, value in row.items()})
    return text.encode(errors="surrogatepass") + b"\n"


def to_json(value: object) -> str:
    """Serialize a value as compact JSON, the same on every run."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_encode
    )


def columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a model's table."""
    return [str(field.column) for field in model._meta.local_concrete_fields]


def parse_rows(lines: Iterator[bytes], model: type[models.Model], vendor: str) -> Iterator[Row]:
    """Parse lines to rows for this database, in the order of `columns`. Raises ValueError."""
    names = columns(model)
    decoders = [_decoder(field, vendor) for field in model._meta.local_concrete_fields]
    for line in lines:
        row = json.loads(line)
        if not isinstance(row, dict) or row.keys() != set(names):
            raise ValueError(f"{table_of(model)}: {line[:200].decode(errors='replace').strip()}")
        yield [
            decode(row[name]) if decode and row[name] is not None else row[name]
            for name, decode in zip(names, decoders, strict=True)
        ]


def _encode(value: object) -> str:
    """Encode a value that JSON has no type for."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode("ascii")
    raise TypeError(f"A backup can't hold {value!r}.")


def _decoder(field: ModelField, vendor: str) -> Decoder | None:
    """Return the function that decodes a value of the field; None if JSON holds the value itself.

    Raises KeyError for a type of field that is not in KINDS yet.
    """
    decoders: dict[str, Decoder | None] = {
        JSON: to_json,
        BYTES: b64decode,
        TIMESTAMP: _sqlite_timestamp if vendor == "sqlite" else None,
    }
    return decoders.get(KINDS[field.get_internal_type()])


def _sqlite_timestamp(text: str) -> str:
    """Convert a time to Django's format on SQLite: without microseconds if they are 0."""
    return f"{text[:10]} {text[11:26]}".removesuffix(".000000")


def load_rows(
    folder: Path, manifest: Manifest, tables: Iterable[type[models.Model]], using: str
) -> None:
    """Insert all rows, in a transaction without triggers. Raises FileUnreadable, naming the table.

    The models are of the version that made the backup.

    Each table is read again and its hash compared with the backup.
    """
    _clear_tables(using)
    for model in tables:
        name = table_of(model)
        with (
            FileUnreadable.instead_of((OverflowError, ValueError), REFUSED, table=name),
            (folder / "rows" / f"{name}.jsonl").open("rb") as file,
        ):
            _insert(model, parse_rows(file, model, connections[using].vendor), using)
        FileUnreadable.raise_if(
            _hash_rows(model, using) != manifest.files[f"rows/{name}.jsonl"].sha256,
            REFUSED,
            table=name,
            why=_("the rows read back differ from those written"),
        )
    connections[using].check_constraints()
    _reset_sequences(tables, using)


def _clear_tables(using: str) -> None:
    """Delete what `upgrade` made, and sessions; nothing else is in the database."""
    with connections[using].cursor() as cursor:
        for name in [*sorted(UPGRADE_TABLES), EVENT, "django_session"]:
            cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608


def _insert(model: type[models.Model], rows: Iterable[Row], using: str) -> None:
    connection = connections[using]
    names = ", ".join(f'"{name}"' for name in columns(model))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f'COPY "{table_of(model)}" ({names}) FROM STDIN'
            with connection.wrap_database_errors, cursor.copy(sql) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join("%s" for _column in columns(model))
        sql = f'INSERT INTO "{table_of(model)}" ({names}) VALUES ({places})'  # noqa: S608
        for batch in batched(rows, BATCH_SIZE):  # not all rows in memory at once
            cursor.executemany(sql, batch)


def _hash_rows(model: type[models.Model], using: str) -> str:
    hashed = sha256()
    for line in serialize_rows(model, using):
        hashed.update(line)
    return hashed.hexdigest()


def _reset_sequences(tables: Iterable[type[models.Model]], using: str) -> None:
    """Set the next key of each table beyond all that ever were, deleted rows included."""
    newest_keys = dict(
        Event.objects.using(using).values_list("table").annotate(models.Max("key")).order_by()
    )
    for model in tables:
        newest = model._base_manager.using(using).aggregate(newest=models.Max("pk"))["newest"] or 0
        highest = max(newest, newest_keys.get(table_of(model), 0))
        if highest and isinstance(model._meta.pk, models.AutoField):
            _set_sequence(table_of(model), str(model._meta.pk.column), highest, using)


def _set_sequence(name: str, column: str, highest: int, using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
            cursor.execute(sql, [f'"{name}"', column, highest])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, highest])
