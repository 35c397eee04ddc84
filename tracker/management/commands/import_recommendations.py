"""Import recommendations of any mechanism from a table: preview, store as a run, or accept."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.imports import tables
from tracker.actions.imports.table_rows import (
    PreviewLine,
    RowOutcome,
    TablePreview,
    describe_counts,
    describe_error,
)
from tracker.actions.imports.tables import AcceptTable, StoreTable
from tracker.documents.tables import check_table_size, read
from tracker.intake.tables import ColumnMapping, Field, from_json, ignored_columns
from tracker.management.base import TrackerCommand, import_user
from tracker.models import ImportRun
from tracker.vocabulary import ImportRunState

LARGEST_MAPPING = 1_000_000
NAMED = 20  # rows with errors that are printed


class Command(TrackerCommand):
    """`manage.py import_recommendations rows.csv [--mapping MAP.json] [--dry-run] [--json]`."""

    help = "Reads recommendations from a CSV file or workbook, or the export of the UN's Index."
    saves_text = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--mapping", type=Path, help="JSON: which column says what")
        parser.add_argument("--uhri", action="store_true", help="the Index's export, as it is")
        parser.add_argument("--mechanism", help="its code, where no column says it (TIP)")
        parser.add_argument("--dry-run", action="store_true", help="rehearse, and keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object, no words")
        parser.add_argument("--accept", action="store_true", help="take it in at once")
        parser.add_argument("--by", help="in whose name it is accepted")
        parser.add_argument("--reason", help="why it is accepted; stands in the history")

    def handle(self, **options: Any) -> None:
        if options["accept"] and not (options["by"] and options["reason"]):
            raise CommandError(_("--accept needs --by USER and --reason WORDS."))
        path: Path = options["file"]
        try:
            check_table_size(path.stat().st_size, path.name)
            content = path.read_bytes()
            mapping_path = options["mapping"]
            if mapping_path and mapping_path.stat().st_size > LARGEST_MAPPING:
                raise CommandError(
                    _("%(path)s is too large for a mapping.") % {"path": mapping_path}
                )
            text = mapping_path.read_text(encoding="utf-8") if mapping_path else ""
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(_("A file can't be read: %(why)s.") % {"why": error}) from error
        table = read(content, file_name=path.name)
        hints = {"mechanism": options["mechanism"] or "", "as_uhri": options["uhri"]}
        mapping = from_json(text) if text else tables.guess_mapping(table, **hints)
        if text and options["mechanism"]:
            mapping.constants[Field.MECHANISM] = options["mechanism"]
        preview = tables.preview_table(table, mapping)
        run = None
        if not options["dry_run"] and not preview.with_outcome(RowOutcome.ERROR):
            by, now = import_user(options["by"]), timezone.now()
            run = tables.store_run(
                StoreTable(
                    table=table,
                    content=content,
                    file_name=path.name,
                    mapping=mapping,
                    by=by,
                    now=now,
                )
            )
            if options["accept"] and run.state == ImportRunState.WAITING:
                run = tables.accept(
                    AcceptTable(run=run, mapping=mapping, reason=options["reason"], by=by, now=now)
                )
        if options["json"]:
            self.stdout.write(json.dumps(_values(preview, run, mapping), ensure_ascii=False))
        else:
            unread = ignored_columns(mapping, table.headings)
            self._write_summary(preview, run, table.notes, unread)
        if preview.with_outcome(RowOutcome.ERROR):
            raise CommandError(_("Nothing was taken in: a table comes in whole or not at all."))

    def _write_summary(
        self,
        preview: TablePreview,
        run: ImportRun | None,
        notes: tuple[str, ...],
        unread: list[str],
    ) -> None:
        self.stdout.write(describe_counts(preview.counts))
        for note in notes:
            self.stdout.write(f"  ? {note}")
        if unread:
            names = ", ".join(unread)
            self.stdout.write(_("Columns not used: %(names)s.") % {"names": names})
        for line in preview.with_outcome(RowOutcome.ERROR)[:NAMED]:
            for fault in line.faults:
                self.stdout.write(f"  {describe_error(fault, line.source.row)}")
        if preview.unknown_topics:
            names = ", ".join(preview.unknown_topics)
            self.stdout.write(
                _("Topics that are not held, left out: %(names)s.") % {"names": names}
            )
        if run is None:
            self.stdout.write(_("Nothing was kept."))
        elif run.state != ImportRunState.ACCEPTED:
            self.stdout.write(_("Run %(pk)s waits for a decision.") % {"pk": run.pk})
        elif preview.with_outcome(RowOutcome.NEW):
            self.stdout.write(_("Accepted as run %(pk)s.") % {"pk": run.pk})
        else:
            self.stdout.write(_("Nothing new: it is held already."))


def _values(preview: TablePreview, run: ImportRun | None, mapping: ColumnMapping) -> dict[str, Any]:
    return {
        "counts": preview.counts,
        "mapping": mapping.as_json(),
        "rows": [_row(line) for line in preview.lines],
        "topics_not_held": preview.unknown_topics,
        "run": run.pk if run else None,
        "state": run.state if run else None,
    }


def _row(line: PreviewLine) -> dict[str, Any]:
    return {
        "row": line.source.row,
        "outcome": line.outcome.value,
        "recommendation": line.cited_as,
        "external_id": line.source.external_id or None,
        "errors": [
            {"column": fault.column, "reason": fault.message, "remedy": fault.remedy}
            for fault in line.faults
        ],
    }
