"""Base class and helpers of the tracker's commands."""

import gc
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from tracker import compiled_queries, errors, vocabulary
from tracker.actions import people, upgrades
from tracker.actions.history import backup_manifest, summary_rows
from tracker.audit.context import acting_as
from tracker.models import Body, ImportRun, SummaryRow, User

# Of SQLite, the last of PostgreSQL too: a full disk, one that can't be written.
DISK_ERRORS = ("disk I/O error", "disk is full", "readonly database", "No space left on device")


class Argument:
    """Argument of a command: its names, and the options that `add_argument` takes."""

    def __init__(self, *names: str, **options: Any) -> None:
        self.names, self.options = names, options


class TrackerCommand(BaseCommand):
    """Command that writes under its own name, and whose refusals are one sentence."""

    requires_system_checks = ()
    arguments: tuple[Argument, ...] = ()
    saves_text = False  # whether it saves text that somebody typed
    now: datetime  # when it was called: the one moment of all that it reads and writes
    today: date

    def write_json(self, values: object, *, is_well: bool = True) -> None:
        """Print one JSON object; end with 1 unless all `is_well`."""
        self.stdout.write(json.dumps(values, ensure_ascii=False, indent=2))
        if not is_well:
            raise SystemExit(1)

    def write_lines(self, lines: Iterable[object]) -> None:
        """Print each as a line."""
        for line in lines:
            self.stdout.write(str(line))

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments, and --looked-at to those of a command that saves text."""
        super().add_arguments(parser)
        for argument in self.arguments:
            parser.add_argument(*argument.names, **argument.options)
        if self.saves_text:
            parser.add_argument(
                "--looked-at",
                action="store_true",
                help=_("confirm that what looks like a victim's data is not"),
            )

    def run_from_argv(self, argv: list[str]) -> None:
        """Run the command from the command line, in a process of its own."""
        gc.freeze()  # the collector took a third of an import to look at all modules again
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command as an actor of its own name; turn refusals into a CommandError."""
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        try:
            with acting_as(
                f"command:{type(self).__module__.rpartition('.')[2]}",
                source="command",
                is_confirmed=lambda _mark: bool(options.get("looked_at")),
            ):
                return super().execute(*args, **options)
        except errors.PersonalDataFound as refusal:
            raise CommandError(
                f"{refusal} {_('On the command line, add --looked-at instead of the tick.')}"
            ) from refusal
        except errors.TrackerError as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OperationalError, ProgrammingError) as error:
            sentence = _(
                "The database can't be used: %(why)s. Check that DATABASE_URL is right and "
                "its server is running, then run `heed upgrade`."
            )
            if getattr(error.__cause__, "sqlstate", None) == "42501":  # insufficient privilege
                sentence = _(
                    "The database role in DATABASE_URL has no right to do this: %(why)s. Run "
                    "the command as the owner of the tables."
                )
            elif any(words in str(error) for words in DISK_ERRORS):
                sentence = _(
                    "The database can't be written: %(why)s. Free space on its disk, and check "
                    "that this account can write to its folder."
                )
            raise CommandError(sentence % {"why": " ".join(str(error).split())}) from error


