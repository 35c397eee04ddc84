"""ODT and ODS without properties, people, printers, comments and tracked deletions."""

import re
from collections.abc import Mapping
from typing import Any

from tracker.documents import xml
from tracker.documents.metadata import packages

MANIFEST = "META-INF/manifest.xml"
DROPPED = re.compile(
    r"Thumbnails/|META-INF/(?!manifest\.xml$)|Configurations2/|(.*/)?(meta\.xml|manifest\.rdf)$"
    r"|Basic/|Scripts/|Versions/|VersionList\.xml|layout-cache|Dialogs/|Object \d+/settings\.xml"
)
CHANGED = re.compile(r"(.*/)?(content|styles|settings)\.xml")
PEOPLE = frozenset({"creator", "sender-initials", "creator-initials"})
DAYS = frozenset({"date", "date-string"})
NO_DAY = "1970-01-01T00:00:00"  # where a day has to stand
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
ELEMENTS = frozenset({"event-listeners", "scripts", "annotation", "annotation-end"})
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STRUCK = TEXT + "deletion"
PLACE_OF_STRUCK = TEXT + "change"
CHANGED_CELLS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}tracked-changes"
REVEALING = """
PrinterName PrinterSetup PrinterIndependentLayout CurrentDatabaseDataSource CurrentDatabaseCommand
Rsid RsidRoot ModifyPasswordInfo
"""
SETTINGS = frozenset(REVEALING.split())


def cleaned(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Copy the parts, the type first. Raises as for an Office file."""
    removed = {path for path in parts if DROPPED.match(path)}
    remaining = {path: part for path, part in parts.items() if path not in removed}
    remaining = {
        path: _stripped(part) if CHANGED.fullmatch(path) else part
        for path, part in remaining.items()
    }
    if MANIFEST in remaining:
        remaining[MANIFEST] = _manifest(remaining[MANIFEST], removed)
    return packages.with_clean_pictures({"mimetype": parts["mimetype"].strip(), **remaining}, name)


def metadata(parts: Mapping[str, bytes]) -> list[str]:
    """List each trace by where it stands."""
    found = [path for path in parts if DROPPED.match(path)]
    for path, part in parts.items():
        if CHANGED.fullmatch(path):
            found += [f"{path}: {trace}" for trace in _traces(part)]
    return [*found, *packages.pictures_traces(parts)]


def is_signed(parts: Mapping[str, bytes]) -> bool:
    """Tell whether the package holds a signature."""
    return "META-INF/documentsignatures.xml" in parts


def _stripped(part: bytes) -> bytes:
    root = xml.tree(part)
    for element in [*root.iter()]:
        if _is_removed(element):
            xml.remove(element)
            continue
        plain = _plain(element)
        if plain is not None:
            element.text = plain
        for key in [key for key in element.attrib if xml.local(key).endswith("rsid")]:
            del element.attrib[key]
    return xml.written(root)


def _traces(part: bytes) -> list[str]:
    found = []
    for element in xml.tree(part).iter():
        if _is_removed(element):
            found.append(_setting(element) or xml.local(element.tag))
        plain = _plain(element)
        if plain is not None and (element.text or "") != plain:
            found.append(f"{xml.local(element.tag)} {element.text}")
        found += [xml.local(key) for key in element.attrib if xml.local(key).endswith("rsid")]
    return found


def _plain(element: Any) -> str | None:
    """Return the neutral text in place of a name or a day; None for any other element."""
    name = xml.local(element.tag)
    if name in PEOPLE:
        return "" if name.endswith("initials") else packages.NOBODY
    if name in DAYS and (element.tag.startswith(DUBLIN) or name == "date-string"):
        return NO_DAY if name == "date" else ""
    return None


def _is_removed(element: Any) -> bool:
    return (
        xml.local(element.tag) in ELEMENTS
        or element.tag in (PLACE_OF_STRUCK, CHANGED_CELLS)
        or _is_change(element)
        or _setting(element) in SETTINGS
    )


def _is_change(element: Any) -> bool:
    """Tell whether it holds tracked deletions, or remarks on a change."""
    if xml.local(element.tag) == "changed-region":
        return any(within.tag == STRUCK for within in element)
    parent = element.getparent()
    return (
        element.tag == TEXT + "p" and parent is not None and xml.local(parent.tag) == "change-info"
    )


def _setting(element: Any) -> str:
    if xml.local(element.tag) != "config-item":
        return ""
    return next((value for key, value in element.attrib.items() if xml.local(key) == "name"), "")


def _manifest(part: bytes, removed: set[str]) -> bytes:
    root = xml.tree(part)
    for element in [*root]:
        path = next(
            (value for key, value in element.attrib.items() if key.endswith("full-path")), ""
        )
        if path in removed or DROPPED.match(path):
            root.remove(element)
    return xml.written(root)
