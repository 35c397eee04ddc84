"""Values of a row as words of JSON that are the same on both databases, and back."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connections, models
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.actions.history.backup_manifest import MADE_BY_UPGRADE, Manifest, held, table
from tracker.audit.audited_tables import JSON, KIND, MOMENT
from tracker.audit.json_numbers import in_json
from tracker.errors import FileUnreadable
from tracker.models import Event

AT_ONCE = 2_000
BYTES = "bytes"
KINDS = {**KIND, "BinaryField": BYTES}


def lines(model: type[models.Model], using: str) -> Generator[bytes]:
    """All rows of a table, by key, one line each."""
    names = columns(model)
    everything = model._base_manager.using(using).order_by("pk")
    told = everything.values_list(*(one.attname for one in model._meta.local_concrete_fields))
    for values in told.iterator(chunk_size=AT_ONCE):
        yield line(dict(zip(names, values, strict=True)))


def line(row: dict[str, Any]) -> bytes:
    """A row as one line of JSON: columns by name, keys in order."""
    text = as_text(row)
    if "e+" in text or "-0.0" in text:  # maybe a number that PostgreSQL writes otherwise
        text = as_text({name: in_json(value) for name, value in row.items()})
    return text.encode(errors="surrogatepass") + b"\n"


def as_text(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_told
    )


def columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields]


def rows(told: Iterator[bytes], model: type[models.Model], vendor: str) -> Iterator[Sequence[Any]]:
    """Lines as rows that this database takes, in the order of `columns`. Raises ValueError."""
    names = columns(model)
    back = [
        (at, _back(field, vendor)) for at, field in enumerate(model._meta.local_concrete_fields)
    ]
    ways = [(at, way) for at, way in back if way]
    for one in told:
        row = json.loads(one)
        if not isinstance(row, dict) or row.keys() != set(names):
            raise ValueError(f"{table(model)}: {one[:200].decode(errors='replace').strip()}")
        values = [row[name] for name in names]
        for at, way in ways:
            if values[at] is not None:
                values[at] = way(values[at])
        yield values


def _told(value: Any) -> str:
    """A value that JSON has no words for."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode("ascii")
    raise TypeError(f"A backup has no words for {value!r}.")


def _back(field: "models.Field[Any, Any]", vendor: str) -> Callable[[Any], Any] | None:
    """What makes a value of the words; None where they are the value.

    Raises KeyError for a type of field that has no words yet: add it to KINDS.
    """
    kind = KINDS[field.get_internal_type()]
    if kind == MOMENT:
        return _moment_of_sqlite if vendor == "sqlite" else None
    ways: dict[str, Callable[[Any], Any]] = {JSON: as_text, BYTES: b64decode}
    return ways.get(kind)


def _moment_of_sqlite(words: str) -> str:
    """As Django writes it, so that a lookup finds it: without microseconds where they are 0."""
    return f"{words[:10]} {words[11:26]}".removesuffix(".000000")


def load(folder: Path, manifest: Manifest, using: str) -> None:
    """Put all rows in, in a transaction without triggers. Raises Unreadable, naming the table.

    Each table is read again and compared with the backup: nothing is taken on trust.
    """
    _make_way(using)
    for model in held():
        name = table(model)
        with (folder / "rows" / f"{name}.jsonl").open("rb") as file:
            try:
                _put(model, rows(file, model, connections[using].vendor), using)
            except (OverflowError, ValueError) as error:
                raise _refused(name, str(error)) from error
        if _read_back(model, using) != manifest.files[f"rows/{name}.jsonl"].sha256:
            raise _refused(name, _("the rows do not read back as they were"))
    connections[using].check_constraints()
    _go_on_with_keys(using)


def _make_way(using: str) -> None:
    """Take out what `upgrade` made, and sessions of nobody: the database is empty but for them."""
    with connections[using].cursor() as cursor:
        for name in [*sorted(MADE_BY_UPGRADE), "django_session"]:
            cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608


def _put(model: type[models.Model], told: Iterable[Sequence[Any]], using: str) -> None:
    connection = connections[using]
    names = ", ".join(f'"{name}"' for name in columns(model))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f'COPY "{table(model)}" ({names}) FROM STDIN'
            with connection.wrap_database_errors, cursor.copy(sql) as copy:
                for row in told:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns(model)))
        sql = f'INSERT INTO "{table(model)}" ({names}) VALUES ({places})'  # noqa: S608
        for some in batched(told, AT_ONCE):  # at once, all would be held in memory
            cursor.executemany(sql, some)


def _read_back(model: type[models.Model], using: str) -> str:
    hashed = sha256()
    for one in lines(model, using):
        hashed.update(one)
    return hashed.hexdigest()


def _go_on_with_keys(using: str) -> None:
    """The next key of each table is beyond all that ever were: history tells of rows that went."""
    told = dict(Event.objects.using(using).values_list("table").annotate(Max("key")).order_by())
    for model in held():
        newest = model._base_manager.using(using).aggregate(newest=Max("pk"))["newest"] or 0
        highest = max(newest, told.get(table(model), 0))
        if highest and isinstance(model._meta.pk, models.AutoField):
            _set_key(table(model), str(model._meta.pk.column), highest, using)


def _set_key(name: str, column: str, highest: int, using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
            cursor.execute(sql, [f'"{name}"', column, highest])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, highest])


def _refused(name: str, why: str) -> FileUnreadable:
    return FileUnreadable(
        _("Nothing was restored: the rows of %(table)s can't be taken in (%(why)s).")
        % {"table": name, "why": why}
    )
