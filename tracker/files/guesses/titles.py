"""What a document may be called."""

import re
from collections.abc import Mapping
from io import BytesIO

from tracker.files import xml
from tracker.vocabulary import FileKind

LONGEST = 200  # characters
LINES = 60  # that are looked at
LETTERS = 8  # a line with fewer tells nothing
SUBJECT = re.compile(
    r"(?:subject|re|regarding|lënda|lenda|predmet|tema|titulli)\s*:\s*(\S.*)", re.IGNORECASE
)
HEADS = re.compile(  # letterhead, number, day, address, greeting: whose letter, not what about
    r"republic of|republika|government|qeveria|vlada|ministr|office of the|zyra e|kancelarij"
    r"|agency|agjencia|agencija|department|departamenti|departman|dear\b|i nderuar|e nderuar"
    r"|të nderuar|poštovan|no\.|nr\.|br\.|ref|prot|date|data|datum|tel|fax|e-?mail|www\.|http"
    r"|to:|from:|për:|nga:|za:|od:|page\b|faqe|strana|rr\.|ul\.|street\b|prishtin|priština",
    re.IGNORECASE,
)
RUBBISH = re.compile(
    r"microsoft (word|excel|powerpoint)|untitled|document ?\d*$|book ?\d*$|sheet ?\d*$|title$"
    r"|dokument|pa titull|slide ?\d*$|presentation|word document|scan|img|image|\.\w{3,4}$"
    r"|[\w-]+\.(docx?|xlsx?|pdf|odt|ods|indd|qxd|tmp)\b|\W*\d*\W*$",
    re.IGNORECASE,
)


def title_of(text: str, own: str, called: str) -> str:
    """The subject or first telling line of a text, else the document's own title, else its name."""
    return (_told(text) or _proper(own) or called)[:LONGEST].strip()


def own_title(content: bytes, kind: FileKind, parts: Mapping[str, bytes]) -> str:
    """The title that a document carries as metadata, be it rubbish; "" without one."""
    match kind:
        case FileKind.PDF:
            return _of_pdf(content)
        case FileKind.DOCX | FileKind.XLSX:
            return _of_part(parts.get("docProps/core.xml"))
        case FileKind.ODT | FileKind.ODS:
            return _of_part(parts.get("meta.xml"))
    return ""


def _told(text: str) -> str:
    lines = [" ".join(line.split()) for line in text[:20_000].split("\n") if "\t" not in line]
    lines = [line for line in lines if line][:LINES]
    for line in lines:
        subject = SUBJECT.match(line)
        if subject:
            return _shortened(subject[1])
    return next((_shortened(line) for line in lines if _tells(line)), "")


def _tells(line: str) -> bool:
    letters = sum(letter.isalpha() for letter in line)
    return letters >= LETTERS and letters * 2 >= len(line) and HEADS.match(line) is None


def _shortened(line: str) -> str:
    """A heading whole; of a long line its words up to the end of the first sentence."""
    if len(line) <= LONGEST:
        return line
    sentence = re.match(r".{20,}?[.!?](?=\s)", line[:LONGEST])
    return sentence[0] if sentence else line[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _proper(own: str) -> str:
    words = " ".join(own[: LONGEST * 2].split())
    is_rubbish = RUBBISH.match(words) or re.search(r"\.(docx?|xlsx?|pdf|odt|ods)$", words, re.I)
    return "" if is_rubbish else words


def _of_pdf(content: bytes) -> str:
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            return str(pdf.docinfo.get("/Title", ""))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        return ""


def _of_part(part: bytes | None) -> str:
    if part is None:
        return ""
    found: list[str] = []
    within = False

    def start(tag: str, told: dict[str, str]) -> None:
        nonlocal within
        within = tag == "http://purl.org/dc/elements/1.1/ title"

    def end(tag: str) -> None:
        nonlocal within
        within = False

    def letters(words: str) -> None:
        if within:
            found.append(words)

    try:
        xml.walk(part, start, end, letters)
    except xml.Harmful:
        return ""
    return "".join(found)
