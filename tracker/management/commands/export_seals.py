"""Write the seals to a file that anyone can check without the tracker."""

from pathlib import Path

from django.utils.translation import gettext as _

from tracker.actions.history.seals import export_seals
from tracker.management.base import Argument, TrackerCommand


class Command(TrackerCommand):
    """`heed export_seals FILE [--with-events]`."""

    help = "Write the seals to a file of JSON lines. docs/check_seals.py checks it (docs/seals.md)."
    arguments = (
        Argument("file", type=Path, help="the file to write"),
        Argument(
            "--with-events",
            action="store_true",
            help="also each sealed event without its values: who, when, on which row",
        ),
    )

    def handle(self, *, file: Path, with_events: bool, **_options: object) -> None:
        seals, events = export_seals(file, with_events=with_events)
        self.stdout.write(
            _("Wrote %(file)s (seals: %(seals)d, events: %(events)d).")
            % {"seals": seals, "events": events, "file": file}
        )
