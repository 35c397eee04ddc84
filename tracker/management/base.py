"""What the tracker's commands have in common."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.actions.history.backup import Manifest
from tracker.audit.context import who
from tracker.errors import OutputNotWritable, PersonalDataFound, TrackerError


class TrackerCommand(BaseCommand):
    """A command that writes under its own name, and whose refusals are one sentence."""

    requires_system_checks = ()
    takes_words = False  # whether it writes what somebody typed

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        parser = super().create_parser(*args, **options)
        if self.takes_words:
            parser.add_argument(
                "--looked-at",
                action="store_true",
                help=_("what looks like a victim's data was looked at, and is none"),
            )
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        name = type(self).__module__.rsplit(".", 1)[-1]
        ticked = bool(options.get("looked_at"))
        try:
            with who(f"command:{name}", source="command", has_ticked=lambda _mark: ticked):
                return super().execute(*args, **options)
        except PersonalDataFound as asked:
            remedy = _("On the command line the tick is --looked-at.")
            raise CommandError(f"{asked} {remedy}") from asked
        except TrackerError as refused:
            raise CommandError(str(refused)) from refused
        except (OperationalError, ProgrammingError) as unreachable:
            raise CommandError(
                _(
                    "The database can't be used: %(why)s. Check DATABASE_URL, that its server "
                    "runs, and that `manage.py upgrade` was run."
                )
                % {"why": " ".join(str(unreachable).split())}
            ) from unreachable


def told(made: Manifest) -> str:
    """ "1204 rows, 12 files"."""
    rows, files = made.count, len(made.kept)
    return ", ".join(
        (
            ngettext("%(number)d row", "%(number)d rows", rows) % {"number": rows},
            ngettext("%(number)d file", "%(number)d files", files) % {"number": files},
        )
    )


def write(output: Path, printed: bytes) -> None:
    """Write all or nothing. Raises Unwritable naming the path and the reason."""
    try:
        if output.exists() and not output.is_file():  # a device, a pipe: never put aside
            output.write_bytes(printed)
            return
        _put_in_place(output.resolve(), printed)
    except OSError as error:
        raise OutputNotWritable(
            _("%(path)s can't be written: %(why)s. Choose a folder that exists and is yours.")
            % {"path": output, "why": error.strerror}
        ) from error


def _put_in_place(output: Path, printed: bytes) -> None:
    """Write beside the file, then rename: whoever reads it meets the old one or the new."""
    beside = output.with_name(f".part-{os.getpid()}")
    try:
        beside.write_bytes(printed)
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)
