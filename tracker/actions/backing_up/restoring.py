"""A backup becomes a database and a folder of files again: all of it, or nothing."""

from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import DataError, IntegrityError, ProgrammingError, transaction
from django.utils.translation import gettext as _

from tracker.actions.backing_up import kept, state
from tracker.actions.backing_up.checking import checked
from tracker.actions.backing_up.loading import load
from tracker.actions.backing_up.manifest import Manifest
from tracker.actions.backing_up.tables import check_are_empty, held, table
from tracker.audit import triggers
from tracker.errors import Invalid, Unreadable


def restore(folder: Path, *, using: str = "default") -> Manifest:
    """Fill an empty database and an empty storage with a backup, whichever database it is from.

    Runs `migrate` first. Raises Unreadable for a backup that is not whole or does not fit, Invalid
    for one of another version, or where there are rows or files; Unwritable when the disk is full.
    Nothing is written in any case. History gets no line of it: it is as it was, to the byte.
    """
    folder = folder.resolve()
    manifest = checked(folder)
    state.check_is_ours(manifest.migrations, using)
    _check_tables(manifest)
    check_are_empty(using)  # before `migrate` touches what is not empty
    kept.check_takes(manifest)
    _make_tables(using)
    try:
        with kept.filled(folder, manifest), transaction.atomic(using=using):
            triggers.drop(using)  # shuts out who writes until the end
            check_are_empty(using)
            load(folder, manifest, using)
            triggers.install(using)
            triggers.require(using)
    except (DataError, IntegrityError) as error:
        raise Unreadable(
            _("Nothing was restored: the database refused a row (%(why)s).")
            % {"why": " ".join(str(error).split())}
        ) from error
    ContentType.objects.clear_cache()
    return manifest


def _make_tables(using: str) -> None:
    """Raises Invalid for a role that may not: that of a server which only works with them."""
    try:
        state.bring_up(using)
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        raise Invalid(
            _(
                "Nothing was restored: this role makes no tables (%(why)s). Run it as the role "
                "that owns the database, then `manage.py guard_history`."
            )
            % {"why": str(error).splitlines()[0]}
        ) from error


def _check_tables(manifest: Manifest) -> None:
    """Raises Unreadable for a backup with other tables than ours, though of the same state."""
    ours, theirs = {table(model) for model in held()}, set(manifest.rows)
    if ours != theirs:
        raise Unreadable(
            _("Nothing was restored: the backup holds other tables than this version (%(tables)s).")
            % {"tables": ", ".join(sorted(ours ^ theirs))}
        )
