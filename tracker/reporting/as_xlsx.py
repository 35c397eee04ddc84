"""A progress report as a workbook: a sheet to read first, then a sheet for each table.

Days are days and numbers are numbers; what people wrote stays text, whatever it begins with. The
same report gives the same bytes, and a row is written down before the next one is made.
"""

import re
from collections.abc import Iterable
from datetime import datetime, time
from functools import partial
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import pgettext

from tracker.progress import Progress
from tracker.reporting import opening
from tracker.reporting.sheets.archive import Part, rezipped
from tracker.reporting.tables import Listing, tables
from tracker.reporting.tables.readme import Told, readme
from tracker.reporting.word.styles import TAGS
from tracker.reporting.worksheet import Rows, fitted, titled

LEGIBLE = 280  # letters in the width of a page: with more they are too small to read
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(progress: Progress) -> bytes:
    """The workbook, in the language of the report."""
    with translation.override(progress.language):
        listings = tables(progress)
        shell = _shell(progress, listings)
        instead = {
            f"xl/worksheets/sheet{number}.xml": Rows(listing).instead
            for number, listing in enumerate(listings, start=2)
        }
        named = partial(_in_language, TAGS.get(progress.language, progress.language))
        parts: dict[str, Part] = {"xl/workbook.xml": _without_ranges, "docProps/core.xml": named}
        return rezipped(shell, {**instead, **parts})


def _shell(progress: Progress, listings: tuple[Listing[Any], ...]) -> bytes:
    """The workbook with the sheet to read, and of each table the head and a row of styles."""
    from xlsxwriter import Workbook

    out, cover = BytesIO(), opening.cover(progress)
    with Workbook(out, OPTIONS) as book:
        book.set_properties(
            {
                "title": f"{cover.title} – {cover.kind}",
                "subject": cover.subtitle,
                "author": cover.name or "Heed",
                "created": datetime.combine(progress.on, time()),
            }
        )
        looks = _looks(book)
        first = pgettext("name of a worksheet", "Read me")
        names = titled([first, *(str(listing.name) for listing in listings)])
        _readme(book.add_worksheet(names[0]), looks, readme(progress, listings))
        for name, listing in zip(names[1:], listings, strict=True):
            _sheet(book.add_worksheet(name), looks, listing)
    return out.getvalue()


def _without_ranges(book: bytes) -> tuple[bytes]:
    """The workbook without the ranges of its filters, which were those of the shell."""
    return (re.sub(rb'<definedName name="_xlnm._FilterDatabase".*?</definedName>', b"", book),)


def _in_language(language: str, core: bytes) -> tuple[bytes]:
    """What is known of the workbook, with its language."""
    told, end = f"<dc:language>{language}</dc:language>".encode(), b"</cp:coreProperties>"
    return (core.replace(end, told + end),)


def _looks(book: Any) -> dict[str, Any]:
    top = {"valign": "top", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#1A5276"}),
        "label": book.add_format({**top, "font_color": "#525A66"}),
        "text": book.add_format({**top, "quote_prefix": True}),
        "day": book.add_format({"valign": "top", "align": "left", "num_format": "yyyy-mm-dd"}),
        "number": book.add_format({"valign": "top"}),
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F5F4F1", "bottom": 1}
        ),
    }


def _readme(page: Any, looks: dict[str, Any], lines: Iterable[Told]) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    page.hide_gridlines(2)
    row = 0
    for label, words in lines:
        if label and not words:
            row += bool(row)  # a line left free above a heading
            page.write_string(row, 0, fitted(label), looks["title"])
        else:
            page.write_string(row, 0, label, looks["label"])
            page.write_string(row, 1, fitted(words), looks["text"])
        row += 1
    page.set_portrait()
    page.fit_to_pages(1, 0)


def _sheet(page: Any, looks: dict[str, Any], listing: Listing[Any]) -> None:
    for number, (column, words) in enumerate(zip(listing.columns, listing.head, strict=True)):
        page.set_column(number, number, column.width)
        page.write_string(0, number, words, looks["head"])
    for number, look in enumerate(("text", "day", "number")):
        page.write_blank(1, number, None, looks[look])
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, 1, len(listing.columns) - 1)
    page.set_landscape()
    if sum(column.width for column in listing.columns) <= LEGIBLE:
        page.fit_to_pages(1, 0)
    else:  # its first column stands on every page instead
        page.repeat_columns(0)
    page.repeat_rows(0)
