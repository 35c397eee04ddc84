"""Let the file of the database forget what a redaction took out."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from tracker.actions.redacting import scrub
from tracker.management.base import TrackerCommand


class Command(TrackerCommand):
    """`manage.py scrub_database`."""

    help = "Rewrites the file of an SQLite database, so that nothing deleted is left in it."

    def handle(self, **options: Any) -> None:
        if not scrub():
            raise CommandError(
                _("Somebody else is using the database, or the disk is full. Run it again later.")
            )
        self.stdout.write(_("Nothing that was deleted is left in the file of the database."))
