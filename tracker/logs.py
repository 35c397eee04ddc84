"""Log lines: of which request, user and address each is. Settings choose text or JSON."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True, slots=True)
class LogContext:
    """Values of all lines of one request, command or task; empty where there is none."""

    request: str = ""  # its id in history
    user: str = ""  # user name, or the name that history gives to a command or task
    address: str = ""  # of the client


_context: ContextVar[LogContext] = ContextVar("log", default=LogContext())


def current() -> LogContext:
    """Return the context of lines that are logged now."""
    return _context.get()


def request_id() -> str:
    """Return the id of the current request, command or task."""
    return current().request


@contextmanager
def bound(**values: str) -> Iterator[None]:
    """Log every line inside with these values of a LogContext, and with others as outside."""
    token = _context.set(replace(current(), **values))
    try:
        yield
    finally:
        _context.reset(token)


def set_task(key: str) -> None:
    """Log the lines of this thread as those of a task from now on; empty: of none."""
    _context.set(LogContext(request=key))


class ContextFilter(logging.Filter):
    """Filter of a handler that adds the context to each line.

    What Django refuses as suspicious is one line, without where in its code it noticed. A host that
    is not ours is in the line of the request.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write the line."""
        for name, value in asdict(current()).items():
            setattr(record, name, value or "-")
        if record.name.startswith("django.security."):
            record.exc_info = None
        return record.name != "django.security.DisallowedHost"
