"""A progress report as a Word file: cover, headers and footers, properties, body."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from docx.document import Document as WordFile
from docx.oxml.xmlchemy import BaseOxmlElement

from tracker.progress import Progress
from tracker.reporting.blocks import Box, Chart, Cover, Document, SideBySide, flatten, office_tag
from tracker.reporting.docx.body import Body
from tracker.reporting.docx.helpers import (
    Content,
    field_begin,
    field_end,
    paragraph,
    run,
    save,
    set_language,
)
from tracker.reporting.docx.pictures import Pictures, render_drawings, strip_descriptions
from tracker.reporting.docx.styles import empty_file
from tracker.reporting.layout import document
from tracker.reporting.status_circle import ACCENT, legible_colour

MAX_CHARTS = 300  # more take too long; their tables hold the numbers
LOGO_HEIGHT = 648_000  # 1.8 cm, in English metric units


def render(progress: Progress) -> bytes:
    """Render the document, in the language of the report."""
    return render_document(document(progress), on=progress.on)


def render_document(document: Document, *, on: date) -> bytes:
    """Return the document as a Word file dated `on`; equal documents give equal bytes."""
    document = replace(document, blocks=tuple(flatten(document.blocks, SideBySide)))
    cover = document.cover
    accent = legible_colour(cover.colour or ACCENT).removeprefix("#").upper()
    word = empty_file(accent, cover.source_language)
    set_language(word, office_tag(document.language))
    _add_headers(word, cover)
    drawings = dict.fromkeys(
        strip_descriptions(block.svg)
        for block in flatten(document.blocks, Box)
        if isinstance(block, Chart) and block.svg
    )
    shows_charts = len(drawings) <= MAX_CHARTS
    logo = strip_descriptions(cover.logo)
    pictures = Pictures(word, render_drawings([logo, *(drawings if shows_charts else ())]))
    last = word.element.body.sectPr
    for part in chain(_cover(cover, pictures), Body(document, pictures, shows_charts).render()):
        last.addprevious(part)
    properties = word.core_properties
    properties.subject, properties.category = cover.subtitle[:255], cover.kind
    properties.keywords, properties.content_status = "", cover.watermark
    author = cover.name[:255] or "Heed"
    return save(word, on=on, title=cover.title[:255], author=author, language=document.language)


def _add_headers(word: WordFile, cover: Cover) -> None:
    """Add header and footer; the first page has no header."""
    section = word.sections[0]
    section.different_first_page_header_footer = True
    head = run(cover.header_left) + run("\t") + run(cover.header_right)
    section.first_page_header.paragraphs[0].style = "Gap"
    section.header.paragraphs[0]._p.extend(head)
    for footer in (section.first_page_footer, section.footer):
        footer.paragraphs[0]._p.extend(_foot(cover))


def _foot(cover: Cover) -> Content:
    page, pages = (field_begin(name) + run("1") + field_end() for name in ("PAGE", "NUMPAGES"))
    count = run(f"{cover.page} ") + page + run(f" {cover.page_of} ") + pages
    return run(cover.watermark, "Strong") + run("\t") + count


def _cover(cover: Cover, pictures: Pictures) -> Iterator[BaseOxmlElement]:
    if cover.logo:
        yield paragraph(
            "Letterhead",
            pictures.picture(cover.logo, alt=cover.name or cover.kind, fixed_height=LOGO_HEIGHT),
        )
    if cover.name:
        yield paragraph("Letterhead", run(cover.name))
    yield paragraph("Kind", run(cover.kind))
    yield paragraph("Title", run(cover.title))
    yield paragraph("Subtitle", run(cover.subtitle))
    for part in filter(None, (part.strip() for part in cover.preface.split("\n\n"))):
        yield paragraph("", run(part))
