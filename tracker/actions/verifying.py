"""History is verified, and what was found is written down: the health page shows the newest."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from tracker.audit import context, seals
from tracker.audit.drift import Wrong
from tracker.audit.stream import UNREADABLE
from tracker.audit.verified import Verified
from tracker.audit.verify import verify
from tracker.errors import Invalid
from tracker.models import Seal, Verification
from tracker.summaries import pasts

MOST_KEPT = 20  # sentences of one verification that are kept


def verify_history(
    *, now: datetime, since: int = 1, printed: Mapping[int, str] | None = None
) -> Verified:
    """Verify seals, signatures and rows, and write down what came of it.

    `since`: the number of the seal to begin with. `printed`: hashes of seals on paper, by number.
    Raises Invalid for a seal that is not there, or a key that can't be used.
    """
    if since > 1 and not Seal.objects.filter(number=since).exists():
        newest = Seal.objects.newest()
        raise Invalid(
            _("There is no seal %(number)d: the newest is %(newest)d. Give a number from 1 to it.")
            % {"number": since, "newest": newest.number if newest else 0}
        )
    key = seals.key_in(settings.SEAL_KEY).public_key() if settings.SEAL_KEY else None
    try:
        came = verify(
            since=since, public_key=key.public_bytes_raw().hex() if key else "", printed=printed
        )
        _look_at_past_days(came)
    except Exception as error:
        told = _("The verification broke off before its end (%(error)s): nothing is proven.")
        broken = Wrong(None, told % {"error": type(error).__name__})
        with suppress(DatabaseError):  # which may be why
            _write_down(Verified(found=[broken]), now, since)
        raise
    _write_down(came, now, since)
    return came


def _look_at_past_days(came: Verified) -> None:
    """Past days are shown from spans, which no line of history tells of."""
    try:
        for found in pasts.differing():
            told = _(
                "%(recommendation)s: what past days show is not what its judgments say. Run "
                "`manage.py check_statuses`."
            )
            came.tell(Wrong(None, told % {"recommendation": found.recommendation.cited_as}))
    except (*UNREADABLE, DatabaseError) as error:  # what was found before is told all the same
        told = _("What past days show could not be compared with the judgments (%(error)s).")
        came.tell(Wrong(None, told % {"error": type(error).__name__}))


def _write_down(came: Verified, now: datetime, since: int) -> None:
    Verification.objects.create(
        at=now,
        by=context.current().name,
        since=since,
        seals=came.seals,
        signed=came.signed,
        sealed=came.sealed,
        unsealed=came.unsealed,
        rows=came.rows,
        first_bad=came.first_bad,
        found=[one.told() for one in came.found[:MOST_KEPT]],
    )
