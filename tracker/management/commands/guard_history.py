"""Revoke the right to write history from the application's role (PostgreSQL)."""

from django.utils.translation import gettext as _

from tracker.actions.history.database_role import guard
from tracker.management.base import Argument, TrackerCommand


class Command(TrackerCommand):
    """`heed guard_history --role heed_app`, as the owner of the tables."""

    help = "Give the application's database role the rights it needs, and none to rewrite history."
    arguments = (
        Argument("--role", required=True, help="the database role that the server connects as"),
    )

    def handle(self, *, role: str, **_options: object) -> None:
        writable, appended = guard(role)
        self.stdout.write(
            _(
                "“%(role)s” can change rows in %(number)d tables, only add rows to %(appended)s, "
                "and only read the history, which triggers write. `heed upgrade` renews these "
                "rights."
            )
            % {"role": role, "number": writable, "appended": ", ".join(appended)}
        )
