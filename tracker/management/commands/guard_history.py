"""Revoke the right to write history from the application's role (PostgreSQL)."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from tracker.actions.history.database_role import guard
from tracker.management.base import TrackerCommand


class Command(TrackerCommand):
    """`manage.py guard_history --role heed_app`, as the owner of the tables."""

    help = "Grants the application's role what it needs to work, and nothing that rewrites history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", required=True, help="the role that the server connects as")

    def handle(self, *, role: str, **_options: Any) -> None:
        guarded = guard(role)
        self.stdout.write(
            _(
                "“%(role)s” works with %(number)d tables, adds to %(appended)s and changes nothing "
                "there, and only reads history: triggers write it. `manage.py upgrade` renews its "
                "rights."
            )
            % {
                "role": role,
                "number": guarded.writable_tables,
                "appended": ", ".join(guarded.append_only_tables),
            }
        )
        if not guarded.may_seal:
            self.stdout.write(
                _(
                    "This server has no right to lock alone (PostgreSQL 17 has): run `manage.py "
                    "seal_history` as the owner of the tables."
                )
            )
