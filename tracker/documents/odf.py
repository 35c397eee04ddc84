"""ODT and ODS: their text, and copies without properties, people, printers and comments."""

import re
from collections.abc import Mapping

from tracker.documents import office, pictures, plain_text, xml

BODY, STYLES, MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
PARAGRAPHS = {TEXT + "p", TEXT + "h"}
PRINTED = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
UNSEEN = {TEXT + "tracked-changes", TABLE + "tracked-changes", OFFICE + "annotation"}
MOST_BLANKS = 100
DROPPED = re.compile(
    r"Thumbnails/|META-INF/(?!manifest\.xml$)|Configurations2/|(.*/)?(meta\.xml|manifest\.rdf)$"
    r"|Basic/|Scripts/|Versions/|VersionList\.xml|layout-cache|Dialogs/|Object \d+/settings\.xml"
)
CHANGED = re.compile(r"(.*/)?(content|styles|settings)\.xml")
NO_DAY = "1970-01-01T00:00:00"  # where a day has to stand
ELEMENTS = frozenset({"event-listeners", "scripts", "annotation", "annotation-end"})
CHANGES = {TEXT + "change", TABLE + "tracked-changes"}  # of struck out words, of cells
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
        elif (neutral := _neutral_text(element)) is not None:
            element.text = neutral
        for key in [key for key in element.attrib if xml.local(key).endswith("rsid")]:
            del element.attrib[key]
    return xml.written(root)


def _neutral_text(element: xml.Element) -> str | None:
    """Return the neutral text in place of a name or a day; None for any other element."""
    match xml.local(element.tag):
        case "creator":
            return office.NOBODY
        case "sender-initials" | "creator-initials" | "date-string":
            return ""
        case "date" if element.tag.startswith("{http://purl.org/dc/"):
            return NO_DAY
    return None


def _is_removed(element: xml.Element) -> bool:
    name = xml.local(element.tag)
    if name == "changed-region":  # tracked deletions
        return any(within.tag == TEXT + "deletion" for within in element)
    if element.tag == TEXT + "p":  # a remark on a change
        parent = element.getparent()
        return parent is not None and xml.local(parent.tag) == "change-info"
    is_setting = name == "config-item" and _attribute(element, "name") in SETTINGS
    return is_setting or name in ELEMENTS or element.tag in CHANGES


def _attribute(element: xml.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if xml.local(key) == name), "")


def _manifest(part: bytes, removed: set[str]) -> bytes:
    root = xml.tree(part)
    for element in [*root]:
        path = _attribute(element, "full-path")
        if path in removed or DROPPED.match(path):
            root.remove(element)
    return xml.written(root)


def read_text(parts: Mapping[str, bytes]) -> plain_text.FileText:
    """Extract the text of an ODT or ODS, a repeated cell once. Raises xml.Harmful."""
    body, hidden, beside = _read_words(parts[BODY])
    head, _hidden, beside_head = _read_words(parts[STYLES]) if STYLES in parts else ("", "", "")
    within = [_read_words(part) for path, part in parts.items() if path.endswith("/" + BODY)]
    return plain_text.FileText(
        body,
        head=head,
        foot="\n".join(hidden_words + words for words, hidden_words, _beside in within) + hidden,
        beside="".join((beside, beside_head, *(words[2] for words in within))),
    )


def _read_words(part: bytes) -> tuple[str, str, str]:
    """Return the words of a part, those of hidden sheets, and of comments and what was struck."""
    root = xml.tree(part)
    written: list[str] = []
    hidden: list[str] = []
    beside: list[str] = []
    hiding = {  # styles of sheets that are not shown
        style.get(STYLE + "name")
        for style in root.iter(STYLE + "style")
        if any(
            it.get(TABLE + "display") == "false" for it in style.iter(STYLE + "table-properties")
        )
    }
    is_workbook = root.find(f".//{OFFICE}spreadsheet") is not None
    words, paragraphs, cells = written, 0, 0  # how deep
    walk = xml.walk(root)
    for event, element in walk:
        match event, element.tag:
            case "start", tag if tag in UNSEEN:
                walk.skip_subtree()
                beside += ["".join(p.itertext()) + "\n" for p in element.iter(*PARAGRAPHS)]
                continue
            case "start", tag if tag in PARAGRAPHS:
                paragraphs += 1
            case "start", tag if tag in PRINTED:
                words.append(PRINTED[tag])
            case "start", tag if tag == TEXT + "s":
                words.append(" " * _blanks(element.get(TEXT + "c", "1")))
            case "start", tag if tag == TABLE + "table" and is_workbook:
                words = hidden if element.get(TABLE + "style-name") in hiding else written
                words.append(element.get(TABLE + "name", "") + "\n")
            case _, tag if tag == TABLE + "table-cell":
                cells += 1 if event == "start" else -1
                words.append("\t" if event == "end" else "")
            case "end", tag if tag in PARAGRAPHS:
                paragraphs -= 1
                words.append(" " if cells else "\n\n")
            case "end", tag if tag == TABLE + "table-row":
                words.append("\n")
        if paragraphs:
            words.append((element.text if event == "start" else element.tail) or "")
    return "".join(written), "".join(hidden), "".join(beside)


def _blanks(count: str) -> int:
    return min(int(count), MOST_BLANKS) if count.isdecimal() and len(count) < 9 else 1
