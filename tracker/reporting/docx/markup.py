"""Words as WordprocessingML, written as text: a long report is never held as a tree."""

import re

# What XML cannot hold at all, and what a reader of Arabic, Hebrew and their kin begins from the
# right: such words are a run of their own, told to be read from there.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FROM_THE_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_SPECIAL = re.compile(f"[\x00-\x1f&<>\ud800-\udfff\ufffe\uffff{_FROM_THE_RIGHT}]")
_TURNS = re.compile(f"([{_FROM_THE_RIGHT}](?:[^A-Za-z0-9<]*[{_FROM_THE_RIGHT}])*)")
_BREAKS = re.compile("([\n\t])")
_MARKUP = {"\n": "<w:br/>", "\t": "<w:tab/>"}
NAME_LENGTH = 40  # of a bookmark: Word reads no longer one


def escaped(words: str) -> str:
    """Words as they stand in XML; characters that it cannot hold become a replacement mark."""
    if not _SPECIAL.search(words):
        return words
    words = _FORBIDDEN.sub("\ufffd", words)
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(words: str) -> str:
    """Words as the value of an attribute, in one line."""
    return escaped(words).replace('"', "&quot;").replace("\n", " ")


def run(words: str, style: str = "", more: str = "") -> str:
    """Words in one character style; `more` are properties that come after the style."""
    if not words:
        return ""
    if style:
        more = f'<w:rStyle w:val="{style}"/>{more}'
    if not _SPECIAL.search(words):
        before = f"<w:rPr>{more}</w:rPr>" if more else ""
        return f'<w:r>{before}<w:t xml:space="preserve">{words}</w:t></w:r>'
    return "".join(
        _run(piece, more + "<w:rtl/>" if turned % 2 else more)
        for turned, piece in enumerate(_TURNS.split(words.replace("\r\n", "\n")))
        if piece
    )


def _run(words: str, properties: str) -> str:
    before = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    held = "".join(
        _MARKUP.get(piece) or f'<w:t xml:space="preserve">{escaped(piece)}</w:t>'
        for piece in _BREAKS.split(words)
        if piece
    )
    return f"<w:r>{before}{held}</w:r>"


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph. `properties` come after the style, in the order of the schema."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    before = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{before}{content}</w:p>"


def field(instruction: str, shown: str) -> str:
    """A field with what it shows until somebody has it worked out anew."""
    return f"{field_begin(instruction)}{shown}{field_end()}"


def field_begin(instruction: str) -> str:
    """The beginning of a field, up to where what it shows stands."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escaped(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """The end of a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmark(anchor: str, number: int) -> str:
    """A place that links lead to; `number` is that of no other."""
    name = bookmark_name(anchor)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'


def bookmark_name(anchor: str) -> str:
    """An anchor as Word lets a bookmark be called: letters, digits and low lines, 40 at most."""
    return re.sub(r"\W", "_", anchor.replace("_", "__"), flags=re.ASCII)[:NAME_LENGTH]


def inner_link(anchor: str, content: str) -> str:
    """A link to a place of the same document."""
    return f'<w:hyperlink w:anchor="{bookmark_name(anchor)}" w:history="1">{content}</w:hyperlink>'
