"""Typst compiler: a template and its inputs become a PDF, with our fonts alone."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


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


@cache
def fonts() -> "typst.Fonts":
    """Return Typst's own serif and our sans, loaded once."""
    import typst
    from font_source_sans_pro import font_directory

    return typst.Fonts(include_system_fonts=False, font_paths=[font_directory])
