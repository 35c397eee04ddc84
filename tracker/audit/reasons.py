"""Why something is written. Only `tracker.actions` may import this module (import-linter)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker.audit import context
from tracker.audit.text_screening import screen
from tracker.errors import InvalidValue
from tracker.vocabulary import Reason


@contextmanager
def because(reason: str | Reason, *, by: context.Named | None = None) -> Iterator[None]:
    """Everything written inside is written for this reason, and by `by` if given.

    Raises Invalid for a reason that says too little: the database would refuse without a sentence;
    PersonalData for words that look like a victim's data, since history keeps them for ever.
    """
    why = reason if isinstance(reason, Reason) else Reason(reason)
    if not why.is_enough:
        raise InvalidValue(_too_little(why))
    now = context.current()
    if by is not None:
        now = replace(now, name=by.username, id=by.pk)
    code = why.code.value if why.code else ""
    source = now.source or "command"
    with context.entered(replace(now, reason=why.words, code=code, source=source)):
        screen([why.words])
        yield


def _too_little(why: Reason) -> str:
    if why.code is None:
        return _("Nothing was saved: the history keeps why. Say it in one sentence.")
    return _("Nothing was saved: “%(code)s” alone does not say why. Say it in one sentence.") % {
        "code": why.code.label
    }
