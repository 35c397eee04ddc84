"""What the tracker's commands have in common."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from tracker.audit.context import who
from tracker.errors import TrackerError


class TrackerCommand(BaseCommand):
    """A command that writes under its own name, and whose refusals are one sentence."""

    requires_system_checks = ()

    def execute(self, *args: Any, **options: Any) -> str | None:
        name = type(self).__module__.rsplit(".", 1)[-1]
        try:
            with who(f"command:{name}", source="command"):
                return super().execute(*args, **options)
        except TrackerError as refused:
            raise CommandError(str(refused)) from refused
        except (OperationalError, ProgrammingError) as unreachable:
            raise CommandError(
                _(
                    "The database can't be used: %(why)s. Check DATABASE_URL, that its server "
                    "runs, and that `manage.py migrate` was run."
                )
                % {"why": " ".join(str(unreachable).split())}
            ) from unreachable
