"""Log lines: of which request, user and address each is. Settings choose text or JSON."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

# Of one request, command or task: its id in history, the user or what history calls the command or
# task, and the address of the client.
FIELDS = ("request", "user", "address")
PROOF = re.compile(r"(/password/reset/\w+/|/unsubscribe/\d+/)[^/\s]+")
_context: ContextVar[Mapping[str, str]] = ContextVar("log", default={})


def request_id() -> str:
    """Return the id of the current request, command or task; empty without one."""
    return _context.get().get("request", "")


def hide_proof(text: str) -> str:
    """Return a line without what proves, in an address, that somebody got a message."""
    return PROOF.sub(r"\1…", text)


@contextmanager
def bound(**values: str) -> Iterator[None]:
    """Log every line inside with these values of FIELDS, and with others as outside."""
    token = _context.set({**_context.get(), **values})
    try:
        yield
    finally:
        _context.reset(token)


def set_task(key: str) -> None:
    """Log the lines of this thread as those of a task from now on; empty: of none."""
    _context.set({"request": key})


class ContextFilter(logging.Filter):
    """Filter of a handler that adds the context to each line.

    Of what Django logs of requests, faults are left: `tracker.access` has each answer, and a host
    that is not ours. What is refused as suspicious is one line, without where in its code.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write the line."""
        for name in FIELDS:
            setattr(record, name, _context.get().get(name) or "-")
        if record.name.startswith("django."):
            record.msg, record.args = hide_proof(record.getMessage()), None
        if record.name.startswith("django.security."):
            record.exc_info = None
        is_fault = bool(record.exc_info) and record.levelno >= logging.ERROR
        is_left = is_fault or record.name != "django.request"
        return is_left and record.name != "django.security.DisallowedHost"
