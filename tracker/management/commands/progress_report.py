"""Write progress reports to files."""

from argparse import Action, ArgumentError, ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _, ngettext

from tracker import errors, models
from tracker.actions import people
from tracker.filters.parameters import parse_day
from tracker.filters.progress import progress_from_params
from tracker.formats import format_day
from tracker.management.base import Argument, TrackerCommand, find_row, write_file
from tracker.progress import Progress
from tracker.reporting import RENDERERS, names
from tracker.summaries.bodies import list_responsible_bodies
from tracker.vocabulary import Audience, Basis, Group, Language, ReportKind

ALL = "all"
OF_LETTERS = ("reference", "reply_by")  # a report of another kind has none


class _Once(Action):
    """Option that is refused when given twice: argparse would silently use the second value."""

    is_given = False

    def __call__(
        self, parser: ArgumentParser, space: Namespace, value: object, name: str | None = None
    ) -> None:
        if self.is_given:
            raise ArgumentError(self, _("given more than once. Give it once."))
        self.is_given = True
        setattr(space, self.dest, value)


class Command(TrackerCommand):
    """`heed progress_report SLUG --kind brief --format pdf --output report.pdf`.

    With `all` for a kind, a format, a language or a body, `--output` is a folder and gets a file
    for each.
    """

    help = (
        "Write progress reports on a source report: any kind, format and language, or all of them."
    )
    arguments = (
        Argument("slug", help="the source report, as in its address: tip-2024-kosovo"),
        Argument("--kind", default=ReportKind.FULL.value, choices=[*ReportKind.values, ALL]),
        Argument("--format", required=True, choices=[*RENDERERS, ALL]),
        Argument(
            "--output", required=True, type=Path, help="a file, or a folder if any option is “all”"
        ),
        Argument("--on", help="as of the end of this day: 2024-12-31 (default: today)"),
        Argument(
            "--since",
            help="changes after this day (default: the day of the last publication of this kind, "
            "audience and filter; without one, the end of the source report's period)",
        ),
        Argument(
            "--past",
            dest="basis",
            choices=Basis.values,
            help="based on what we know now (known_now), or what was recorded then (believed)",
        ),
        Argument(
            "--audience",
            choices=Audience.values,
            help="public leaves out everything that is not public",
        ),
        Argument(
            "--body",
            help="code of a body: only its recommendations; “all”: a report for each body",
        ),
        Argument("--reference", help="reference of a letter to a body: HEED 12/2026"),
        Argument("--reply-by", help="day by which the body replies to the letter: 2027-01-31"),
        Argument("--theme", help="code of a theme: only its recommendations"),
        Argument("--language", default="en", choices=[*Language.values, ALL]),
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.register("action", None, _Once)
        super().add_arguments(parser)

    def handle(self, **options: Any) -> None:
        slugs = ", ".join(
            models.Report.objects.order_by("slug").values_list("slug", flat=True)[:20]
        )
        report = find_row(
            models.Report.objects.select_related("mechanism__issuer").filter(slug=options["slug"]),
            _("No report is called “%(slug)s”. Choose one of: %(slugs)s.")
            % {"slug": options["slug"], "slugs": slugs or "–"},
        )
        selected = {
            name: options[name]
            for name in ("on", "since", "basis", "audience", "body", "theme", *OF_LETTERS)
        }
        params = {name: [value] for name, value in selected.items() if value is not None}
        if empty := [name for name, values in params.items() if not values[0].strip()]:
            raise errors.InvalidValue(  # an unset variable of the shell does not mean "all"
                _("--%(name)s is empty. Give it a value, or leave it out.") % {"name": empty[0]}
            )
        errors.InvalidValue.raise_if(
            selected["body"] == ALL and options["kind"] not in (ReportKind.BODY, ALL),
            _("--body all makes a report for each body. Add --kind body, or name one body."),
        )
        several = ALL in (*(options[n] for n in ("kind", "format", "language")), selected["body"])
        formats = list(RENDERERS) if options["format"] == ALL else [options["format"]]
        folder = self._folder(options["output"]) if several else None
        for progress in self._build_reports(report, params, options):
            for format in formats:
                if folder:
                    folder.mkdir(parents=True, exist_ok=True)
                output = folder / names.file_name(progress, format) if folder else options["output"]
                write_file(output, RENDERERS[format](progress))
                self.stdout.write(
                    ngettext(
                        "%(path)s: %(number)s recommendation as of %(on)s",
                        "%(path)s: %(number)s recommendations as of %(on)s",
                        progress.total,
                    )
                    % {"path": output, "number": progress.total, "on": format_day(progress.on)}
                )

    def _build_reports(
        self, report: models.Report, params: dict[str, list[str]], options: dict[str, Any]
    ) -> Iterator[Progress]:
        """Yield each selected report, one after the other, so that memory stays flat."""
        reader = people.service_user("reports", group=Group.VIEWER)
        on = parse_day(params["on"][0], today=self.today) if "on" in params else self.today
        kinds = ReportKind.values if options["kind"] == ALL else [options["kind"]]
        languages = Language.values if options["language"] == ALL else [options["language"]]
        body = params.pop("body", [ALL if options["kind"] == ALL else ""])[0]
        for kind in kinds:
            is_per_body = kind == ReportKind.BODY and body == ALL
            is_other = options["kind"] == ALL and kind != ReportKind.BODY
            of_kind = {n: v for n, v in params.items() if not (is_other and n in OF_LETTERS)}
            for code in _bodies(report, on=on) if is_per_body else [body]:
                body_params = {"body": [code]} if code not in ("", ALL) else {}
                yield from (
                    progress_from_params(
                        report,
                        {**of_kind, **body_params, "kind": [kind]},
                        user=reader,
                        today=self.today,
                        language=language,
                    )
                    for language in languages
                )

    def _folder(self, output: Path) -> Path:
        is_file = output.exists() or output.suffix.removeprefix(".") in RENDERERS
        errors.InvalidValue.raise_if(
            is_file and not output.is_dir(),
            _("%(path)s is a file. Several reports need a folder: give its name."),
            path=output,
        )
        return output


def _bodies(report: models.Report, *, on: date) -> list[str]:
    """Return the codes of the bodies with a role in it that accept letters, in order."""
    bodies = list_responsible_bodies(
        models.Responsibility.objects.not_withdrawn().filter(recommendation__report=report), on=on
    )
    return [body.code for body in bodies if body.accepts_correspondence]
