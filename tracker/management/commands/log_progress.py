"""Log progress from the shell, with the rights of the user it is logged by."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import override

from tracker.actions.assessments.submission import (
    AssessmentInput,
    ProgressCommand,
    SubmitAssessment,
    Viewpoint,
    log_progress,
)
from tracker.actions.evidence.citations import LogNote
from tracker.actions.evidence.files import Upload, store_upload
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import FileUnreadable, InvalidValue
from tracker.management.base import TrackerCommand
from tracker.models import Assessment, Body, Recommendation, User
from tracker.vocabulary import SELECTABLE_STATUSES, Perspective


class Command(TrackerCommand):
    """`manage.py log_progress tip-2024-kosovo 6 --by ana --because "…" [--status partial]`."""

    help = "Logs a note, or with --status a judgment, with the rights of the user named by --by."
    saves_text = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="of the report, as in its address: tip-2024-kosovo")
        parser.add_argument("number", help="of the recommendation, as printed")
        parser.add_argument("--by", required=True, help="the user it is logged by")
        parser.add_argument("--because", required=True, help="what happened, in a sentence")
        parser.add_argument("--status", default="", help=", ".join(SELECTABLE_STATUSES))
        parser.add_argument("--body", help="the body whose view it is, by its code")
        parser.add_argument("--link", default="", help="shows a page")
        parser.add_argument("--file", type=Path, help="shows a file: a letter, a table")
        parser.add_argument("--words", default="", help="shows words of the report")
        parser.add_argument("--title", default="", help="shows what has no link")
        parser.add_argument("--as-of", help="the day it speaks for, 2024-12-31 (today)")
        parser.add_argument("--draft", action="store_true", help="keep it, do not send it")

    def handle(self, **options: Any) -> None:
        _check_note(options)
        by, now = _user(options["by"]), timezone.now()
        with override(by.language):
            recommendation = _recommendation(options["slug"], options["number"], by)
            evidence_input = EvidenceInput(
                url=options["link"],
                quote=options["words"],
                title=options["title"],
                upload=_store_file(options["file"], by=by, now=now),
            )
            as_of = _day(options["as_of"], today=timezone.localdate(now))
            command: ProgressCommand
            if options["status"]:
                content = AssessmentInput(
                    status=options["status"],
                    rationale=options["because"],
                    as_of=as_of,
                    evidence_input=evidence_input,
                )
                command = SubmitAssessment(
                    recommendation,
                    content,
                    by=by,
                    now=now,
                    viewpoint=_viewpoint(options["body"]),
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
            logged = log_progress(command)
            self.stdout.write(_describe(recommendation, logged))


def _check_note(options: dict[str, Any]) -> None:
    """Raise InvalidValue for options that only an assessment has, without --status."""
    refused = [name for name in ("body", "draft") if options[name]]
    if refused and not options["status"]:
        raise InvalidValue(
            _(
                "--%(name)s is said of a judgment, and a note is none. Add --status, or leave it "
                "out."
            )
            % {"name": refused[0]}
        )


def _user(username: str) -> User:
    user: User | None = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise InvalidValue(
            _("Nobody called “%(name)s” has an open account. Check the spelling of --by.")
            % {"name": username}
        )
    return user


def _recommendation(slug: str, number: str, by: User) -> Recommendation:
    """Return the recommendation. Raises InvalidValue where `by` sees none."""
    recommendation: Recommendation | None = (
        Recommendation.objects.visible_to(by)
        .select_related("report__mechanism__issuer")
        .filter(report__slug=slug, number=number)
        .first()
    )
    if recommendation is None:
        raise InvalidValue(
            _(
                "%(user)s sees no recommendation “%(number)s” of a report “%(slug)s”. Write both "
                "as in its address."
            )
            % {"user": by, "number": number, "slug": slug}
        )
    return recommendation


def _store_file(path: Path | None, *, by: User, now: datetime) -> Upload | None:
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileUnreadable(
            _("%(file)s can't be read: %(why)s. Check the path.")
            % {"file": path.name, "why": error.strerror}
        ) from error
    return store_upload(content=content, name=path.name, by=by, now=now)


def _viewpoint(code: str | None) -> Viewpoint:
    if code is None:
        return Viewpoint()
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise InvalidValue(
            _("No body has the code “%(code)s”. The codes stand on the page of all bodies.")
            % {"code": code}
        )
    return Viewpoint(Perspective.RESPONSIBLE_BODY, body)


def _day(text: str | None, *, today: date) -> date:
    if text is None:
        return today
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise InvalidValue(
            _("“%(typed)s” is no day. Write it as %(today)s.")
            % {"typed": text, "today": today.isoformat()}
        )
    return day


def _describe(recommendation: Recommendation, logged: object) -> str:
    if not isinstance(logged, Assessment):
        return _("Noted. The status of %(recommendation)s stays as it is.") % {
            "recommendation": recommendation
        }
    return _("“%(status)s” for %(recommendation)s: %(state)s.") % {
        "status": logged.get_status_display(),
        "recommendation": recommendation,
        "state": logged.get_state_display(),
    }
