"""Pictures and relationships in Office and OpenDocument files."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.documents import refusals, xml
from tracker.documents.metadata import pictures
from tracker.errors import FileUnreadable
from tracker.vocabulary import FileKind

MOST_PIXELS = 400_000_000  # of all pictures in one document
NOBODY = "Author"  # what office programs write when they take out the name
PICTURES = re.compile(r"\.(png|jpe?g|jpe|jfif)$", re.IGNORECASE)
TYPES = "[Content_Types].xml"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_clean_pictures(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Clean the pictures among the parts; one that is damaged becomes empty.

    Raises Unreadable when all of them together have more than MOST_PIXELS.
    """
    shown = [part for path, part in parts.items() if PICTURES.search(path)]
    if sum(pictures.pixels(part, _kind(part)) for part in shown) > MOST_PIXELS:
        raise refusals.unpacks_too_far(name)
    return {
        path: _clean_picture(path, part) if PICTURES.search(path) else part
        for path, part in parts.items()
    }


def pictures_traces(parts: Mapping[str, bytes]) -> list[str]:
    """List the metadata of each picture among the parts."""
    found = []
    for path, part in parts.items():
        if PICTURES.search(path) and part:
            found += [f"{path}: {trace}" for trace in pictures.metadata(part, _kind(part))]
    return found


def without(parts: Mapping[str, bytes], dropped: Iterable[str]) -> dict[str, bytes]:
    """Remove some parts, and all that refers to them."""
    removed = set(dropped) & set(parts)
    remaining = {path: part for path, part in parts.items() if path not in removed}
    if TYPES in remaining:
        remaining[TYPES] = _without_types(remaining[TYPES], removed)
    for path in [path for path in remaining if path.endswith(".rels")]:
        source = _source(path)
        remaining[path], lost = _without_links(remaining[path], source, removed)
        if lost and source in remaining:
            remaining[source] = _without_references(remaining[source], lost)
    return {path: part for path, part in remaining.items() if not _is_orphan(path, removed)}


def _without_types(part: bytes, removed: set[str]) -> bytes:
    root = xml.tree(part)
    for element in [*root]:
        if (element.get("PartName") or "").lstrip("/") in removed:
            root.remove(element)
    return xml.written(root)


def _without_links(part: bytes, source: str, removed: set[str]) -> tuple[bytes, set[str]]:
    """Remove the relationships to removed parts, or to a file on somebody's disk."""
    root = xml.tree(part)
    lost: set[str] = set()
    for element in [*root]:
        target = element.get("Target") or ""
        if element.get("TargetMode") == "External":
            is_lost = (element.get("Type") or "").endswith(
                ("/attachedTemplate", "/mailMergeSource")
            )
        else:
            path = posixpath.join("/", posixpath.dirname(source), target)
            is_lost = posixpath.normpath(path).lstrip("/") in removed
        if is_lost:
            lost.add(element.get("Id") or "")
            root.remove(element)
    return xml.written(root), lost


def _without_references(part: bytes, lost: set[str]) -> bytes:
    root = xml.tree(part)
    for element in [*root.iter()]:
        for key in [key for key in element.attrib if key.startswith(f"{{{LINK}}}")]:
            if element.get(key) in lost:
                _unlink(element, key)
    return xml.written(root)


def _unlink(element: Any, key: str) -> None:
    """Remove a reference; the set-up of a page stays without its printer."""
    parent = element.getparent()
    if parent is None or xml.local(element.tag) == "pageSetup":
        del element.attrib[key]
    else:
        parent.remove(element)


def _source(path: str) -> str:
    """Return the part that a file of relationships belongs to."""
    folder, name = posixpath.split(path)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _is_orphan(path: str, removed: set[str]) -> bool:
    return path.endswith(".rels") and _source(path) in removed


def _clean_picture(path: str, part: bytes) -> bytes:
    try:
        return pictures.cleaned(part, _kind(part), path)
    except FileUnreadable:
        return b""


def _kind(part: bytes) -> FileKind:
    return FileKind.PNG if part.startswith(b"\x89PNG") else FileKind.JPEG
