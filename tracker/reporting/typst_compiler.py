"""Typst at work: a template and what it is given become a PDF, with our fonts alone.

Run as a script it does the same for another process, and takes its memory with it when it ends: of
a document of a thousand pages Typst keeps a gigabyte. It reads a JSON object of the arguments of
`compiled` from standard input and writes the PDF to standard output; with what Typst refuses it
ends with the code REFUSED and the reason on standard error.
"""

import json
import subprocess
import sys
from datetime import datetime
from functools import cache
from typing import Any

REFUSED = 3


class EndedEarly(Exception):
    """The other process did not come to an end of its own, as when memory is short."""


def compiled(source: bytes, inputs: dict[str, str], made: datetime) -> bytes:
    """The PDF/UA-1 and PDF/A-2a of a Typst document, dated `made`. Raises typst.TypstError."""
    import typst

    written: bytes = typst.compile(
        source,
        format="pdf",
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=made,
    )
    return written


def compiled_apart(source: bytes, inputs: dict[str, str], made: datetime) -> bytes:
    """The same bytes, made by a process of its own. Raises typst.TypstError and EndedEarly."""
    import typst

    asked = json.dumps([source.decode(), inputs, made.isoformat()])
    this = [sys.executable, "-I", __file__]
    ran = subprocess.run(this, input=asked.encode(), capture_output=True, check=False)  # noqa: S603
    if ran.returncode == REFUSED:
        raise typst.TypstError(ran.stderr.decode(), "")
    if ran.returncode:
        raise EndedEarly(ran.stderr.decode(errors="replace"))
    return ran.stdout


@cache
def fonts() -> Any:
    """Typst's own serif and our sans, read once."""
    import typst
    from font_source_sans_pro import font_directory

    return typst.Fonts(include_system_fonts=False, font_paths=[font_directory])


def main() -> None:
    import typst

    source, inputs, made = json.load(sys.stdin)
    try:
        written = compiled(source.encode(), inputs, datetime.fromisoformat(made))
    except typst.TypstError as refusal:
        sys.stderr.write(str(refusal))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(written)


if __name__ == "__main__":
    main()
