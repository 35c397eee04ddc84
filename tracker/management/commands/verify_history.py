"""Verify that nobody rewrote history, and that the rows say what it says."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.actions.history.seals import verify_history
from tracker.audit.verification_result import TakenOut, Verified
from tracker.errors import InvalidValue
from tracker.management.base import TrackerCommand


class Command(TrackerCommand):
    """`manage.py verify_history [--since SEAL] [--printed NUMBER:HASH …] [--json]`."""

    help = "Verifies seals, signatures, events and rows; exit 1 with what is wrong, in words."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=int, default=1, help="number of the seal to begin with")
        parser.add_argument(
            "--printed",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="a seal as a report prints it: its number, and its hash or how that begins",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        printed = dict(_printed(typed) for typed in options["printed"])
        came = verify_history(now=timezone.now(), since=options["since"], printed=printed)
        if options["json"]:
            self.stdout.write(json.dumps(_told(came), ensure_ascii=False, indent=2))
            if not came.is_well:
                raise SystemExit(1)
            return
        for one in came.found:
            self.stdout.write(one.told())
        for sentence in _sentences(came):
            self.stdout.write(sentence)
        if not came.is_well:
            raise CommandError(_wrong(came))


def _printed(typed: str) -> tuple[int, str]:
    number, _colon, begins = typed.partition(":")
    if not number.isdecimal() or len(begins) < 8:
        raise InvalidValue(
            _("“%(typed)s” is no printed seal. Write its number and hash like this: 12:9f86d081.")
            % {"typed": typed}
        )
    return int(number), begins


def _told(came: Verified) -> dict[str, Any]:
    return {
        "is_well": came.is_well,
        "first_bad": came.first_bad,
        "found": [{"sequence": one.sequence, "words": one.words} for one in came.found],
        "seals": came.seals,
        "signed": came.signed,
        "newest": came.newest,
        "sealed_events": came.sealed,
        "unsealed_events": came.unsealed,
        "redacted_events": came.redacted,
        "redactions": [asdict(one) for one in came.redactions],
        "rows": came.rows,
    }


def _sentences(came: Verified) -> list[str]:
    told = [
        _("%(events)d events under %(seals)d seals (%(signed)d signed), %(rows)d rows compared.")
        % {
            "events": came.sealed,
            "seals": came.seals,
            "signed": came.signed,
            "rows": came.rows,
        }
    ]
    if came.unsealed:
        told.append(
            ngettext(
                "%(number)d newer event is not sealed yet: only the comparison with the rows "
                "speaks for it. `manage.py seal_history` seals it.",
                "%(number)d newer events are not sealed yet: only the comparison with the rows "
                "speaks for them. `manage.py seal_history` seals them.",
                came.unsealed,
            )
            % {"number": came.unsealed}
        )
    told += [_taken_out(one) for one in came.redactions]
    if came.newest:
        told.append(_("The newest seal: %(hash)s.") % {"hash": came.newest})
    return told


def _taken_out(one: TakenOut) -> str:
    told = ngettext(
        "Redaction %(redaction)d, asked for by %(asked_by)s and carried out by "
        "%(carried_out_by)s, took words out of event %(events)s.",
        "Redaction %(redaction)d, asked for by %(asked_by)s and carried out by "
        "%(carried_out_by)s, took words out of events %(events)s.",
        len(one.events),
    )
    return told % {**asdict(one), "events": ", ".join(map(str, one.events))}


def _wrong(came: Verified) -> str:
    if came.first_bad is None:
        return _("History does not verify; see above.")
    return _("History does not verify: the first bad event is %(sequence)d.") % {
        "sequence": came.first_bad
    }
