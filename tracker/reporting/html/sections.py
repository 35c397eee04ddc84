"""Sections of a report, made from its flat headings, and its contents."""

from collections.abc import Sequence

from tracker.reporting.blocks import Block, Contents, Heading
from tracker.reporting.html.lines import escape_text

DEEPEST = 2  # level of the last headings that open a section
LONGEST = 60  # lines of contents; the overview table links to all recommendations


class Sections:
    """Stack of open sections."""

    def __init__(self) -> None:
        self.open: list[int] = []

    def begin(self, heading: Heading) -> str:
        """Render a heading, one level lower than its own, and open its section.

        The title of the report is the page's first heading.
        """
        if heading.level > DEEPEST:
            ended, opened = "", ""
        else:
            ended = self.end(heading.level)
            self.open.append(heading.level)
            opened = _open_section(heading)
        tag = f"h{min(heading.level + 1, 6)}"
        anchor = heading.anchor and f' id="{escape_text(_title_id(heading))}"'
        text = f"{_number_markup(heading)}{escape_text(heading.text)}"
        return f"{ended}{opened}<{tag}{anchor}>{text}</{tag}>"

    def end(self, level: int = 1) -> str:
        """Close the open sections of a level and below it."""
        ended = 0
        while self.open and self.open[-1] >= level:
            self.open.pop()
            ended += 1
        return "</section>" * ended


def contents(block: Contents, blocks: Sequence[Block]) -> str:
    """Render the list of headings; of a long report only the first level."""
    headings = [b for b in blocks if isinstance(b, Heading) and b.level <= block.depth]
    if len(headings) > LONGEST:
        headings = [heading for heading in headings if heading.level == 1]
    lines = "".join(
        f'<li class="level-{heading.level}">{_contents_link(heading)}</li>' for heading in headings
    )
    title = escape_text(block.title)
    return (
        f'<nav class="report-contents" aria-label="{title}"><p class="small soft">{title}</p>'
        f"<ul>{lines}</ul></nav>"
    )


def _open_section(heading: Heading) -> str:
    """Open a section: a numbered one is linked to as a whole, others by their heading.

    Only the parts of the report are landmarks, since thousands of them would help nobody.
    """
    classes = ["stack"] if heading.level == 1 else ["report-section", "stack"]
    if heading.starts_page:
        classes.append("breaks")
    anchor = f' id="{escape_text(heading.anchor)}"' if _is_numbered(heading) else ""
    is_landmark = heading.level == 1 and heading.anchor
    label = f' aria-labelledby="{escape_text(_title_id(heading))}"' if is_landmark else ""
    return f'<section class="{" ".join(classes)}"{anchor}{label}>'


def _title_id(heading: Heading) -> str:
    return f"{heading.anchor}-title" if _is_numbered(heading) else heading.anchor


def _is_numbered(heading: Heading) -> bool:
    return bool(heading.number and heading.anchor) and heading.level <= DEEPEST


def _number_markup(heading: Heading) -> str:
    number = escape_text(heading.number)
    if _is_numbered(heading):
        return f'<a class="report-number" href="#{escape_text(heading.anchor)}">{number}</a> '
    return f'<span class="report-number">{number}</span> ' if number else ""


def _contents_link(heading: Heading) -> str:
    number = f'<span class="soft">{escape_text(heading.number)}</span> ' if heading.number else ""
    text = f"{number}{escape_text(heading.text)}"
    return f'<a href="#{escape_text(heading.anchor)}">{text}</a>' if heading.anchor else text
