"""Reports and lists as workbooks, with rows written as SpreadsheetML text one by one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from html import escape
from io import BytesIO
from itertools import batched, product
from math import ceil
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _, override, pgettext

from tracker.documents.archives import Part, rezip
from tracker.documents.tables import column_letters
from tracker.progress import LabelledCode, Progress
from tracker.reporting import context, front_matter, phrases, status_pictures
from tracker.reporting.blocks import (
    Block,
    Box,
    Facts,
    Paragraph,
    office_tag,
    plain_text,
    replace_forbidden,
)
from tracker.reporting.tables import (
    SOURCE_NUMBER,
    STATE,
    TABLES,
    Table,
    TableData,
    Value,
    tables,
)
from tracker.vocabulary import Status, columns

if TYPE_CHECKING:
    from xlsxwriter.workbook import Format, Workbook, Worksheet

MAX_CELL_LENGTH = 32_767  # UTF-16 units, as Excel counts them
MAX_LINKS = 65_530  # of a sheet that Excel opens
CHUNK = 500  # rows written at once
_DAY_ZERO = date(1899, 12, 30).toordinal()
_STATUS_PATH = re.compile(r"status\.label$|^status_by_year\.")  # of a column
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a worksheet: labels and widths of its columns, and its rows, made one by one."""

    name: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Value]]
    lines: Sequence[str] = ()  # above the table, the title first
    statuses: Sequence[int] = ()  # columns with labels of statuses
    links: Mapping[int, Callable[[Value], str]] = field(default_factory=dict)  # places by column


def _replace_rows(sheet: Sheet, shell: bytes) -> Iterator[bytes]:
    """Yield the sheet that XlsxWriter wrote, with our rows in it.

    The last row that it wrote holds the styles of text, days, numbers and links, in this order; it
    is replaced by our rows. How many these are is not said before them, as it is not known yet.
    """
    before, closing, after = shell.decode().partition("</sheetData>")
    before, _row, sample = before.rpartition("<row ")
    *styles, linked = re.findall(r' s="(\d+)"', sample)
    cell, linked_cell = _cells(styles), _cells([linked, linked, linked])
    letters = [column_letters(number) for number in range(len(sheet.head))]
    last, links = len(sheet.lines) + 1, list[str]()
    yield _DIMENSION.sub("", before).encode()
    for rows in batched(sheet.rows, CHUNK):
        chunk = ""
        for row in rows:
            last += 1
            filled = []
            for number, (letter, value) in enumerate(zip(letters, row, strict=True)):
                if value is None or value == "":
                    continue
                place = sheet.links[number](value) if number in sheet.links else ""
                if place and len(links) < MAX_LINKS:
                    links.append(f'<hyperlink ref="{letter}{last}" location="{place}"/>')
                filled.append((linked_cell if place else cell)(f"{letter}{last}", value))
            chunk += f'<row r="{last}">{"".join(filled)}</row>'
        yield chunk.encode()
    area = f"A{len(sheet.lines) + 1}:{letters[-1]}{last}"
    end = re.sub(r'<autoFilter ref="[^"]*"', f'<autoFilter ref="{area}"', after)
    if links:
        end = end.replace("<pageMargins", f"<hyperlinks>{''.join(links)}</hyperlinks><pageMargins")
    yield (closing + end).encode()


def _cells(styles: Sequence[str]) -> Callable[[str, Value], str]:
    plain, day, number = styles
    opening = f'" s="{plain}" t="inlineStr"><is><t xml:space="preserve">'

    def cell(at: str, value: Value) -> str:
        if isinstance(value, str):
            text = replace_forbidden(truncate_cell(value))
            return f'<c r="{at}{opening}{escape(text, quote=False)}</t></is></c>'
        if isinstance(value, date):
            return f'<c r="{at}" s="{day}"><v>{value.toordinal() - _DAY_ZERO}</v></c>'
        return f'<c r="{at}" s="{number}"><v>{value!r}</v></c>'

    return cell


def truncate_cell(text: str) -> str:
    """Cut a text to what a cell can hold, with a note on where the whole text is."""
    if len(text) <= MAX_CELL_LENGTH // 2:
        return text
    encoded = text.encode("utf-16-le", errors="replace")
    if len(encoded) <= 2 * MAX_CELL_LENGTH:
        return text
    note = _(
        " … [cut off: a cell can contain %(most)d characters, this text has %(all)d. "
        "The whole text is in the JSON, Word and PDF report.]"
    ) % {"most": MAX_CELL_LENGTH, "all": len(text)}
    return encoded[: 2 * (MAX_CELL_LENGTH - len(note))].decode("utf-16-le", errors="ignore") + note


