"""DOCX and XLSX: without properties, people, paths and the days of each change."""

import re
from collections.abc import Mapping
from typing import Any

from tracker.files import xml
from tracker.files.cleaning import zipped

DROPPED = re.compile(
    r"docProps/|customXml/|_xmlsignatures/|word/people\.xml|xl/(persons|threadedComments)/"
    r"|xl/revisions/|xl/userNames|.*/printerSettings/|.*/embeddings/|xl/customProperty"
    r"|word/glossary/|docMetadata/|userCustomization/|customUI/",
    re.IGNORECASE,
)
CHANGED = re.compile(
    r"word/[^/]+\.xml|xl/(workbook|comments[^/]*|comments/[^/]+|pivotCache/pivotCacheDefinition[^/]*)\.xml"
)
NAMES = frozenset({"author", "lastEditedBy", "refreshedBy"})  # attributes that say who
INITIALS = "initials"
ATTRIBUTES = frozenset({"date", "dateUtc", "userId", "providerId", "documentId", "refreshedDate"})
TELLING = """
rsids rsid docVars mailMerge absPath fileSharing revisionPtr docId attachedTemplate saveThroughXslt
"""
ELEMENTS = frozenset(TELLING.split())
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def cleaned(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """The parts of the copy. Raises xml.Harmful for what can't be read, Unreadable for a bomb."""
    kept = zipped.without(parts, [path for path in parts if DROPPED.match(path)])
    kept = {
        path: _stripped(part) if CHANGED.fullmatch(path) else part for path, part in kept.items()
    }
    return zipped.with_clean_pictures(kept, name)


def metadata(parts: Mapping[str, bytes]) -> list[str]:
    """Each trace by where it stands."""
    found = [path for path in parts if DROPPED.match(path)]
    for path, part in parts.items():
        if CHANGED.fullmatch(path):
            found += [f"{path}: {trace}" for trace in _traces(part)]
    return [*found, *zipped.pictures_traces(parts)]


def is_signed(parts: Mapping[str, bytes]) -> bool:
    return any(path.startswith("_xmlsignatures/") and path.endswith(".xml") for path in parts)


def _stripped(part: bytes) -> bytes:
    root = xml.tree(part)
    people = _unnamed(root)
    for one in [*root.iter()]:
        if xml.local(one.tag) in ELEMENTS:
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
    for person, words in people:
        person.text = words
    return xml.written(root)


def _traces(part: bytes) -> list[str]:
    root = xml.tree(part)
    found = ["author of a comment" for one, words in _unnamed(root) if one.text != words]
    for one in root.iter():
        if xml.local(one.tag) in ELEMENTS:
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
        return zipped.NOBODY
    if name == INITIALS:
        return zipped.NOBODY[0]
    return "" if name in ATTRIBUTES or name.startswith("rsid") else None


def _unnamed(root: Any) -> list[tuple[Any, str]]:
    """Who commented in a workbook, and each comment that begins with that name, without it."""
    authors = [one for one in root.iter() if xml.local(one.tag) == "author" and one.text]
    names = {one.text.strip() for one in authors} - {zipped.NOBODY, ""}
    found = [(one, zipped.NOBODY) for one in authors]
    words = [one for one in root.iter() if names and xml.local(one.tag) == "t" and one.text]
    for one in words:
        head, colon, rest = one.text.partition(":")
        if head.strip() in names:
            found.append((one, f"{zipped.NOBODY}{colon}{rest}"))
    return found


def _remove(one: Any) -> None:
    """Take it out; a choice between versions that is left empty goes with it."""
    while (parent := one.getparent()) is not None:
        parent.remove(one)
        if not str(parent.tag).startswith(f"{{{MARKUP}}}") or len(parent):
            return
        one = parent
