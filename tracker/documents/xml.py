"""XML of office files, read without entities or the network, changed and written again."""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from lxml.etree import _Element, iterwalk  # loaded where it is used: few pages need it

STEP = 2**13  # bytes that are parsed at once: more would wait in memory, and be slower
BROKEN = (expat.ExpatError, LookupError, ValueError)

type Element = _Element
type Event = tuple[str, str, dict[str, str]]
NONE: dict[str, str] = {}


class Harmful(ValueError):
    """XML that declares a document type, is nested beyond measure, or is damaged."""


def check_parts(parts: Mapping[str, bytes]) -> None:
    """Check that every part is well-formed and declares no document type, in whatever encoding.

    Office files declare no entities; what does, means harm. Raises Harmful.
    """
    for path, part in parts.items():
        if path.endswith((".xml", ".rels")):
            with harmful_if(*BROKEN):
                _parser().Parse(part, True)


def events(part: bytes) -> Iterator[Event]:
    """Yield "start", "end" and "text" with a `namespace name` or the words. Raises Harmful."""
    waiting: list[Event] = []
    parser = _parser()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, values: waiting.append(("start", name, values))
    parser.EndElementHandler = lambda name: waiting.append(("end", name, NONE))
    parser.CharacterDataHandler = lambda words: waiting.append(("text", words, NONE))
    for at in range(0, len(part) + 1, STEP):
        with harmful_if(*BROKEN):
            parser.Parse(part[at : at + STEP], at + STEP > len(part))
        yield from waiting
        waiting.clear()


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_declared: object) -> None:
    raise Harmful("a document type")


@contextmanager
def harmful_if(*errors: type[Exception]) -> Iterator[None]:
    """Raise Harmful instead of these errors."""
    try:
        yield
    except errors as broken:
        raise Harmful(str(broken)) from broken


def bare(name: str) -> str:
    """Return a name of an event without its namespace."""
    return name.rsplit(" ", 1)[-1]


def root_of(part: bytes) -> str:
    """Return the name of the outermost element, without its namespace. Raises Harmful."""
    return next((bare(name) for event, name, _values in events(part) if event == "start"), "")


def lines_of(part: bytes, wanted: Container[str], ends: Container[str]) -> list[str]:
    """Collect the words of `wanted` elements, a line up to each that `ends`. Raises Harmful."""
    lines: list[list[str]] = [[]]
    is_wanted = False
    for event, name, _values in events(part):
        if event == "text":
            lines[-1] += [name] if is_wanted else []
        else:
            is_wanted = event == "start" and bare(name) in wanted
        if event == "end" and bare(name) in ends and lines[-1]:
            lines.append([])
    return [line for line in map("".join, lines) if line.strip()]


def tree(part: bytes) -> Element:
    """Parse a part, without comments. Raises Harmful for a document type, or damage."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    with harmful_if(etree.XMLSyntaxError):
        root = etree.fromstring(part, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Harmful("a document type")
    return root


def walk(root: Element, *tags: str) -> "iterwalk":
    """Return the elements, or those of `tags`, with "start" before and "end" after their own."""
    from lxml import etree

    return etree.iterwalk(root, events=("start", "end"), tag=tags or None)


def written(root: Element) -> bytes:
    """Write the part again, without comments or instructions before and after its root."""
    from lxml import etree

    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + bytes(
        etree.tostring(root, encoding="UTF-8", with_tail=False)
    )


def remove(element: Element) -> None:
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
