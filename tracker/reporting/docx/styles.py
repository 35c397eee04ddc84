"""The empty Word file that every report and question sheet begins from, with our styles.

It is made here rather than kept as a file, so that its making can be read. Everything is a named
style: ours in sans, the source's text in serif and in its language.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT, WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor, Twips
from docx.styles.style import CharacterStyle

import docx
from tracker.reporting.blocks import office_tag
from tracker.reporting.docx import helpers

OURS, SOURCE, SIGNS = "Segoe UI", "Georgia", "Segoe UI Symbol"
FONTS = (
    (OURS, "Noto Sans", "swiss"),
    (SOURCE, "Noto Serif", "roman"),
    (SIGNS, "Noto Sans Symbols", "swiss"),
)
INK, SOFT, MARK, ACCENT, LINE = "1C2128", "525A66", "FDF0C4", "1A5276", "CFCCC4"
HEAD = "F5F4F1"  # ground of a table's first row
BESIDE = 2100  # indent of the text beside a label, in twentieths of a point
ROOM = 9524  # between the margins, in twentieths of a point


@dataclass(frozen=True, slots=True)
class Look:
    """Look of a paragraph style: sizes in points, distances in twentieths of a point."""

    size: float = 9.5
    font: str = OURS
    colour: str = INK
    bold: bool = False
    italic: bool = False
    before: int = 0
    after: int = 90
    left: int = 0
    hanging_indent: int = 0
    keep_with_next: bool = False  # on one page with the next paragraph
    language: str = ""
    align_right: bool = False
    rule: str = ""  # side, width, distance and colour
    line: int = 252  # 240 is single


def report_looks(accent: str, language: str) -> dict[str, Look]:
    """Return the looks of a report by the names of their styles; `language` is the source's."""
    head = Look(8.5, colour=SOFT, bold=True, before=40, after=40, line=240)
    return {
        "Normal": Look(),
        "Title": Look(20, bold=True, before=60, after=40, line=240),
        "Subtitle": Look(11, colour=SOFT, after=140),
        "Heading 1": Look(14, bold=True, before=280, after=100, keep_with_next=True, line=240),
        "Heading 2": Look(12, OURS, accent, bold=True, before=240, keep_with_next=True),
        "Heading 3": Look(9.5, OURS, SOFT, bold=True, before=180, after=60, keep_with_next=True),
        "Kind": Look(10, OURS, accent, bold=True, before=120, after=0, keep_with_next=True),
        "Letterhead": Look(11, OURS, accent, bold=True),
        "Quote": Look(
            11, SOURCE, left=227, after=50, language=language, rule=f"left 12 8 {accent}"
        ),
        "Translation": Look(10, italic=True, left=227, after=60),
        "Place": Look(8.5, colour=SOFT, left=227, after=120, keep_with_next=True),
        "Fact": Look(left=BESIDE, hanging_indent=BESIDE, after=60),
        "Small": Look(8.5, colour=SOFT, before=40),
        "Source": Look(9.5, left=567, hanging_indent=567, after=80),
        "Caption": Look(9.5, bold=True, before=120, after=60, keep_with_next=True),
        "Chart": Look(line=240),
        "List Bullet": Look(left=340, hanging_indent=340, after=40),
        "TOC Heading": Look(13, bold=True, before=280, after=100, keep_with_next=True),
        "toc 1": Look(10, before=80, after=20),
        "toc 2": Look(9.5, left=283, after=20),
        "toc 3": Look(9, left=567, after=20),
        "Table Head": head,
        "Table Head Number": replace(head, align_right=True),
        "Table Cell": Look(9, before=30, after=30, line=240),
        "Table Cell Number": Look(9, before=30, after=30, align_right=True, line=240),
        "Rule": Look(4, before=60, rule=f"bottom 4 1 {LINE}", keep_with_next=True),
        "Gap": Look(4, after=20, line=240),
        "Header": Look(8.5, colour=SOFT, after=0, rule=f"bottom 4 4 {LINE}"),
        "Footer": Look(8.5, colour=SOFT, after=0),
    }


