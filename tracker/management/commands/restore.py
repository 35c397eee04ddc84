"""Fill an empty database, and an empty folder of files, with a backup."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions import search
from tracker.actions.history import backup, seals
from tracker.management.base import (
    Argument,
    TrackerCommand,
    close_to_others,
    describe_manifest,
    rewrite_rows,
)


class Command(TrackerCommand):
    """`heed restore DIR`."""

    help = "Verify a backup, then restore it to an empty database and an empty folder of files."
    arguments = (Argument("folder", type=Path, help="the folder that `heed backup` wrote"),)

    def handle(self, *, folder: Path, **_options: object) -> None:
        manifest = backup.restore(folder)
        self.write_lines(
            (
                _("Restored from %(folder)s:") % {"folder": folder}
                + f" {describe_manifest(manifest)}.",
                _("Checksum: %(hash)s") % {"hash": manifest.content},
            )
        )
        self.write_lines((*close_to_others(), *rewrite_rows()))  # of an older version
        search.rebuild()
        self.stdout.write(
            _("Everyone must sign in again. Run `heed verify_history` to verify the history.")
        )
        seals.record_restore(now=timezone.now())
