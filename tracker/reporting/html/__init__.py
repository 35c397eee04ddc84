"""A progress report as HTML: an article for a page of the site, or one standalone file.

It is written by plain functions, since templates are too slow for thousands of recommendations.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.safestring import SafeString

from tracker.progress import Progress, paused_collection
from tracker.reporting import layout
from tracker.reporting.blocks import (
    Block,
    Chart,
    Contents,
    Cover,
    Document,
    Heading,
    Paragraph,
    Rule,
    SideBySide,
    Table,
    flatten,
)
from tracker.reporting.html.blocks import Blocks, escape_text, in_language, paragraphs

STYLES = Path(__file__).parents[2] / "static" / "tracker"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def render(progress: Progress) -> bytes:
    """Render the standalone file in UTF-8."""
    from django.template.loader import render_to_string

    laid_out = layout.document(progress)
    return render_to_string(
        "progress/standalone.html",
        {
            "language": laid_out.language,
            "cover": laid_out.cover,
            "stylesheet": _stylesheet(laid_out.cover.colour),
            "body": render_article(laid_out, is_alone=True),
        },
    ).encode()


@paused_collection()
def render_article(laid_out: Document, *, is_alone: bool = False) -> SafeString:
    """Render the report for a page that has `report.css`."""
    cover = laid_out.cover
    blocks = Blocks(
        cover.source_language, laid_out.language, chart_file=cover.chart_file, is_alone=is_alone
    )
    parts = "".join(_parts(laid_out.blocks, blocks, laid_out))
    return SafeString(
        f'<article class="report stack wide-gap" lang="{laid_out.language}">'
        f"{render_cover(cover)}{parts}</article>"
    )


def _stylesheet(colour: str) -> SafeString:
    """Return the site's own styles, never a user's text, with the letterhead's colour.

    On a dark ground that colour may be too dark to see, so ours stays there.
    """
    styles = "\n".join((STYLES / name).read_text("utf-8") for name in ("site.css", "report.css"))
    if COLOUR.fullmatch(colour):
        styles += (
            f"\n@layer tokens {{ @media print, (prefers-color-scheme: light)"
            f" {{ :root {{ --accent: {colour}; }} }} }}"
        )
    return SafeString(styles)


def render_cover(cover: Cover) -> str:
    """Render the head of the report; its title is the page's first heading."""
    watermark = (
        f' <span class="tag">{escape_text(cover.watermark)}</span>' if cover.watermark else ""
    )
    preface = f'<div class="report-preface">{paragraphs(cover.preface)}</div>'
    return (
        f'<header class="stack close">{_letterhead(cover)}'
        f'<p class="small soft">{escape_text(cover.kind)}{watermark}</p>'
        f"<h1>{escape_text(cover.title)}</h1>"
        f'<p class="report-date">{escape_text(cover.subtitle)}</p>'
        f"{f'<p>{escape_text(cover.sender)}</p>' if cover.sender else ''}"
        f"{preface if cover.preface else ''}"
        f"{f'<p class="small soft">{escape_text(cover.note)}</p>' if cover.note else ''}</header>"
    )


def _parts(parts: Sequence[Block], blocks: Blocks, document: Document) -> Iterator[str]:
    """Yield the markup of blocks, with sections around them."""
    sections, at = Sections(), 0
    while at < len(parts):
        block, *after = parts[at : at + 3]
        at += 1
        match block:
            case Heading():
                yield sections.begin(block)
            case Contents():
                yield contents(block, tuple(flatten(document.blocks, SideBySide)))
            case SideBySide():
                if any(isinstance(b, Heading) and b.level <= DEEPEST for b in block.blocks):
                    yield sections.end(DEEPEST)
                columns = ("".join(_parts(part, blocks, document)) for part in block.parts)
                cells = "".join(f'<div class="stack">{part}</div>' for part in columns)
                yield f'<div class="report-columns">{cells}</div>'
            case Chart() if below := _numbers_below(after):
                yield blocks.figure(block, below)
                at += len(below)
            case Rule() if after and isinstance(after[0], Heading):
                pass  # the next section has a line of its own
            case _:
                yield blocks.block(block)
    yield sections.end()


def _numbers_below(after: Sequence[Block]) -> Sequence[Block]:
    """Return the table of a chart's numbers, with the note before it; empty for none."""
    match after:
        case [Table(), *_]:
            return after[:1]
        case [Paragraph(is_small=True), Table()]:
            return after
    return ()


def _letterhead(cover: Cover) -> str:
    """Render the letterhead; its logo is an image, in which no script runs."""
    if not (cover.name or cover.logo):
        return ""
    drawn = b64encode(cover.logo.encode()).decode()
    logo = f'<img src="data:image/svg+xml;base64,{drawn}" alt="">' if cover.logo else ""
    return f'<p class="report-letterhead">{logo}<span>{escape_text(cover.name)}</span></p>'


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
        opened = ""
        if heading.level <= DEEPEST:
            opened = self.end(heading.level) + _open_section(heading)
            self.open.append(heading.level)
        tag = f"h{min(heading.level + 1, 6)}"
        anchor = heading.anchor and f' id="{escape_text(_title_id(heading))}"'
        return f"{opened}<{tag}{anchor}>{_number_markup(heading)}{_words(heading)}</{tag}>"

    def end(self, level: int = 1) -> str:
        """Close the open sections of a level and below it."""
        ended = [opened for opened in self.open if opened >= level]
        del self.open[len(self.open) - len(ended) :]
        return "</section>" * len(ended)


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
    classes = "stack" if heading.level == 1 else "report-section stack"
    classes += " breaks" if heading.starts_page else ""
    anchor = f' id="{escape_text(heading.anchor)}"' if _is_numbered(heading) else ""
    is_landmark = heading.level == 1 and heading.anchor
    label = f' aria-labelledby="{escape_text(_title_id(heading))}"' if is_landmark else ""
    return f'<section class="{classes}"{anchor}{label}>'


def _title_id(heading: Heading) -> str:
    return f"{heading.anchor}-title" if _is_numbered(heading) else heading.anchor


def _is_numbered(heading: Heading) -> bool:
    return bool(heading.number and heading.anchor) and heading.level <= DEEPEST


def _number_markup(heading: Heading) -> str:
    number = escape_text(heading.number)
    if _is_numbered(heading):
        return f'<a class="report-number" href="#{escape_text(heading.anchor)}">{number}</a> '
    return f'<span class="report-number">{number}</span> ' if number else ""


def _words(heading: Heading) -> str:
    return in_language(escape_text(heading.text), heading.language)


def _contents_link(heading: Heading) -> str:
    number = f'<span class="soft">{escape_text(heading.number)}</span> ' if heading.number else ""
    text = f"{number}{_words(heading)}"
    return f'<a href="#{escape_text(heading.anchor)}">{text}</a>' if heading.anchor else text
