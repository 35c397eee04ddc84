"""A progress report as PDF/UA-1 and PDF/A-2a: tagged, with its fonts, the same bytes every time."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from tracker.progress import Progress
from tracker.reporting.layout import layout

TEMPLATE = Path(__file__).with_name("progress.typ")


def render(progress: Progress) -> bytes:
    """The report as PDF. Characters that no font of ours has are written out by their name."""
    import typst

    from tracker.reporting.glyphs import spelled_out

    sheet = json.dumps(asdict(layout(progress)), ensure_ascii=False)
    made = datetime.combine(progress.on, time(), UTC)
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

    return typst.compile(
        source,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=made,
    )


@cache
def _fonts() -> Any:
    """Typst's own serif and our sans, read once."""
    import typst
    from font_source_sans_pro import font_directory

    return typst.Fonts(include_system_fonts=False, font_paths=[font_directory])
