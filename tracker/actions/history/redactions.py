"""Words are taken out of every row and of history: asked for by one, carried out by another."""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.history import redaction_extent
from tracker.actions.history.redaction_extent import Extent, extent_of
from tracker.actions.history.redaction_text import Words, in_events, in_rows, left_of
from tracker.audit import context
from tracker.audit.reasons import because
from tracker.audit.redactions import leave, taken_out, wrong_over
from tracker.audit.seals import committed
from tracker.errors import InvalidValue, Stale
from tracker.models import Event, RedactedEvent, Redaction, User
from tracker.vocabulary import State

__all__ = ["Extent", "ask", "carry_out", "decline", "look", "scrub", "scrub_as_owner"]


@transaction.atomic
def ask(*, words: str, about: str, ground: str, by: User, now: datetime) -> Redaction:
    """Ask that words are taken out. They are kept nowhere: the second person types them again.

    `about` says what they are, `ground` why the law asks for it. Whether they stand anywhere is not
    looked up: the answer would tell what stands in matter that `by` may not know of. Raises
    NotYours, and Invalid for words that are too short or stand in what is kept of this.
    """
    words, about, ground = words.strip(), about.strip(), ground.strip()
    policies.history.check_can_ask(by)
    policies.history.check_words(words, about, ground)
    with because(ground, by=by):
        return Redaction.objects.create(
            words_hash=make_password(words), about=about, ground=ground, author=by, created_at=now
        )


@transaction.atomic
def decline(*, redaction: Redaction, note: str, by: User, now: datetime) -> Redaction:
    """Leave everything as it is, with words; who asked takes it back. Raises NotYours, Stale."""
    with because(note, by=by):
        fresh = _locked(redaction)
        policies.history.check_can_decide(by, fresh, declines=True)
        took_back = fresh.author_id == by.pk
        fresh.state = State.WITHDRAWN if took_back else State.RETURNED
        return _decided(fresh, by=by, now=now)


def look(*, redaction: Redaction, words: str, by: User) -> Extent:
    """What carrying it out would change now. Raises as `carry_out` does, and writes nothing."""
    policies.history.check_can_decide(by, redaction)
    policies.history.check_same_words(redaction, words.strip())
    return extent_of(words.strip())


@transaction.atomic
def carry_out(*, redaction: Redaction, words: str, seen: str, by: User, now: datetime) -> Redaction:
    """Put black squares in the place of the words, in every row and in history.

    `seen`: the mark of what `look` told. Its seals stay valid: they hold a commitment to what was
    there. Call `scrub` afterwards. Raises NotYours for who asked, Stale when it is decided or would
    change something else than was seen, Invalid for other words than were asked for, and where the
    seals over what changed do not verify.
    """
    words = words.strip()
    fresh = _locked(redaction)
    _check_seen(look(redaction=fresh, words=words, by=by), seen)
    sought = Words(words)
    with because(fresh.ground, by=by):
        try:
            changed = _take_out_of_events(sought, fresh)
            fresh.rows = _take_out_of_rows(sought, fresh)
        except DatabaseError as refused:
            raise InvalidValue(
                _(
                    "The database refuses it: %(why)s. Let the owner of the tables carry it out "
                    "(docs/postgresql.md); nothing was changed."
                )
                % {"why": str(refused).splitlines()[0]}
            ) from refused
        _check_seals(changed)
        fresh.events = len(changed)
        fresh.state = State.APPROVED
        return _decided(fresh, by=by, now=now)


def scrub() -> str:
    """Let the file of an SQLite database forget what was taken out. In no transaction.

    A database keeps what was deleted until its room is needed. Comes with what is still to do, as a
    sentence: of PostgreSQL, or while somebody else reads or writes for long, or the disk is full.
    """
    if connection.vendor != "sqlite":
        return _(
            "The files of PostgreSQL still hold the words. Let the owner of the tables run "
            "`manage.py scrub_database`."
        )
    if connection.in_atomic_block:
        return ""
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy, *_pages = cursor.fetchone()
    except DatabaseError:
        is_busy = True
    told = _(
        "The file of the database still holds the words: somebody else is using it, or the disk is "
        "full. Run `manage.py scrub_database` later."
    )
    return told if is_busy else ""


def scrub_as_owner() -> None:
    """The same on either database, PostgreSQL's tables being shut while each is written anew.

    Raises Invalid for whoever is not their owner there, and for what `scrub` tells.
    """
    if connection.vendor == "sqlite":
        if told := scrub():
            raise InvalidValue(told)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass",
            [Event._meta.db_table],
        )
        if not cursor.fetchone()[0]:
            raise InvalidValue(_("Only the owner of the tables can do that. Run it as that role."))
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")


def _check_seen(there: Extent, seen: str) -> None:
    if there.mark != seen:
        raise Stale(
            _(
                "The words stand in other places than when you looked, so nothing was taken out. "
                "Look at what it changes now, then decide."
            )
        )


def _check_seals(sequences: list[int]) -> None:
    if wrong := wrong_over(sequences):
        raise InvalidValue(
            _(
                "Nothing was taken out: history does not verify where the words stand (%(wrong)s). "
                "Run `manage.py verify_history`, and find out who changed it first."
            )
            % {"wrong": wrong}
        )


def _take_out_of_events(sought: Words, redaction: Redaction) -> list[int]:
    """The events that changed. What each committed to is kept, its salt is not."""
    kept = taken_out()
    changed = list(in_events(sought))
    for event, values in changed:
        before = kept.get(event.sequence)
        was = before.commitment if before else committed(*event.values)
        RedactedEvent.objects.create(
            redaction=redaction,
            sequence=event.sequence,
            commitment=was,
            left=committed(*left_of(values), ""),
        )
    with context.entered(replace(context.current(), redaction=str(redaction.pk))):
        for event, values in changed:
            leave(event.sequence, values, redaction=redaction.pk)
    return [event.sequence for event, _values in changed]


def _take_out_of_rows(sought: Words, redaction: Redaction) -> int:
    """How many rows changed, or went, of workers.

    The triggers tell nothing of it: history says the same already.
    """
    changed, asked = list(in_rows(sought)), redaction_extent.finished(sought)
    redaction_extent.delete(asked)
    with context.entered(replace(context.current(), redaction=str(redaction.pk))):
        for model, key, values in changed:
            model._base_manager.filter(pk=key).update(**values)
    return len(changed) + len(asked)


def _decided(redaction: Redaction, *, by: User, now: datetime) -> Redaction:
    redaction.words_hash = ""
    redaction.decided_by, redaction.decided_at = by, now
    redaction.save()
    return redaction


def _locked(redaction: Redaction) -> Redaction:
    fresh: Redaction = Redaction.objects.select_for_update().get(pk=redaction.pk)
    return fresh
