"""Reports and lists as workbooks, with rows written as SpreadsheetML text one by one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from html import escape
from io import BytesIO
from itertools import batched
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _, override, pgettext

from tracker.documents.archives import Part, rezip
from tracker.documents.tables import column_letters
from tracker.progress import Progress
from tracker.reporting import front_matter
from tracker.reporting.blocks import (
    Block,
    Box,
    Facts,
    Paragraph,
    office_tag,
    plain_text,
    replace_forbidden,
)
from tracker.reporting.context import LayoutContext
from tracker.reporting.tables import TableData, Value, tables

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MAX_CELL_LENGTH = 32_767  # UTF-16 units, as Excel counts them
CHUNK = 500  # rows written at once
_DAY_ZERO = date(1899, 12, 30).toordinal()
_STYLE = re.compile(r'<c r="[A-Z]+2" s="(\d+)"')
_SAMPLE_ROW = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a worksheet: labels and widths of its columns, and its rows, made one by one."""

    name: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Value]]


def _replace_rows(sheet: Sheet, shell: bytes) -> Iterator[bytes]:
    """Yield the sheet that XlsxWriter wrote, with our rows in it, kept in a file until then.

    The second row that it wrote holds the styles of text, days and numbers, in this order; it is
    replaced by our rows.
    """
    before, closing, after = shell.decode().partition("</sheetData>")
    cell = _cells(_STYLE.findall(before))
    letters = [column_letters(number) for number in range(len(sheet.head))]
    last = 1
    with TemporaryFile() as rows_file:
        for rows in batched(sheet.rows, CHUNK):
            chunk = ""
            for row in rows:
                last += 1
                filled = [
                    cell(f"{letter}{last}", value)
                    for letter, value in zip(letters, row, strict=True)
                    if value is not None and value != ""
                ]
                chunk += f'<row r="{last}">{"".join(filled)}</row>'
            rows_file.write(chunk.encode())
        area = f"A1:{letters[-1]}{last}"
        head = _DIMENSION.sub(f'<dimension ref="{area}"/>', before)
        yield _SAMPLE_ROW.sub("", head).encode()
        rows_file.seek(0)
        yield from iter(partial(rows_file.read, 1 << 20), b"")
    yield (
        closing + re.sub(r'<autoFilter ref="[^"]*"', f'<autoFilter ref="{area}"', after)
    ).encode()


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
    cut = encoded[: 2 * (MAX_CELL_LENGTH - len(note))]
    return cut.decode("utf-16-le", errors="ignore") + note


def sheet_titles(names: Iterable[str]) -> list[str]:
    """Convert names to worksheet names: 31 characters, none that has a meaning in references."""
    return [re.sub(r"[\[\]:*?/\\]", " ", name)[:31] for name in names]


type LabelledText = tuple[str, str]  # label and text; empty text for a heading


def readme(progress: Progress, report_tables: Iterable[TableData]) -> Iterator[LabelledText]:
    """Yield the lines of the first sheet, in the language in force: title, kind and day first."""
    cover = front_matter.cover(progress)
    yield cover.title, ""
    texts = (cover.kind, cover.subtitle, cover.name, cover.sender, cover.preface, cover.note)
    yield from (("", text) for text in (*texts, cover.watermark) if text)
    yield _("About this report"), ""
    facts, warnings = front_matter.facts(LayoutContext(progress)), front_matter.warnings(progress)
    yield from _lines([facts, *warnings])
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


MAX_FITTED_WIDTH = 280  # letters; a wider sheet would be illegible on one page
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(progress: Progress) -> bytes:
    """Render the workbook, in the language of the report."""
    with override(progress.language):
        report_tables, cover = tables(progress), front_matter.cover(progress)
        properties = {
            "title": f"{cover.title} – {cover.kind}",
            "subject": cover.subtitle,
            "author": cover.name or "Heed",
            "created": datetime.combine(progress.on, time()),
        }
        sheets = [
            Sheet(
                str(table.definition.name),
                table.head,
                [column.width for column in table.columns],
                table.rows(),
            )
            for table in report_tables
        ]
        out = BytesIO()
        write_workbook(out, readme(progress, report_tables), sheets, properties, progress.language)
        return out.getvalue()


def write_workbook(
    out: IO[bytes],
    lines: Iterable[LabelledText],
    sheets: Sequence[Sheet],
    properties: Mapping[str, object],
    language: str,
) -> None:
    """Write a sheet to read and one for each table, however long, in the language in force."""
    shell = _shell(lines, sheets, properties)
    replacements = {
        f"xl/worksheets/sheet{number}.xml": partial(_replace_rows, sheet)
        for number, sheet in enumerate(sheets, start=2)
    }
    parts: dict[str, Part] = {
        "xl/workbook.xml": _remove_filter_ranges,
        "docProps/core.xml": partial(_set_language, office_tag(language)),
    }
    rezip(shell, out, {**replacements, **parts})


def _shell(
    lines: Iterable[LabelledText], sheets: Sequence[Sheet], properties: Mapping[str, object]
) -> bytes:
    """Return a workbook with the sheet to read, and a header and style row for each table."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties(properties)
        formats = _formats(book)
        readme_name = pgettext("name of a worksheet", "Read me")
        names = sheet_titles([readme_name, *(sheet.name for sheet in sheets)])
        _write_readme(book.add_worksheet(names[0]), formats, lines)
        for name, sheet in zip(names[1:], sheets, strict=True):
            _write_sheet_head(book.add_worksheet(name), formats, sheet)
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
    page.fit_to_pages(1, 0)


def _write_sheet_head(page: "Worksheet", formats: "dict[str, Format]", sheet: Sheet) -> None:
    for number, (width, words) in enumerate(zip(sheet.widths, sheet.head, strict=True)):
        page.set_column(number, number, width)
        page.write_string(0, number, words, formats["head"])
    for number, format_name in enumerate(("text", "day", "number")):
        page.write_blank(1, number, None, formats[format_name])
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, 1, len(sheet.head) - 1)
    page.set_landscape()
    if sum(sheet.widths) <= MAX_FITTED_WIDTH:
        page.fit_to_pages(1, 0)
    else:  # repeat its first column on every page instead
        page.repeat_columns(0)
    page.repeat_rows(0)
