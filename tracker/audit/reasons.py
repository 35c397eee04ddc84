"""Reasons of writes. Only `tracker.actions` may import this module (import-linter)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker import errors, models, vocabulary
from tracker.audit import context, text_screening


@contextmanager
def because(reason: str | vocabulary.Reason, *, by: models.User | None = None) -> Iterator[None]:
    """Record everything written inside with this reason, and as written by `by` if given.

    Raises:
        InvalidValue: the reason says too little; the database refuses a write without one.
        PersonalDataFound: its words look like a victim's data, which history would keep for ever.
    """
    why = reason if isinstance(reason, vocabulary.Reason) else vocabulary.Reason(reason)
    errors.InvalidValue.raise_if(
        not why.is_enough,
        _("Nothing was saved: “%(code)s” alone is not a reason. Give the reason in one sentence.")
        if why.code
        else _("Nothing was saved: the history needs a reason. Give it in one sentence."),
        code=why.code and why.code.label,
    )
    current = context.current()
    current = replace(current, name=by.username, id=by.pk) if by else current
    code = why.code.value if why.code else ""
    source = current.source or "command"
    is_outermost = not (current.reason or current.code)
    after = models.Event.objects.last_sequence() if is_outermost else 0
    with context.use_context(replace(current, reason=why.words, code=code, source=source)):
        text_screening.check_text([why.words])
        yield
        if is_outermost:
            context.rows_written.send(sender=None, after=after)
