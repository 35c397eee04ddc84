"""Redact words in every row and in history: requested by one person, carried out by another."""

from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from django.contrib.auth.hashers import make_password
from django.core.cache import caches
from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext as _

from tracker import errors, policies, vocabulary
from tracker.actions import base, search as search_index
from tracker.actions.history.redaction_text import (
    ChangedRow,
    RedactionExtent,
    SearchWords,
    delete_tasks,
    find_in_events,
    find_in_rows,
    finished_tasks,
    measure_extent,
    serialize_values,
)
from tracker.audit import audited_tables, context, reasons, seals, verification
from tracker.models import (
    Event,
    FormDraft,
    InboxFile,
    JobRun,
    RedactedEvent,
    Redaction,
    SavedView,
    SearchEntry,
)

OPERATIONAL_TEXTS: dict[type[models.Model], tuple[str, ...]] = {  # columns with words, by table
    FormDraft: ("address", "values"),
    InboxFile: ("name", "reading", "description"),
    JobRun: ("message",),
    SavedView: ("name", "query"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRedaction(base.TimedCommand):
    """Words to take out, what they are, and why the law asks for it."""

    words: str = field(repr=False)
    about: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOutRedaction(base.TimedCommand):
    """A redaction, the words typed again, and the mark of the extent that was seen."""

    redaction: Redaction
    words: str = field(repr=False)
    seen: str = ""


@transaction.atomic
def request_redaction(command: RequestRedaction) -> Redaction:
    """Request a redaction. Only a hash of the words is stored: the second person types them again.

    The words are not searched for: the result would reveal rows that `by` may not see. Raises
    PermissionRefused, and InvalidValue for words that are too short or stand in `about` or
    `ground`.
    """
    words, about, ground = command.words.strip(), command.about.strip(), command.ground.strip()
    policies.history.check_can_request_redaction(command.by)
    policies.history.check_redaction_text(words, about, ground)
    with reasons.because(ground, by=command.by):
        return Redaction.objects.create(
            words_hash=make_password(words),
            about=about,
            ground=ground,
            author=command.by,
            created_at=command.now,
        )


@transaction.atomic
def decline(command: base.DecideRow[Redaction]) -> Redaction:
    """Decline a redaction with a note; its author withdraws it so.

    Raises PermissionRefused, Stale.
    """
    with reasons.because(command.note, by=command.by):
        fresh = base.lock_row(command.row)
        policies.history.check_can_decide(command.by, fresh, declines=True)
        is_own = fresh.author_id == command.by.pk
        return _decide(
            fresh,
            command,
            state=vocabulary.State.WITHDRAWN if is_own else vocabulary.State.RETURNED,
        )


def preview(command: CarryOutRedaction) -> RedactionExtent:
    """Measure what carrying it out would change now. Raises as `carry_out` does."""
    words = command.words.strip()
    policies.history.check_can_decide(command.by, command.redaction)
    policies.history.check_redaction_text_matches(command.redaction, words)
    return measure_extent(words)


@transaction.atomic
def carry_out(command: CarryOutRedaction) -> Redaction:
    """Replace the words by black squares, in every row and in history.

    Seals stay valid: they hold a hash of the old values. Call `scrub` afterwards. Raises
    PermissionRefused for the author, Stale if it was decided or would change something else than
    was seen, InvalidValue for other words than requested, and if the history does not verify.
    """
    fresh = base.lock_row(command.redaction)
    errors.Stale.raise_if(
        preview(replace(command, redaction=fresh)).mark != command.seen,
        _(
            "Nothing was removed: the text is now in other places than in the preview. "
            "Preview it again, then decide."
        ),
    )
    search = SearchWords(command.words.strip())
    with reasons.because(fresh.ground, by=command.by):
        try:
            rows = list(find_in_rows(search))
            changed = _redact_events(search, rows, fresh)
            count = _redact_rows(search, rows, fresh)
            _record_texts(rows)
            search_index.rebuild()
        except DatabaseError as error:
            raise errors.InvalidValue(
                _(
                    "Nothing was changed: the database refused it (%(why)s). The owner of the "
                    "tables can carry it out (docs/postgresql.md)."
                )
                % {"why": str(error).splitlines()[0]}
            ) from error
        _decide(fresh, command, state=vocabulary.State.APPROVED, rows=count, events=len(changed))
    # A redaction may not hide that something was changed before.
    if faults := verification.verify(is_complete=False).faults:
        raise errors.InvalidValue(
            _(
                "Nothing was removed, since the history does not verify: %(fault)s Run `heed "
                "verify_history`, and find out first who changed it."
            )
            % {"fault": faults[0]}
        )
    caches["forms"].clear()  # messages that name what was changed
    _delete_operational_rows(search)
    return fresh


def _delete_operational_rows(search: SearchWords) -> None:
    """Delete what users keep for themselves with the words in it; addresses are read as text."""
    for model, columns in OPERATIONAL_TEXTS.items():
        rows = model._default_manager.values_list("pk", *columns).iterator(20)  # long ones
        model._default_manager.filter(
            pk__in=[
                key
                for key, *texts in rows
                if search.match([unquote_plus(t) if isinstance(t, str) else t for t in texts])
            ]
        ).delete()


def scrub() -> str:
    """Remove deleted text from the file of an SQLite database. Does nothing in a transaction.

    A database file keeps deleted text until the space is used again. Returns what is still to do,
    as a sentence: on PostgreSQL, while another process uses the file for long, or if the disk is
    full.
    """
    if connection.vendor != "sqlite":
        return _(
            "The files of PostgreSQL still contain the text. The owner of the tables can "
            "remove it with `heed scrub_database`."
        )
    if connection.in_atomic_block:
        return ""
    try:
        with connection.cursor() as cursor:
            cursor.execute(SearchEntry.FORGET_DELETED)
            cursor.execute("VACUUM")
            is_busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except DatabaseError:
        is_busy = True
    sentence = _(
        "The database file still contains the text: somebody else is using it, or the "
        "disk is full. Run `heed scrub_database` later."
    )
    return sentence if is_busy else ""


def scrub_as_owner() -> None:
    """Remove deleted text on either database; on PostgreSQL each table is locked and rewritten.

    Raises InvalidValue for a role that does not own the tables, and with what `scrub` returns.
    """
    if connection.vendor == "sqlite":
        if sentence := scrub():
            raise errors.InvalidValue(sentence)
        return
    with connection.cursor() as cursor:
        errors.InvalidValue.raise_if(
            not cursor.execute(
                "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass",
                [Event._meta.db_table],
            ).fetchone()[0],
            _("Only the owner of the tables can do this. Run the command as that role."),
        )
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")


def _redact_events(search: SearchWords, rows: list[ChangedRow], redaction: Redaction) -> list[int]:
    """Redact events and return their sequences; their hashes stay, their salts do not."""
    earlier = verification.load_original_hashes()
    changed = list(find_in_events(search, rows))
    for event, values in changed:
        RedactedEvent.objects.create(
            redaction=redaction,
            sequence=event.sequence,
            original_hash=earlier.get(event.sequence)
            or seals.hash_values(event.old, event.new, event.reason, event.salt),
            remaining_hash=seals.hash_values(*serialize_values(values), ""),
        )
    with context.use_context(replace(context.current(), redaction=str(redaction.pk))):
        for event, values in changed:
            verification.overwrite_event(event.sequence, values, redaction=redaction.pk)
    return [event.sequence for event, _values in changed]


def _redact_rows(search: SearchWords, rows: list[ChangedRow], redaction: Redaction) -> int:
    """Redact rows and delete tasks of workers; return how many.

    The triggers write no events: the events of the redaction say it already.
    """
    tasks = finished_tasks(search)
    delete_tasks(tasks)
    with context.use_context(replace(context.current(), redaction=str(redaction.pk))):
        for model, key, values in rows:
            model._base_manager.filter(pk=key).update(**values)
    return len(rows) + len(tasks)


def _record_texts(rows: list[ChangedRow]) -> None:
    """Let the triggers commit to the texts that are left, by emptying and filling each again.

    So no event holds a commitment to the text before.
    """
    for model, key, values in rows:
        for name in values.keys() & audited_tables.MASKED_COLUMNS:
            for text in ("", values[name]):
                model._base_manager.filter(pk=key).update(**{name: text})


def _decide(redaction: Redaction, command: base.TimedCommand, **values: object) -> Redaction:
    return base.save_fields(
        redaction, words_hash="", decided_by=command.by, decided_at=command.now, **values
    )
