"""Seal the events that no seal covers yet."""

from django.utils.translation import gettext as _

from tracker.actions.history.seals import seal_history, send_newest_seal
from tracker.management.base import Argument, TrackerCommand


class Command(TrackerCommand):
    """`heed seal_history [--clock-was-wrong REASON]`."""

    help = "Verify seals and events, then seal and sign the events that no seal covers yet."
    saves_text = True
    arguments = (
        Argument(
            "--clock-was-wrong",
            default="",
            metavar="REASON",
            help="seal events whose times run backwards; the seal keeps the reason",
        ),
    )

    def handle(self, *, clock_was_wrong: str, **_options: object) -> None:
        seals = seal_history(now=self.now, clock_was_wrong=clock_was_wrong)
        self.write_lines(
            _("Seal %(number)d: events %(first)d to %(last)d (%(count)d). %(hash)s%(signed)s")
            % {
                "number": seal.number,
                "first": seal.first,
                "last": seal.last,
                "count": seal.count,
                "hash": seal.hash,
                "signed": _(", signed") if seal.signature else "",
            }
            for seal in seals
        )
        if not seals:
            self.stdout.write(_("Nothing new: every event is sealed."))
        list(send_newest_seal(is_new=bool(seals)))  # it logs each failure
