"""Make the saved reports that are due."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _, ngettext

from tracker.actions.progress.publications import make_due
from tracker.management.base import TrackerCommand


class Command(TrackerCommand):
    """`heed make_reports`, once a day; a second time the same day makes nothing."""

    help = "Make the scheduled reports that are due, as drafts for a second person to publish."

    def handle(self, **_options: object) -> None:
        outcomes = make_due(now=self.now, today=self.today)
        for outcome in outcomes:
            if outcome.publication is not None:
                self.stdout.write(
                    _("%(name)s: draft %(number)d is at %(address)s")
                    % {
                        "name": outcome.saved_report.name,
                        "number": outcome.publication.pk,
                        "address": outcome.publication.get_absolute_url(),
                    }
                )
            else:
                self.stderr.write(
                    _("%(name)s was not created: %(why)s")
                    % {"name": outcome.saved_report.name, "why": outcome.problem}
                )
        if not outcomes:
            self.stdout.write(_("No scheduled report is due."))
        if failed := sum(1 for outcome in outcomes if outcome.publication is None):
            raise CommandError(
                ngettext(
                    "%(number)d scheduled report was not created. The next run tries again.",
                    "%(number)d scheduled reports were not created. The next run tries again.",
                    failed,
                )
                % {"number": failed}
            )
