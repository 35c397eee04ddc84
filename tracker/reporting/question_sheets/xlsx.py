"""A body's question sheet as a workbook: a page to read, the recommendations, the questions.

Nothing printed becomes a formula or a link. Cells to be filled in are shaded and unlocked;
everything else is locked, without a password. The same sheet gives the same bytes.
"""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tracker.question_sheets import (
    ANSWER_FIELDS,
    PRINTED_FIELDS,
    QUESTION_FIELDS,
    Field,
    Row,
    Sheet,
    SheetQuestion,
    label,
)
from tracker.reporting.question_sheets import phrases

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
STATUSES = "statuses"  # named range of the status choices
WIDTHS = {
    Field.REFERENCE: 20,
    Field.TEXT: 60,
    Field.TRANSLATION: 50,
    Field.STATUS: 20,
    Field.AS_OF: 13,
    Field.STRENGTH: 18,
    Field.OWN_STATUS: 26,
    Field.DONE: 60,
    Field.EVIDENCE: 50,
    Field.CHECK: 13,
    Field.KEY: 12,
    Field.ABOUT: 24,
    Field.QUESTION: 70,
    Field.ANSWER: 70,
}
BESIDE = 22  # width of a read-only column


def render(sheet: Sheet) -> bytes:
    """Render the workbook, in the language of the sheet."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with translation.override(sheet.language), Workbook(out, OPTIONS) as book:
        cover = phrases.cover(sheet, check=sheet.hash_sheet(date.isoformat))
        created = datetime.combine(sheet.made_on, time())
        book.set_properties({"title": cover.title, "author": "Heed", "created": created})
        formats = _formats(book)
        readme, recommendations, questions = phrases.sheet_names()
        _cover(book, formats, sheet, cover, name=readme)
        _recommendations(book, formats, sheet, name=recommendations)
        if sheet.all_questions:
            _questions(book, formats, sheet, name=questions)
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    plain = {"text_wrap": True, "valign": "top", "quote_prefix": True}
    blank = {
        "text_wrap": True,
        "valign": "top",
        "locked": False,
        "bg_color": "#EAF1F6",
        "border": 1,
    }
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({"bold": True, "font_size": 12}),
        "plain": book.add_format(plain),
        "verbatim": book.add_format({**plain, "font_name": "Georgia"}),
        "soft": book.add_format({**plain, "font_color": "#525A66"}),
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F5F4F1", "bottom": 1}
        ),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "blank": book.add_format(blank),
        "blank_day": book.add_format({**blank, "num_format": "yyyy-mm-dd", "align": "left"}),
    }


def _cover(
    book: Any, formats: dict[str, Any], sheet: Sheet, cover: phrases.CoverText, *, name: str
) -> None:
    page = book.add_worksheet(name)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    page.hide_gridlines(2)
    at = _PageWriter(page, formats)
    at.line("title", cover.title)
    at.line("soft", cover.subtitle)
    for heading, paragraphs in cover.paragraphs[:2]:
        at.section(heading, paragraphs)
    at.section(cover.steps_heading, cover.steps)
    for heading, paragraphs in cover.paragraphs[2:]:
        at.section(heading, paragraphs)
    at.heading(cover.filler_heading)
    for field in phrases.FILLER:
        page.write_string(at.row, 0, label(field), formats["head"])
        page.write_blank(
            at.row, 1, None, formats["blank_day" if field == Field.FILLED_ON else "blank"]
        )
        at.row += 1
    at.heading(cover.choices_heading)
    first = at.row
    for choice in sheet.choices:
        at.pair(choice.label, choice.anchor)
    book.define_name(STATUSES, f"='{_quoted(name)}'!$A${first + 1}:$A${at.row}")
    at.heading(cover.identity_heading)
    for field, value in cover.identity:
        at.pair(label(field), value, label_format="head")
    _protect(page)
    page.set_portrait()
    page.fit_to_pages(1, 0)


class _PageWriter:
    """Writer of the first page, line by line."""

    def __init__(self, page: Any, formats: dict[str, Any]) -> None:
        self.page, self.looks, self.row = page, formats, 0

    def line(self, format_name: str, text: str) -> None:
        """Write a text over both columns."""
        self.page.merge_range(self.row, 0, self.row, 1, "", self.looks[format_name])
        self.page.write_string(self.row, 0, text, self.looks[format_name])
        # Excel does not fit the height of merged cells: about 110 characters to a line.
        self.page.set_row(self.row, 22 if format_name == "title" else 15 * (1 + len(text) // 110))
        self.row += 1

    def heading(self, text: str) -> None:
        """Write a heading below an empty line."""
        self.row += 1
        self.page.write_string(self.row, 0, text, self.looks["heading"])
        self.row += 1

    def section(self, heading: str, paragraphs: tuple[str, ...]) -> None:
        """Write a heading and its paragraphs."""
        self.heading(heading)
        for paragraph in paragraphs:
            self.line("plain", paragraph)

    def pair(self, label: str, text: str, *, label_format: str = "plain") -> None:
        """Write a label and its value beside each other."""
        self.page.write_string(self.row, 0, label, self.looks[label_format])
        self.page.write_string(self.row, 1, text, self.looks["plain"])
        self.row += 1


def _recommendations(book: Any, formats: dict[str, Any], sheet: Sheet, *, name: str) -> None:
    page = book.add_worksheet(name)
    reference_labels = (_("Recommendation"), _("Short title"), _("Your role"))
    source = _("Source of the translation")
    fields = (*PRINTED_FIELDS, *ANSWER_FIELDS, Field.CHECK)
    header = [*reference_labels, *map(label, fields), source]
    widths = [BESIDE, 30, 14, *(WIDTHS[field] for field in fields), BESIDE]
    _head(page, formats, header, widths)
    status_column = len(reference_labels) + len(PRINTED_FIELDS)
    for number, row in enumerate(sheet.rows, start=1):
        _write_row(page, formats, sheet, row, number)
    if sheet.rows:
        page.data_validation(
            1,
            status_column,
            len(sheet.rows),
            status_column,
            {
                "validate": "list",
                "source": f"={STATUSES}",
                "error_title": str(_("Not one of the statuses"))[:32],
                "error_message": str(_("Choose a status from the list, or leave the cell empty."))[
                    :255
                ],
            },
        )
    page.freeze_panes(1, 1)
    _protect(page)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_row(page: Any, formats: dict[str, Any], sheet: Sheet, row: Row, number: int) -> None:
    for column, text in enumerate((row.cited_as, row.title, row.role)):
        page.write_string(number, column, text, formats["plain"])
    column = 3
    for field, text in zip(PRINTED_FIELDS, row.cells(date.isoformat), strict=True):
        if field == Field.AS_OF and row.as_of is not None:
            page.write_datetime(number, column, row.as_of, formats["day"])
        else:
            format_name = "verbatim" if field in (Field.TEXT, Field.TRANSLATION) else "plain"
            page.write_string(number, column, text, formats[format_name])
        column += 1
    for _field in ANSWER_FIELDS:
        page.write_blank(number, column, None, formats["blank"])
        column += 1
    page.write_string(number, column, sheet.hash_row(row.cells(date.isoformat)), formats["soft"])
    if row.translation:
        note = row.translation_source or _("unofficial")
        page.write_string(number, column + 1, note, formats["soft"])


def _questions(book: Any, formats: dict[str, Any], sheet: Sheet, *, name: str) -> None:
    page = book.add_worksheet(name)
    fields = (*QUESTION_FIELDS, Field.ANSWER, Field.CHECK)
    _head(page, formats, list(map(label, fields)), [WIDTHS[field] for field in fields])
    for number, question in enumerate(sheet.all_questions, start=1):
        _write_question(page, formats, sheet, question, number)
    page.freeze_panes(1, 1)
    _protect(page)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_question(
    page: Any, formats: dict[str, Any], sheet: Sheet, question: SheetQuestion, number: int
) -> None:
    for column, text in enumerate(question.cells()):
        page.write_string(number, column, text, formats["plain"])
    page.write_blank(number, len(QUESTION_FIELDS), None, formats["blank"])
    page.write_string(
        number, len(QUESTION_FIELDS) + 1, sheet.hash_row(question.cells()), formats["soft"]
    )


def _head(page: Any, formats: dict[str, Any], header: list[str], widths: list[int]) -> None:
    for column, (text, width) in enumerate(zip(header, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, text, formats["head"])


def _protect(page: Any) -> None:
    """Lock the page except for its unlocked cells; widths and heights may be changed."""
    page.protect("", {"format_columns": True, "format_rows": True})


def _quoted(name: str) -> str:
    return name.replace("'", "''")
