"""Fill a new database with sample recommendations, to measure with."""

from benchmarks import sample_load
from benchmarks.sample_rows import DENSITIES
from tracker.management.base import Argument, TrackerCommand


class Command(TrackerCommand):
    """`manage.py load_sample --recommendations N [--density thin|seed] [--seed S]`."""

    help = "Add sample recommendations to a database that quickstart made, to measure with."
    arguments = (
        Argument("--recommendations", type=int, required=True, metavar="N"),
        Argument(
            "--density",
            choices=DENSITIES,
            default="thin",
            help="rows per recommendation: thin (about 12), or as many as the Kosovo report has",
        ),
        Argument("--seed", type=int, default=1, help="of what is random (1)"),
    )

    def handle(self, *, recommendations: int, density: str, seed: int, **_options: object) -> None:
        rows = sample_load.load(
            sample_load.LoadSample(
                recommendations=recommendations, density=DENSITIES[density], seed=seed
            )
        )
        self.stdout.write(f"Recommendations added: {rows}")
