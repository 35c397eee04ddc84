"""A progress report as HTML: the body for a page of the site, or one file that needs nothing else.

Written by plain functions, a block at a time, so that thousands of recommendations take no longer
than they must.
"""

import re
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString

from tracker.progress import Progress
from tracker.reporting import layout
from tracker.reporting.as_html.writing import cover_of, written
from tracker.reporting.blocks import Document

STYLES = Path(__file__).parents[2] / "static" / "tracker"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def render(progress: Progress) -> bytes:
    """The standalone document in UTF-8."""
    from django.template.loader import render_to_string

    return render_to_string("reports/progress_standalone.html", _context(progress)).encode()


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
