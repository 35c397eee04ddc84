"""Check the evidence: changed or missing files, dead or drifted links, expired pieces."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.actions.evidence.checks import TIMEOUT, CheckResult, check_evidence
from tracker.errors import InvalidValue
from tracker.management.base import TrackerCommand
from tracker.summaries.evidence import EvidenceIssue

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
        result = check_evidence(
            now=timezone.now(),
            on=_day(options["on"]),
            links=not options["no_links"],
            include_named_readers=options["named"],
            delete_orphaned=options["tidy"],
            timeout=_timeout(options["timeout"]),
        )
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
            if not result.is_well:
                raise SystemExit(1)
            return
        self._write_issues(_("Files"), [*result.in_files, *result.orphaned])
        if result.links:
            self._write_issues(_("Links"), result.links.issues)
        self._write_issues(_("Expired"), result.expired)
        for line in _describe_rest(result):
            self.stdout.write(line)
        if not result.is_well:
            raise CommandError(_conclude(result))
        self.stdout.write(_("The evidence is all well: %(counts)s.") % {"counts": _counts(result)})

    def _write_issues(self, heading: str, issues: Iterable[EvidenceIssue]) -> None:
        lines = [f"  {issue}" for issue in issues]
        if lines:
            self.stdout.write("\n".join([heading, *lines]))


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise InvalidValue(
            _("“%(typed)s” is no day. Write it like this: 2024-12-31.") % {"typed": text}
        ) from error


def _timeout(seconds: int) -> int:
    if not 1 <= seconds <= LONGEST_TIMEOUT:
        raise InvalidValue(
            _("A site can’t be given %(seconds)d seconds to answer. Give 1 to %(most)d.")
            % {"seconds": seconds, "most": LONGEST_TIMEOUT}
        )
    return seconds


def _describe_rest(result: CheckResult) -> list[str]:
    """Return sentences on what was done and what was left out, beside the issues."""
    sentences = []
    if result.deleted:
        sentences.append(
            ngettext(
                "%(number)d file that belonged to no piece was deleted.",
                "%(number)d files that belonged to no piece were deleted.",
                len(result.deleted),
            )
            % {"number": len(result.deleted)}
        )
    if result.links and result.links.learned:
        sentences.append(
            ngettext(
                "%(number)d link was read for the first time or anew: it is compared from now on.",
                "%(number)d links were read for the first time or anew: they are compared from "
                "now on.",
                result.links.learned,
            )
            % {"number": result.links.learned}
        )
    if result.links and result.links.not_reached:
        sentences.append(
            ngettext(
                "%(number)d link was not reached in the time there is, and is left for another "
                "day.",
                "%(number)d links were not reached in the time there is, and are left for another "
                "day.",
                result.links.not_reached,
            )
            % {"number": result.links.not_reached}
        )
    if result.skipped:
        sentences.append(
            ngettext(
                "%(number)d link of a piece for named readers was not read: its site would learn "
                "of it. --named reads it.",
                "%(number)d links of pieces for named readers were not read: their sites would "
                "learn of it. --named reads them.",
                result.skipped,
            )
            % {"number": result.skipped}
        )
    if result.links is None:
        sentences.append(_("No link was read, as asked."))
    return sentences


def _conclude(result: CheckResult) -> str:
    wrong = sum(issue.is_certain for issue in result.issues)
    return ngettext(
        "%(number)d thing is wrong among %(counts)s.",
        "%(number)d things are wrong among %(counts)s.",
        wrong,
    ) % {"number": wrong, "counts": _counts(result)}


def _counts(result: CheckResult) -> str:
    """Return the counts in words: "3 files, 2 links, 7 pieces"."""
    links = result.links.read if result.links else 0
    counts = (
        (ngettext("%(number)d file", "%(number)d files", result.files), result.files),
        (ngettext("%(number)d link", "%(number)d links", links), links),
        (ngettext("%(number)d piece", "%(number)d pieces", result.pieces), result.pieces),
    )
    return ", ".join(words % {"number": number} for words, number in counts)
