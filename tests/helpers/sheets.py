"""Fills in a sheet as a body would, or as it should not: in Word, or in a spreadsheet program."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from lxml import etree
from python_calamine import CalamineWorkbook

from tests.factories import (
    AnsweredSheetFactory,
    BodyFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.actions.questions import sheets
from tracker.actions.questions.sheets import ImportSheet
from tracker.intake.question_sheets import read
from tracker.question_sheets import Field, find_field
from tracker.reporting.question_sheets import RENDERERS
from tracker.summaries.questions.comparison import compare
from tracker.summaries.questions.sheets import build_sheet

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def fill(data, kind, rows=None, *, cover=None, drop=()):
    """The file with these cells filled in: `{"tip-2024-kosovo/6": {"A": "full", "B": "…"}}`.

    A question goes by its number: `{"Q12": {"D": "…"}}`. A code of a printed field changes what we
    printed. `drop` takes rows out; a value `("=", "1+1")` is a formula that comes to 7.
    """
    return {"docx": _docx, "xlsx": _xlsx}[kind](data, rows or {}, cover or {}, drop)


def _docx(data, rows, cover, drop):
    document = Document(BytesIO(data))
    for table in document.tables:
        cells = {find_field(row.cells[0].text): row.cells[1] for row in table.rows}
        head = cells.get(Field.REFERENCE) or cells.get(Field.KEY)
        key = head.text.strip() if head is not None else None
        if key in drop:
            table._tbl.getparent().remove(table._tbl)
        for code, words in (cover if key is None else rows.get(key, {})).items():
            if Field(code) in cells:
                cells[Field(code)].text = words
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _xlsx(data, rows, cover, drop):
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    with ZipFile(BytesIO(data)) as held:
        parts = {name: held.read(name) for name in held.namelist()}
    for number, name in enumerate(book.sheet_names, start=1):
        path = f"xl/worksheets/sheet{number}.xml"
        page = etree.fromstring(parts[path])
        values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for place, words in _edits(values, rows, cover):
            _set(page.find(f".//{S}c[@r='{place}']"), words)
        for at, row in enumerate(values):
            if set(map(str, row)) & set(drop):
                line = page.find(f".//{S}row[@r='{at + 1}']")
                line.getparent().remove(line)
        parts[path] = etree.tostring(page, encoding="utf-8", xml_declaration=True, standalone=True)
    return zipped(parts)


def _edits(values, rows, cover):
    head = {}
    for at, row in enumerate(values):
        fields = {find_field(str(value)): column for column, value in enumerate(row)}
        if {Field.REFERENCE, Field.KEY} & set(fields) and Field.CHECK in fields:
            head = fields
        elif head:
            key = row[head.get(Field.REFERENCE, head.get(Field.KEY))]
            for code, words in rows.get(key, {}).items():
                yield f"{_letters(head[Field(code)])}{at + 1}", words
        elif (name := find_field(str(row[0]))) is not None and name in cover:
            yield f"B{at + 1}", cover[name]


def _set(cell, words):
    for child in list(cell):
        cell.remove(child)
    if isinstance(words, tuple):
        cell.attrib.pop("t", None)
        etree.SubElement(cell, f"{S}f").text = words[1]
        etree.SubElement(cell, f"{S}v").text = "7"
        return
    cell.set("t", "inlineStr")
    etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t").text = words


def _letters(column):
    return chr(ord("A") + column)


def zipped(parts):
    """An archive of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()


def unzipped(data):
    """The parts of an archive, by name."""
    with ZipFile(BytesIO(data)) as held:
        return {name: held.read(name) for name in held.namelist()}


class Statement(NamedTuple):
    """Who stated a sheet and when, and the day of its statuses."""

    stated_by: str
    stated_on: date
    as_of: date


NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
MADE = date(2025, 2, 1)
SAID = Statement("Ana Kola, head of office", date(2025, 2, 20), date(2025, 2, 20))
ONE, TWO, THREE = (f"tip-2024-kosovo/{n}" for n in (1, 2, 3))


class Post:
    """A sheet sent to THBD on three recommendations, and what comes back."""

    def __init__(self, kind):
        self.kind = kind
        self.body = BodyFactory(code="THBD")
        self.rows = [RecommendationFactory(lead=self.body) for _n in range(3)]
        asked = {"body": self.body, "asked_on": date(2025, 1, 10)}
        self.question = QuestionFactory(recommendation=self.rows[0], **asked)
        self.whole = QuestionFactory(report=self.rows[0].report, **asked)
        self.ana = UserFactory(analyst=True, username="ana")
        self.sent = self.printed(self.body)

    @property
    def q(self):
        return f"Q{self.question.pk}"

    def printed(self, body):
        told = build_sheet(body, user=self.ana, language="en", made_on=MADE)
        return RENDERERS[self.kind](told)

    def back(self, rows=None, **changes):
        data = fill(self.sent, self.kind, rows, **changes)
        return read(data, file_name=f"thbd.{self.kind}")

    def compared(self, rows=None, **changes):
        filled = self.back(rows, **changes)
        comparison = compare(filled, body=self.body, user=self.ana, today=NOW.date())
        return {line.key: line for line in comparison.lines}, comparison

    def taken(self, rows=None, *, said=SAID, by=None, now=NOW, **changes):
        command = self.command(self.back(rows, **changes), said=said, by=by, now=now)
        return sheets.import_sheet(command)

    def command(self, filled, *, said=SAID, by=None, now=NOW):
        """The command to import all rows of a sheet, which waits, that the page offers."""
        sheet = AnsweredSheetFactory(body=self.body, filled=asdict(filled), parts={})
        offered = compare(filled, body=self.body, user=self.ana, today=NOW.date()).lines
        keys = [line.key for line in offered if line.is_applied]
        by = by or self.ana
        return ImportSheet(
            sheet=sheet, body=sheet.body, accepted=keys, by=by, now=now, **said._asdict()
        )
