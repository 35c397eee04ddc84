"""Lines of a report as runs; each span style is a character style that people can edit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.reporting.blocks import Cell, Line, Span, Style
from tracker.reporting.docx.markup import inner_link, run
from tracker.reporting.docx.pictures import Pictures

CHARACTER_STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "Strong",
    Style.MUTED: "Soft",
    Style.EM: "Emphasis",
    Style.HIGHLIGHT: "Marked",
    Style.QUOTED: "Quoted",
    Style.TREND_ARROW: "Arrow",
}


BREAK = "<w:r><w:br/></w:r>"


@dataclass(slots=True)
class Lines:
    """Writer of lines that collects the external addresses they link to."""

    pictures: Pictures
    links: dict[str, str] = field(default_factory=dict)  # relation id by address

    def line(self, line: Line, style: str = "") -> str:
        """Return the runs of a line; plain spans get the given character style."""
        return "".join([self._span(span, style) for span in line])

    def stacked(self, lines: Sequence[Line] | Cell, style: str = "Soft") -> str:
        """Return lines below each other in one paragraph, all but the first in a style."""
        first, *others = lines or ((),)
        return BREAK.join([self.line(first), *[self.line(line, style) for line in others]])

    def link(self, href: str, content: str) -> str:
        """Return a link into the document or to an external address."""
        if href.startswith("#"):
            return inner_link(href[1:], content)
        relation = self.links.setdefault(href, f"rIdLink{len(self.links) + 1}")
        return f'<w:hyperlink r:id="{relation}" w:history="1">{content}</w:hyperlink>'

    def address(self, href: str) -> str:
        """Return an address as text, linked if it is absolute."""
        if href.startswith(("https://", "http://", "#")):
            return self.link(href, run(href, "Hyperlink"))
        return run(href, "Soft")

    def source(self, number: int) -> str:
        """Return a linked source number in brackets; empty for 0."""
        return inner_link(f"source-{number}", run(f"[{number}]", "Reference")) if number else ""

    def _span(self, span: Span, style: str) -> str:
        match span.style:
            case Style.STATUS_ICON:
                return self.pictures.circle(span.text)
            case Style.REF:
                return inner_link(f"source-{span.text}", run(f"[{span.text}]", "Reference"))
            case Style.LINK if span.href:
                return self.link(span.href, run(span.text, "Hyperlink"))
        return run(span.text, CHARACTER_STYLES.get(span.style, "") or style)
