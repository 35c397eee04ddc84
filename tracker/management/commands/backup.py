"""Write all rows and files to a folder, with their checksums."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.history.backup import backup
from tracker.management.base import TrackerCommand, describe_manifest


class Command(TrackerCommand):
    """`manage.py backup DIR`."""

    help = "Writes all rows and files to a new folder, which restores on either database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a new folder, or an empty one")

    def handle(self, *, folder: Path, **_options: Any) -> None:
        manifest = backup(folder, now=timezone.now())
        self.stdout.write(
            _("Backed up to %(folder)s:") % {"folder": folder} + f" {describe_manifest(manifest)}."
        )
        self.stdout.write(_("Content: %(hash)s") % {"hash": manifest.content})
        self.stdout.write(
            _(
                "Keep the folder secret: it holds the hashes of passwords, what hides values in "
                "the seals, and all evidence. SECRET_KEY is not in it; keep that apart."
            )
        )
