"""DOCX and XLSX without properties, people, paths, comments and tracked deletions."""

import posixpath
import re
from collections.abc import Container, Mapping

from tracker.documents import kinds, pictures, xml

NOBODY = "Author"  # what office programs write when they take out the name
DROPPED = re.compile(
    r"docProps/|customXml/|_xmlsignatures/|word/people\.xml|xl/(persons|threadedComments)/"
    r"|xl/revisions/|xl/userNames|.*/printerSettings/|.*/embeddings/|xl/customProperty"
    r"|word/glossary/|docMetadata/|userCustomization/|customUI/",
    re.IGNORECASE,
)
CHANGED = re.compile(r"word/[^/]+\.xml|xl/(workbook|pivotCache/pivotCacheDefinition[^/]*)\.xml")
COMMENTS = frozenset(
    {"comments", "commentsEx", "commentsIds", "commentsExtensible", "ThreadedComments"}
)
NOTE = b'ObjectType="Note"'  # the box of a comment on a cell
NAMES = frozenset({"author", "lastEditedBy", "refreshedBy"})  # attributes that say who
ATTRIBUTES = frozenset({"date", "dateUtc", "userId", "providerId", "documentId", "refreshedDate"})
ELEMENTS = frozenset(
    """
rsids rsid docVars mailMerge absPath fileSharing revisionPtr docId attachedTemplate saveThroughXslt
commentRangeStart commentRangeEnd commentReference annotationRef
""".split()
)
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRUCK_ELEMENTS = frozenset(
    WORDS + name
    for name in """
del delText delInstrText moveFrom moveFromRangeStart moveFromRangeEnd moveToRangeStart
moveToRangeEnd cellDel
""".split()
)
MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def cleaned(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Copy the parts. Raises xml.Harmful for what can't be read, FileUnreadable for a bomb."""
    unnoted = {path: _without_notes(part) for path, part in parts.items()}
    removed = {path for path, part in unnoted.items() if _is_dropped(path, part)}
    return pictures.clean_parts(
        {
            path: _stripped(part) if CHANGED.fullmatch(path) else part
            for path, part in _without(unnoted, removed).items()
        },
        name,
    )


def is_signed(parts: Mapping[str, bytes]) -> bool:
    """Tell whether the package holds a signature."""
    return any(path.startswith("_xmlsignatures/") and path.endswith(".xml") for path in parts)


def _is_dropped(path: str, part: bytes) -> bool:
    if DROPPED.match(path):
        return True
    if path.endswith(".vml"):  # left without a box; or with one, and then it is no proper XML
        return NOTE in part or (b"shapetype" in part and b"ClientData" not in part)
    return path.endswith(".xml") and xml.root_of(part) in COMMENTS


def _without_notes(part: bytes) -> bytes:
    """Remove the drawn boxes of comments."""
    if NOTE not in part:
        return part
    try:
        root = xml.tree(part)
    except xml.Harmful:
        return part
    for element in [*root.iter()]:
        if xml.local(element.tag) == "ClientData" and element.get("ObjectType") == "Note":
            xml.remove(element.getparent())
    return xml.written(root)


def _stripped(part: bytes) -> bytes:
    root = xml.tree(part)
    for element in [*root.iter()]:
        if _is_removed(element):
            _remove(element)
        elif isinstance(element.tag, str):
            _strip_attributes(element)
    for table in [*root.iter(WORDS + "tbl")]:
        if next(table.iter(WORDS + "tr"), None) is None:
            xml.remove(table)
    return xml.written(root)


def _strip_attributes(element: xml.Element) -> None:
    for key in [*element.attrib]:
        name = xml.local(key)
        if name in NAMES:
            element.set(key, NOBODY)
        elif name == "initials":
            element.set(key, NOBODY[0])
        elif name in ATTRIBUTES or name.startswith("rsid"):
            del element.attrib[key]


def _is_removed(element: xml.Element) -> bool:
    """Tell whether it is removed with all it holds: a deleted table row as a whole."""
    if element.tag == WORDS + "tr":
        return element.find(f"{WORDS}trPr/{WORDS}del") is not None
    return xml.local(element.tag) in ELEMENTS or element.tag in STRUCK_ELEMENTS


def _remove(element: xml.Element) -> None:
    """Remove an element; a choice between versions that is left empty goes with it."""
    while (parent := element.getparent()) is not None:
        parent.remove(element)
        if not str(parent.tag).startswith(MARKUP) or len(parent):
            return
        element = parent


def _without(parts: Mapping[str, bytes], removed: Container[str]) -> dict[str, bytes]:
    """Remove some parts, and all that refers to them."""
    remaining = {path: part for path, part in parts.items() if path not in removed}
    if kinds.TYPES in remaining:
        root = xml.tree(remaining[kinds.TYPES])
        for element in [*root]:
            if (element.get("PartName") or "").lstrip("/") in removed:
                root.remove(element)
        remaining[kinds.TYPES] = xml.written(root)
    for path in [path for path in remaining if path.endswith(".rels")]:
        folder, name = posixpath.split(path)
        source = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
        if source in removed:
            del remaining[path]
        else:
            remaining[path], lost = _without_links(remaining[path], source, removed)
            if lost and source in remaining:
                remaining[source] = _without_references(remaining[source], lost)
    return remaining


def _without_links(part: bytes, source: str, removed: Container[str]) -> tuple[bytes, set[str]]:
    """Remove the relationships to removed parts, or to a file on somebody's disk."""
    root = xml.tree(part)
    lost: set[str] = set()
    for element in [*root]:
        if element.get("TargetMode") == "External":
            is_lost = element.get("Type", "").endswith(("/attachedTemplate", "/mailMergeSource"))
        else:
            path = posixpath.join("/", posixpath.dirname(source), element.get("Target") or "")
            is_lost = posixpath.normpath(path).lstrip("/") in removed
        if is_lost:
            lost.add(element.get("Id") or "")
            root.remove(element)
    return xml.written(root), lost


def _without_references(part: bytes, lost: set[str]) -> bytes:
    """Remove what refers to them; the set-up of a page stays without its printer."""
    root = xml.tree(part)
    for element in [*root.iter()]:
        for key in [k for k, to in element.attrib.items() if k.startswith(LINK) and to in lost]:
            if (parent := element.getparent()) is None or xml.local(element.tag) == "pageSetup":
                del element.attrib[key]
            else:
                parent.remove(element)
    return xml.written(root)
