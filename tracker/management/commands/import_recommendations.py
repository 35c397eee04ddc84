"""Import recommendations of any mechanism from a table: preview, store as a run, or accept."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tracker import errors, models, vocabulary
from tracker.actions.imports import tables
from tracker.actions.imports.table_rows import (
    LISTED,
    PreviewLine,
    RowOutcome,
    TablePreview,
    describe_counts,
    describe_error,
)
from tracker.documents.tables import Table, read_path
from tracker.intake.tables import ColumnMapping, Field, from_json, guess_mapping, ignored_columns
from tracker.management.base import Argument, ImportCommand, import_user, read_file

LARGEST_MAPPING = 1_000_000  # bytes
NAMED = 20  # rows with errors that are printed


class Command(ImportCommand):
    """`heed import_recommendations rows.csv [--mapping MAP.json] [--dry-run] [--json]`."""

    help = "Import recommendations from a CSV file, a workbook, or an export of the UN's Index."
    arguments = (
        *ImportCommand.arguments,
        Argument("file", type=Path, help="CSV or XLSX"),
        Argument("--mapping", type=Path, help="JSON file that says what each column holds"),
        Argument("--uhri", action="store_true", help="the file is an export of the UN's Index"),
    )

    def handle(self, **options: Any) -> None:
        path: Path = options["file"]
        text = _read_mapping(options["mapping"])
        table, sha256 = _read_table(path)
        mapping = (
            from_json(text)
            if text
            else guess_mapping(table, mechanism=options["mechanism"] or "", as_uhri=options["uhri"])
        )
        if text and options["mechanism"]:
            mapping.constants[Field.MECHANISM] = options["mechanism"]
        preview = tables.preview_table(table, mapping, most=None if options["json"] else LISTED)
        run = None
        if not options["dry_run"] and not preview.with_outcome(RowOutcome.ERROR):
            by = import_user(options["by"])
            run = tables.store_run(
                tables.StoreTable(
                    table=table,
                    sha256=sha256,
                    file_name=path.name,
                    mapping=mapping,
                    by=by,
                    now=self.now,
                )
            )
            if options["accept"] and run.state == vocabulary.ImportRunState.WAITING:
                run = tables.accept(
                    tables.AcceptTable(
                        run=run,
                        mapping=mapping,
                        reason=options["reason"],
                        by=by,
                        now=self.now,
                        on_progress=self.write_progress,
                    )
                )
        if options["json"]:
            self.stdout.write(json.dumps(_values(preview, run, mapping), ensure_ascii=False))
        else:
            self._write_summary(preview, run, table.notes, ignored_columns(mapping, table.headings))
        errors.InvalidValue.raise_if(
            preview.with_outcome(RowOutcome.ERROR),
            _("Nothing was imported: correct the rows above and import the whole table again."),
        )

    def _write_summary(
        self,
        preview: TablePreview,
        run: models.ImportRun | None,
        notes: tuple[str, ...],
        unread: list[str],
    ) -> None:
        self.stdout.write(describe_counts(preview.counts))
        self.write_lines(f"  ? {note}" for note in notes)
        if unread:
            self.stdout.write(_("Columns not used: %(names)s.") % {"names": ", ".join(unread)})
        self.write_lines(
            f"  {describe_error(fault, line.source.row)}"
            for line in preview.with_outcome(RowOutcome.ERROR)[:NAMED]
            for fault in line.faults
        )
        if preview.unknown_topics:
            self.stdout.write(
                _("Unknown topics, left out: %(names)s.")
                % {"names": ", ".join(preview.unknown_topics)}
            )
        is_new = run is not None and preview.numbers[RowOutcome.NEW] > 0
        self.write_outcome(
            run, _("Accepted as import %(pk)s.") % {"pk": run and run.pk} if is_new else ""
        )


def _read_table(path: Path) -> tuple[Table, str]:
    """Return the table of a file, and its SHA-256. Raises FileUnreadable."""
    try:
        return read_path(path, file_name=path.name)
    except OSError:
        read_file(path)  # says why
        raise


def _read_mapping(path: Path | None) -> str:
    """Return the text of a mapping. Raises InvalidValue, FileUnreadable."""
    if path is None:
        return ""
    with errors.InvalidValue.instead_of(
        UnicodeDecodeError, _("%(path)s is not UTF-8 text. Save it as UTF-8."), path=path
    ):
        return read_file(
            path,
            most=LARGEST_MAPPING,
            too_large=_(
                "%(path)s is too large for a mapping. Choose the JSON file that names the columns."
            ),
        ).decode()


def _values(
    preview: TablePreview, run: models.ImportRun | None, mapping: ColumnMapping
) -> dict[str, object]:
    return {
        "counts": preview.counts,
        "mapping": mapping.as_json(),
        "rows": [_row(line) for line in preview.lines],
        "topics_not_held": preview.unknown_topics,
        "run": run.pk if run else None,
        "state": run.state if run else None,
    }


def _row(line: PreviewLine) -> dict[str, object]:
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
