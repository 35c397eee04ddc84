"""A table: its head stands again on each page, no row is torn over two, its caption names it."""

from collections.abc import Iterator, Sequence

from tracker.reporting.blocks import Column, Row, Table, text_of
from tracker.reporting.docx.lines import Lines
from tracker.reporting.docx.markup import attribute, paragraph, run

ROOM = 9524  # between the margins, in twentieths of a point
LETTER, BOLD, PADDING = 112, 120, 240  # of a letter, and beside the words of a cell
NARROWEST, WIDEST = 500, 3600
WHOLE = 10  # rows below a caption, or of a narrow table: a longer one may run over two pages
CIRCLE_ROOM = 300
_HAIR = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="CFCCC4"/>'
_BORDERS = "".join(_HAIR.format(side=side) for side in ("top", "bottom", "insideH"))
_SHADED = '<w:shd w:val="clear" w:color="auto" w:fill="F5F4F1"/>'


def table(told: Table, lines: Lines) -> Iterator[str]:
    """The table, piece by piece, below its caption where that is shown."""
    if told.shows_caption:
        yield paragraph("Caption", run(told.caption), "<w:keepNext/>")
    widths = _widths(told)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{attribute(told.caption)}"/></w:tblPr>'
        f"<w:tblGrid>{''.join(f'<w:gridCol w:w="{width}"/>' for width in widths)}</w:tblGrid>"
    )
    yield _head(told.columns, widths, lines)
    is_whole = (told.shows_caption or told.is_narrow) and len(told.rows) <= WHOLE
    kept = len(told.rows) - 1 if is_whole else 0
    for number, row in enumerate(told.rows):
        yield _row(row, told.columns, widths, lines, keep=number < kept)
    yield "</w:tbl>"


def _head(columns: Sequence[Column], widths: Sequence[int], lines: Lines) -> str:
    cells = "".join(
        _cell(_named(column, lines), width, _style("TableHead", column), _SHADED)
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _named(column: Column, lines: Lines) -> str:
    if column.circle:
        return lines.pictures.circle(column.circle, told=column.label)
    return run(column.label)


def _row(
    row: Row, columns: Sequence[Column], widths: Sequence[int], lines: Lines, *, keep: bool
) -> str:
    cells = "".join(
        _cell(lines.stacked(cell), width, _style("TableCell", column), keep=keep)
        for cell, column, width in zip(row.cells, columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _style(style: str, column: Column) -> str:
    return f"{style}Number" if column.is_number else style


def _cell(content: str, width: int, style: str, more: str = "", *, keep: bool = False) -> str:
    told = paragraph(style, content, "<w:keepNext/>" if keep else "")
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{told}</w:tc>'


def _widths(told: Table) -> list[int]:
    """Of each column: as its words need, or its share of the room that is left."""
    needs = [_need(told, number) for number in range(len(told.columns))]
    shares = [0 if told.is_narrow else column.width for column in told.columns]
    if not any(shares):
        scale = min(1.0, ROOM / max(sum(needs), 1))
        return [int(need * scale) for need in needs]
    fixed = sum(need for need, share in zip(needs, shares, strict=True) if not share)
    rest = max(ROOM - fixed, ROOM // 3)
    unit, squeeze = rest / sum(shares), (ROOM - rest) / max(fixed, 1)
    return [
        int(unit * share) if share else int(need * min(squeeze, 1.0))
        for need, share in zip(needs, shares, strict=True)
    ]


def _need(told: Table, number: int) -> int:
    head, letters, circle = longest_word(told.columns[number].label), 0, 0
    for row in told.rows:
        for line in row.cells[number]:
            letters = max(letters, len(text_of(line)))
            circle = CIRCLE_ROOM if len(line) > 1 else circle
    room = max(letters * LETTER + circle, head * BOLD) + PADDING
    return min(max(room, NARROWEST), WIDEST)


def longest_word(words: str) -> int:
    """Letters of the longest word: what a column must have room for, or it is torn."""
    return max(map(len, words.split()), default=0)
