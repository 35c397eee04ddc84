"""Rewrite the database's files, so that they no longer hold redacted words."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tracker.actions.history.redactions import scrub_as_owner
from tracker.management.base import TrackerCommand


class Command(TrackerCommand):
    """`manage.py scrub_database`."""

    help = "Rewrites the database, so that nothing deleted is left in its files."

    def handle(self, **options: Any) -> None:
        scrub_as_owner()
        self.stdout.write(_("Nothing that was deleted is left in the files of the tables."))
        if connection.vendor == "postgresql":
            self.stdout.write(
                _("The log of PostgreSQL, its archive and replicas keep it for a while.")
            )
