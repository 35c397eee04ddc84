"""Check the evidence: changed or missing files, dead or drifted links, expired pieces."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.actions.evidence.checks import TIMEOUT, Checked, check
from tracker.errors import InvalidValue
from tracker.management.base import TrackerCommand
from tracker.summaries.evidence import Found

LONGEST_TIMEOUT = 120


class Command(TrackerCommand):
    """`manage.py check_evidence [--no-links] [--named] [--tidy] [--on DAY] [--json]`."""

    help = "Says which files are changed or missing, which links dead or drifted, what expired."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-links", action="store_true", help="read no link of the web")
        parser.add_argument(
            "--named",
            action="store_true",
            help="read the links of pieces for named readers too: their sites learn of it",
        )
        parser.add_argument(
            "--tidy",
            action="store_true",
            help="delete what is on disk for more than a day and belongs to no piece",
        )
        parser.add_argument("--on", help="what expired before this day, 2024-12-31 (today)")
        parser.add_argument(
            "--timeout", type=int, default=int(TIMEOUT), help="seconds a site may take (10)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        came = check(
            now=timezone.now(),
            on=_day(options["on"]),
            links=not options["no_links"],
            named=options["named"],
            tidied=options["tidy"],
            timeout=_timeout(options["timeout"]),
        )
        if options["json"]:
            self.stdout.write(json.dumps(came.told(), ensure_ascii=False, indent=2))
            if not came.is_well:
                raise SystemExit(1)
            return
        self._tell(_("Files"), [*came.of_files, *came.untold])
        if came.links:
            self._tell(_("Links"), came.links.found)
        self._tell(_("Expired"), came.expired)
        for line in _asides(came):
            self.stdout.write(line)
        if not came.is_well:
            raise CommandError(_wrong(came))
        self.stdout.write(_("The evidence is all well: %(counts)s.") % {"counts": _counts(came)})

    def _tell(self, heading: str, found: Iterable[Found]) -> None:
        lines = [f"  {one}" for one in found]
        if lines:
            self.stdout.write("\n".join([heading, *lines]))


def _day(typed: str | None) -> date:
    try:
        return date.fromisoformat(typed) if typed else timezone.localdate()
    except ValueError as error:
        raise InvalidValue(
            _("“%(typed)s” is no day. Write it like this: 2024-12-31.") % {"typed": typed}
        ) from error


def _timeout(seconds: int) -> int:
    if not 1 <= seconds <= LONGEST_TIMEOUT:
        raise InvalidValue(
            _("A site can’t be given %(seconds)d seconds to answer. Give 1 to %(most)d.")
            % {"seconds": seconds, "most": LONGEST_TIMEOUT}
        )
    return seconds


def _asides(came: Checked) -> list[str]:
    """What was done and what was left out: neither is wrong."""
    told = []
    if came.tidied:
        told.append(
            ngettext(
                "%(number)d file that belonged to no piece was deleted.",
                "%(number)d files that belonged to no piece were deleted.",
                len(came.tidied),
            )
            % {"number": len(came.tidied)}
        )
    if came.links and came.links.learned:
        told.append(
            ngettext(
                "%(number)d link was read for the first time or anew: it is compared from now on.",
                "%(number)d links were read for the first time or anew: they are compared from "
                "now on.",
                came.links.learned,
            )
            % {"number": came.links.learned}
        )
    if came.links and came.links.not_reached:
        told.append(
            ngettext(
                "%(number)d link was not reached in the time there is, and is left for another "
                "day.",
                "%(number)d links were not reached in the time there is, and are left for another "
                "day.",
                came.links.not_reached,
            )
            % {"number": came.links.not_reached}
        )
    if came.skipped:
        told.append(
            ngettext(
                "%(number)d link of a piece for named readers was not read: its site would learn "
                "of it. --named reads it.",
                "%(number)d links of pieces for named readers were not read: their sites would "
                "learn of it. --named reads them.",
                came.skipped,
            )
            % {"number": came.skipped}
        )
    if came.links is None:
        told.append(_("No link was read, as asked."))
    return told


def _wrong(came: Checked) -> str:
    wrong = sum(one.is_wrong for one in came.found)
    return ngettext(
        "%(number)d thing is wrong among %(counts)s.",
        "%(number)d things are wrong among %(counts)s.",
        wrong,
    ) % {"number": wrong, "counts": _counts(came)}


def _counts(came: Checked) -> str:
    """ "3 files, 2 links, 7 pieces"."""
    links = came.links.read if came.links else 0
    told = (
        (ngettext("%(number)d file", "%(number)d files", came.files), came.files),
        (ngettext("%(number)d link", "%(number)d links", links), links),
        (ngettext("%(number)d piece", "%(number)d pieces", came.pieces), came.pieces),
    )
    return ", ".join(words % {"number": number} for words, number in told)
