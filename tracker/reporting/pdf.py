"""A report as PDF/UA-1 and PDF/A-2a: tagged, with its fonts, the same bytes every time."""

import json
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from tracker.progress import Progress
from tracker.reporting.blocks import Document
from tracker.reporting.on_paper import on_paper
from tracker.vocabulary import ReportKind

TEMPLATE = Path(__file__).with_name("report.typ")
LONG = 2_000_000  # characters, above which what typst keeps of a document is let go at once
KEPT_FOR = 10  # documents
WITH_COVER_PAGE = {ReportKind.FULL, ReportKind.THEME, ReportKind.BODY}


def render(progress: Progress) -> bytes:
    """The report as PDF; those that are read at a sitting begin on their first page."""
    from tracker.reporting.layout import document

    return paper(
        document(progress),
        on=progress.on,
        has_cover_page=progress.kind.code in WITH_COVER_PAGE,
    )


def paper(document: Document, *, on: date, has_cover_page: bool = True) -> bytes:
    """A document on A4. Characters that no font of ours has are written out by their name."""
    import typst

    from tracker.reporting.glyphs import spelled_out

    sheet = json.dumps(on_paper(document, has_cover_page=has_cover_page), ensure_ascii=False)
    made = datetime.combine(on, time(), UTC)
    try:
        return compiled(TEMPLATE.read_bytes(), {"sheet": sheet}, made)
    except typst.TypstError:
        readable = spelled_out(sheet)
        if readable == sheet:
            raise
        return compiled(TEMPLATE.read_bytes(), {"sheet": readable}, made)


def compiled(source: bytes, inputs: dict[str, str], made: datetime) -> bytes:
    """The PDF of a Typst document, with our fonts and none of the machine's."""
    import typst

    written: bytes = typst.compile(
        source,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=made,
    )
    if sum(map(len, inputs.values())) > LONG:
        _let_go()
    return written


def _let_go() -> None:
    """Typst keeps what it worked out until it set ten more documents: of a long one, a gigabyte."""
    import typst

    for _other in range(KEPT_FOR + 1):
        typst.compile(b"x", format="svg", font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> Any:
    """Typst's own serif and our sans, read once."""
    import typst
    from font_source_sans_pro import font_directory

    return typst.Fonts(include_system_fonts=False, font_paths=[font_directory])
