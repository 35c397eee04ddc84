"""A body's question sheet as a workbook: a page to read, the recommendations, the questions.

Nothing printed becomes a formula or a link. Cells to be filled in are shaded and unlocked;
everything else is locked, without a password. The same sheet gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BytesIO

from django.utils.translation import gettext as _, override
from xlsxwriter.workbook import Format, Workbook, Worksheet

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

OPTIONS = {  # a text stays a text, whatever it looks like
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


type Value = str | date | None  # None: to be filled in


def render(sheet: Sheet) -> bytes:
    """Render the workbook, in the language of the sheet."""
    out = BytesIO()
    with override(sheet.language), Workbook(out, OPTIONS) as book:
        book.set_properties(
            {
                "title": phrases.title(sheet),
                "author": "Heed",
                "created": datetime.combine(sheet.made_on, time()),
            }
        )
        formats = _formats(book)
        readme, recommendations, questions = phrases.sheet_names()
        _cover(book, formats, sheet, name=readme)
        _recommendations(book.add_worksheet(recommendations), formats, sheet)
        if sheet.all_questions:
            columns = [
                (label(field), WIDTHS[field])
                for field in (*QUESTION_FIELDS, Field.ANSWER, Field.CHECK)
            ]
            rows = (_question_cells(sheet, question) for question in sheet.all_questions)
            _write_table(book.add_worksheet(questions), formats, columns, rows)
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


def _cover(book: Workbook, formats: dict[str, Format], sheet: Sheet, *, name: str) -> None:
    page = book.add_worksheet(name)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    page.hide_gridlines(2)
    row, places = 0, dict[str, int]()
    for look, text, *beside in _cover_lines(sheet):
        row += look == "heading"  # below an empty line
        places[text] = row
        if look in ("title", "soft", "plain") and not beside:  # over both columns
            page.merge_range(row, 0, row, 1, "", formats[look])
            # Excel does not fit the height of merged cells: about 110 characters to a line.
            page.set_row(row, 22 if look == "title" else 15 * (1 + len(text) // 110))
        page.write_string(row, 0, text, formats[look])
        if beside:
            value, value_look = beside
            page.write(row, 1, value if value_look == "plain" else None, formats[value_look])
        row += 1
    quoted = name.replace("'", "''")
    first, last = places[sheet.choices[0][0]], places[sheet.choices[-1][0]]
    book.define_name(STATUSES, f"='{quoted}'!$A${first + 1}:$A${last + 1}")
    _protect(page)
    page.set_portrait()


def _cover_lines(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the first page: format and text, and of the value beside it."""
    yield "title", phrases.title(sheet)
    yield "soft", phrases.subtitle(sheet)
    for section in phrases.sections(sheet, check=sheet.hash_sheet(date.isoformat)):
        yield "heading", section.heading
        yield from (("plain", text) for text in section.paragraphs)
        for field, value in section.fields:
            blank = "blank_day" if field == Field.FILLED_ON else "blank"
            yield "head", label(field), value, blank if field.isalpha() else "plain"
        yield from (("plain", status, meaning, "plain") for status, meaning in section.choices)


def _recommendations(page: Worksheet, formats: dict[str, Format], sheet: Sheet) -> None:
    fields = (*PRINTED_FIELDS, *ANSWER_FIELDS, Field.CHECK)
    columns = [
        *((_("Recommendation"), BESIDE), (_("Short title"), 30), (_("Your role"), 14)),
        *((label(field), WIDTHS[field]) for field in fields),
        (_("Source of the translation"), BESIDE),
    ]
    _write_table(page, formats, columns, (_cells(sheet, row) for row in sheet.rows))
    if sheet.rows:
        column = 3 + len(PRINTED_FIELDS)
        validation = {
            "validate": "list",
            "source": f"={STATUSES}",
            "error_title": _("Not one of the statuses")[:32],
            "error_message": _("Choose a status from the list, or leave the cell empty.")[:255],
        }
        page.data_validation(1, column, len(sheet.rows), column, validation)


def _cells(sheet: Sheet, row: Row) -> Iterator[tuple[Value, str]]:
    """Yield the cells of a recommendation with their formats."""
    yield from ((text, "plain") for text in (row.cited_as, row.title, row.role))
    for field, text in zip(PRINTED_FIELDS, row.cells(date.isoformat), strict=True):
        day = {Field.AS_OF: row.as_of, Field.REMAINING_BY: row.remaining_by}.get(field)
        look = "verbatim" if field in (Field.TEXT, Field.TRANSLATION) else "plain"
        yield (text, look) if day is None else (day, "day")
    yield from ((None, "blank") for _field in ANSWER_FIELDS)
    yield sheet.hash_row(row.cells(date.isoformat)), "soft"
    if row.translation:
        yield row.translation_source or _("unofficial"), "soft"


def _question_cells(sheet: Sheet, question: SheetQuestion) -> Iterator[tuple[Value, str]]:
    yield from ((text, "plain") for text in question)
    yield None, "blank"
    yield sheet.hash_row(question), "soft"


def _write_table(
    page: Worksheet,
    formats: dict[str, Format],
    columns: Iterable[tuple[str, int]],
    rows: Iterable[Iterable[tuple[Value, str]]],
) -> None:
    """Write a landscape page with a header row that stays in sight and repeats in print."""
    for column, (text, width) in enumerate(columns):
        page.set_column(column, column, width)
        page.write_string(0, column, text, formats["head"])
    for number, row in enumerate(rows, start=1):
        for column, (value, look) in enumerate(row):
            page.write(number, column, value, formats[look])
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.repeat_rows(0)
    _protect(page)


def _protect(page: Worksheet) -> None:
    """Lock the page except for its unlocked cells, and fit it to one page's width.

    Widths and heights may be changed.
    """
    page.protect("", {"format_columns": True, "format_rows": True})
    page.fit_to_pages(1, 0)
