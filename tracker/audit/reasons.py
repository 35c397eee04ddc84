"""Why something is written. Only `tracker.actions` may import this module (import-linter)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker.audit import context
from tracker.errors import Invalid


@contextmanager
def because(reason: str, *, by: context.Named | None = None) -> Iterator[None]:
    """Everything written inside is written for this reason, and by `by` if given.

    Raises Invalid for a blank reason: the database would refuse the write without a sentence.
    """
    if not reason.strip():
        raise Invalid(_("Nothing was saved: the history keeps why. Say it in one sentence."))
    now = context.current()
    if by is not None:
        now = replace(now, name=by.username, id=by.pk)
    with context.entered(replace(now, reason=reason, source=now.source or "command")):
        yield
