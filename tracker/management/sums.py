"""How much a backup holds, in words."""

from django.utils.translation import ngettext

from tracker.actions.backing_up import Manifest


def told(made: Manifest) -> str:
    """ "1204 rows, 12 files"."""
    rows, files = made.count, len(made.kept)
    return ", ".join(
        (
            ngettext("%(number)d row", "%(number)d rows", rows) % {"number": rows},
            ngettext("%(number)d file", "%(number)d files", files) % {"number": files},
        )
    )
