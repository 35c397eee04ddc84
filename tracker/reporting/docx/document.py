"""The Word file around the body: page setup, headers and footers, properties."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from itertools import batched, chain
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from tracker.documents.archives import Part, rezipped
from tracker.progress import Progress
from tracker.reporting.blocks import Cover, Document, flatten_side_by_side
from tracker.reporting.colours import ACCENT, legible_colour
from tracker.reporting.docx.body import Body, charts
from tracker.reporting.docx.lines import Lines
from tracker.reporting.docx.markup import field, paragraph, run
from tracker.reporting.docx.pictures import Pictures, strip_descriptions
from tracker.reporting.docx.styles import W, apply_styles, set_language
from tracker.reporting.layout import document

if TYPE_CHECKING:
    from docx.document import Document as WordFile

MAX_CHARTS = 300  # more take too long; their tables hold the numbers
LOGO_HEIGHT = 648_000  # 1.8 cm
_ROOT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:document {W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:body>'
)
_FONTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {W}>'
    '<w:font w:name="Segoe UI"><w:altName w:val="Noto Sans"/><w:family w:val="swiss"/></w:font>'
    '<w:font w:name="Georgia"><w:altName w:val="Noto Serif"/><w:family w:val="roman"/></w:font>'
    '<w:font w:name="Segoe UI Symbol"><w:altName w:val="Noto Sans Symbols"/>'
    '<w:family w:val="swiss"/></w:font></w:fonts>'
)
_RIGHT = '<w:tabs><w:tab w:val="right" w:pos="9524"/></w:tabs>'
_RULED = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="CFCCC4"/></w:pBdr>'
_LEFTOVERS = ("/thumbnail", "/extended-properties", "/stylesWithEffects")  # ends of relation types
_TAB = "<w:r><w:tab/></w:r>"


def render_document(document: Document, *, on: date) -> bytes:
    """Return the document as a Word file dated `on`; equal documents give equal bytes."""
    import docx

    document = replace(document, blocks=tuple(flatten_side_by_side(document.blocks)))
    cover, pictures = document.cover, Pictures()
    lines = Lines(pictures)
    shows_charts = _prepare_pictures(pictures, document)
    word = docx.Document()
    apply_styles(word, accent=_accent(cover), source_language=cover.source_language)
    set_language(word, document.language)
    _properties(word, document, on)
    _remove_leftovers(word)
    _set_compatibility_mode(word)
    _set_pages(word, cover)
    section = _section(word)
    with TemporaryFile() as body_file:  # a long body doesn't fit in memory
        markup = chain(_cover(cover, pictures), Body(document, lines, shows_charts).render())
        for batch in batched(markup, 500):
            body_file.write("".join(batch).encode())
        _add_relations(word, pictures, lines)
        out = BytesIO()
        word.save(out)
        replacements: dict[str, Part] = {
            "word/document.xml": lambda _old: _assemble(body_file, section),
            "word/fontTable.xml": lambda _old: (_FONTS.encode(),),
        }
        return rezipped(out.getvalue(), replacements)


def _prepare_pictures(pictures: Pictures, document: Document) -> bool:
    """Render the pictures, and return whether the charts are among them."""
    drawings = list(
        dict.fromkeys(strip_descriptions(chart.svg) for chart in charts(document.blocks))
    )
    shows_charts = len(drawings) <= MAX_CHARTS
    pictures.prepare_circles()
    pictures.prepare([document.cover.logo, *(drawings if shows_charts else ())])
    return shows_charts


def _accent(cover: Cover) -> str:
    return legible_colour(cover.colour or ACCENT).removeprefix("#").upper()


def _assemble(body: IO[bytes], section: str) -> Iterator[bytes]:
    """Yield the document part: root, body from its temporary file, section properties."""
    yield _ROOT.encode()
    body.seek(0)
    while part := body.read(1 << 20):
        yield part
    yield f"{section}</w:body></w:document>".encode()


def _section(word: "WordFile") -> str:
    """Return the section properties of the file, as XML."""
    from lxml import etree

    properties: Any = word.sections[0]._sectPr
    xml: str = etree.tostring(properties, encoding="unicode")
    return xml


def _properties(word: "WordFile", document: Document, on: date) -> None:
    cover, created = document.cover, datetime.combine(on, time())
    properties = word.core_properties
    properties.title, properties.subject, properties.category = (
        cover.title[:255],
        cover.subtitle[:255],
        cover.kind,
    )
    properties.author = properties.last_modified_by = cover.name[:255] or "Heed"
    properties.created = properties.modified = created
    properties.comments, properties.keywords, properties.language = "", "", document.language
    properties.content_status, properties.revision = cover.watermark, 1


def _remove_leftovers(word: "WordFile") -> None:
    """Remove parts of the template that describe another document.

    These are its thumbnail (which file lists would show), the name of the program it came from, and
    a second copy of its styles.
    """
    for owner in (word.part, word.part.package):
        for key, relation in list(owner.rels.items()) if owner else ():
            if relation.reltype.endswith(_LEFTOVERS):
                del owner.rels[key]


def _set_compatibility_mode(word: "WordFile") -> None:
    """Mark the file as current, so that Word doesn't open it in compatibility mode."""
    from docx.oxml.ns import qn

    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _set_pages(word: "WordFile", cover: Cover) -> None:
    """Set up A4 pages with header and footer; the first page has no header."""
    from docx.shared import Cm

    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.1)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)
    section.header_distance = section.footer_distance = Cm(1.1)
    section.different_first_page_header_footer = True
    foot = run(cover.watermark, "Strong") + _TAB + _page_of(cover)
    head = run(cover.header_left) + _TAB + run(cover.header_right)
    _set(section.first_page_header, paragraph("Header", ""))
    _set(section.header, paragraph("Header", head, _RULED + _RIGHT))
    for footer in (section.first_page_footer, section.footer):
        _set(footer, paragraph("Footer", foot, _RIGHT))


def _page_of(cover: Cover) -> str:
    page, pages = field("PAGE", run("1")), field("NUMPAGES", run("1"))
    return run(f"{cover.page} ") + page + run(f" {cover.page_of} ") + pages


def _set(part: Any, markup: str) -> None:
    from docx.oxml import parse_xml

    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.append(parse_xml(markup.replace("<w:p>", f"<w:p {W}>", 1)))


def _cover(cover: Cover, pictures: Pictures) -> Iterator[str]:
    if cover.logo:
        logo = pictures.picture(cover.logo, alt=cover.name or cover.kind, fixed_height=LOGO_HEIGHT)
        yield paragraph("Letterhead", logo)
    if cover.name:
        yield paragraph("Letterhead", run(cover.name))
    yield paragraph("Kind", run(cover.kind))
    yield paragraph("Title", run(cover.title))
    yield paragraph("Subtitle", run(cover.subtitle))
    for part in filter(None, (part.strip() for part in cover.preface.split("\n\n"))):
        yield paragraph("", run(part))


def _add_relations(word: "WordFile", pictures: Pictures, lines: Lines) -> None:
    """Add the pictures and link addresses to the file, each under its relation id."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.image import ImagePart

    for number, (relation, blob) in enumerate(pictures.images.items(), start=1):
        part = ImagePart(PackURI(f"/word/media/picture{number}.png"), "image/png", blob)
        word.part.load_rel(RELATIONSHIP_TYPE.IMAGE, part, relation)
    for address, relation in lines.links.items():
        word.part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, relation, is_external=True)


def render(progress: Progress) -> bytes:
    """Render the document, in the language of the report."""
    return render_document(document(progress), on=progress.on)
