"""DOCX and XLSX without properties, people, paths, comments and tracked deletions."""

import re
from collections.abc import Mapping
from typing import Any

from tracker.documents import xml
from tracker.documents.metadata import packages

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
INITIALS = "initials"
ATTRIBUTES = frozenset({"date", "dateUtc", "userId", "providerId", "documentId", "refreshedDate"})
REVEALING = """
rsids rsid docVars mailMerge absPath fileSharing revisionPtr docId attachedTemplate saveThroughXslt
"""
REMARKS = """
commentRangeStart commentRangeEnd commentReference annotationRef
"""
STRUCK = """
del delText delInstrText moveFrom moveFromRangeStart moveFromRangeEnd moveToRangeStart
moveToRangeEnd cellDel
"""
ELEMENTS = frozenset((*REVEALING.split(), *REMARKS.split()))
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRUCK_ELEMENTS = frozenset(WORDS + name for name in STRUCK.split())
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def cleaned(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Copy the parts. Raises xml.Harmful for what can't be read, FileUnreadable for a bomb."""
    unnoted = {path: _without_notes(part) for path, part in parts.items()}
    remaining = packages.without(
        unnoted, [path for path in unnoted if _is_dropped(path, unnoted[path])]
    )
    remaining = {
        path: _stripped(part) if CHANGED.fullmatch(path) else part
        for path, part in remaining.items()
    }
    return packages.with_clean_pictures(remaining, name)


def metadata(parts: Mapping[str, bytes]) -> list[str]:
    """List each trace by where it stands."""
    found = [path for path, part in parts.items() if _is_dropped(path, part) or NOTE in part]
    for path, part in parts.items():
        if CHANGED.fullmatch(path):
            found += [f"{path}: {trace}" for trace in _traces(part)]
    return [*found, *packages.pictures_traces(parts)]


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


def is_signed(parts: Mapping[str, bytes]) -> bool:
    """Tell whether the package holds a signature."""
    return any(path.startswith("_xmlsignatures/") and path.endswith(".xml") for path in parts)


def _stripped(part: bytes) -> bytes:
    root = xml.tree(part)
    for element in [*root.iter()]:
        if _is_removed(element):
            _remove(element)
            continue
        for key in [*element.attrib]:
            neutral = _neutral_value(element, key)
            if neutral is None:
                continue
            if neutral:
                element.set(key, neutral)
            else:
                del element.attrib[key]
    for table in [*root.iter(WORDS + "tbl")]:
        if next(table.iter(WORDS + "tr"), None) is None:
            xml.remove(table)
    return xml.written(root)


def _traces(part: bytes) -> list[str]:
    found = []
    for element in xml.tree(part).iter():
        if _is_removed(element):
            found.append(xml.local(element.tag))
        found += [
            f"{xml.local(key)} {element.get(key)}"
            for key in element.attrib
            if _neutral_value(element, key) not in (None, element.get(key))
        ]
    return found


def _neutral_value(element: Any, key: str) -> str | None:
    """Return the neutral value of an attribute: "" to remove it, None to leave it as it is."""
    name = xml.local(key)
    if not isinstance(element.tag, str):
        return None
    if name in NAMES:
        return packages.NOBODY
    if name == INITIALS:
        return packages.NOBODY[0]
    return "" if name in ATTRIBUTES or name.startswith("rsid") else None


def _is_removed(element: Any) -> bool:
    """Tell whether it is removed with all it holds: a deleted table row as a whole."""
    if element.tag == WORDS + "tr":
        return any(
            mark.tag == WORDS + "del"
            for remaining in element
            for mark in remaining
            if _is_row(remaining)
        )
    return xml.local(element.tag) in ELEMENTS or element.tag in STRUCK_ELEMENTS


def _is_row(element: Any) -> bool:
    return bool(element.tag == WORDS + "trPr")


def _remove(element: Any) -> None:
    """Remove an element; a choice between versions that is left empty goes with it."""
    while (parent := element.getparent()) is not None:
        parent.remove(element)
        if not str(parent.tag).startswith(f"{{{MARKUP}}}") or len(parent):
            return
        element = parent
