"""Compare the statuses that lists show with the assessments they stand on."""

from typing import Any

from django.core.management.base import CommandError

from tracker.management.base import TrackerCommand
from tracker.summaries.statuses import strayed


class Command(TrackerCommand):
    """`manage.py check_statuses`: says which copies differ; changes nothing."""

    help = "Compares each recommendation's status with its newest approved assessment."

    def handle(self, **_options: Any) -> None:
        wrong = list(strayed())
        for recommendation, shown, stands in wrong:
            self.stdout.write(f"{recommendation}: shows {shown}, its assessments say {stands}")
        if wrong:
            raise CommandError(
                f"{len(wrong)} statuses differ from their assessments. Approve a newer assessment "
                "of each, or report how it came about: no action of the tracker leads there."
            )
        self.stdout.write("Every status agrees with its newest approved assessment.")
