"""Characters that our fonts can't show, written out by name: 🙂 becomes "[slightly smiling face]".

PDF/UA refuses a document with a missing glyph. Somebody's emoji must not keep a report from being
printed, nor vanish from it.
"""

import json
import re
import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.progress import Progress
from tracker.reporting.blocks import Document
from tracker.reporting.typst_compiler import EndedEarly, compiled, compiled_apart
from tracker.reporting.typst_document import on_paper
from tracker.vocabulary import ReportKind

_PROBE = b"""#set document(title: "Probe")
#set text(font: ("Source Sans Pro", "Libertinus Serif"))
#sys.inputs.at("text")"""


def spelled_out(text: str) -> str:
    """The text (JSON that leaves letters as they are) with every unprintable character named."""
    escaped = re.sub(r"\\u00[01][0-9a-f]", " ", text)  # control characters, as JSON writes them
    hidden = {char for char in set(escaped) if ord(char) > 0x24F and not _has_glyph(char)}
    return escaped.translate({ord(char): _named(char) for char in hidden})


@cache
def _has_glyph(char: str) -> bool:
    import typst

    from tracker.reporting.typst_compiler import compiled

    try:
        compiled(_PROBE, {"text": f"a{char}"}, datetime(2000, 1, 1, tzinfo=UTC))
    except typst.TypstError:
        return False
    return True


def _named(char: str) -> str:
    if unicodedata.category(char) in ("Cf", "Mn"):  # joiners and variants show nothing themselves
        return ""
    return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"


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

    from tracker.reporting.pdf import spelled_out

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
        raise InvalidValue(
            _(
                "The PDF could not be set: it is too long for the memory of this machine. Ask for "
                "fewer recommendations, or for another format."
            )
        ) from cause
