"""Boxes: paragraphs on a ground of their own. And what lies in boxes as well as outside of them."""

from collections.abc import Iterator

from tracker.reporting.blocks import Block, Box, Chart, Facts, Heading

LONGEST = 10  # lines: a longer box may run over two pages
GROUNDS = {"facts": "F5F4F1", "standing": "F5F4F1", "warning": "FDF0C4"}
_EDGE = '<w:{side} w:val="single" w:sz="48" w:space="0" w:color="{colour}"/>'


def _edges(kind: str, *sides: str) -> str:
    return "".join(_EDGE.format(side=side, colour=GROUNDS[kind]) for side in sides)


# The properties of a paragraph in a box: no room between two, or white would show through.
BOXES = {
    kind: f"<w:pBdr>{_edges(kind, 'left', 'right')}</w:pBdr>"
    f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'
    '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="auto"/>'
    for kind, colour in GROUNDS.items()
}


def framed(held: list[str], kind: str) -> list[str]:
    """The paragraphs of a box with room above the first and below the last."""
    if held:
        held[0] = held[0].replace("<w:pBdr>", f"<w:pBdr>{_edges(kind, 'top')}", 1)
        held[-1] = held[-1].replace("<w:right", f"{_edges(kind, 'bottom')}<w:right", 1)
    return held


def stays_together(box: Box) -> bool:
    """Whether a box is short enough to be kept on one page."""
    return sum(map(_lines, box.blocks)) <= LONGEST


def _lines(block: Block) -> int:
    return sum(len(fact.lines) for fact in block.facts) if isinstance(block, Facts) else 1


def headings(blocks: tuple[Block, ...]) -> Iterator[Heading]:
    """Every heading, in reading order."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block
        elif isinstance(block, Box):
            yield from headings(block.blocks)


def charts(blocks: tuple[Block, ...]) -> Iterator[Chart]:
    """Every drawing."""
    for block in blocks:
        if isinstance(block, Chart) and block.svg:
            yield block
        elif isinstance(block, Box):
            yield from charts(block.blocks)
