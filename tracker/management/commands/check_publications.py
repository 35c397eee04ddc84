"""Render every publication again from its frozen data, and compare it with the stored bytes."""

from django.utils.translation import gettext as _, ngettext

from tracker import errors, models
from tracker.actions.progress.publication_drafts import Fault, find_faulty_files
from tracker.management.base import TrackerCommand


class Command(TrackerCommand):
    """`heed check_publications`: ends with 1 when bytes are lost or changed."""

    help = (
        "Make every publication again from its frozen content, and list the files that are "
        "missing, changed, or produced differently by this version."
    )

    def handle(self, **_options: object) -> None:
        lost = checked = 0
        for publication in models.Publication.objects.order_by("pk").iterator(chunk_size=100):
            checked += 1
            for file, fault in find_faulty_files(publication):
                lost += fault == Fault.LOST
                self.stdout.write(
                    _("%(file)s of publication %(key)d: %(fault)s")
                    % {"file": file.name, "key": publication.pk, "fault": fault.label}
                )
        errors.InvalidValue.raise_if(
            lost,
            ngettext(
                "%(number)d file differs from what was published. Restore it from a backup.",
                "%(number)d files differ from what was published. Restore them from a backup.",
                lost,
            ),
            number=lost,
        )
        self.stdout.write(
            ngettext(
                "All files of %(number)d publication are unchanged.",
                "All files of %(number)d publications are unchanged.",
                checked,
            )
            % {"number": checked}
        )
