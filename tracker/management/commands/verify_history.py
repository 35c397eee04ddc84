"""Verify that nobody rewrote history, and that the rows say what it says."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _, ngettext

from tracker.actions.history.seals import verify_history
from tracker.audit import event_stream, seals
from tracker.errors import InvalidValue
from tracker.management.base import Argument, TrackerCommand


class Command(TrackerCommand):
    """`heed verify_history [--since SEAL] [--printed …] [--against FILE …] [--json]`."""

    help = "Verify seals, signatures, events and rows. Lists the faults and exits with 1 if any."
    arguments = (
        Argument("--since", type=int, default=1, help="number of the first seal to verify"),
        Argument(
            "--printed",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="a seal as printed in a report: its number, and its hash or the hash's beginning",
        ),
        Argument(
            "--against",
            action="append",
            default=[],
            metavar="FILE",
            type=Path,
            help="a file of seals that a witness kept, or of export_seals",
        ),
        Argument("--json", action="store_true", help="print one JSON object"),
    )

    def handle(
        self,
        *,
        since: int,
        printed: list[str],
        against: list[Path],
        json: bool,
        **_options: object,
    ) -> None:
        result = verify_history(
            now=self.now,
            since=since,
            printed=dict(map(seals.parse_printed, printed)),
            against=[seals.read_heads(path) for path in against],
        )
        if json:
            self.write_json(
                {
                    "is_well": result.is_well,
                    "first_bad": result.first_bad,
                    "found": [{"sequence": f.sequence, "words": f.message} for f in result.faults],
                    "seals": result.seals,
                    "signed": result.signed,
                    "newest": result.newest,
                    "sealed_events": result.sealed,
                    "unsealed_events": result.unsealed,
                    "redacted_events": result.redacted,
                    "redactions": [asdict(redaction) for redaction in result.redactions],
                    "rows": result.rows,
                    "notes": result.notes,
                },
                is_well=result.is_well,
            )
            return
        self.write_lines((*result.faults, *_sentences(result)))
        InvalidValue.raise_if(
            not result.is_well,
            _("History failed verification. The faults are listed above.")
            if result.first_bad is None
            else _("History failed verification. The first bad event is %(sequence)d."),
            sequence=result.first_bad,
        )


def _sentences(result: event_stream.VerificationResult) -> Iterator[str]:
    yield _(
        "Sealed events: %(events)d. Seals: %(seals)d (%(signed)d signed). Rows compared: %(rows)d."
    ) % {
        "events": result.sealed,
        "seals": result.seals,
        "signed": result.signed,
        "rows": result.rows,
    }
    if result.unsealed:
        yield ngettext(
            "%(number)d newer event is not sealed yet and is checked against the rows only. "
            "Run `heed seal_history` to seal it.",
            "%(number)d newer events are not sealed yet and are checked against the rows "
            "only. Run `heed seal_history` to seal them.",
            result.unsealed,
        ) % {"number": result.unsealed}
    yield from (
        ngettext(
            "Redaction %(redaction)d, requested by %(asked_by)s and carried out by "
            "%(carried_out_by)s, removed words from event %(events)s.",
            "Redaction %(redaction)d, requested by %(asked_by)s and carried out by "
            "%(carried_out_by)s, removed words from events %(events)s.",
            len(redaction.events),
        )
        % {**asdict(redaction), "events": ", ".join(map(str, redaction.events))}
        for redaction in result.redactions
    )
    yield from result.notes
    if result.newest:
        yield _("Newest seal: %(hash)s.") % {"hash": result.newest}
