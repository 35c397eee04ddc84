"""ODT and ODS: their text, and copies without properties, people, printers and comments."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracker.documents import pictures, xml
from tracker.documents.office import NOBODY
from tracker.documents.plain_text import FileText

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BODY, STYLES, MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
PARAGRAPHS = {TEXT + "p", TEXT + "h"}
PRINTED = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
UNSEEN = {TEXT + "tracked-changes", TABLE + "tracked-changes", OFFICE + "annotation"}
MOST_BLANKS = 100
DROPPED = re.compile(
    r"Thumbnails/|META-INF/(?!manifest\.xml$)|Configurations2/|(.*/)?(meta\.xml|manifest\.rdf)$"
    r"|Basic/|Scripts/|Versions/|VersionList\.xml|layout-cache|Dialogs/|Object \d+/settings\.xml"
)
CHANGED = re.compile(r"(.*/)?(content|styles|settings)\.xml")
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
NO_DAY = "1970-01-01T00:00:00"  # where a day has to stand
ELEMENTS = frozenset({"event-listeners", "scripts", "annotation", "annotation-end"})
CHANGES = frozenset(  # the place of struck out words, and changed cells
    f"{{{namespace.strip()}}}{name}"
    for namespace, name in ((TEXT, "change"), (TABLE, "tracked-changes"))
)
IN_TEXT = f"{{{TEXT.strip()}}}"
REVEALING = """
PrinterName PrinterSetup PrinterIndependentLayout CurrentDatabaseDataSource CurrentDatabaseCommand
Rsid RsidRoot ModifyPasswordInfo
"""
SETTINGS = frozenset(REVEALING.split())


def cleaned(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Copy the parts, the type first. Raises as for an Office file."""
    removed = {path for path in parts if DROPPED.match(path)}
    remaining = {
        path: _stripped(part) if CHANGED.fullmatch(path) else part
        for path, part in parts.items()
        if path not in removed
    }
    if MANIFEST in remaining:
        remaining[MANIFEST] = _manifest(remaining[MANIFEST], removed)
    return pictures.clean_parts({"mimetype": parts["mimetype"].strip(), **remaining}, name)


def is_signed(parts: Mapping[str, bytes]) -> bool:
    """Tell whether the package holds a signature."""
    return "META-INF/documentsignatures.xml" in parts


def _stripped(part: bytes) -> bytes:
    root = xml.tree(part)
    for element in [*root.iter()]:
        if _is_removed(element):
            xml.remove(element)
            continue
        neutral = _neutral_text(element)
        if neutral is not None:
            element.text = neutral
        for key in [key for key in element.attrib if xml.local(key).endswith("rsid")]:
            del element.attrib[key]
    return xml.written(root)


def _neutral_text(element: "Element") -> str | None:
    """Return the neutral text in place of a name or a day; None for any other element."""
    match xml.local(element.tag):
        case "creator":
            return NOBODY
        case "sender-initials" | "creator-initials" | "date-string":
            return ""
        case "date" if element.tag.startswith(DUBLIN):
            return NO_DAY
    return None


def _is_removed(element: "Element") -> bool:
    name = xml.local(element.tag)
    if name == "changed-region":  # tracked deletions
        return any(within.tag == f"{IN_TEXT}deletion" for within in element)
    if element.tag == f"{IN_TEXT}p":  # a remark on a change
        parent = element.getparent()
        return parent is not None and xml.local(parent.tag) == "change-info"
    if name == "config-item":
        return _attribute(element, "name") in SETTINGS
    return name in ELEMENTS or element.tag in CHANGES


def _attribute(element: "Element", name: str) -> str:
    return next((value for key, value in element.attrib.items() if xml.local(key) == name), "")


def _manifest(part: bytes, removed: set[str]) -> bytes:
    root = xml.tree(part)
    for element in [*root]:
        path = _attribute(element, "full-path")
        if path in removed or DROPPED.match(path):
            root.remove(element)
    return xml.written(root)


def read_text(parts: Mapping[str, bytes], most: int) -> FileText:
    """Extract the text of an ODT or ODS, a repeated cell once. Raises xml.Harmful."""
    body = _words(parts[BODY], most)
    heads = [_words(parts[STYLES], most)] if STYLES in parts else []
    within = [_words(part, most) for path, part in parts.items() if path.endswith("/" + BODY)]
    return FileText(
        "".join(body.pieces),
        head="".join(piece for words in heads for piece in words.pieces),
        foot="\n".join("".join((*one.hidden, *one.pieces)) for one in within)
        + "".join(body.hidden),
        beside="".join(piece for one in (body, *heads, *within) for piece in one.unseen),
    )


def _words(part: bytes, most: int) -> "_Words":
    words = _Words(most)
    xml.walk(part, words.start, words.end, words.write)
    return words


class _Words:
    def __init__(self, most: int) -> None:
        self.pieces: list[str] = []
        self.hidden: list[str] = []  # of sheets that are not shown
        self.unseen: list[str] = []  # of comments, and what was struck out
        self.left = most
        self.paragraphs = 0  # how deep within paragraphs
        self.asides = 0  # how deep within paragraphs of a comment
        self.cells = 0
        self.is_workbook = False
        self.skipped = 0
        self.style = ""
        self.hiding: set[str] = set()  # styles of sheets that are not shown
        self.is_hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.skipped or name in UNSEEN:
            self.skipped += 1
            self.asides += name in PARAGRAPHS
        elif name in PARAGRAPHS:
            self.paragraphs += 1
        elif name in PRINTED:
            self._add(PRINTED[name])
        elif name == TEXT + "s":
            count = attributes.get(TEXT + "c", "1")
            self._add(
                " " * (min(int(count), MOST_BLANKS) if count.isdecimal() and len(count) < 9 else 1)
            )
        elif name == OFFICE + "spreadsheet":
            self.is_workbook = True
        elif name == STYLE + "style":
            self.style = attributes.get(STYLE + "name", "")
        elif name == STYLE + "table-properties" and attributes.get(TABLE + "display") == "false":
            self.hiding.add(self.style)
        elif name == TABLE + "table" and self.is_workbook:
            self.is_hidden = attributes.get(TABLE + "style-name") in self.hiding
            self._add(attributes.get(TABLE + "name", "") + "\n")
        elif name == TABLE + "table-cell":
            self.cells += 1

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            if name in PARAGRAPHS:
                self.asides -= 1
                self.unseen.append("\n")
        elif name in PARAGRAPHS:
            self.paragraphs -= 1
            self._add(" " if self.cells else "\n\n")
        elif name == TABLE + "table-cell":
            self.cells -= 1
            self._add("\t")
        elif name == TABLE + "table-row":
            self._add("\n")

    def write(self, words: str) -> None:
        if self.asides:
            self.unseen.append(words)
        elif self.paragraphs and not self.skipped:
            self._add(words)

    def _add(self, words: str) -> None:
        if self.left > 0:
            (self.hidden if self.is_hidden else self.pieces).append(words)
            self.left -= len(words)
