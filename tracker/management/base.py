"""What the tracker's commands have in common."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from tracker.audit.context import who
from tracker.errors import PersonalData, TrackerError


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
        except PersonalData as asked:
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
