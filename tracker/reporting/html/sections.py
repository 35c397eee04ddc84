"""The sections of a report, made from its flat headings, and the list of them."""

from collections.abc import Sequence

from tracker.reporting.blocks import Block, Contents, Heading
from tracker.reporting.html.lines import escaped

DEEPEST = 2  # headings that begin a section of their own; lower ones stand within it
LONGEST = 60  # lines of contents; the table of all recommendations links to each of more


class Sections:
    """Opens a section at each heading, and closes those that it ends."""

    def __init__(self) -> None:
        self.open: list[int] = []

    def begin(self, heading: Heading) -> str:
        """A heading one level below its own, since the title of the report is the first."""
        if heading.level > DEEPEST:
            ended, opened = "", ""
        else:
            ended = self.end(heading.level)
            self.open.append(heading.level)
            opened = _opening(heading)
        tag = f"h{min(heading.level + 1, 6)}"
        anchor = heading.anchor and f' id="{escaped(_of_title(heading))}"'
        return f"{ended}{opened}<{tag}{anchor}>{_numbered(heading)}{escaped(heading.text)}</{tag}>"

    def end(self, level: int = 1) -> str:
        """Closes what is open of this level and below it."""
        ended = 0
        while self.open and self.open[-1] >= level:
            self.open.pop()
            ended += 1
        return "</section>" * ended


def contents(block: Contents, blocks: Sequence[Block]) -> str:
    """The list of headings; of a long report only the first level."""
    found = [b for b in blocks if isinstance(b, Heading) and b.level <= block.depth]
    if len(found) > LONGEST:
        found = [heading for heading in found if heading.level == 1]
    lines = "".join(
        f'<li class="level-{heading.level}">{_linked(heading)}</li>' for heading in found
    )
    title = escaped(block.title)
    return (
        f'<nav class="told-contents" aria-label="{title}"><p class="small soft">{title}</p>'
        f"<ul>{lines}</ul></nav>"
    )


def _opening(heading: Heading) -> str:
    """What is numbered is led to as a whole; other sections by their heading.

    Only the parts of the report are landmarks: thousands of them would lead nobody anywhere.
    """
    classes = ["stack"] if heading.level == 1 else ["told-section", "stack"]
    if heading.breaks:
        classes.append("breaks")
    anchor = f' id="{escaped(heading.anchor)}"' if _is_numbered(heading) else ""
    is_landmark = heading.level == 1 and heading.anchor
    named = f' aria-labelledby="{escaped(_of_title(heading))}"' if is_landmark else ""
    return f'<section class="{" ".join(classes)}"{anchor}{named}>'


def _of_title(heading: Heading) -> str:
    return f"{heading.anchor}-title" if _is_numbered(heading) else heading.anchor


def _is_numbered(heading: Heading) -> bool:
    return bool(heading.number and heading.anchor) and heading.level <= DEEPEST


def _numbered(heading: Heading) -> str:
    number = escaped(heading.number)
    if _is_numbered(heading):
        return f'<a class="told-number" href="#{escaped(heading.anchor)}">{number}</a> '
    return f'<span class="told-number">{number}</span> ' if number else ""


def _linked(heading: Heading) -> str:
    number = f'<span class="soft">{escaped(heading.number)}</span> ' if heading.number else ""
    text = f"{number}{escaped(heading.text)}"
    return f'<a href="#{escaped(heading.anchor)}">{text}</a>' if heading.anchor else text
