"""ODT and ODS: without properties, people, printers, comments, and what was struck out."""

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
TELLING = """
PrinterName PrinterSetup PrinterIndependentLayout CurrentDatabaseDataSource CurrentDatabaseCommand
Rsid RsidRoot ModifyPasswordInfo
"""
SETTINGS = frozenset(TELLING.split())


def cleaned(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """The parts of the copy, the type first. Raises as for an Office file."""
    gone = {path for path in parts if DROPPED.match(path)}
    kept = {path: part for path, part in parts.items() if path not in gone}
    kept = {
        path: _stripped(part) if CHANGED.fullmatch(path) else part for path, part in kept.items()
    }
    if MANIFEST in kept:
        kept[MANIFEST] = _manifest(kept[MANIFEST], gone)
    return packages.with_clean_pictures({"mimetype": parts["mimetype"].strip(), **kept}, name)


def metadata(parts: Mapping[str, bytes]) -> list[str]:
    """Each trace by where it stands."""
    found = [path for path in parts if DROPPED.match(path)]
    for path, part in parts.items():
        if CHANGED.fullmatch(path):
            found += [f"{path}: {trace}" for trace in _traces(part)]
    return [*found, *packages.pictures_traces(parts)]


def is_signed(parts: Mapping[str, bytes]) -> bool:
    return "META-INF/documentsignatures.xml" in parts


def _stripped(part: bytes) -> bytes:
    root = xml.tree(part)
    for one in [*root.iter()]:
        if _is_gone(one):
            xml.remove(one)
            continue
        plain = _plain(one)
        if plain is not None:
            one.text = plain
        for key in [key for key in one.attrib if xml.local(key).endswith("rsid")]:
            del one.attrib[key]
    return xml.written(root)


def _traces(part: bytes) -> list[str]:
    found = []
    for one in xml.tree(part).iter():
        if _is_gone(one):
            found.append(_setting(one) or xml.local(one.tag))
        plain = _plain(one)
        if plain is not None and (one.text or "") != plain:
            found.append(f"{xml.local(one.tag)} {one.text}")
        found += [xml.local(key) for key in one.attrib if xml.local(key).endswith("rsid")]
    return found


def _plain(one: Any) -> str | None:
    """What stands for a name or a day, once it tells nobody; None for anything else."""
    name = xml.local(one.tag)
    if name in PEOPLE:
        return "" if name.endswith("initials") else packages.NOBODY
    if name in DAYS and (one.tag.startswith(DUBLIN) or name == "date-string"):
        return NO_DAY if name == "date" else ""
    return None


def _is_gone(one: Any) -> bool:
    return (
        xml.local(one.tag) in ELEMENTS
        or one.tag in (PLACE_OF_STRUCK, CHANGED_CELLS)
        or _is_change(one)
        or _setting(one) in SETTINGS
    )


def _is_change(one: Any) -> bool:
    """Whether it holds what was struck out, or remarks on a change."""
    if xml.local(one.tag) == "changed-region":
        return any(within.tag == STRUCK for within in one)
    parent = one.getparent()
    return one.tag == TEXT + "p" and parent is not None and xml.local(parent.tag) == "change-info"


def _setting(one: Any) -> str:
    if xml.local(one.tag) != "config-item":
        return ""
    return next((value for key, value in one.attrib.items() if xml.local(key) == "name"), "")


def _manifest(part: bytes, gone: set[str]) -> bytes:
    root = xml.tree(part)
    for one in [*root]:
        path = next((value for key, value in one.attrib.items() if key.endswith("full-path")), "")
        if path in gone or DROPPED.match(path):
            root.remove(one)
    return xml.written(root)
