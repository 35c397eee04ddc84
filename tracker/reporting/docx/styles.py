"""Word styles of a report: ours in sans, the source's text in serif and in its language.

Everything is a named style, so that the look can be changed in one place.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.reporting.docx.markup import attribute

if TYPE_CHECKING:
    from docx.document import Document as WordFile

OURS, SOURCE, SIGNS = "Segoe UI", "Georgia", "Segoe UI Symbol"
INK, SOFT, MARK = "1C2128", "525A66", "FDF0C4"
BESIDE = 2100  # indent of the text beside a label, in twentieths of a point
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TAGS = {"en": "en-GB", "sq": "sq-AL", "sr-latn": "sr-Latn-RS"}


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style: sizes in points, distances in twentieths of a point."""

    size: float = 10.0
    font: str = OURS
    colour: str = INK
    bold: bool = False
    italic: bool = False
    before: int = 0
    after: int = 120
    left: int = 0
    hanging_indent: int = 0
    keep_with_next: bool = False  # on one page with the next paragraph
    language: str = ""
    align_right: bool = False  # aligned right
    rule: str = ""  # side and colour of a rule: "left 1A5276"
    is_list: bool = False  # begins with a dash
    line: int = 264  # 240 is single


def paragraph_styles(accent: str, language: str) -> dict[str, ParagraphStyle]:
    """Return the paragraph styles by name; `language` is that of the source."""
    return {
        "Normal": ParagraphStyle(),
        "Title": ParagraphStyle(24, bold=True, before=120, after=60, line=240),
        "Subtitle": ParagraphStyle(11, colour=SOFT, after=200),
        "Heading 1": ParagraphStyle(
            16, bold=True, before=380, after=160, keep_with_next=True, line=240
        ),
        "Heading 2": ParagraphStyle(
            13, bold=True, colour=accent, before=320, after=120, keep_with_next=True
        ),
        "Heading 3": ParagraphStyle(
            9.5, bold=True, colour=SOFT, before=260, after=80, keep_with_next=True
        ),
        "Kind": ParagraphStyle(
            10, bold=True, colour=accent, before=240, after=0, keep_with_next=True
        ),
        "Letterhead": ParagraphStyle(11, bold=True, colour=accent, after=120),
        "Verbatim": ParagraphStyle(
            11.5, SOURCE, left=227, after=60, language=language, rule=f"left {accent}"
        ),
        "Translation": ParagraphStyle(10.5, italic=True, left=227, after=60),
        "Place": ParagraphStyle(8.5, colour=SOFT, left=227, after=180, keep_with_next=True),
        "Fact": ParagraphStyle(left=BESIDE, hanging_indent=BESIDE, after=60),
        "Evidence": ParagraphStyle(left=BESIDE, hanging_indent=BESIDE, before=120, after=40),
        "Beside": ParagraphStyle(9.5, left=BESIDE, after=40),
        "Small": ParagraphStyle(8.5, colour=SOFT, before=60),
        "Source": ParagraphStyle(9.5, left=567, hanging_indent=567, after=80),
        "Caption": ParagraphStyle(9.5, bold=True, before=160, after=80, keep_with_next=True),
        "Chart": ParagraphStyle(after=120, line=240),
        "List Bullet": ParagraphStyle(left=340, hanging_indent=340, after=60, is_list=True),
        "Contents Title": ParagraphStyle(13, bold=True, before=280, after=100, keep_with_next=True),
        "toc 1": ParagraphStyle(10, before=80, after=20),
        "toc 2": ParagraphStyle(9.5, left=283, after=20),
        "toc 3": ParagraphStyle(9, left=567, after=20),
        "Table Head": ParagraphStyle(8.5, colour=SOFT, bold=True, before=40, after=40, line=240),
        "Table Head Number": ParagraphStyle(
            8.5, colour=SOFT, bold=True, before=40, after=40, align_right=True, line=240
        ),
        "Table Cell": ParagraphStyle(9.5, before=40, after=40, line=250),
        "Table Cell Number": ParagraphStyle(9.5, before=40, after=40, align_right=True, line=250),
        "Rule": ParagraphStyle(4, before=60, after=120, rule="bottom CFCCC4", keep_with_next=True),
        "Gap": ParagraphStyle(4, after=60, line=240),
        "Header": ParagraphStyle(8.5, colour=SOFT, after=0),
        "Footer": ParagraphStyle(8.5, colour=SOFT, after=0),
    }


