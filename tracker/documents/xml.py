"""XML of office files, read without entities or the network, changed and written again."""

from collections.abc import Callable
from typing import Any
from xml.parsers import expat


class Harmful(ValueError):
    """XML that declares a document type, is nested beyond measure, or is damaged."""


class _Found(Exception):
    """Signal that ends a walk early."""


def is_plain(part: bytes) -> bool:
    """Tell whether a part is well-formed and declares no document type, in whatever encoding."""
    try:
        walk(part)
    except Harmful:
        return False
    return True


def walk(
    part: bytes,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    letters: Callable[[str], None] | None = None,
) -> None:
    """Call back for each tag, `namespace name`, and for the letters between. Raises Harmful."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    if start:
        parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
    if letters:
        parser.CharacterDataHandler = letters
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as broken:
        raise Harmful(str(broken)) from broken


def root_of(part: bytes) -> str:
    """Return the name of the outermost element, without its namespace. Raises Harmful."""

    def start(name: str, attributes: dict[str, str]) -> None:
        raise _Found(name.rsplit(" ", 1)[-1])

    try:
        walk(part, start)
    except _Found as found:
        return str(found)
    return ""


def tree(part: bytes) -> Any:
    """Parse a part that is_plain. Raises Harmful for what lxml will not have."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as broken:
        raise Harmful(str(broken)) from broken


def written(root: Any) -> bytes:
    """Write the part again, without comments or instructions before and after its root."""
    from lxml import etree

    made = etree.tostring(root, encoding="UTF-8", with_tail=False)
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return head + bytes(made)


def remove(element: Any) -> None:
    """Take an element out of its parent; the words behind it stay."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def local(tag: Any) -> str:
    """Return a tag without its namespace; comments and instructions have no name."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _refuse(*_declared: Any) -> None:
    raise Harmful("a document type")
