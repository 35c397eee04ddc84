"""A progress report as PDF, and characters without a glyph written by name.

PDF/UA refuses a document with a missing glyph, so 🙂 is printed as "[slightly smiling face]".
"""

import json
import re
import unicodedata
from bisect import bisect
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from tracker import errors, vocabulary
from tracker.limited_process import Limits, ProcessStopped, call_limited
from tracker.progress import Progress
from tracker.reporting import blocks, typst_compiler
from tracker.reporting.typst_document import typst_document

_PROBE = b"""#set document(title: "Probe")
#set text(font: ("Source Sans Pro", "Libertinus Serif"))
#sys.inputs.at("text")"""


def replace_missing_glyphs(text: str) -> str:
    """Replace each character without a glyph by its name, in JSON with raw letters."""
    escaped = re.sub(r"\\u00[01][0-9a-f]", " ", text)  # control characters, as JSON writes them
    hidden = {char for char in set(escaped) if ord(char) > 0x24F and not _has_glyph(char)}
    return escaped.translate({ord(char): _glyph_name(char) for char in hidden})


@cache
def _has_glyph(char: str) -> bool:
    """Return whether our fonts have a glyph for a character."""
    import typst

    try:
        typst_compiler.compile_pdf(_PROBE, {"text": f"a{char}"}, datetime(2000, 1, 1, tzinfo=UTC))
    except typst.TypstError:
        return False
    return True


def _glyph_name(char: str) -> str:
    """Return the name of a character in brackets; empty for joiners and variants."""
    if unicodedata.category(char) in ("Cf", "Mn"):  # joiners and variation selectors
        return ""
    return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"


TEMPLATE = Path(__file__).with_name("report.typ")
MAX_IN_PROCESS = 2_000_000  # characters of JSON, several hundred pages
# For a document of a thousand pages Typst keeps a gigabyte, which goes with the process.
LIMITS = Limits(seconds=600, cpu=600, memory=8 * 2**30)


def render(progress: Progress) -> bytes:
    """Render the report as PDF, the shorter kinds in smaller letters."""
    from tracker.reporting.layout import document

    return render_document(
        document(progress),
        on=progress.on,
        is_compact=progress.kind.code
        not in (vocabulary.ReportKind.FULL, vocabulary.ReportKind.THEME),
    )


def render_document(document: blocks.Document, *, on: date, is_compact: bool = False) -> bytes:
    """Render a document on A4, with characters without a glyph written by name."""
    data = json.dumps(typst_document(document, is_compact=is_compact), ensure_ascii=False)
    return compile_template(TEMPLATE, data, datetime.combine(on, time(), UTC))


def compile_template(template: Path, data: str, created: datetime) -> bytes:
    """Compile a template with its JSON to PDF, a long one in a process of its own.

    Raises:
        InvalidValue: The machine's memory does not suffice.
    """
    import typst

    source = template.read_bytes()
    try:
        return complete_tags(_compile(source, {"sheet": data}, created))
    except typst.TypstError:
        printable = replace_missing_glyphs(data)
        if printable == data:
            raise
        return complete_tags(_compile(source, {"sheet": printable}, created))
    except ProcessStopped as cause:
        raise errors.InvalidValue(
            _(
                "The PDF is too long for the memory of this server. Choose fewer "
                "recommendations or another format."
            )
        ) from cause


def _compile(source: bytes, inputs: dict[str, str], created: datetime) -> bytes:
    if len(inputs["sheet"]) > MAX_IN_PROCESS:
        return call_limited(LIMITS, typst_compiler.compile_pdf, source, inputs, created)
    return typst_compiler.compile_pdf(source, inputs, created)


# A language without its script, and a cell with the name of its column's header ("U1x0y0").
_INCOMPLETE_TAG = re.compile(
    rb"/Lang\(sr\)|/S/TD(/P \d+ 0 R/A\[<</O/Table)/Headers\[\(U\d+x(\d+)y\d+\)\]"
)


def complete_tags(pdf: bytes) -> bytes:
    """Name the script of Serbian text, and make the first cell of each row its header.

    Typst writes the language alone, and knows headers of columns only. The offsets of all objects
    behind a change, and of their table, move with it.
    """
    table = pdf.rindex(b"\nxref\n")
    end, parts, places, moves = 0, list[bytes](), list[int](), [0]
    for match in _INCOMPLETE_TAG.finditer(pdf, 0, table):
        tag = _complete_tag(match)
        parts += pdf[end : match.start()], tag
        end = match.end()
        places.append(match.start())
        moves.append(moves[-1] + len(tag) - len(match[0]))

    def move(match: re.Match[bytes]) -> bytes:
        offset = int(match[1])
        return b"%010d%b" % (offset + moves[bisect(places, offset)], match[2])

    offsets = re.sub(rb"(\d{10})( \d{5} n)", move, pdf[table:])
    return b"".join(
        (
            *parts,
            pdf[end:table],
            re.sub(rb"startxref\n\d+", b"startxref\n%d" % (table + 1 + moves[-1]), offsets),
        )
    )


def _complete_tag(match: re.Match[bytes]) -> bytes:
    """Return a tag as it should be: the headers of a cell follow from their scope."""
    attributes, column = match.groups()
    if column is None:
        return b"/Lang(sr-Latn)"
    return b"/S/TH%b/Scope/Row" % attributes if column == b"0" else b"/S/TD%b" % attributes
