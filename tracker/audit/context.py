"""Who writes, why, and on which request: what the database asks for before it writes.

*Who* is set by the entrance (`manage.py`, the middleware, a task runner). *Why* is set by
`tracker.audit.reasons.because`, which only `tracker.actions` may import.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Protocol


class Named(Protocol):
    """A user, as far as history needs one."""

    pk: int
    username: str


def _nothing(mark: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """What a line of history tells beside the change itself."""

    name: str = ""  # empty: nobody; the database refuses the write
    id: int | None = None
    source: str = ""
    request: str = ""
    reason: str = ""  # empty, and no code either: the database refuses the write
    code: str = ""  # of vocabulary.ReasonCode
    looked_at: str = ""  # kinds of what looked like personal data, and was looked at
    redaction: str = ""  # key of the redaction that takes words out of rows and of history
    has_ticked: Callable[[str], bool] = _nothing  # whether a spot was, by its mark


_context: ContextVar[Context] = ContextVar("audit", default=Context())


def current() -> Context:
    """The context that a write made now would be recorded under."""
    return _context.get()


@contextmanager
def entered(now: Context) -> Iterator[None]:
    """Everything written inside is recorded under `now`."""
    token = _context.set(now)
    try:
        yield
    finally:
        _context.reset(token)


@contextmanager
def who(
    name: str,
    *,
    id: int | None = None,
    source: str,
    request: str = "",
    has_ticked: Callable[[str], bool] = _nothing,
) -> Iterator[None]:
    """Everything written inside is written by `name`, through `source`. Starts without a reason.

    `has_ticked` tells of a spot that looked like personal data whether the writer looked at it.
    """
    now = Context(name=name, id=id, source=source, request=request, has_ticked=has_ticked)
    with entered(now):
        yield


def look_at(kinds: str) -> None:
    """What is written from here on, until the context ends, tells that this was looked at."""
    _context.set(replace(current(), looked_at=kinds))
