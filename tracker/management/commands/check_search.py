"""Compare the search index with the rows it was made of."""

from itertools import groupby

from django.utils.translation import gettext as _, ngettext

from tracker.actions import search
from tracker.errors import InvalidValue
from tracker.management.base import Argument, TrackerCommand
from tracker.models.search import first_key, model_name


class Command(TrackerCommand):
    """`heed check_search [--rebuild]`: says which entries differ from their rows."""

    help = "Compare the search index with the rows: what is missing, outdated or of no row."
    arguments = (
        Argument("--rebuild", action="store_true", help="make each entry as its row is now"),
    )

    def handle(self, *, rebuild: bool, **_options: object) -> None:
        if rebuild:
            search.rebuild()
        outdated = search.find_outdated()
        self.write_lines(
            f"{name}: {', '.join(str(key - first_key(name)) for key in keys)}"
            for name, keys in groupby(outdated, key=model_name)
        )
        InvalidValue.raise_if(
            outdated,
            ngettext(
                "%(number)s row is not found by its words. Run with --rebuild to index it.",
                "%(number)s rows are not found by their words. Run with --rebuild to index them.",
                len(outdated),
            ),
            number=len(outdated),
        )
        self.stdout.write(_("The search finds every row by its words."))
