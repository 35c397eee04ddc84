"""XML of office files, read without entities or the network, changed and written again."""

from collections.abc import Callable, Container, Mapping
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Harmful(ValueError):
    """XML that declares a document type, is nested beyond measure, or is damaged."""


class _Root(Exception):
    """Signal that ends a walk at the outermost element."""


def check_parts(parts: Mapping[str, bytes]) -> None:
    """Check that every part is well-formed and declares no document type, in whatever encoding.

    Office files declare no entities; what does, means harm. Raises Harmful.
    """
    for path, part in parts.items():
        if path.endswith((".xml", ".rels")):
            walk(part)


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
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = letters
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as broken:
        raise Harmful(str(broken)) from broken


def _refuse(*_declared: object) -> None:
    raise Harmful("a document type")


def bare(name: str) -> str:
    """Return a name of `walk` without its namespace."""
    return name.rsplit(" ", 1)[-1]


def root_of(part: bytes) -> str:
    """Return the name of the outermost element, without its namespace. Raises Harmful."""

    def start(name: str, attributes: dict[str, str]) -> None:
        raise _Root(bare(name))

    try:
        walk(part, start)
    except _Root as root:
        return str(root)
    return ""


def lines_of(part: bytes, wanted: Container[str], ends: Container[str]) -> list[str]:
    """Collect the letters of `wanted` elements, a line up to each that `ends`. Raises Harmful."""
    lines: list[list[str]] = [[]]
    within = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal within
        within = bare(name) in wanted

    def end(name: str) -> None:
        nonlocal within
        within = False
        if bare(name) in ends and lines[-1]:
            lines.append([])

    def letters(words: str) -> None:
        if within:
            lines[-1].append(words)

    walk(part, start, end, letters)
    return [line for line in map("".join, lines) if line.strip()]


def tree(part: bytes) -> "Element":
    """Parse a part that was checked. Raises Harmful for what lxml will not have."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as broken:
        raise Harmful(str(broken)) from broken


def written(root: "Element") -> bytes:
    """Write the part again, without comments or instructions before and after its root."""
    from lxml import etree

    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return head + bytes(etree.tostring(root, encoding="UTF-8", with_tail=False))


def remove(element: "Element") -> None:
    """Take an element out of its parent; the words behind it stay."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def local(tag: object) -> str:
    """Return a tag without its namespace; comments and instructions have no name."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
