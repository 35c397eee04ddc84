"""Typst compiler: a template and its inputs become a PDF, with our fonts alone.

Run as a script it does the same for another process and frees its memory on exit: for a document
of a thousand pages Typst keeps a gigabyte. It reads a JSON list of the arguments of `compile_pdf`
from standard input and writes the PDF to standard output; on a Typst error it exits with the code
REFUSED and the reason on standard error.
"""

import json
import subprocess
import sys
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

REFUSED = 3


class CompilerCrashed(Exception):
    """The subprocess ended without a result, as when memory is short."""


def compile_pdf(source: bytes, inputs: dict[str, str], made: datetime) -> bytes:
    """Compile a Typst document to PDF/UA-1 and PDF/A-2a, dated `made`.

    Raises:
        typst.TypstError: The document is refused.
    """
    import typst

    pdf: bytes = typst.compile(
        source,
        format="pdf",
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=made,
    )
    return pdf


def compile_pdf_in_subprocess(source: bytes, inputs: dict[str, str], made: datetime) -> bytes:
    """Return the same bytes as `compile_pdf`, compiled by a subprocess.

    Raises:
        typst.TypstError: The document is refused.
        CompilerCrashed: The subprocess ended without a result.
    """
    import typst

    request = json.dumps([source.decode(), inputs, made.isoformat()])
    command = [sys.executable, "-I", __file__]
    process = subprocess.run(command, input=request.encode(), capture_output=True, check=False)  # noqa: S603
    if process.returncode == REFUSED:
        raise typst.TypstError(process.stderr.decode(), "")
    if process.returncode:
        raise CompilerCrashed(process.stderr.decode(errors="replace"))
    return process.stdout


@cache
def fonts() -> "typst.Fonts":
    """Return Typst's own serif and our sans, loaded once."""
    import typst
    from font_source_sans_pro import font_directory

    return typst.Fonts(include_system_fonts=False, font_paths=[font_directory])


def main() -> None:
    """Compile the document on standard input."""
    import typst

    source, inputs, made = json.load(sys.stdin)
    try:
        pdf = compile_pdf(source.encode(), inputs, datetime.fromisoformat(made))
    except typst.TypstError as refusal:
        sys.stderr.write(str(refusal))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
