"""A second factor added or taken away, as the middle of a sentence."""

from django.utils.translation import gettext as _

from tracker.audit.names import Names
from tracker.models import Event, User

SECOND_FACTOR = "factor"  # the operation
CODES = "recovery_codes"


def in_words(event: Event, names: Names) -> str:
    """What was done; whose it was, where somebody else did it."""
    kind = str((event.new or event.old or {}).get("second_factor", ""))
    told = {"kind": _kind(kind), "person": names.of(User, event.key) or _("not shown")}
    if event.new:
        return _("made recovery codes") if kind == CODES else _("added the %(kind)s") % told
    if event.actor_id == event.key:
        return _("took away the %(kind)s") % told
    return _("took away the %(kind)s of “%(person)s”") % told


def _kind(kind: str) -> str:
    known = {
        "totp": _("second factor “app that shows codes”"),
        "webauthn": _("second factor “passkey”"),
        CODES: _("recovery codes"),
    }
    return known.get(kind, kind)
