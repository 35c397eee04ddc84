"""Write all rows and files to a folder, with their checksums."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.history.backup import backup
from tracker.management.base import Argument, TrackerCommand, describe_manifest


class Command(TrackerCommand):
    """`manage.py backup DIR`."""

    help = "Write all rows and files to a new folder. It can be restored on SQLite and PostgreSQL."
    arguments = (Argument("folder", type=Path, help="a new or empty folder"),)

    def handle(self, *, folder: Path, **_options: object) -> None:
        manifest = backup(folder, now=timezone.now())
        self.stdout.write(
            _("Backed up to %(folder)s:") % {"folder": folder} + f" {describe_manifest(manifest)}."
        )
        self.stdout.write(_("Checksum: %(hash)s") % {"hash": manifest.content})
        self.stdout.write(
            _(
                "Keep this folder secret. It contains password hashes, the salts of the seals and "
                "all evidence. It contains neither SECRET_KEY nor the key of the seals; keep "
                "copies of both elsewhere."
            )
        )
