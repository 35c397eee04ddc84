"""A body's sheet as a workbook: a page to read, the recommendations, the questions.

Text stays text: nothing printed is ever taken for a formula or a link. What is to be filled in is
shaded and open; everything else is locked, without a password. The same sheet gives the same bytes.
"""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tracker.question_sheets import ASKED, PRINTED, SAID, Asked, Field, Row, Sheet, label
from tracker.reporting.question_sheets import phrases

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
STATUSES = "statuses"  # the range that a status is chosen from
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
BESIDE = 22  # a column that is only there to be read


def render(sheet: Sheet) -> bytes:
    """The workbook, in the language of the sheet."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with translation.override(sheet.language), Workbook(out, OPTIONS) as book:
        cover = phrases.cover(sheet, check=sheet.check(date.isoformat))
        made = datetime.combine(sheet.made_on, time())
        book.set_properties({"title": cover.title, "author": "Heed", "created": made})
        looks = _looks(book)
        readme, recommendations, questions = phrases.sheet_names()
        _cover(book, looks, sheet, cover, name=readme)
        _recommendations(book, looks, sheet, name=recommendations)
        if sheet.asked:
            _questions(book, looks, sheet, name=questions)
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
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
    book: Any, looks: dict[str, Any], sheet: Sheet, cover: phrases.Cover, *, name: str
) -> None:
    page = book.add_worksheet(name)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    page.hide_gridlines(2)
    at = _Pen(page, looks)
    at.line("title", cover.title)
    at.line("soft", cover.subtitle)
    for heading, paragraphs in cover.paragraphs[:2]:
        at.told(heading, paragraphs)
    at.told(cover.steps_heading, cover.steps)
    for heading, paragraphs in cover.paragraphs[2:]:
        at.told(heading, paragraphs)
    at.heading(cover.filler_heading)
    for field in phrases.FILLER:
        page.write_string(at.row, 0, label(field), looks["head"])
        page.write_blank(
            at.row, 1, None, looks["blank_day" if field == Field.FILLED_ON else "blank"]
        )
        at.row += 1
    at.heading(cover.choices_heading)
    first = at.row
    for choice in sheet.choices:
        at.pair(choice.label, choice.anchor)
    book.define_name(STATUSES, f"='{_quoted(name)}'!$A${first + 1}:$A${at.row}")
    at.heading(cover.identity_heading)
    for field, value in cover.identity:
        at.pair(label(field), value, head="head")
    _protect(page)
    page.set_portrait()
    page.fit_to_pages(1, 0)


class _Pen:
    """Writes down a page, line after line."""

    def __init__(self, page: Any, looks: dict[str, Any]) -> None:
        self.page, self.looks, self.row = page, looks, 0

    def line(self, look: str, words: str) -> None:
        self.page.merge_range(self.row, 0, self.row, 1, "", self.looks[look])
        self.page.write_string(self.row, 0, words, self.looks[look])
        # Excel does not fit the height of merged cells: about 110 characters to a line.
        self.page.set_row(self.row, 22 if look == "title" else 15 * (1 + len(words) // 110))
        self.row += 1

    def heading(self, words: str) -> None:
        self.row += 1
        self.page.write_string(self.row, 0, words, self.looks["heading"])
        self.row += 1

    def told(self, heading: str, paragraphs: tuple[str, ...]) -> None:
        self.heading(heading)
        for paragraph in paragraphs:
            self.line("plain", paragraph)

    def pair(self, one: str, other: str, *, head: str = "plain") -> None:
        self.page.write_string(self.row, 0, one, self.looks[head])
        self.page.write_string(self.row, 1, other, self.looks["plain"])
        self.row += 1


def _recommendations(book: Any, looks: dict[str, Any], sheet: Sheet, *, name: str) -> None:
    page = book.add_worksheet(name)
    beside = (_("Recommendation"), _("Short title"), _("Your role"))
    source = _("Source of the translation")
    fields = (*PRINTED, *SAID, Field.CHECK)
    head = [*beside, *map(label, fields), source]
    widths = [BESIDE, 30, 14, *(WIDTHS[field] for field in fields), BESIDE]
    _head(page, looks, head, widths)
    own = len(beside) + len(PRINTED)
    for number, row in enumerate(sheet.rows, start=1):
        _write_row(page, looks, sheet, row, number)
    if sheet.rows:
        page.data_validation(
            1,
            own,
            len(sheet.rows),
            own,
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


def _write_row(page: Any, looks: dict[str, Any], sheet: Sheet, row: Row, number: int) -> None:
    for column, words in enumerate((row.cited_as, row.title, row.role)):
        page.write_string(number, column, words, looks["plain"])
    column = 3
    for field, words in zip(PRINTED, row.cells(date.isoformat), strict=True):
        if field == Field.AS_OF and row.as_of is not None:
            page.write_datetime(number, column, row.as_of, looks["day"])
        else:
            look = "verbatim" if field in (Field.TEXT, Field.TRANSLATION) else "plain"
            page.write_string(number, column, words, looks[look])
        column += 1
    for _field in SAID:
        page.write_blank(number, column, None, looks["blank"])
        column += 1
    page.write_string(number, column, sheet.check_of(row.cells(date.isoformat)), looks["soft"])
    if row.translation:
        note = row.translation_source or _("unofficial")
        page.write_string(number, column + 1, note, looks["soft"])


def _questions(book: Any, looks: dict[str, Any], sheet: Sheet, *, name: str) -> None:
    page = book.add_worksheet(name)
    fields = (*ASKED, Field.ANSWER, Field.CHECK)
    _head(page, looks, list(map(label, fields)), [WIDTHS[field] for field in fields])
    for number, asked in enumerate(sheet.asked, start=1):
        _write_question(page, looks, sheet, asked, number)
    page.freeze_panes(1, 1)
    _protect(page)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_question(
    page: Any, looks: dict[str, Any], sheet: Sheet, asked: Asked, number: int
) -> None:
    for column, words in enumerate(asked.cells()):
        page.write_string(number, column, words, looks["plain"])
    page.write_blank(number, len(ASKED), None, looks["blank"])
    page.write_string(number, len(ASKED) + 1, sheet.check_of(asked.cells()), looks["soft"])


def _head(page: Any, looks: dict[str, Any], head: list[str], widths: list[int]) -> None:
    for column, (words, width) in enumerate(zip(head, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, words, looks["head"])


def _protect(page: Any) -> None:
    """Only what is to be filled in can be; widths and heights may be set. No password."""
    page.protect("", {"format_columns": True, "format_rows": True})


def _quoted(name: str) -> str:
    return name.replace("'", "''")
