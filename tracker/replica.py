"""Read lists, reports and exports from a replica of PostgreSQL: DATABASE_REPLICA_URL."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any

from django.db import DatabaseError, InternalError, connections

MAIN, REPLICA = "default", "replica"
PAUSE = 30.0  # seconds that a replica rests after it failed
POSITION = """
    SELECT pg_current_wal_flush_lsn(), (SELECT system_identifier FROM pg_control_system())
"""
IS_CURRENT = """
    SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn
        AND (SELECT system_identifier FROM pg_control_system()) = %s
"""
logger = logging.getLogger(__name__)
_rests_until = 0.0  # by the monotonic clock of this process


def read_from_replica[T](read: Callable[[], T]) -> T:
    """Return what `read` reads, from the replica where there is one that is current.

    It has all that was committed on the main database when this began: words just saved, and rights
    just taken. Otherwise, or where it fails or `read` writes, `read` is called on the main one.
    """
    global _rests_until
    main = connections[MAIN]
    is_used = REPLICA in connections.settings and time.monotonic() >= _rests_until
    if not is_used or main.in_atomic_block or main.alias == REPLICA:
        return read()
    try:
        if _is_current():
            with _replica_as_main():
                return read()
    except InternalError:  # it writes, which a replica refuses
        pass
    except DatabaseError as error:
        _rests_until = time.monotonic() + PAUSE
        logger.warning("The replica rests for %d seconds: %s", PAUSE, " ".join(str(error).split()))
    return read()


def reads_replica[View: Callable[..., Any]](view: View) -> View:
    """Let a page that writes nothing read from the replica: what it streams, too."""

    @wraps(view)
    def wrapper(*args: object, **kwargs: object) -> Any:
        return read_from_replica(partial(_open_page, view, *args, **kwargs))

    return wrapper  # type: ignore[return-value]


def _open_page(view: Callable[..., Any], *args: object, **kwargs: object) -> Any:
    response = view(*args, **kwargs)
    if getattr(response, "streaming", False) and connections[MAIN].alias == REPLICA:
        response.streaming_content = _read_parts(response.streaming_content)
    return response


def _read_parts(parts: Iterable[bytes]) -> Iterator[bytes]:
    with _replica_as_main():
        yield from parts


def _is_current() -> bool:
    position = connections[MAIN].cursor().execute(POSITION).fetchone()
    return bool(connections[REPLICA].cursor().execute(IS_CURRENT, position).fetchone()[0])


@contextmanager
def _replica_as_main() -> Iterator[None]:
    """Let this thread use the connection of the replica wherever it would use the main one."""
    main = connections[MAIN]
    connections[MAIN] = connections[REPLICA]
    try:
        yield
    finally:
        connections[MAIN] = main
