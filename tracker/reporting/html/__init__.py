"""A progress report as HTML: the body for a page of the site, or one file that needs nothing else.

Written by plain functions, a block at a time, so that thousands of recommendations take no longer
than they must.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString

from tracker.progress import Progress
from tracker.reporting import layout
from tracker.reporting.blocks import (
    Beside,
    Block,
    Chart,
    Contents,
    Cover,
    Document,
    Heading,
    Para,
    Rule,
    Table,
    one_by_one,
)
from tracker.reporting.html.blocks import Blocks
from tracker.reporting.html.lines import escaped, paragraphs
from tracker.reporting.html.sections import DEEPEST, Sections, contents

STYLES = Path(__file__).parents[2] / "static" / "tracker"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def render(progress: Progress) -> bytes:
    """The standalone document in UTF-8."""
    from django.template.loader import render_to_string

    return render_to_string("progress/standalone.html", _context(progress)).encode()


def body(laid_out: Document) -> SafeString:
    """The report without what stands around it, to be put into a page that has `report.css`."""
    return _article(laid_out, is_alone=False)


def _context(progress: Progress) -> dict[str, Any]:
    laid_out = layout.document(progress)
    return {
        "language": laid_out.language,
        "cover": laid_out.cover,
        "stylesheet": _stylesheet(laid_out.cover.colour),
        "body": _article(laid_out, is_alone=True),
    }


def _article(laid_out: Document, *, is_alone: bool) -> SafeString:
    blocks = written(laid_out, is_alone=is_alone)
    return SafeString(
        f'<article class="told stack wide-gap" lang="{laid_out.language}">'
        f"{cover_of(laid_out.cover)}{blocks}</article>"
    )


def _stylesheet(colour: str) -> SafeString:
    """The site's own styles: files of ours, never a user's text; and the colour of the letterhead.

    On a dark ground nobody chose it, and it may be too dark to see: there ours stays.
    """
    names = ("look.css", "report.css")
    styles = "\n".join((STYLES / name).read_text("utf-8") for name in names)
    if COLOUR.fullmatch(colour):
        styles += (
            f"\n@layer tokens {{ @media print, (prefers-color-scheme: light)"
            f" {{ :root {{ --accent: {colour}; }} }} }}"
        )
    return SafeString(styles)


def cover_of(cover: Cover) -> str:
    """The head of the report. Its title is the first heading of whatever page it stands on."""
    mark = f' <span class="tag">{escaped(cover.mark)}</span>' if cover.mark else ""
    preface = f'<div class="told-preface">{paragraphs(cover.preface)}</div>'
    return (
        f'<header class="stack close">{_letterhead(cover)}'
        f'<p class="small soft">{escaped(cover.kind)}{mark}</p>'
        f'<h1 lang="{escaped(cover.source_language)}">{escaped(cover.title)}</h1>'
        f'<p class="told-on">{escaped(cover.subtitle)}</p>'
        f"{preface if cover.preface else ''}</header>"
    )


def written(document: Document, *, is_alone: bool) -> str:
    """All blocks, in reading order."""
    blocks = Blocks(document.cover.source_language, document.language, is_alone=is_alone)
    return "".join(_parts(document.blocks, blocks, document))


def _parts(parts: Sequence[Block], blocks: Blocks, document: Document) -> Iterator[str]:
    sections, at = Sections(), 0
    while at < len(parts):
        block, *after = parts[at : at + 3]
        at += 1
        match block:
            case Heading():
                yield sections.begin(block)
            case Contents():
                yield contents(block, tuple(one_by_one(document.blocks)))
            case Beside():
                if any(isinstance(b, Heading) and b.level <= DEEPEST for b in block.blocks):
                    yield sections.end(DEEPEST)
                told_apart = ("".join(_parts(part, blocks, document)) for part in block.parts)
                parts_of_it = "".join(f'<div class="stack">{part}</div>' for part in told_apart)
                yield f'<div class="told-beside">{parts_of_it}</div>'
            case Chart() if told := _told_below(after):
                yield blocks.figure(block, told)
                at += len(told)
            case Rule() if after and isinstance(after[0], Heading):
                pass  # the section that begins there has a line of its own
            case _:
                yield blocks.block(block)
    yield sections.end()


def _told_below(after: Sequence[Block]) -> Sequence[Block]:
    """The table of a drawing's numbers, with the note that may come before it; nothing without."""
    match after:
        case [Table(), *_]:
            return after[:1]
        case [Para(is_small=True), Table()]:
            return after
    return ()


def _letterhead(cover: Cover) -> str:
    """Whose paper it is. The drawing is an image, in which nothing runs whatever it holds."""
    if not (cover.name or cover.logo):
        return ""
    drawn = b64encode(cover.logo.encode()).decode()
    logo = f'<img src="data:image/svg+xml;base64,{drawn}" alt="">' if cover.logo else ""
    return f'<p class="told-letterhead">{logo}<span>{escaped(cover.name)}</span></p>'
