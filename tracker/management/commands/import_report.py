"""Read country narratives: show their content, store them as runs, or accept them."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tracker import errors, models, vocabulary
from tracker.actions import imports
from tracker.documents.plain_text import LARGEST_FILE
from tracker.intake.drafts import Narrative, narrative_as_json
from tracker.management.base import Argument, ImportCommand, import_user, read_file


class Command(ImportCommand):
    """`heed import_report narrative.txt --year 2024 [--dry-run] [--json]`."""

    help = (
        "Import source reports. What is found waits for a decision, or is accepted with --accept."
    )
    arguments = (
        *ImportCommand.arguments,
        Argument(
            "files", metavar="file", type=Path, nargs="+", help="plain text, HTML, DOCX or PDF"
        ),
        Argument("--country", help="the country, if the text names none or several"),
        Argument("--year", type=int, help="year of the edition, if the text does not give it"),
    )

    def handle(self, **options: Any) -> None:
        files = options["files"]
        errors.InvalidValue.raise_if(
            options["json"] and len(files) > 1,
            _("--json takes one file. Give one, or leave out --json."),
        )
        refused = 0
        for number, path in enumerate(files, 1):
            try:
                self._read(path, options)
            except errors.TrackerError as error:
                if len(files) == 1:
                    raise
                refused += 1
                self.stderr.write(f"{path}: {error}")
            if len(files) > 1:
                self.write_progress(number, len(files))
        errors.InvalidValue.raise_if(
            refused,
            _("%(refused)d of %(all)d files were refused. The others were read."),
            refused=refused,
            all=len(files),
        )

    def _read(self, path: Path, options: dict[str, Any]) -> None:
        source = imports.Source(
            content=read_file(
                path,
                most=LARGEST_FILE,
                too_large=_(
                    "%(path)s is larger than %(most)d MB. Give the pages of one country only."
                ),
            ),
            file_name=path.name,
            country=options["country"],
            year=options["year"],
            mechanism=options["mechanism"],
        )
        narrative = imports.read_source(source)
        accepted = set(
            models.ImportRun.objects.filter(state=vocabulary.ImportRunState.ACCEPTED).values_list(
                "pk", flat=True
            )
        )
        run = None if options["dry_run"] else self._store(source, narrative, options)
        if options["json"]:
            values = narrative_as_json(narrative)
            values["mechanism"] = options["mechanism"] or values["mechanism"]
            self.write_json(values)
            return
        if len(options["files"]) > 1:
            self.stdout.write(f"{path}:")
        self._write_summary(narrative, run, is_new=run is not None and run.pk not in accepted)

    def _store(
        self, source: imports.Source, narrative: Narrative, options: dict[str, Any]
    ) -> models.ImportRun:
        by = import_user(options["by"])
        run = imports.store_narrative(
            imports.StoreNarrative(source=source, by=by, now=self.now, narrative=narrative)
        )
        if options["accept"] and run.state == vocabulary.ImportRunState.WAITING:
            run = imports.accept(
                imports.DecideRun(run=run, by=by, reason=options["reason"], now=self.now)
            )
        return run

    def _write_summary(
        self, narrative: Narrative, run: models.ImportRun | None, *, is_new: bool
    ) -> None:
        head = narrative.header
        self.stdout.write(
            _(
                "%(country)s %(year)s, tier %(tier)s. Recommendations: %(recommendations)d. "
                "Figures: %(figures)d. Questions: %(questions)d. Bodies named: %(bodies)d."
            )
            % {
                "country": head.country or "?",
                "year": head.year or "?",
                "tier": head.tier or "?",
                "recommendations": len(narrative.recommendations),
                "figures": len(narrative.figures),
                "questions": len(narrative.questions),
                "bodies": len(narrative.mentions),
            }
        )
        self.write_lines(f"  ? {sentence}" for sentence in narrative.uncertainties)
        count = sum(run.created_counts.values()) if run and is_new else 0
        self.write_outcome(
            run, _("Accepted. Rows added: %(made)d.") % {"made": count} if count else ""
        )
        if run and count:
            self.write_lines(
                f"  ¶ {row.places[0][0]} {row.values['label']}: {row.outcome}"
                for row in run.drafts.filter(
                    kind=vocabulary.DraftKind.FIGURE, state=vocabulary.DraftState.DROPPED
                ).order_by("position")
            )