_SHEET_HEADING = Look(colour=ACCENT, bold=True, before=200, after=0, keep_with_next=True, line=276)
SHEET_LOOKS = {
    "Normal": Look(10.5, line=276),
    "Title": Look(20, after=300, line=240, rule="bottom 8 4 4F81BD"),
    "Subtitle": Look(11, italic=True, line=276),
    "Heading 1": replace(_SHEET_HEADING, size=14, colour=INK, before=480),
    "Heading 2": replace(_SHEET_HEADING, size=12),
    "Heading 3": replace(_SHEET_HEADING, size=10.5),
    "Quote": Look(10.5, SOURCE, line=276),
    "Small": Look(8.5, line=276),
}


def empty_file(
    accent: str = ACCENT, source_language: str = "en", *, is_sheet: bool = False
) -> WordFile:
    """Return an empty file on A4 with the styles of a report, or of a question sheet."""
    return docx.Document(BytesIO(_template(accent, office_tag(source_language), is_sheet)))


@lru_cache(maxsize=16)
def _template(accent: str, language: str, is_sheet: bool) -> bytes:
    word = docx.Document()
    helpers.modernize(word, FONTS)
    for style in list(word.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()  # a hundred others, which take most of the time to open a file
    looks = report_looks(accent, language) | (SHEET_LOOKS if is_sheet else {})
    for name, look in looks.items():
        _add_paragraph_style(word, name, look)
    _add_character_styles(word, accent, language)
    helpers.mark_list(word, word.styles["List Bullet"], "–")
    for name in ("Header", "Footer", "toc 1", "toc 2", "toc 3"):
        stops = word.styles[name].paragraph_format.tab_stops
        stops.add_tab_stop(Twips(ROOM), WD_TAB_ALIGNMENT.RIGHT)
    table = word.styles.add_style("Report Table", WD_STYLE_TYPE.TABLE)
    table.base_style = word.styles["Normal Table"]
    helpers.rule_table_style(table, LINE, HEAD)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.1)
    section.top_margin, section.bottom_margin = Cm(2 if is_sheet else 2.4), Cm(2)
    section.header_distance = section.footer_distance = Cm(1.1)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _add_paragraph_style(word: WordFile, name: str, look: Look) -> None:
    """Add a style, instead of one of the same name."""
    normal = style = word.styles["Normal"]
    if name != "Normal":
        if name in word.styles:
            word.styles[name].delete()
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.style_id = name.replace(" ", "")
        style.base_style = normal
    if look.keep_with_next or name in ("Title", "Subtitle"):  # text typed below it is Normal
        style.next_paragraph_style = normal
    style.quick_style = True
    _set_font(style, look.font, look.size, look.colour)
    style.font.bold, style.font.italic = look.bold or None, look.italic or None
    layout = style.paragraph_format
    layout.keep_with_next = layout.keep_together = look.keep_with_next or None
    layout.space_before, layout.space_after = Twips(look.before), Twips(look.after)
    layout.line_spacing = look.line / 240
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT if look.align_right else None
    if look.left:
        layout.left_indent = Twips(look.left)
    if look.hanging_indent:
        layout.first_line_indent = Twips(-look.hanging_indent)
        layout.tab_stops.add_tab_stop(Twips(look.left))
    level = int(name[-1]) if name.startswith("Heading") else 0
    helpers.complete_style(style, language=look.language, rule=look.rule, level=level)


def _add_character_styles(word: WordFile, accent: str, language: str) -> None:
    for name, font, size, colour in (
        ("Soft", "", 8.5, SOFT),
        ("Quoted", SOURCE, 0, ""),
        ("Marked", SOURCE, 0, ""),
        ("Arrow", SIGNS, 0, ""),
        ("Reference", "", 8, accent),
        ("Hyperlink", "", 0, accent),
    ):
        style = word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER, builtin=True)
        style.quick_style = True
        _set_font(style, font, size, colour)
        style.font.underline = True if name == "Hyperlink" else None
        helpers.complete_style(
            style,
            language=language if font == SOURCE else "",
            fill=MARK if name == "Marked" else "",
        )


def _set_font(style: CharacterStyle, font: str, size: float, colour: str) -> None:
    style.font.name = font or None
    style.font.size = Pt(size) if size else None
    style.font.color.rgb = RGBColor.from_string(colour) if colour else None