def sheet_titles(names: Iterable[str]) -> list[str]:
    """Convert names to worksheet names: 31 characters, none that has a meaning in references."""
    return [re.sub(r"[\[\]:*?/\\]", " ", name)[:31] for name in names]


LAST_ROW = 1_048_575  # of a sheet, from 0
# Grounds of statuses by rank: the further, the darker.
GROUNDS: dict[str, dict[str, str]] = {
    Status.INITIAL_STEPS: {"bg_color": "#E4ECF2"},
    Status.PARTIAL: {"bg_color": "#C5D7E4"},
    Status.SUBSTANTIAL: {"bg_color": "#94B6CE"},
    Status.FULL: {"bg_color": "#1A5276", "font_color": "#FFFFFF"},
}
type LabelledText = tuple[str, str]  # label and text; empty text for a heading


def readme(progress: Progress, report_tables: Iterable[TableData]) -> Iterator[LabelledText]:
    """Yield the lines of the sheet to read, in the language in force: title, kind and day first."""
    cover = front_matter.cover(progress)
    yield cover.title, ""
    texts = (cover.kind, cover.subtitle, cover.name, cover.sender, cover.preface, cover.note)
    yield from (("", text) for text in (*texts, cover.watermark) if text)
    yield _("About this report"), ""
    yield from _lines(
        [front_matter.facts(context.LayoutContext(progress)), *front_matter.warnings(progress)]
    )
    if progress.summary and progress.summary.text.strip():
        yield _("Executive summary"), progress.summary.text
    for table in report_tables:
        yield str(table.definition.name), ""
        yield "", str(table.definition.description)
        for column in table.columns:
            yield str(column.label), str(column.description)


def _lines(blocks: Iterable[Block]) -> Iterator[LabelledText]:
    for block in blocks:
        match block:
            case Box():
                yield from _lines(block.blocks)
            case Facts():
                for fact in block.facts:
                    yield fact.label, "\n".join(plain_text(line) for line in fact.lines)
            case Paragraph():
                yield pgettext("beside a warning", "Note"), plain_text(block.line)


PAGE_WIDTH = 280  # letters on a page; more would be illegible
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(progress: Progress) -> bytes:
    """Render the workbook, in the language of the report; it opens on the state."""
    with override(progress.language):
        report_tables, cover = tables(progress), front_matter.cover(progress)
        properties = {
            "title": f"{cover.title} – {cover.kind}",
            "subject": cover.subtitle,
            "author": cover.name or "Heed",
            "created": datetime.combine(progress.on, time()),
        }
        state = TableData(STATE, progress, report_tables[0].numbers)
        warnings = (text for _label, text in _lines(front_matter.warnings(progress)))
        share = phrases.share_with_exclusions(progress.fully_implemented, progress.excluded_counts)
        kind = " · ".join(filter(None, (cover.kind, cover.subtitle, cover.watermark)))
        lines = (cover.title, kind, share, *warnings, *filter(None, (cover.sender, cover.note)), "")
        sheets = [_sheet(state, lines), *map(_sheet, report_tables)]
        out = BytesIO()
        write_workbook(
            out,
            readme(progress, report_tables),
            sheets,
            properties,
            progress.language,
            statuses=[count.status for count in progress.counts],
        )
        return out.getvalue()


def _sheet(table: TableData, lines: Sequence[str] = ()) -> Sheet:
    """Return a table as a worksheet, its numbers linked to the rows that they stand for."""
    rows: dict[Value, int] = {
        recommendation.number: row
        for row, recommendation in enumerate(table.progress.recommendations, start=2)
    }
    linked = (
        (columns.NUMBER, TABLES["recommendations"], rows),
        (SOURCE_NUMBER, TABLES["sources"], dict[Value, int]()),
    )
    links = {
        number: partial(_place, target, places)
        for number, column in enumerate(table.columns)
        for label, target, places in linked
        if column.label == label and table.definition is not target
    }
    return Sheet(
        str(table.definition.name),
        table.head,
        [column.width for column in table.columns],
        table.rows(),
        lines,
        statuses=[n for n, c in enumerate(table.columns) if _STATUS_PATH.search(c.path)],
        links=links,
    )


