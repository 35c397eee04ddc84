"""A body's question sheet as a workbook: a page to read, the recommendations, the questions.

Nothing printed becomes a formula or a link. Cells to be filled in are shaded and unlocked;
everything else is locked, without a password. The same sheet gives the same bytes.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO

from django.utils.translation import gettext as _, override
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.question_sheets import (
    ANSWER_FIELDS,
    PRINTED_FIELDS,
    QUESTION_FIELDS,
    Field,
    Row,
    Sheet,
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
    Field.REMAINING: 50,
    Field.REMAINING_BY: 13,
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
VERBATIM = (Field.TEXT, Field.TRANSLATION)


def render(sheet: Sheet) -> bytes:
    """Render the workbook, in the language of the sheet."""
    out = BytesIO()
    with override(sheet.language), Workbook(out, OPTIONS) as book:
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


def _formats(book: Workbook) -> dict[str, Format]:
    top = {"text_wrap": True, "valign": "top"}
    plain = {**top, "quote_prefix": True}
    blank = {**top, "locked": False, "bg_color": "#EAF1F6", "border": 1}
    day = {"num_format": "yyyy-mm-dd", "align": "left"}
    looks = {
        "title": {"bold": True, "font_size": 16},
        "heading": {"bold": True, "font_size": 12},
        "plain": plain,
        "verbatim": {**plain, "font_name": "Georgia"},
        "soft": {**plain, "font_color": "#525A66"},
        "head": {**top, "bold": True, "bg_color": "#F5F4F1", "bottom": 1},
        "day": {**day, "valign": "top"},
        "blank": blank,
        "blank_day": {**blank, **day},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _cover(
    book: Workbook,
    formats: dict[str, Format],
    sheet: Sheet,
    cover: phrases.CoverText,
    *,
    name: str,
) -> None:
    page = book.add_worksheet(name)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    page.hide_gridlines(2)
    at = _PageWriter(page, formats)
    at.line("title", cover.title)
    at.line("soft", cover.subtitle)
    for heading, paragraphs in cover.sections:
        at.heading(heading)
        for paragraph in paragraphs:
            at.line("plain", paragraph)
    at.heading(cover.filler_heading)
    for field in phrases.FILLER:
        blank = "blank_day" if field == Field.FILLED_ON else "blank"
        at.pair(label(field), None, "head", blank)
    at.heading(cover.choices_heading)
    first = at.row
    for status, meaning in sheet.choices:
        at.pair(status, meaning)
    quoted = name.replace("'", "''")
    book.define_name(STATUSES, f"='{quoted}'!$A${first + 1}:$A${at.row}")
    at.heading(cover.identity_heading)
    for field, value in cover.identity:
        at.pair(label(field), value, "head")
    _protect(page)
    page.set_portrait()


class _PageWriter:
    """Writer of the first page, line by line."""

    def __init__(self, page: Worksheet, formats: dict[str, Format]) -> None:
        self.page, self.formats, self.row = page, formats, 0

    def line(self, format_name: str, text: str) -> None:
        """Write a text over both columns."""
        self.page.merge_range(self.row, 0, self.row, 1, "", self.formats[format_name])
        self.page.write_string(self.row, 0, text, self.formats[format_name])
        # Excel does not fit the height of merged cells: about 110 characters to a line.
        self.page.set_row(self.row, 22 if format_name == "title" else 15 * (1 + len(text) // 110))
        self.row += 1

    def heading(self, text: str) -> None:
        """Write a heading below an empty line."""
        self.page.write_string(self.row + 1, 0, text, self.formats["heading"])
        self.row += 2

    def pair(
        self, label: str, text: str | None, label_format: str = "plain", text_format: str = "plain"
    ) -> None:
        """Write a label and its value beside each other; a value of None is to be filled in."""
        self.page.write_string(self.row, 0, label, self.formats[label_format])
        _write(self.page, self.row, 1, text, self.formats[text_format])
        self.row += 1


def _write(page: Worksheet, row: int, column: int, value: str | date | None, look: Format) -> None:
    """Write a value as what it is; None is a cell to be filled in."""
    if value is None:
        page.write_blank(row, column, None, look)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, look)
    else:
        page.write_string(row, column, value, look)


def _recommendations(
    book: Workbook, formats: dict[str, Format], sheet: Sheet, *, name: str
) -> None:
    reference_labels = (_("Recommendation"), _("Short title"), _("Your role"))
    fields = (*PRINTED_FIELDS, *ANSWER_FIELDS, Field.CHECK)
    page = _table(
        book.add_worksheet(name),
        formats,
        [*reference_labels, *map(label, fields), _("Source of the translation")],
        [BESIDE, 30, 14, *(WIDTHS[field] for field in fields), BESIDE],
    )
    for number, row in enumerate(sheet.rows, start=1):
        for column, (value, look) in enumerate(_cells(sheet, row)):
            _write(page, number, column, value, formats[look])
    if sheet.rows:
        column = len(reference_labels) + len(PRINTED_FIELDS)
        validation = {
            "validate": "list",
            "source": f"={STATUSES}",
            "error_title": _("Not one of the statuses")[:32],
            "error_message": _("Choose a status from the list, or leave the cell empty.")[:255],
        }
        page.data_validation(1, column, len(sheet.rows), column, validation)


def _cells(sheet: Sheet, row: Row) -> Iterator[tuple[str | date | None, str]]:
    """Yield the cells of a recommendation with their formats."""
    yield from ((text, "plain") for text in (row.cited_as, row.title, row.role))
    for field, text in zip(PRINTED_FIELDS, row.cells(date.isoformat), strict=True):
        day = {Field.AS_OF: row.as_of, Field.REMAINING_BY: row.remaining_by}.get(field)
        if day is not None:
            yield day, "day"
        else:
            yield text, "verbatim" if field in VERBATIM else "plain"
    yield from ((None, "blank") for _field in ANSWER_FIELDS)
    yield sheet.hash_row(row.cells(date.isoformat)), "soft"
    if row.translation:
        yield row.translation_source or _("unofficial"), "soft"


def _questions(book: Workbook, formats: dict[str, Format], sheet: Sheet, *, name: str) -> None:
    fields = (*QUESTION_FIELDS, Field.ANSWER, Field.CHECK)
    page = _table(
        book.add_worksheet(name),
        formats,
        [label(field) for field in fields],
        [WIDTHS[field] for field in fields],
    )
    for number, question in enumerate(sheet.all_questions, start=1):
        cells = (*question.cells(), None, sheet.hash_row(question.cells()))
        looks = (*("plain" for _field in QUESTION_FIELDS), "blank", "soft")
        for column, (value, look) in enumerate(zip(cells, looks, strict=True)):
            _write(page, number, column, value, formats[look])


def _table(
    page: Worksheet, formats: dict[str, Format], header: list[str], widths: list[int]
) -> Worksheet:
    """Set up a landscape page with a header row that stays in sight and repeats in print."""
    for column, (text, width) in enumerate(zip(header, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, text, formats["head"])
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.repeat_rows(0)
    _protect(page)
    return page


def _protect(page: Worksheet) -> None:
    """Lock the page except for its unlocked cells, and fit it to one page's width.

    Widths and heights may be changed.
    """
    page.protect("", {"format_columns": True, "format_rows": True})
    page.fit_to_pages(1, 0)
