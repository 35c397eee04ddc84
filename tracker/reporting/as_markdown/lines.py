"""Lines of a document as Markdown: each piece in its style, each link only where it leads."""

from tracker.reporting.as_markdown.words import address, escaped, flat, inline, styled
from tracker.reporting.blocks import Bit, Line, Style
from tracker.reporting.lines import on_the_web
from tracker.vocabulary import Status

CIRCLES: dict[str, str] = {
    Status.NOT_ASSESSED: "◌",
    Status.NO_ACTION: "○",
    Status.INITIAL_STEPS: "◔",
    Status.PARTIAL: "◑",
    Status.SUBSTANTIAL: "◕",
    Status.FULL: "●",
    Status.UNABLE_TO_VERIFY: "?",
    Status.NOT_APPLICABLE: "–",
}


class Lines:
    """Lines of one document, whose anchors are known."""

    def __init__(self, anchors: set[str]) -> None:
        self.anchors = anchors

    def line(self, line: Line) -> str:
        told = [self.bit(bit) for bit in line]
        for at, bit in enumerate(line):
            before, after = "".join(told[:at]), line[at + 1].text if at + 1 < len(line) else ""
            match bit.style:
                case Style.STRONG | Style.MARK:
                    told[at] = styled(told[at], "**", "strong", before=before, after=after)
                case Style.EM:
                    told[at] = styled(told[at], "*", "em", before=before, after=after)
        return "".join(told).strip()

    def bit(self, bit: Bit) -> str:
        """A piece without its strength."""
        match bit.style:
            case Style.CIRCLE:
                return CIRCLES[bit.text]
            case Style.REF:
                return self.ref(bit.text)
            case Style.LINK:
                return self.link(bit.text, bit.href)
        return inline(bit.text)

    def ref(self, number: str) -> str:
        """A number that leads to its source, if there is one."""
        return self.link(f"[{number}]", f"#source-{number}")

    def link(self, text: str, href: str) -> str:
        """The words, leading to the address if that is on the web or in this document."""
        leads = href[1:] in self.anchors if href.startswith("#") else on_the_web(href)
        told = flat(escaped(text))
        return f"[{told}]({address(href)})" if leads else told

    def strong(self, text: str) -> str:
        return styled(flat(escaped(text)), "**", "strong")