class ImportCommand(TrackerCommand):
    """Command that stores what it reads of a file as a run, or accepts that at once."""

    saves_text = True
    arguments: tuple[Argument, ...] = (
        Argument("--mechanism", help="code of the mechanism, if the file does not give it (TIP)"),
        Argument("--dry-run", action="store_true", help="read the file and save nothing"),
        Argument("--json", action="store_true", help="print one JSON object only"),
        Argument("--accept", action="store_true", help="accept the import at once"),
        Argument("--by", help="user name of the person who accepts it"),
        Argument("--reason", help="why it is accepted, for the history"),
    )

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command. Raises CommandError where nobody accepts, or without a reason."""
        if options["accept"] and not (options["by"] and options["reason"]):
            raise CommandError(_("--accept needs --by USER and --reason TEXT."))
        return super().execute(*args, **options)

    def write_progress(self, done: int, total: int) -> None:
        """Print how far it is, on a terminal."""
        if self.stderr.isatty():
            self.stderr.write(
                f"\r{done:,}/{total:,}", lambda words: words, "" if done < total else "\n"
            )

    def write_outcome(self, run: ImportRun | None, accepted: str) -> None:
        """Print what became of the run, or why there is none."""
        if run is None:
            accepted = _("Nothing was saved.")
        elif run.state != vocabulary.ImportRunState.ACCEPTED:
            accepted = _("Import %(pk)s is waiting for a decision.") % {"pk": run.pk}
        self.stdout.write(accepted or _("Nothing new: already imported."))


def import_user(username: str | None) -> User:
    """Return the user whom an import is recorded under: the named one, else "intake".

    Raises InvalidValue where no user with an open account has the name.
    """
    return (
        find_account(username)
        if username
        else people.service_user("intake", group=vocabulary.Group.ANALYST)
    )


def find_row[Row: models.Model](rows: models.QuerySet[Row], message: str) -> Row:
    """Return the first row. Raises InvalidValue with the message where there is none."""
    if (row := rows.first()) is None:
        raise errors.InvalidValue(message)
    return row


def find_body(code: str) -> Body:
    """Return the body with this code. Raises InvalidValue."""
    return find_row(
        Body.objects.filter(code=code),
        _("No body has the code “%(code)s”. The codes are listed under Bodies.") % {"code": code},
    )


def describe_manifest(manifest: backup_manifest.Manifest) -> str:
    """Return the counts of a backup in words: "1204 rows, 12 files"."""
    rows, files = manifest.row_count, len(manifest.evidence_paths)
    return ", ".join(
        (
            ngettext("%(number)d row", "%(number)d rows", rows) % {"number": rows},
            ngettext("%(number)d file", "%(number)d files", files) % {"number": files},
        )
    )


def read_file(path: Path, *, most: int | None = None, too_large: str = "") -> bytes:
    """Read a file. Raises FileUnreadable naming the path, the reason and what to do.

    Raises InvalidValue with the words `too_large` for a file of more than `most` bytes.
    """
    errors.InvalidValue.raise_if(
        most and path.is_file() and path.stat().st_size > most,
        too_large,
        path=path,
        most=(most or 0) // 1_000_000,
    )
    with errors.FileUnreadable.instead_of(
        OSError, _("%(path)s can't be read: %(why)s. Check the path."), path=path
    ):
        return path.read_bytes()


def write_file(output: Path, content: bytes) -> None:
    """Write all or nothing. Raises OutputNotWritable naming the path and the reason.

    It is written beside the file and renamed: a reader finds the old content or the new.
    """
    with errors.OutputNotWritable.instead_of(
        OSError,
        _(
            "%(path)s can't be written: %(why)s. Choose a folder that exists and that you can "
            "write to."
        ),
        path=output,
    ):
        if output.exists() and not output.is_file():  # a device, a pipe: never replaced
            output.write_bytes(content)
        else:
            partial = output.resolve().with_name(f".part-{os.getpid()}")
            try:
                partial.write_bytes(content)
                partial.replace(output.resolve())
            finally:
                partial.unlink(missing_ok=True)


def rewrite_rows() -> Iterator[str]:
    """Run the numbered actions that are new to this database; yield a sentence on each.

    First the summary rows are made, if there are none: no backup has them, and the actions keep
    them. At the end the statistics are refreshed.
    """
    if not SummaryRow.objects.exists():
        with transaction.atomic():  # all or none
            list(summary_rows.rebuild())
    for action, rows in upgrades.run_pending(now=timezone.now()):
        yield ngettext(
            "Action %(number)d: %(reason)s (%(rows)d row)",
            "Action %(number)d: %(reason)s (%(rows)d rows)",
            rows,
        ) % {"number": action.number, "reason": action.reason, "rows": rows}
        yield from action.name_left()
    compiled_queries.refresh_statistics()


def private_paths() -> list[Path]:
    """Return the folders and files that are for our account alone: state, evidence, database."""
    paths = [settings.VAR, Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":  # with -wal and -shm
        database = Path(connection.settings_dict["NAME"])
        paths += database.parent.glob(f"{database.name}*")
    return [path for path in paths if path.exists()]


def close_to_others() -> Iterator[str]:
    """Take from other accounts what they may read of database, files and keys.

    Yields a sentence on each folder, or file of the database, that is not ours to close.
    """
    for path in private_paths():
        if subprocess.run(["chmod", "-R", "go=", path], stderr=subprocess.DEVNULL).returncode:  # noqa: S603, S607
            yield (
                _(
                    "%(path)s, or a file in it, belongs to another account, so other accounts may "
                    "be able to read it. As its owner, run: chmod -R go= %(path)s"
                )
                % {"path": path}
            )


def find_account(username: str) -> User:
    """Return the open account of this name. Raises InvalidValue."""
    return find_row(
        User.objects.filter(username=username, is_active=True),
        _("No open account is called “%(name)s”. Check the spelling.") % {"name": username},
    )
