"""Write all rows and files to a folder, with their checksums."""

from pathlib import Path

from django.utils.translation import gettext as _

from tracker.actions.history.backup import backup, backup_and_rotate
from tracker.errors import InvalidValue
from tracker.management.base import Argument, TrackerCommand, describe_manifest


class Command(TrackerCommand):
    """`heed backup DIR [--keep N]`."""

    help = "Write all rows and files to a new folder. It can be restored on SQLite and PostgreSQL."
    arguments = (
        Argument(
            "folder", type=Path, help="a new or empty folder; with --keep, that of all backups"
        ),
        Argument(
            "--keep",
            type=int,
            metavar="N",
            help="back up to a new folder in this one, and delete all but the newest N backups",
        ),
    )

    def handle(self, *, folder: Path, keep: int | None, **_options: object) -> None:
        InvalidValue.raise_if(
            keep is not None and keep < 1,
            _("--keep %(number)s can't be used. Choose 1 or more."),
            number=keep,
        )
        folder, manifest = (
            backup_and_rotate(folder, keep=keep, now=self.now)
            if keep
            else (folder, backup(folder, now=self.now))
        )
        self.write_lines(
            (
                _("Backed up to %(folder)s:") % {"folder": folder}
                + f" {describe_manifest(manifest)}.",
                _("Checksum: %(hash)s") % {"hash": manifest.content},
                _(
                    "Keep this folder secret. It contains password hashes, the salts of the seals "
                    "and all evidence. It contains neither SECRET_KEY nor the key of the seals; "
                    "keep copies of both elsewhere."
                ),
            )
        )
