"""A table as HTML. On a phone a row becomes a card, whose lines name their column."""

from tracker.reporting.as_html.lines import Lines, circle_of, escaped
from tracker.reporting.blocks import Cell, Column, Row, Style, Table


def table(lines: Lines, written: Table) -> str:
    """The first cell of each row names it."""
    heads = "".join(map(_head, written.columns))
    rows = "".join(_row(lines, row, written.columns) for row in written.rows)
    narrow = " narrow" if written.is_narrow else ""
    hidden = "" if written.shows_caption else ' class="hidden"'
    return (
        f'<table class="told-table{narrow}"><caption{hidden}>{escaped(written.caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _head(column: Column) -> str:
    if not column.label:
        return "<td></td>"
    end = ' class="end"' if column.is_number else ""
    label = escaped(column.label)
    if column.circle:
        return (
            f'<th scope="col"{end} title="{label}">{circle_of(column.circle)}'
            f'<span class="hidden">{label}</span></th>'
        )
    return f'<th scope="col"{end}>{label}</th>'


def _row(lines: Lines, row: Row, columns: tuple[Column, ...]) -> str:
    cells = [
        _cell(lines, cell, column, is_first=at == 0)
        for at, (cell, column) in enumerate(zip(row.cells, columns, strict=True))
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _cell(lines: Lines, cell: Cell, column: Column, *, is_first: bool) -> str:
    end = ' class="end"' if column.is_number else ""
    if is_first:
        return f'<th scope="row"{end}>{lines.lines(cell)}</th>'
    is_told = column.label and not _names_itself(cell)
    label = f' data-label="{escaped(column.label)}"' if is_told else ""
    return f"<td{end}{label}>{lines.lines(cell)}</td>"


def _names_itself(cell: Cell) -> bool:
    """Whether it leads to what it is the title of."""
    return bool(cell and cell[0]) and cell[0][0].style is Style.LINK
