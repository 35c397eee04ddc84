"""Context of a write, without which the database refuses it: actor, reason, request.

The entry point (`manage.py`, the middleware, a task runner) sets the actor. The reason is set by
`tracker.audit.reasons.because`, which only `tracker.actions` may import.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.dispatch import Signal

from tracker import logs

# Sent where a reason ends, in its transaction, with `after`: the newest event before it.
rows_written = Signal()


def _never(mark: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """Actor, reason and source that an event records beside the change itself."""

    name: str = ""  # of the actor; empty: the database refuses the write
    id: int | None = None
    source: str = ""
    request: str = ""
    reason: str = ""  # empty, and no code either: the database refuses the write
    code: str = ""  # of vocabulary.ReasonCode
    looked_at: str = ""  # kinds of spots that looked like personal data and were confirmed
    redaction: str = ""  # key of the redaction that takes words out of rows and of history
    is_confirmed: Callable[[str], bool] = _never  # takes the mark of a spot


_context: ContextVar[Context] = ContextVar("audit", default=Context())


def current() -> Context:
    """Return the context that a write made now is recorded under."""
    return _context.get()


@contextmanager
def use_context(context: Context) -> Iterator[None]:
    """Record everything written inside under this context."""
    token = _context.set(context)
    try:
        yield
    finally:
        _context.reset(token)


@contextmanager
def acting_as(
    name: str,
    *,
    id: int | None = None,
    source: str,
    request: str = "",
    is_confirmed: Callable[[str], bool] = _never,
) -> Iterator[None]:
    """Record everything written inside as written by `name`, through `source`, with no reason yet.

    Lines logged inside name them too. Without a `request`, that of the log is recorded.
    `is_confirmed` returns, by its mark, whether the writer confirmed that a spot is no victim's
    data.
    """
    request = request or logs.request_id()
    with (
        logs.bound(user=name, request=request),
        use_context(Context(name, id, source, request, is_confirmed=is_confirmed)),
    ):
        yield


def set_confirmed_kinds(kinds: str) -> None:
    """Record with the following writes of this context that these kinds of spots were confirmed."""
    _context.set(replace(current(), looked_at=kinds))
