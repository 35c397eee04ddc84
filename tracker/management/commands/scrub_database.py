"""Rewrite the database's files, so that they no longer hold redacted words."""

from django.db import connection
from django.utils.translation import gettext as _

from tracker.actions.history.redactions import scrub_as_owner
from tracker.management.base import TrackerCommand


class Command(TrackerCommand):
    """`heed scrub_database`."""

    help = "Rewrite the database files, so that nothing deleted is left in them."

    def handle(self, **_options: object) -> None:
        scrub_as_owner()
        self.stdout.write(_("The database files contain nothing that was deleted."))
        if connection.vendor == "postgresql":
            self.stdout.write(
                _("PostgreSQL’s log, archive and replicas still contain it for a while.")
            )
