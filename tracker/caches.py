"""Cache in the database whose entries are data alone.

Django's cache unpickles its entries, and a pickle can name any function to be called: whoever can
write to the database could run code as the server, and read the keys beside it.
"""

import pickle
from base64 import b64decode
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

UNREADABLE = (pickle.UnpicklingError, ValueError, TypeError, EOFError, LookupError, AttributeError)


class _DataUnpickler(pickle.Unpickler):
    """Reader of numbers, texts, moments, and lists of these."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of moments. Raises UnpicklingError for anything else."""
        if module != "datetime" or name not in ("datetime", "timedelta", "timezone"):
            raise pickle.UnpicklingError(f"{module}.{name} is not data")
        return super().find_class(module, name)


class DataCache(DatabaseCache):
    """Cache in a table; an entry that holds anything but data counts as missing."""

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """Return the entries with these keys that have not expired."""
        names = {self.make_and_validate_key(key, version=version): key for key in keys}
        connection = connections[router.db_for_read(self.cache_model_class)]
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        entries = {}
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT cache_key, value FROM {table} "  # noqa: S608
                f"WHERE cache_key IN ({', '.join(['%s'] * len(names))}) AND expires >= %s",
                [*names, connection.ops.adapt_datetimefield_value(timezone.now())],
            )
            for name, value in cursor.fetchall():
                with suppress(*UNREADABLE):
                    entries[names[name]] = _DataUnpickler(BytesIO(b64decode(value))).load()
        return entries
