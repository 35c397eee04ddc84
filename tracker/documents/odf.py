"""ODT and ODS: their text, and copies without properties, people, printers and comments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.documents import pictures, xml
from tracker.documents.office import NOBODY
from tracker.documents.plain_text import FileText

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
SETTINGS = frozenset(
    """
PrinterName PrinterSetup PrinterIndependentLayout CurrentDatabaseDataSource CurrentDatabaseCommand
Rsid RsidRoot ModifyPasswordInfo
""".split()
)


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


def _stripped(part: bytes) -> bytes:
    root = xml.tree(part)
    for element in [*root.iter()]:
        if _is_removed(element):
            xml.remove(element)
            continue
        if (neutral := _neutral_text(element)) is not None:
            element.text = neutral
        for key in [key for key in element.attrib if xml.local(key).endswith("rsid")]:
            del element.attrib[key]
    return xml.written(root)


def _neutral_text(element: xml.Element) -> str | None:
    """Return the neutral text in place of a name or a day; None for any other element."""
    match xml.local(element.tag):
        case "creator":
            return NOBODY
        case "sender-initials" | "creator-initials" | "date-string":
            return ""
        case "date" if element.tag.startswith(DUBLIN):
            return NO_DAY
    return None


def _is_removed(element: xml.Element) -> bool:
    name = xml.local(element.tag)
    if name == "changed-region":  # tracked deletions
        return any(within.tag == f"{IN_TEXT}deletion" for within in element)
    if element.tag == f"{IN_TEXT}p":  # a remark on a change
        parent = element.getparent()
        return parent is not None and xml.local(parent.tag) == "change-info"
    if name == "config-item":
        return _attribute(element, "name") in SETTINGS
    return name in ELEMENTS or element.tag in CHANGES


def _attribute(element: xml.Element, name: str) -> str:
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
    body = _walk(parts[BODY], most)
    heads = [_walk(parts[STYLES], most)] if STYLES in parts else []
    within = [_walk(part, most) for path, part in parts.items() if path.endswith("/" + BODY)]
    return FileText(
        "".join(body.written),
        head="".join("".join(words.written) for words in heads),
        foot="\n".join("".join((*words.hidden, *words.written)) for words in within)
        + "".join(body.hidden),
        beside="".join("".join(words.unseen) for words in (body, *heads, *within)),
    )


@dataclass(slots=True)
class _Words:
    """Text of a part, up to about as many characters as are left."""

    left: int
    written: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)  # of sheets that are not shown
    unseen: list[str] = field(default_factory=list)  # of comments, and what was struck out
    is_hidden: bool = False

    def add(self, words: str) -> None:
        if self.left > 0:
            (self.hidden if self.is_hidden else self.written).append(words)
            self.left -= len(words)


def _walk(part: bytes, most: int) -> _Words:
    words = _Words(most)
    paragraphs = asides = cells = skipped = 0  # how deep; asides are paragraphs of a comment
    style, hiding = "", set()  # styles of sheets that are not shown
    is_workbook = False
    for event, name, values in xml.events(part):
        if skipped or (event == "start" and name in UNSEEN):
            depth = (event == "start") - (event == "end")
            skipped += depth
            asides += depth if name in PARAGRAPHS else 0
            if asides and event == "text":
                words.unseen.append(name)
            elif event == "end" and name in PARAGRAPHS:
                words.unseen.append("\n")
            continue
        match event:
            case "text" if paragraphs:
                words.add(name)
            case "start" if name in PARAGRAPHS:
                paragraphs += 1
            case "start" if name in PRINTED:
                words.add(PRINTED[name])
            case "start" if name == TEXT + "s":
                words.add(" " * _blanks(values.get(TEXT + "c", "1")))
            case "start" if name == OFFICE + "spreadsheet":
                is_workbook = True
            case "start" if name == STYLE + "style":
                style = values.get(STYLE + "name", "")
            case "start" if name == STYLE + "table-properties":
                hiding |= {style} if values.get(TABLE + "display") == "false" else set()
            case "start" if name == TABLE + "table" and is_workbook:
                words.is_hidden = values.get(TABLE + "style-name") in hiding
                words.add(values.get(TABLE + "name", "") + "\n")
            case "start" if name == TABLE + "table-cell":
                cells += 1
            case "end" if name in PARAGRAPHS:
                paragraphs -= 1
                words.add(" " if cells else "\n\n")
            case "end" if name == TABLE + "table-cell":
                cells -= 1
                words.add("\t")
            case "end" if name == TABLE + "table-row":
                words.add("\n")
    return words


def _blanks(count: str) -> int:
    return min(int(count), MOST_BLANKS) if count.isdecimal() and len(count) < 9 else 1
