"""Check the evidence: changed or missing files, dead or drifted links, expired pieces."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _, ngettext

from tracker.actions.evidence.checks import TIMEOUT, CheckResult, check_evidence
from tracker.errors import InvalidValue
from tracker.filters.parameters import read_day
from tracker.management.base import Argument, TrackerCommand
from tracker.summaries.evidence import EvidenceIssue

LONGEST_TIMEOUT = 120


class Command(TrackerCommand):
    """`heed check_evidence [--no-links] [--named] [--tidy] [--on DAY] [--json]`."""

    help = "Find changed or missing files, dead or changed links, and expired evidence."
    arguments = (
        Argument("--no-links", action="store_true", help="do not check links"),
        Argument(
            "--named",
            action="store_true",
            help="also check the links of restricted evidence; their sites see the request",
        ),
        Argument(
            "--tidy",
            action="store_true",
            help="delete files older than a day that belong to no evidence",
        ),
        Argument("--on", help="list what expired before this day: 2024-12-31 (default: today)"),
        Argument(
            "--timeout", type=int, default=int(TIMEOUT), help="seconds to wait for a site (10)"
        ),
        Argument("--json", action="store_true", help="print one JSON object"),
    )

    def handle(
        self,
        *,
        no_links: bool,
        named: bool,
        tidy: bool,
        on: str | None,
        timeout: int,
        json: bool,
        **_options: object,
    ) -> None:
        InvalidValue.raise_if(
            not 1 <= timeout <= LONGEST_TIMEOUT,
            _("--timeout %(seconds)d is out of range. Choose 1 to %(most)d seconds."),
            seconds=timeout,
            most=LONGEST_TIMEOUT,
        )
        result = check_evidence(
            now=self.now,
            on=read_day(on, today=self.today) if on else self.today,
            links=not no_links,
            include_named_readers=named,
            delete_orphaned=tidy,
            timeout=timeout,
        )
        if json:
            self.write_json(result.as_json(), is_well=result.is_well)
            return
        self._write_issues(_("Files"), [*result.in_files, *result.orphaned])
        if result.links:
            self._write_issues(_("Links"), result.links.issues)
        self._write_issues(_("Expired"), result.expired)
        self.write_lines(_describe_rest(result))
        wrong = sum(issue.is_certain for issue in result.issues)
        InvalidValue.raise_if(
            not result.is_well,
            ngettext(
                "%(number)d problem found. Checked: %(counts)s.",
                "%(number)d problems found. Checked: %(counts)s.",
                wrong,
            ),
            number=wrong,
            counts=_counts(result),
        )
        self.stdout.write(
            _("No problems with the evidence. Checked: %(counts)s.") % {"counts": _counts(result)}
        )

    def _write_issues(self, heading: str, issues: Iterable[EvidenceIssue]) -> None:
        if lines := [f"  {issue}" for issue in issues]:
            self.stdout.write("\n".join([heading, *lines]))


def _describe_rest(result: CheckResult) -> Iterator[str]:
    """Yield sentences on what was done and what was left out, beside the issues."""
    links = result.links
    learned, not_reached = (links.learned, links.not_reached) if links else (0, 0)
    counts = (
        (
            ngettext(
                "%(number)d file that belonged to no evidence was deleted.",
                "%(number)d files that belonged to no evidence were deleted.",
                len(result.deleted),
            ),
            len(result.deleted),
        ),
        (
            ngettext(
                "%(number)d link was read for the first time or again. Later checks compare with "
                "this reading.",
                "%(number)d links were read for the first time or again. Later checks compare "
                "with this reading.",
                learned,
            ),
            learned,
        ),
        (
            ngettext(
                "%(number)d link was not checked: the time ran out. The next run checks it.",
                "%(number)d links were not checked: the time ran out. The next run checks them.",
                not_reached,
            ),
            not_reached,
        ),
        (
            ngettext(
                "%(number)d link of restricted evidence was not checked, because its site would "
                "see the request. Add --named to check it.",
                "%(number)d links of restricted evidence were not checked, because their sites "
                "would see the request. Add --named to check them.",
                result.skipped,
            ),
            result.skipped,
        ),
    )
    yield from (words % {"number": number} for words, number in counts if number)
    if links is None:
        yield _("Links were not checked (--no-links).")


def _counts(result: CheckResult) -> str:
    """Return the counts in words: "3 files, 2 links, 7 pieces of evidence"."""
    links, pieces = result.links.read if result.links else 0, result.pieces
    counts = (
        (ngettext("%(number)d file", "%(number)d files", result.files), result.files),
        (ngettext("%(number)d link", "%(number)d links", links), links),
        (
            ngettext("%(number)d piece of evidence", "%(number)d pieces of evidence", pieces),
            pieces,
        ),
    )
    return ", ".join(words % {"number": number} for words, number in counts)
