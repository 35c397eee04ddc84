"""Tables in Word: header repeated on each page, no row split over two pages, a caption as name."""

from collections.abc import Iterator, Sequence

from tracker.reporting.blocks import Column, Row, Table, plain_text
from tracker.reporting.docx.lines import Lines
from tracker.reporting.docx.markup import attribute, paragraph, run

ROOM = 9524  # between the margins, in twentieths of a point
LETTER, BOLD, PADDING = 112, 120, 240  # of a letter, a bold one, and of a cell
NARROWEST, WIDEST = 500, 3600
CIRCLE_ROOM = 300
_HAIR = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="CFCCC4"/>'
_BORDERS = "".join(_HAIR.format(side=side) for side in ("top", "bottom", "insideH"))
_SHADED = '<w:shd w:val="clear" w:color="auto" w:fill="F5F4F1"/>'


def table(block: Table, lines: Lines) -> Iterator[str]:
    """Yield a table as markup, below its caption where that is shown."""
    if block.shows_caption:
        yield paragraph("Caption", run(block.caption), "<w:keepNext/>")
    widths = _widths(block)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{attribute(block.caption)}"/></w:tblPr>'
        f"<w:tblGrid>{''.join(f'<w:gridCol w:w="{width}"/>' for width in widths)}</w:tblGrid>"
    )
    yield _head(block.columns, widths, lines)
    keep_count = len(block.rows) - 1 if block.is_unbroken else 0
    for number, row in enumerate(block.rows):
        yield _row(row, block.columns, widths, lines, keep_with_next=number < keep_count)
    yield "</w:tbl>"


def _head(columns: Sequence[Column], widths: Sequence[int], lines: Lines) -> str:
    cells = "".join(
        _cell(_column_label(column, lines), width, _style("TableHead", column), _SHADED)
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _column_label(column: Column, lines: Lines) -> str:
    """Return the content of a header cell: a status circle or the label."""
    if column.status_code:
        return lines.pictures.circle(column.status_code, alt=column.label)
    return run(column.label)


def _row(
    row: Row,
    columns: Sequence[Column],
    widths: Sequence[int],
    lines: Lines,
    *,
    keep_with_next: bool,
) -> str:
    cells = "".join(
        _cell(
            lines.stacked(cell), width, _style("TableCell", column), keep_with_next=keep_with_next
        )
        for cell, column, width in zip(row.cells, columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _style(style: str, column: Column) -> str:
    return f"{style}Number" if column.is_number else style


def _cell(
    content: str, width: int, style: str, more: str = "", *, keep_with_next: bool = False
) -> str:
    content_markup = paragraph(style, content, "<w:keepNext/>" if keep_with_next else "")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{content_markup}</w:tc>'
    )


def _widths(block: Table) -> list[int]:
    """Return the column widths: as wide as their text, or a share of the remaining space."""
    needs = [_needed_width(block, number) for number in range(len(block.columns))]
    shares = [0 if block.is_narrow else column.width for column in block.columns]
    if not any(shares):
        scale = min(1.0, ROOM / max(sum(needs), 1))
        return [int(need * scale) for need in needs]
    fixed = sum(need for need, share in zip(needs, shares, strict=True) if not share)
    flexible = max(ROOM - fixed, ROOM // 3)
    unit, squeeze = flexible / sum(shares), (ROOM - flexible) / max(fixed, 1)
    return [
        int(unit * share) if share else int(need * min(squeeze, 1.0))
        for need, share in zip(needs, shares, strict=True)
    ]


def _needed_width(block: Table, number: int) -> int:
    """Return the width that a column needs for its text, within limits."""
    head, letters, circle = longest_word(block.columns[number].label), 0, 0
    for row in block.rows:
        for line in row.cells[number]:
            letters = max(letters, len(plain_text(line)))
            circle = CIRCLE_ROOM if len(line) > 1 else circle
    room = max(letters * LETTER + circle, head * BOLD) + PADDING
    return min(max(room, NARROWEST), WIDEST)


def longest_word(text: str) -> int:
    """Return the length of the longest word, which a column must not break."""
    return max(map(len, text.split()), default=0)
