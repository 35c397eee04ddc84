"""Files of evidence: numbered versions whose bytes never change."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import storing
from tracker.actions.dropping import Dropped
from tracker.actions.locks import hold_files
from tracker.audit.reasons import because
from tracker.audit.screen import screen, screen_file
from tracker.errors import Invalid
from tracker.files.names import in_words
from tracker.models import Evidence, File, User
from tracker.vocabulary import Reason, ReasonCode
from tracker.words import folded


@transaction.atomic
def add_version(
    *, evidence: Evidence, dropped: Dropped, by: User, now: datetime, reason: str | Reason
) -> File:
    """Add a file to a piece that is there: its next version.

    Raises NotYours, NotAllowed for a passage of a report and for what is withdrawn, Invalid for
    bytes that the piece has already, PersonalData for a name or a text that names a victim.
    """
    policies.check_can_change(by, "evidence", str(evidence))
    with because(reason, by=by):
        return put(dropped, evidence=evidence, by=by, now=now)


def put(dropped: Dropped, *, evidence: Evidence, by: User, now: datetime) -> File:
    """The next version of a piece. Called in a transaction, under a reason.

    The bytes are written before the row, so that no row stands without its bytes; those of a
    transaction that fails are swept up by `check_evidence`. Raises as `add_version` does.
    """
    taken = dropped.taken
    screen([in_words(taken.name)])
    screen_file(taken.screened)
    fresh: Evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    policies.files.check_takes_files(fresh)
    same = fresh.files.standing().filter(sha256=taken.sha256).first()
    if same is not None:
        raise Invalid(
            _("“%(name)s” is held already, as version %(number)s of “%(piece)s”. Nothing to add.")
            % {"name": taken.name, "number": same.number, "piece": fresh}
        )
    hold_files()
    storing.keep(taken.content)
    storing.keep(taken.clean)
    newest = fresh.files.aggregate(newest=Max("number"))["newest"] or 0
    made: File = File.objects.create(
        evidence=fresh,
        number=newest + 1,
        name=taken.name,
        kind=taken.kind,
        size=len(taken.content),
        sha256=taken.sha256,
        clean_size=len(taken.clean),
        clean_sha256=taken.clean_sha256,
        pages=taken.pages,
        is_signed=taken.is_signed,
        sensitivity=fresh.sensitivity,
        extracted_text=taken.text,
        folded_text=folded(taken.text),
        added_by=by,
        added_at=now,
    )
    transaction.on_commit(lambda: storing.pick_up(taken.sha256, by=by), robust=True)
    return made


def held(dropped: Dropped, *, by: User) -> Evidence | None:
    """The standing piece that has these bytes already, if this person may know of it."""
    same = (
        File.objects.visible_to(by)
        .standing()
        .filter(sha256=dropped.taken.sha256, evidence__withdrawn_at=None)
        .select_related("evidence")
    )
    found: File | None = same.order_by("pk").first()
    return found.evidence if found else None


def version_by(by: User, *, evidence: Evidence, dropped: Dropped) -> File | None:
    """The standing version with these bytes that this person added: what a second click finds."""
    same = evidence.files.standing().filter(sha256=dropped.taken.sha256, added_by=by)
    found: File | None = same.defer("extracted_text", "folded_text").first()
    return found


@transaction.atomic
def withdraw(*, file: File, by: User, now: datetime, because_of: str) -> File:
    """Take back a version that was put there by mistake: it stays, with when and why.

    Raises NotYours, Invalid without words. One withdrawn already stays as it is.
    """
    policies.check_can_change(by, "evidence", str(file))
    with because(Reason(because_of, ReasonCode.WITHDRAWAL), by=by):
        fresh: File = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if fresh.withdrawn_at is None:
            fresh.withdrawn_at, fresh.withdrawn_because = now, because_of.strip()
            fresh.save(update_fields=["withdrawn_at", "withdrawn_because"])
    return fresh
