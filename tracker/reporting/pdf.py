"""A report as PDF/UA-1 and PDF/A-2a: tagged, with its fonts, the same bytes every time."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.utils.translation import gettext as _

from tracker.errors import Invalid
from tracker.progress import Progress
from tracker.reporting.blocks import Document
from tracker.reporting.on_paper import on_paper
from tracker.reporting.typesetting import EndedEarly, compiled, compiled_apart
from tracker.vocabulary import ReportKind

TEMPLATE = Path(__file__).with_name("report.typ")
LONG = 2_000_000  # characters, of several hundred pages
WITH_COVER_PAGE = {ReportKind.FULL, ReportKind.THEME}


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
    sheet = json.dumps(on_paper(document, has_cover_page=has_cover_page), ensure_ascii=False)
    made = datetime.combine(on, time(), UTC)
    return printed(TEMPLATE, sheet, made)


def printed(template: Path, sheet: str, made: datetime) -> bytes:
    """A template with its JSON as PDF; a long one is set by a process of its own.

    Raises Invalid when the memory of the machine does not suffice.
    """
    import typst

    from tracker.reporting.glyphs import spelled_out

    source = template.read_bytes()
    setting = compiled_apart if len(sheet) > LONG else compiled
    try:
        return setting(source, {"sheet": sheet}, made)
    except typst.TypstError:
        readable = spelled_out(sheet)
        if readable == sheet:
            raise
        return setting(source, {"sheet": readable}, made)
    except EndedEarly as cause:
        raise Invalid(
            _(
                "The PDF could not be set: it is too long for the memory of this machine. Ask for "
                "fewer recommendations, or for another format."
            )
        ) from cause
