"""Why something is written. Only `tracker.actions` may import this module (import-linter)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tracker.audit import context


@contextmanager
def because(reason: str, *, by: context.Named | None = None) -> Iterator[None]:
    """Everything written inside is written for this reason, and by `by` if given."""
    now = context.current()
    if by is not None:
        now = replace(now, name=by.username, id=by.pk)
    with context.entered(replace(now, reason=reason, source=now.source or "command")):
        yield
