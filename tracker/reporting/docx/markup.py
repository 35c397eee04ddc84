"""WordprocessingML written as text, since a long report as a tree needs too much memory."""

import re

# Characters that XML forbids; right-to-left letters, which need a run of their own with `w:rtl`.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FROM_THE_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_SPECIAL = re.compile(f"[\x00-\x1f&<>\ud800-\udfff\ufffe\uffff{_FROM_THE_RIGHT}]")
_TURNS = re.compile(f"([{_FROM_THE_RIGHT}](?:[^A-Za-z0-9<]*[{_FROM_THE_RIGHT}])*)")
_BREAKS = re.compile("([\n\t])")
_MARKUP = {"\n": "<w:br/>", "\t": "<w:tab/>"}
NAME_LENGTH = 40  # most letters of a bookmark's name that Word reads


def escape(text: str) -> str:
    """Escape text for XML; characters that XML forbids become a replacement mark."""
    if not _SPECIAL.search(text):
        return text
    text = _FORBIDDEN.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Escape text as an attribute value, on one line."""
    return escape(text).replace('"', "&quot;").replace("\n", " ")


def run(text: str, style: str = "", more: str = "") -> str:
    """Return text as runs in one character style; `more` are properties after the style."""
    if not text:
        return ""
    if style:
        more = f'<w:rStyle w:val="{style}"/>{more}'
    if not _SPECIAL.search(text):
        before = f"<w:rPr>{more}</w:rPr>" if more else ""
        return f'<w:r>{before}<w:t xml:space="preserve">{text}</w:t></w:r>'
    return "".join(
        _run(part, more + "<w:rtl/>" if index % 2 else more)
        for index, part in enumerate(_TURNS.split(text.replace("\r\n", "\n")))
        if part
    )


def _run(text: str, properties: str) -> str:
    """Return one run, with line breaks and tabs as elements."""
    before = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    content = "".join(
        _MARKUP.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in _BREAKS.split(text)
        if part
    )
    return f"<w:r>{before}{content}</w:r>"


def paragraph(style: str, content: str, properties: str = "") -> str:
    """Return a paragraph; `properties` come after the style, in the order of the schema."""
    style_markup = f'<w:pStyle w:val="{style}"/>' if style else ""
    before = f"<w:pPr>{style_markup}{properties}</w:pPr>" if style_markup or properties else ""
    return f"<w:p>{before}{content}</w:p>"


def field(instruction: str, text: str) -> str:
    """Return a field with the text it shows until it is updated."""
    return f"{field_begin(instruction)}{text}{field_end()}"


def field_begin(instruction: str) -> str:
    """Return the begin of a field, up to the text that it shows."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """Return the end of a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmark(anchor: str, number: int) -> str:
    """Return a bookmark that links lead to; `number` must be unique in the file."""
    name = bookmark_name(anchor)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'


def bookmark_name(anchor: str) -> str:
    """Convert an anchor to a bookmark name: letters, digits and underscores, 40 at most."""
    return re.sub(r"\W", "_", anchor.replace("_", "__"), flags=re.ASCII)[:NAME_LENGTH]


def inner_link(anchor: str, content: str) -> str:
    """Return a link to a bookmark of the same document."""
    return f'<w:hyperlink w:anchor="{bookmark_name(anchor)}" w:history="1">{content}</w:hyperlink>'
