"""Rows of a backup go into an empty database, and keys go on where they had got to."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connections, models
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.actions.backing_up.manifest import Manifest
from tracker.actions.backing_up.tables import MADE_BY_UPGRADE, held, table
from tracker.actions.backing_up.words import AT_ONCE, columns, lines, rows
from tracker.errors import Unreadable
from tracker.models import Event


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


def _refused(name: str, why: str) -> Unreadable:
    return Unreadable(
        _("Nothing was restored: the rows of %(table)s can't be taken in (%(why)s).")
        % {"table": name, "why": why}
    )