def character_styles(accent: str, language: str) -> dict[str, str]:
    """Return the properties of the character styles by name, in schema order."""
    serif = f'<w:rFonts w:ascii="{SOURCE}" w:hAnsi="{SOURCE}" w:cs="{SOURCE}"/>'
    symbol_font = (
        f'<w:rFonts w:ascii="{SIGNS}" w:hAnsi="{SIGNS}" w:eastAsia="{SIGNS}" w:cs="{SIGNS}"/>'
    )
    language_mark = f'<w:lang w:val="{language}"/>'
    highlight = f'<w:shd w:val="clear" w:color="auto" w:fill="{MARK}"/>'
    return {
        "Soft": f'<w:color w:val="{SOFT}"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
        "Quoted": serif + language_mark,
        "Marked": serif + highlight + language_mark,
        "Arrow": symbol_font,
        "Reference": f'<w:color w:val="{accent}"/><w:sz w:val="16"/><w:szCs w:val="16"/>',
        "Hyperlink": f'<w:color w:val="{accent}"/><w:u w:val="single"/>',
    }


def apply_styles(word: "WordFile", *, accent: str, source_language: str) -> None:
    """Add our styles to a file, replacing those of the same name."""
    from docx.oxml import parse_xml

    language = TAGS.get(source_language.lower(), source_language)
    styles = word.styles.element
    style_ids = {style.get(f"{{{styles.nsmap['w']}}}styleId") for style in styles}
    for name, style_definition in paragraph_styles(accent, language).items():
        style = name.title().replace(" ", "").replace("Toc", "TOC")
        if style in style_ids:
            styles.remove(word.styles.element.get_by_id(style))
        styles.append(parse_xml(_paragraph_style(style, name, style_definition)))
    _set_list_dashes(word)
    for name, properties in character_styles(accent, language).items():
        styles.append(parse_xml(_character_style(name, properties)))


def set_language(word: "WordFile", language: str) -> None:
    """Set the language in which the file is proofed and read aloud."""
    from docx.oxml.ns import qn

    styles: Any = word.styles.element
    for lang in styles.find(qn("w:docDefaults")).iter(qn("w:lang")):
        lang.set(qn("w:val"), TAGS.get(language.lower(), language))


def _set_list_dashes(word: "WordFile") -> None:
    """Make lists begin each entry with a dash."""
    from docx.oxml.ns import qn

    numbering: Any = word.part.numbering_part.element
    number = numbering.num_having_numId(1).abstractNumId.val
    for list_ in numbering.iter(qn("w:abstractNum")):
        if list_.get(qn("w:abstractNumId")) == str(number):
            level = list_.find(qn("w:lvl"))
            level.find(qn("w:lvlText")).set(qn("w:val"), "–")
            for fonts in level.iter(qn("w:rFonts")):
                fonts.getparent().remove(fonts)


def _paragraph_style(style: str, name: str, style_definition: ParagraphStyle) -> str:
    level = name.removeprefix("Heading ")
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    is_heading = style_definition.keep_with_next or name in (
        "Title",
        "Subtitle",
    )  # text typed below it is Normal
    after = '<w:next w:val="Normal"/>' if is_heading else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style {W} w:type="paragraph"{default} w:styleId="{style}">'
        f'<w:name w:val="{attribute(name)}"/>{based}{after}<w:qFormat/>'
        f"<w:pPr>{_paragraph_properties(style_definition, level)}</w:pPr>"
        f"<w:rPr>{_run_properties(style_definition)}</w:rPr></w:style>"
    )


def _paragraph_properties(style: ParagraphStyle, level: str) -> str:
    side, _, colour = style.rule.partition(" ")
    width, space = ("12", "8") if side == "left" else ("4", "1")
    rule = f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{colour}"/>'
    hanging_indent = f' w:hanging="{style.hanging_indent}"' if style.hanging_indent else ""
    parts = (
        "<w:keepNext/><w:keepLines/>" if style.keep_with_next else "",
        '<w:numPr><w:numId w:val="1"/></w:numPr>' if style.is_list else "",
        f"<w:pBdr>{rule}</w:pBdr>" if style.rule else "",
        f'<w:tabs><w:tab w:val="left" w:pos="{style.left}"/></w:tabs>' if hanging_indent else "",
        f'<w:spacing w:before="{style.before}" w:after="{style.after}" w:line="{style.line}"'
        ' w:lineRule="auto"/>',
        f'<w:ind w:left="{style.left}"{hanging_indent}/>' if style.left else "",
        '<w:jc w:val="right"/>' if style.align_right else "",
        f'<w:outlineLvl w:val="{int(level) - 1}"/>' if level.isdecimal() else "",
    )
    return "".join(parts)


def _run_properties(style: ParagraphStyle) -> str:
    size = round(style.size * 2)
    fonts = f'<w:rFonts w:ascii="{style.font}" w:hAnsi="{style.font}" w:cs="{style.font}"/>'
    parts = (
        fonts,
        "<w:b/><w:bCs/>" if style.bold else "",
        "<w:i/><w:iCs/>" if style.italic else "",
        f'<w:color w:val="{style.colour}"/>',
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        f'<w:lang w:val="{style.language}"/>' if style.language else "",
    )
    return "".join(parts)


def _character_style(name: str, properties: str) -> str:
    return (
        f'<w:style {W} w:type="character" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )
