"""The styles of a report in Word: ours in sans, the source's words in serif and in its language.

Everything is a named style, so that whoever edits the file changes the look in one place.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.reporting.docx.markup import attribute

if TYPE_CHECKING:
    from docx.document import Document as WordFile

OURS, SOURCE, SIGNS = "Segoe UI", "Georgia", "Segoe UI Symbol"
INK, SOFT, MARK = "1C2128", "525A66", "FDF0C4"
BESIDE = 2100  # how far in the words beside a label begin, in twentieths of a point
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TAGS = {"en": "en-GB", "sq": "sq-AL", "sr-latn": "sr-Latn-RS"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a style is set: sizes in points, distances in twentieths of one."""

    size: float = 10.0
    font: str = OURS
    colour: str = INK
    bold: bool = False
    italic: bool = False
    before: int = 0
    after: int = 120
    left: int = 0
    hanging: int = 0
    keeps: bool = False  # with the next paragraph
    language: str = ""
    right: bool = False  # aligned right
    ruled: str = ""  # the side of a rule, and its colour: "left 1A5276"
    listed: bool = False  # begins with a dash
    line: int = 264  # 240 is single


def paragraph_looks(accent: str, language: str) -> dict[str, Look]:
    """The paragraph styles by name; `language` is that of the source."""
    return {
        "Normal": Look(),
        "Title": Look(24, bold=True, before=120, after=60, line=240),
        "Subtitle": Look(11, colour=SOFT, after=200),
        "Heading 1": Look(16, bold=True, before=380, after=160, keeps=True, line=240),
        "Heading 2": Look(13, bold=True, colour=accent, before=320, after=120, keeps=True),
        "Heading 3": Look(9.5, bold=True, colour=SOFT, before=260, after=80, keeps=True),
        "Kind": Look(10, bold=True, colour=accent, before=240, after=0, keeps=True),
        "Letterhead": Look(11, bold=True, colour=accent, after=120),
        "Verbatim": Look(
            11.5, SOURCE, left=227, after=60, language=language, ruled=f"left {accent}"
        ),
        "Translation": Look(10.5, italic=True, left=227, after=60),
        "Place": Look(8.5, colour=SOFT, left=227, after=180, keeps=True),
        "Fact": Look(left=BESIDE, hanging=BESIDE, after=60),
        "Evidence": Look(left=BESIDE, hanging=BESIDE, before=120, after=40),
        "Beside": Look(9.5, left=BESIDE, after=40),
        "Small": Look(8.5, colour=SOFT, before=60),
        "Source": Look(9.5, left=567, hanging=567, after=80),
        "Caption": Look(9.5, bold=True, before=160, after=80, keeps=True),
        "Chart": Look(after=120, line=240),
        "List Bullet": Look(left=340, hanging=340, after=60, listed=True),
        "Contents Title": Look(13, bold=True, before=280, after=100, keeps=True),
        "toc 1": Look(10, before=80, after=20),
        "toc 2": Look(9.5, left=283, after=20),
        "toc 3": Look(9, left=567, after=20),
        "Table Head": Look(8.5, colour=SOFT, bold=True, before=40, after=40, line=240),
        "Table Head Number": Look(
            8.5, colour=SOFT, bold=True, before=40, after=40, right=True, line=240
        ),
        "Table Cell": Look(9.5, before=40, after=40, line=250),
        "Table Cell Number": Look(9.5, before=40, after=40, right=True, line=250),
        "Rule": Look(4, before=60, after=120, ruled="bottom CFCCC4", keeps=True),
        "Gap": Look(4, after=60, line=240),
        "Header": Look(8.5, colour=SOFT, after=0),
        "Footer": Look(8.5, colour=SOFT, after=0),
    }


def character_looks(accent: str, language: str) -> dict[str, str]:
    """The character styles by name: their properties, in the order of the schema."""
    serif = f'<w:rFonts w:ascii="{SOURCE}" w:hAnsi="{SOURCE}" w:cs="{SOURCE}"/>'
    signs = f'<w:rFonts w:ascii="{SIGNS}" w:hAnsi="{SIGNS}" w:eastAsia="{SIGNS}" w:cs="{SIGNS}"/>'
    spoken = f'<w:lang w:val="{language}"/>'
    marked = f'<w:shd w:val="clear" w:color="auto" w:fill="{MARK}"/>'
    return {
        "Soft": f'<w:color w:val="{SOFT}"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
        "Quoted": serif + spoken,
        "Marked": serif + marked + spoken,
        "Arrow": signs,
        "Reference": f'<w:color w:val="{accent}"/><w:sz w:val="16"/><w:szCs w:val="16"/>',
        "Hyperlink": f'<w:color w:val="{accent}"/><w:u w:val="single"/>',
    }


def styled(word: "WordFile", *, accent: str, source_language: str) -> None:
    """Give a document our styles; one that it has already is set anew."""
    from docx.oxml import parse_xml

    language = TAGS.get(source_language.lower(), source_language)
    held = word.styles.element
    known = {style.get(f"{{{held.nsmap['w']}}}styleId") for style in held}
    for name, look in paragraph_looks(accent, language).items():
        style = name.title().replace(" ", "").replace("Toc", "TOC")
        if style in known:
            held.remove(word.styles.element.get_by_id(style))
        held.append(parse_xml(_paragraph_style(style, name, look)))
    _dashes(word)
    for name, properties in character_looks(accent, language).items():
        held.append(parse_xml(_character_style(name, properties)))


def language_of(word: "WordFile", language: str) -> None:
    """The language that the document is proofed in and read aloud in."""
    from docx.oxml.ns import qn

    held: Any = word.styles.element
    for lang in held.find(qn("w:docDefaults")).iter(qn("w:lang")):
        lang.set(qn("w:val"), TAGS.get(language.lower(), language))


def _dashes(word: "WordFile") -> None:
    """Lists begin each of their entries with a dash."""
    from docx.oxml.ns import qn

    held: Any = word.part.numbering_part.element
    number = held.num_having_numId(1).abstractNumId.val
    for list_ in held.iter(qn("w:abstractNum")):
        if list_.get(qn("w:abstractNumId")) == str(number):
            level = list_.find(qn("w:lvl"))
            level.find(qn("w:lvlText")).set(qn("w:val"), "–")
            for fonts in level.iter(qn("w:rFonts")):
                fonts.getparent().remove(fonts)


def _paragraph_style(style: str, name: str, look: Look) -> str:
    level = name.removeprefix("Heading ")
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    heads = look.keeps or name in ("Title", "Subtitle")  # what is typed below is text
    after = '<w:next w:val="Normal"/>' if heads else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style {W} w:type="paragraph"{default} w:styleId="{style}">'
        f'<w:name w:val="{attribute(name)}"/>{based}{after}<w:qFormat/>'
        f"<w:pPr>{_paragraph_properties(look, level)}</w:pPr>"
        f"<w:rPr>{_run_properties(look)}</w:rPr></w:style>"
    )


def _paragraph_properties(look: Look, level: str) -> str:
    side, _, colour = look.ruled.partition(" ")
    width, space = ("12", "8") if side == "left" else ("4", "1")
    rule = f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{colour}"/>'
    hanging = f' w:hanging="{look.hanging}"' if look.hanging else ""
    parts = (
        "<w:keepNext/><w:keepLines/>" if look.keeps else "",
        '<w:numPr><w:numId w:val="1"/></w:numPr>' if look.listed else "",
        f"<w:pBdr>{rule}</w:pBdr>" if look.ruled else "",
        f'<w:tabs><w:tab w:val="left" w:pos="{look.left}"/></w:tabs>' if hanging else "",
        f'<w:spacing w:before="{look.before}" w:after="{look.after}" w:line="{look.line}"'
        ' w:lineRule="auto"/>',
        f'<w:ind w:left="{look.left}"{hanging}/>' if look.left else "",
        '<w:jc w:val="right"/>' if look.right else "",
        f'<w:outlineLvl w:val="{int(level) - 1}"/>' if level.isdecimal() else "",
    )
    return "".join(parts)


def _run_properties(look: Look) -> str:
    size = round(look.size * 2)
    fonts = f'<w:rFonts w:ascii="{look.font}" w:hAnsi="{look.font}" w:cs="{look.font}"/>'
    parts = (
        fonts,
        "<w:b/><w:bCs/>" if look.bold else "",
        "<w:i/><w:iCs/>" if look.italic else "",
        f'<w:color w:val="{look.colour}"/>',
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        f'<w:lang w:val="{look.language}"/>' if look.language else "",
    )
    return "".join(parts)


def _character_style(name: str, properties: str) -> str:
    return (
        f'<w:style {W} w:type="character" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )
