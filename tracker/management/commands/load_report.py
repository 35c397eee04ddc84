"""Load a report's fixtures: create missing rows only. Safe to run again."""

from pathlib import Path

from django.conf import settings

from tracker.actions import people
from tracker.actions.imports import fixtures
from tracker.management.base import Argument, TrackerCommand


class Command(TrackerCommand):
    """`heed load_report tip-2024-kosovo`."""

    help = "Load the fixtures of a report: add what is missing, change nothing that exists."
    saves_text = True
    arguments = (Argument("name", help="folder under fixtures/: tip-2024-kosovo"),)

    def handle(self, *, name: str, **_options: object) -> None:
        self.stdout.write(
            fixtures.load_report(
                folder=Path(settings.FIXTURE_DIRS[0]) / name,
                by=people.service_user("import"),
                now=self.now,
            ).summary()
        )
