"""DOCX and XLSX: without properties, people, paths, comments, and what was struck out."""

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
TELLING = """
rsids rsid docVars mailMerge absPath fileSharing revisionPtr docId attachedTemplate saveThroughXslt
"""
REMARKS = """
commentRangeStart commentRangeEnd commentReference annotationRef
"""
STRUCK = """
del delText delInstrText moveFrom moveFromRangeStart moveFromRangeEnd moveToRangeStart
moveToRangeEnd cellDel
"""
ELEMENTS = frozenset((*TELLING.split(), *REMARKS.split()))
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRUCK_ELEMENTS = frozenset(WORDS + name for name in STRUCK.split())
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def cleaned(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """The parts of the copy. Raises xml.Harmful for what can't be read, Unreadable for a bomb."""
    unnoted = {path: _without_notes(part) for path, part in parts.items()}
    kept = packages.without(unnoted, [path for path in unnoted if _is_dropped(path, unnoted[path])])
    kept = {
        path: _stripped(part) if CHANGED.fullmatch(path) else part for path, part in kept.items()
    }
    return packages.with_clean_pictures(kept, name)


def metadata(parts: Mapping[str, bytes]) -> list[str]:
    """Each trace by where it stands."""
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
    """Drawn boxes without those of comments."""
    if NOTE not in part:
        return part
    try:
        root = xml.tree(part)
    except xml.Harmful:
        return part
    for one in [*root.iter()]:
        if xml.local(one.tag) == "ClientData" and one.get("ObjectType") == "Note":
            xml.remove(one.getparent())
    return xml.written(root)


def is_signed(parts: Mapping[str, bytes]) -> bool:
    return any(path.startswith("_xmlsignatures/") and path.endswith(".xml") for path in parts)


def _stripped(part: bytes) -> bytes:
    root = xml.tree(part)
    for one in [*root.iter()]:
        if _is_gone(one):
            _remove(one)
            continue
        for key in [*one.attrib]:
            told = _told(one, key)
            if told is None:
                continue
            if told:
                one.set(key, told)
            else:
                del one.attrib[key]
    for table in [*root.iter(WORDS + "tbl")]:
        if next(table.iter(WORDS + "tr"), None) is None:
            xml.remove(table)
    return xml.written(root)


def _traces(part: bytes) -> list[str]:
    found = []
    for one in xml.tree(part).iter():
        if _is_gone(one):
            found.append(xml.local(one.tag))
        found += [
            f"{xml.local(key)} {one.get(key)}"
            for key in one.attrib
            if _told(one, key) not in (None, one.get(key))
        ]
    return found


def _told(one: Any, key: str) -> str | None:
    """What an attribute says once it tells nobody: "" for gone, None for as it is."""
    name = xml.local(key)
    if not isinstance(one.tag, str):
        return None
    if name in NAMES:
        return packages.NOBODY
    if name == INITIALS:
        return packages.NOBODY[0]
    return "" if name in ATTRIBUTES or name.startswith("rsid") else None


def _is_gone(one: Any) -> bool:
    """Whether it goes with all it holds; of a table's row that was struck out, the whole row."""
    if one.tag == WORDS + "tr":
        return any(mark.tag == WORDS + "del" for kept in one for mark in kept if _is_row(kept))
    return xml.local(one.tag) in ELEMENTS or one.tag in STRUCK_ELEMENTS


def _is_row(one: Any) -> bool:
    return bool(one.tag == WORDS + "trPr")


def _remove(one: Any) -> None:
    """Take it out; a choice between versions that is left empty goes with it."""
    while (parent := one.getparent()) is not None:
        parent.remove(one)
        if not str(parent.tag).startswith(f"{{{MARKUP}}}") or len(parent):
            return
        one = parent
