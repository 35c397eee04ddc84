"""The file around the body of a Word document: paper, heads and feet, properties."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from itertools import batched, chain
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from tracker.documents.archives import Part, rezipped
from tracker.progress import Progress
from tracker.reporting.blocks import Cover, Document, one_by_one
from tracker.reporting.colours import ACCENT, legible
from tracker.reporting.docx.body import Body, charts
from tracker.reporting.docx.lines import Lines
from tracker.reporting.docx.markup import field, paragraph, run
from tracker.reporting.docx.pictures import Pictures, bare
from tracker.reporting.docx.styles import W, language_of, styled
from tracker.reporting.layout import document

if TYPE_CHECKING:
    from docx.document import Document as WordFile

MOST_CHARTS = 300  # to draw more takes longer than what stands in their tables is worth
LOGO_HIGH = 648_000  # 1.8 cm
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
_LEFTOVERS = ("/thumbnail", "/extended-properties", "/stylesWithEffects")  # ends of relations
_TAB = "<w:r><w:tab/></w:r>"


def written(document: Document, *, on: date) -> bytes:
    """The document as a Word file, dated on a day: the same document gives the same bytes."""
    import docx

    document = replace(document, blocks=tuple(one_by_one(document.blocks)))
    cover, pictures = document.cover, Pictures()
    lines = Lines(pictures)
    shows_charts = _prepare(pictures, document)
    word = docx.Document()
    styled(word, accent=_accent(cover), source_language=cover.source_language)
    language_of(word, document.language)
    _properties(word, document, on)
    _without_leftovers(word)
    _modern(word)
    _paper(word, cover)
    section = _section(word)
    with TemporaryFile() as kept:  # a long body is read from there; it is written before its links
        pieces = chain(_cover(cover, pictures), Body(document, lines, shows_charts).written())
        for some in batched(pieces, 500):
            kept.write("".join(some).encode())
        _relate(word, pictures, lines)
        out = BytesIO()
        word.save(out)
        instead: dict[str, Part] = {
            "word/document.xml": lambda _old: _whole(kept, section),
            "word/fontTable.xml": lambda _old: (_FONTS.encode(),),
        }
        return rezipped(out.getvalue(), instead)


def _prepare(pictures: Pictures, document: Document) -> bool:
    """Make the pictures; whether the charts are among them."""
    drawn = list(dict.fromkeys(bare(chart.svg) for chart in charts(document.blocks)))
    shows_charts = len(drawn) <= MOST_CHARTS
    pictures.prepare_circles()
    pictures.prepare([document.cover.logo, *(drawn if shows_charts else ())])
    return shows_charts


def _accent(cover: Cover) -> str:
    return legible(cover.colour or ACCENT).removeprefix("#").upper()


def _whole(body: IO[bytes], section: str) -> Iterator[bytes]:
    yield _ROOT.encode()
    body.seek(0)
    while part := body.read(1 << 20):
        yield part
    yield f"{section}</w:body></w:document>".encode()


def _section(word: "WordFile") -> str:
    from lxml import etree

    held: Any = word.sections[0]._sectPr
    told: str = etree.tostring(held, encoding="unicode")
    return told


def _properties(word: "WordFile", document: Document, on: date) -> None:
    cover, made = document.cover, datetime.combine(on, time())
    known = word.core_properties
    known.title, known.subject, known.category = cover.title[:255], cover.subtitle[:255], cover.kind
    known.author = known.last_modified_by = cover.name[:255] or "Heed"
    known.created = known.modified = made
    known.comments, known.keywords, known.language = "", "", document.language
    known.content_status, known.revision = cover.mark, 1


def _without_leftovers(word: "WordFile") -> None:
    """Leave out what the template has of another document: its small picture, which a list of
    files would show, what it says of the program it came from, and its styles said twice.
    """
    for owner in (word.part, word.part.package):
        for key, tie in list(owner.rels.items()) if owner else ():
            if tie.reltype.endswith(_LEFTOVERS):
                del owner.rels[key]


def _modern(word: "WordFile") -> None:
    """Let Word open it as a document of today, and not in its mode for old ones."""
    from docx.oxml.ns import qn

    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _paper(word: "WordFile", cover: Cover) -> None:
    """A4, with what runs at the head and foot of its pages; the first has its title instead."""
    from docx.shared import Cm

    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.1)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)
    section.header_distance = section.footer_distance = Cm(1.1)
    section.different_first_page_header_footer = True
    foot = run(cover.mark, "Strong") + _TAB + _page_of(cover)
    head = run(cover.running) + _TAB + run(cover.running_right)
    _set(section.first_page_header, paragraph("Header", ""))
    _set(section.header, paragraph("Header", head, _RULED + _RIGHT))
    for one in (section.first_page_footer, section.footer):
        _set(one, paragraph("Footer", foot, _RIGHT))


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
        logo = pictures.shown(cover.logo, told=cover.name or cover.kind, high=LOGO_HIGH)
        yield paragraph("Letterhead", logo)
    if cover.name:
        yield paragraph("Letterhead", run(cover.name))
    yield paragraph("Kind", run(cover.kind))
    yield paragraph("Title", run(cover.title))
    yield paragraph("Subtitle", run(cover.subtitle))
    for part in filter(None, (part.strip() for part in cover.preface.split("\n\n"))):
        yield paragraph("", run(part))


def _relate(word: "WordFile", pictures: Pictures, lines: Lines) -> None:
    """Put the pictures and the addresses of links beside the body, each under its id."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.image import ImagePart

    for number, (relation, blob) in enumerate(pictures.held.items(), start=1):
        part = ImagePart(PackURI(f"/word/media/picture{number}.png"), "image/png", blob)
        word.part.load_rel(RELATIONSHIP_TYPE.IMAGE, part, relation)
    for address, relation in lines.links.items():
        word.part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, relation, is_external=True)


def render(progress: Progress) -> bytes:
    """The document, in the language of the report."""
    return written(document(progress), on=progress.on)
