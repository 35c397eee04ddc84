"""The lines of a report as runs: each style of a piece is a style that people can edit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.reporting.blocks import Bit, Cell, Line, Style
from tracker.reporting.docx.markup import inner_link, run
from tracker.reporting.docx.pictures import Pictures

CHARACTER_STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "Strong",
    Style.SOFT: "Soft",
    Style.EM: "Emphasis",
    Style.MARK: "Marked",
    Style.QUOTED: "Quoted",
    Style.ARROW: "Arrow",
}


BREAK = "<w:r><w:br/></w:r>"


@dataclass(slots=True)
class Lines:
    """Writes lines, and keeps the addresses outside that they lead to."""

    pictures: Pictures
    links: dict[str, str] = field(default_factory=dict)  # id of the relation by address

    def line(self, line: Line, style: str = "") -> str:
        """A line; its plain pieces in a character style."""
        return "".join([self._bit(bit, style) for bit in line])

    def stacked(self, lines: Sequence[Line] | Cell, style: str = "Soft") -> str:
        """Lines below each other in one paragraph, all but the first in a style."""
        first, *others = lines or ((),)
        return BREAK.join([self.line(first), *[self.line(line, style) for line in others]])

    def link(self, href: str, content: str) -> str:
        """A link into the document, or to an address outside."""
        if href.startswith("#"):
            return inner_link(href[1:], content)
        relation = self.links.setdefault(href, f"rIdLink{len(self.links) + 1}")
        return f'<w:hyperlink r:id="{relation}" w:history="1">{content}</w:hyperlink>'

    def address(self, href: str) -> str:
        """An address, written out: linked where it leads out of the tracker by itself."""
        if href.startswith(("https://", "http://", "#")):
            return self.link(href, run(href, "Hyperlink"))
        return run(href, "Soft")

    def source(self, number: int) -> str:
        """The number of a source in brackets, which leads to it; empty for 0."""
        return inner_link(f"source-{number}", run(f"[{number}]", "Reference")) if number else ""

    def _bit(self, bit: Bit, style: str) -> str:
        match bit.style:
            case Style.CIRCLE:
                return self.pictures.circle(bit.text)
            case Style.REF:
                return inner_link(f"source-{bit.text}", run(f"[{bit.text}]", "Reference"))
            case Style.LINK if bit.href:
                return self.link(bit.href, run(bit.text, "Hyperlink"))
        return run(bit.text, CHARACTER_STYLES.get(bit.style, "") or style)
