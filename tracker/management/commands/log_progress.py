"""Log progress from the shell, with the rights of the user it is logged by."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _, override

from tracker import errors, models, vocabulary
from tracker.actions.assessments.submission import (
    AssessmentInput,
    ProgressCommand,
    SubmitAssessment,
    Viewpoint,
    log_progress,
)
from tracker.actions.evidence import files, items
from tracker.filters.parameters import read_day
from tracker.management.base import (
    Argument,
    TrackerCommand,
    find_account,
    find_body,
    find_row,
    read_file,
)


class Command(TrackerCommand):
    """`heed log_progress tip-2024-kosovo 6 --by ana --because "…" [--status partial]`."""

    help = "Log a note, or with --status an assessment, with the rights of the user given by --by."
    saves_text = True
    arguments = (
        Argument("slug", help="the source report, as in its address: tip-2024-kosovo"),
        Argument("number", help="number of the recommendation, as printed"),
        Argument("--by", required=True, help="user name of the person who logs it"),
        Argument("--because", required=True, help="what happened, in a sentence"),
        Argument("--status", default="", help=", ".join(vocabulary.SELECTABLE_STATUSES)),
        Argument("--body", help="code of the body whose view it is"),
        Argument("--link", default="", help="evidence: address of a web page"),
        Argument("--file", type=Path, help="evidence: a file, such as a letter"),
        Argument(
            "--words", default="", help="evidence: a quote from the report, exactly as printed"
        ),
        Argument("--title", default="", help="evidence without a link: its title"),
        Argument("--as-of", help="the day it refers to: 2024-12-31 (default: today)"),
        Argument("--draft", action="store_true", help="save as a draft; do not send it for review"),
    )

    def handle(self, **options: Any) -> None:
        _check_note(options)
        by = find_account(options["by"])
        with override(by.language):
            recommendation = _recommendation(options["slug"], options["number"], by)
            path: Path | None = options["file"]
            evidence_input = items.EvidenceInput(
                url=options["link"],
                quote=options["words"],
                title=options["title"],
                upload=files.store_upload(
                    content=read_file(path), name=path.name, by=by, now=self.now
                )
                if path
                else None,
            )
            day = options["as_of"]  # an empty one is an unset variable, not today
            as_of = self.today if day is None else read_day(day, today=self.today)
            command: ProgressCommand
            if options["status"]:
                command = SubmitAssessment(
                    recommendation=recommendation,
                    content=AssessmentInput(
                        status=options["status"],
                        rationale=options["because"],
                        as_of=as_of,
                        evidence_input=evidence_input,
                    ),
                    by=by,
                    now=self.now,
                    viewpoint=Viewpoint()
                    if options["body"] is None
                    else Viewpoint(
                        vocabulary.Perspective.RESPONSIBLE_BODY, find_body(options["body"])
                    ),
                    draft=options["draft"],
                )
            else:
                command = items.LogNote(
                    recommendation=recommendation,
                    sentence=options["because"],
                    evidence_input=evidence_input,
                    as_of=as_of,
                    by=by,
                    now=self.now,
                )
            self.stdout.write(_describe(recommendation, log_progress(command)))


def _check_note(options: Mapping[str, object]) -> None:
    """Raise InvalidValue for options that only an assessment has, without --status."""
    refused = [name for name in ("body", "draft") if options[name] and not options["status"]]
    errors.InvalidValue.raise_if(
        refused,
        _("--%(name)s is for assessments, not for notes. Add --status, or leave --%(name)s out."),
        name="".join(refused[:1]),
    )


def _recommendation(slug: str, number: str, by: models.User) -> models.Recommendation:
    """Return the recommendation. Raises InvalidValue where `by` sees none."""
    return find_row(
        models.Recommendation.objects.visible_to(by)
        .select_related("report__mechanism__issuer")
        .filter(report__slug=slug, number=number),
        _(
            "%(user)s can't see a recommendation “%(number)s” in a report “%(slug)s”. Write both "
            "as in the address of its page."
        )
        % {"user": by, "number": number, "slug": slug},
    )


def _describe(recommendation: models.Recommendation, logged: object) -> str:
    return (
        _("“%(status)s” for %(recommendation)s: %(state)s.")
        % {
            "status": logged.get_status_display(),
            "recommendation": recommendation,
            "state": logged.get_state_display(),
        }
        if isinstance(logged, models.Assessment)
        else _("Noted. The status of %(recommendation)s does not change.")
        % {"recommendation": recommendation}
    )