def _place(table: Table, rows: Mapping[Value, int], value: Value) -> str:
    """Return the place of a row in a sheet of the same workbook; empty if there is none.

    Sources, which are numbered from 1, stand below the header in their order.
    """
    (title,) = sheet_titles([str(table.name)])
    row = value + 1 if isinstance(value, int) else rows.get(value)
    return escape(f"'{title.replace("'", "''")}'!A{row}") if row else ""


def write_workbook(
    out: IO[bytes],
    lines: Iterable[LabelledText],
    sheets: Sequence[Sheet],
    properties: Mapping[str, object],
    language: str,
    *,
    statuses: Sequence[LabelledCode] = (),
) -> None:
    """Write a sheet for each table, however long, and one to read, in the language in force.

    Cells with the label of one of the statuses show its circle, and a ground by its rank.
    """
    shell = _shell(lines, sheets, properties, statuses)
    parts: dict[str, Part] = {
        f"xl/worksheets/sheet{number}.xml": partial(_replace_rows, sheet)
        for number, sheet in enumerate(sheets, start=1)
    }
    parts["xl/workbook.xml"] = _remove_filter_ranges
    parts["docProps/core.xml"] = partial(_set_language, office_tag(language))
    rezip(shell, out, parts)


def _shell(
    lines: Iterable[LabelledText],
    sheets: Sequence[Sheet],
    properties: Mapping[str, object],
    statuses: Sequence[LabelledCode],
) -> bytes:
    """Return a workbook with a header and style row for each table, and the sheet to read."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties(properties)
        formats = _formats(book)
        marks = {
            status.label: book.add_format(
                {
                    "num_format": f'"{status_pictures.SIGNS[status.code]}" @',
                    **GROUNDS.get(status.code, {}),
                }
            )
            for status in statuses
        }
        *names, last_name = sheet_titles(
            [*(sheet.name for sheet in sheets), pgettext("name of a worksheet", "Read me")]
        )
        for name, sheet in zip(names, sheets, strict=True):
            _write_sheet_head(book.add_worksheet(name), formats, marks, sheet)
        _write_readme(book.add_worksheet(last_name), formats, lines)
    return out.getvalue()


def _remove_filter_ranges(book: bytes) -> tuple[bytes]:
    """Remove the filter ranges of the shell from the workbook."""
    return (re.sub(rb'<definedName name="_xlnm._FilterDatabase".*?</definedName>', b"", book),)


def _set_language(language: str, core: bytes) -> tuple[bytes]:
    """Add the language to the core properties."""
    element, end = f"<dc:language>{language}</dc:language>".encode(), b"</cp:coreProperties>"
    return (core.replace(end, element + end),)


def _formats(book: "Workbook") -> "dict[str, Format]":
    top_aligned = {"valign": "top", "text_wrap": True}
    looks = {
        "title": {"bold": True, "font_size": 14, "font_color": "#1A5276"},
        "label": {**top_aligned, "font_color": "#525A66"},
        "text": {**top_aligned, "quote_prefix": True},
        "day": {"valign": "top", "align": "left", "num_format": "yyyy-mm-dd"},
        "number": {"valign": "top"},
        "link": {"valign": "top", "font_color": "#14507A", "underline": 1},
        "line": {"font_color": "#1C2128"},
        "head": {**top_aligned, "bold": True, "bg_color": "#F5F4F1", "bottom": 1},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write_readme(
    page: "Worksheet", formats: "dict[str, Format]", lines: Iterable[LabelledText]
) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    page.hide_gridlines(2)
    row = 0
    for label, text in lines:
        if label and not text:
            row += bool(row)  # an empty line above a heading
            page.write_string(row, 0, truncate_cell(label), formats["title"])
        else:
            page.write_string(row, 0, label, formats["label"])
            page.write_string(row, 1, truncate_cell(text), formats["text"])
        row += 1
    page.set_portrait()
    _set_page(page, pages=1)


def _write_sheet_head(
    page: "Worksheet",
    formats: "dict[str, Format]",
    marks: "Mapping[str, Format]",
    sheet: Sheet,
) -> None:
    top = len(sheet.lines)
    for row, line in enumerate(sheet.lines):
        page.write_string(row, 0, line, formats["title" if row == 0 else "line"])
    for number, (width, words) in enumerate(zip(sheet.widths, sheet.head, strict=True)):
        page.set_column(number, number, width)
        page.write_string(top, number, words, formats["head"])
    for number, format_name in enumerate(("text", "day", "number", "link")):
        page.write_blank(top + 1, number, None, formats[format_name])
    for number, (label, look) in product(sheet.statuses, marks.items()):
        rule = {"type": "cell", "criteria": "==", "value": f'"{label}"', "format": look}
        page.conditional_format(top + 1, number, LAST_ROW, number, rule)
    page.freeze_panes(top + 1, 1)
    page.autofilter(top, 0, top + 1, len(sheet.head) - 1)
    page.set_landscape()
    page.repeat_rows(top)
    page.repeat_columns(0)
    _set_page(page, pages=1 if sheet.lines else ceil(sum(sheet.widths) / PAGE_WIDTH))


def _set_page(page: "Worksheet", *, pages: int) -> None:
    """Fit a sheet on A4, so many pages wide, with its name and page numbers below."""
    page.set_paper(9)
    page.fit_to_pages(pages, 0)
    page.set_footer("&L&A&R&P / &N")
