"""Log progress from the shell, with the rights of the user it is logged by."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _, override

from tracker.actions.assessments.submission import (
    AssessmentInput,
    ProgressCommand,
    SubmitAssessment,
    Viewpoint,
    log_progress,
)
from tracker.actions.evidence.files import Upload, store_upload
from tracker.actions.evidence.items import EvidenceInput, LogNote
from tracker.errors import InvalidValue
from tracker.filters.past_days import read_day
from tracker.management.base import (
    TrackerCommand,
    find_account,
    find_body,
    find_row,
    read_file,
)
from tracker.models import Assessment, Recommendation, User
from tracker.vocabulary import SELECTABLE_STATUSES, Perspective


class Command(TrackerCommand):
    """`manage.py log_progress tip-2024-kosovo 6 --by ana --because "…" [--status partial]`."""

    help = "Log a note, or with --status an assessment, with the rights of the user given by --by."
    saves_text = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the source report, as in its address: tip-2024-kosovo")
        parser.add_argument("number", help="number of the recommendation, as printed")
        parser.add_argument("--by", required=True, help="user name of the person who logs it")
        parser.add_argument("--because", required=True, help="what happened, in a sentence")
        parser.add_argument("--status", default="", help=", ".join(SELECTABLE_STATUSES))
        parser.add_argument("--body", help="code of the body whose view it is")
        parser.add_argument("--link", default="", help="evidence: address of a web page")
        parser.add_argument("--file", type=Path, help="evidence: a file, such as a letter")
        parser.add_argument(
            "--words", default="", help="evidence: a quote from the report, exactly as printed"
        )
        parser.add_argument("--title", default="", help="evidence without a link: its title")
        parser.add_argument("--as-of", help="the day it refers to: 2024-12-31 (default: today)")
        parser.add_argument(
            "--draft", action="store_true", help="save as a draft; do not send it for review"
        )

    def handle(self, **options: Any) -> None:
        _check_note(options)
        by, now = find_account(options["by"]), timezone.now()
        with override(by.language):
            recommendation = _recommendation(options["slug"], options["number"], by)
            evidence_input = EvidenceInput(
                url=options["link"],
                quote=options["words"],
                title=options["title"],
                upload=_store_file(options["file"], by=by, now=now),
            )
            today, as_of = timezone.localdate(now), options["as_of"]
            as_of = today if as_of is None else read_day(as_of, today=today)
            command: ProgressCommand
            if options["status"]:
                command = SubmitAssessment(
                    recommendation,
                    AssessmentInput(
                        status=options["status"],
                        rationale=options["because"],
                        as_of=as_of,
                        evidence_input=evidence_input,
                    ),
                    by=by,
                    now=now,
                    viewpoint=Viewpoint()
                    if options["body"] is None
                    else Viewpoint(Perspective.RESPONSIBLE_BODY, find_body(options["body"])),
                    draft=options["draft"],
                )
            else:
                command = LogNote(
                    recommendation,
                    sentence=options["because"],
                    evidence_input=evidence_input,
                    as_of=as_of,
                    by=by,
                    now=now,
                )
            self.stdout.write(_describe(recommendation, log_progress(command)))


def _check_note(options: Mapping[str, object]) -> None:
    """Raise InvalidValue for options that only an assessment has, without --status."""
    refused = [name for name in ("body", "draft") if options[name]]
    if refused and not options["status"]:
        raise InvalidValue(
            _(
                "--%(name)s is for assessments, not for notes. Add --status, or leave --%(name)s "
                "out."
            )
            % {"name": refused[0]}
        )


def _recommendation(slug: str, number: str, by: User) -> Recommendation:
    """Return the recommendation. Raises InvalidValue where `by` sees none."""
    rows = Recommendation.objects.visible_to(by).select_related("report__mechanism__issuer")
    return find_row(
        rows.filter(report__slug=slug, number=number),
        _(
            "%(user)s can't see a recommendation “%(number)s” in a report “%(slug)s”. Write both "
            "as in the address of its page."
        )
        % {"user": by, "number": number, "slug": slug},
    )


def _store_file(path: Path | None, *, by: User, now: datetime) -> Upload | None:
    if path is None:
        return None
    return store_upload(content=read_file(path), name=path.name, by=by, now=now)


def _describe(recommendation: Recommendation, logged: object) -> str:
    if not isinstance(logged, Assessment):
        return _("Noted. The status of %(recommendation)s does not change.") % {
            "recommendation": recommendation
        }
    return _("“%(status)s” for %(recommendation)s: %(state)s.") % {
        "status": logged.get_status_display(),
        "recommendation": recommendation,
        "state": logged.get_state_display(),
    }
