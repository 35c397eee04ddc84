"""Tables of recommendations, as files: plain ones, and in the layout of the UN's Index."""

import csv
import hashlib
import io
import json
from datetime import date

from django.utils import timezone

from tests.factories import as_factory
from tracker.actions.evidence.files import store_upload
from tracker.actions.imports import tables
from tracker.actions.imports.tables import AcceptTable, StoreTable
from tracker.documents.tables import read
from tracker.intake.tables import from_json
from tracker.models import ImportRun

HEAD = ["No.", "Recommendation", "Country", "Year", "Mechanism", "Theme", "External ID"]
ROWS = [
    [
        "1",
        "Open a shelter for boys, “in the north”.",
        "Albania",
        "2024",
        "UPR",
        "Protection",
        "a-1",
    ],
    ["2", "Prosecute officials\nwho are complicit.", "Albania", "2024", "UPR", "", "a-2"],
    ["1", "Fund campaigns; train teachers.", "Kosovo", "2023", "CEDAW", "prevention", "b-1"],
]
UHRI_HEAD = [
    "Text",
    "Countries Concerned",
    "Reccomending Body",
    "Document Symbol",
    "Themes",
    "Affected Persons",
    "Document Publication Date",
    "UPR Position",
    "OHCHR Annotation Id",
    "Annotation Type",
]
CO = "CEDAW/C/ALB/CO/9"
UHRI_ROWS = [
    [
        "- Give victims - all of them - shelter",
        "- Albania",
        "- CEDAW",
        CO,
        "- Shelters\n- Slavery",
        "- Women\n- Children",
        45231,
        "",
        "- 900-1",
        "- Recommendations",
    ],
    [
        "Investigate\n- all cases",
        "- Albania\n- Kosovo",
        "- UPR",
        "A/HRC/42/4",
        "",
        "",
        43678,
        "- Supported",
        "900-2",
        "- Recommendations",
    ],
    [
        "- Is concerned at the delay",
        "- Albania",
        "- CEDAW",
        CO,
        "",
        "",
        45231,
        "",
        "900-3",
        "- Concerns/Observations",
    ],
]


def as_csv(rows, delimiter=",", encoding="utf-8"):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def as_xlsx(rows, *, formulas=()):
    """A workbook; `formulas` are (row, column, formula) from 0."""
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"strings_to_formulas": False}) as book:
        sheet, on = book.add_worksheet("Asked"), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, on)
                else:
                    sheet.write(at, column, value)
        for at, column, formula in formulas:
            sheet.write_formula(at, column, formula, value="Nepal")
    return written.getvalue()


ASKED = as_csv([HEAD, *ROWS])
UHRI = as_xlsx([UHRI_HEAD, *UHRI_ROWS])


def changed(row, column, value):
    """The plain rows with another value somewhere, rows from 0, the column by its heading."""
    rows = [list(one) for one in ROWS]
    rows[row][HEAD.index(column)] = value
    return as_csv([HEAD, *rows])


def a_table(*, by, content=ASKED, file_name="asked.csv", mapping=None, done=False) -> ImportRun:
    """A table that waits for a decision, of recommendations or of what was done."""
    now = timezone.now()
    upload = store_upload(content=content, name=file_name, by=by, now=now) if done else None
    with as_factory():
        return tables.store_run(
            StoreTable(
                table=read(content, file_name=file_name),
                sha256=hashlib.sha256(content).hexdigest(),
                file_name=file_name,
                mapping=mapping,
                upload=upload,
                by=by,
                now=now,
            )
        )


def preview_table(content, mapping=None):
    """What the rows come to; nothing is written."""
    table = read(content, file_name="asked.csv")
    return tables.preview_table(table, mapping or tables.guess_mapping(table))


def faults(content, mapping=None):
    return [
        (line.source.row, fault.column, fault.message)
        for line in preview_table(content, mapping).lines
        for fault in line.faults
    ]


def taken(by, content=ASKED, mapping=None):
    """A run accepted in the name of `by`."""
    run = a_table(by=by, content=content, mapping=mapping)
    mapping = mapping or from_json(json.dumps(run.created["mapping"]))
    return tables.accept(
        AcceptTable(run=run, mapping=mapping, by=by, reason="Asked", now=timezone.now())
    )
