"""What Office and OpenDocument files share: the pictures in them, and their relationships."""

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
    """The parts, pictures without what is said about them; one that is damaged becomes empty.

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
    found = []
    for path, part in parts.items():
        if PICTURES.search(path) and part:
            found += [f"{path}: {trace}" for trace in pictures.metadata(part, _kind(part))]
    return found


def without(parts: Mapping[str, bytes], dropped: Iterable[str]) -> dict[str, bytes]:
    """The parts but for some, and nothing that refers to them."""
    gone = set(dropped) & set(parts)
    kept = {path: part for path, part in parts.items() if path not in gone}
    if TYPES in kept:
        kept[TYPES] = _without_types(kept[TYPES], gone)
    for path in [path for path in kept if path.endswith(".rels")]:
        source = _source(path)
        kept[path], lost = _without_links(kept[path], source, gone)
        if lost and source in kept:
            kept[source] = _without_references(kept[source], lost)
    return {path: part for path, part in kept.items() if not _is_orphan(path, gone)}


def _without_types(part: bytes, gone: set[str]) -> bytes:
    root = xml.tree(part)
    for one in [*root]:
        if (one.get("PartName") or "").lstrip("/") in gone:
            root.remove(one)
    return xml.written(root)


def _without_links(part: bytes, source: str, gone: set[str]) -> tuple[bytes, set[str]]:
    """The relationships without those to what is gone, or to a file on somebody's disk."""
    root = xml.tree(part)
    lost: set[str] = set()
    for one in [*root]:
        target = one.get("Target") or ""
        if one.get("TargetMode") == "External":
            is_lost = (one.get("Type") or "").endswith(("/attachedTemplate", "/mailMergeSource"))
        else:
            path = posixpath.join("/", posixpath.dirname(source), target)
            is_lost = posixpath.normpath(path).lstrip("/") in gone
        if is_lost:
            lost.add(one.get("Id") or "")
            root.remove(one)
    return xml.written(root), lost


def _without_references(part: bytes, lost: set[str]) -> bytes:
    root = xml.tree(part)
    for one in [*root.iter()]:
        for key in [key for key in one.attrib if key.startswith(f"{{{LINK}}}")]:
            if one.get(key) in lost:
                _unlink(one, key)
    return xml.written(root)


def _unlink(one: Any, key: str) -> None:
    """How pages are set up stays without its printer; what is nothing but a reference goes."""
    parent = one.getparent()
    if parent is None or xml.local(one.tag) == "pageSetup":
        del one.attrib[key]
    else:
        parent.remove(one)


def _source(path: str) -> str:
    """ "word/_rels/document.xml.rels" belongs to "word/document.xml"."""
    folder, name = posixpath.split(path)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _is_orphan(path: str, gone: set[str]) -> bool:
    return path.endswith(".rels") and _source(path) in gone


def _clean_picture(path: str, part: bytes) -> bytes:
    try:
        return pictures.cleaned(part, _kind(part), path)
    except FileUnreadable:
        return b""


def _kind(part: bytes) -> FileKind:
    return FileKind.PNG if part.startswith(b"\x89PNG") else FileKind.JPEG
