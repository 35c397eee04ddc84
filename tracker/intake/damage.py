"""What a copy did to a text and nobody can undo: said, never repaired."""

import re

from django.utils.translation import gettext as _

# "fi", "ff", "ffi" and "fl" are one glyph in print and get lost on the way out of a PDF.
LOST_LIGATURES = re.compile(
    r"\b(?:traf ?icking|tra ?cking|traf ?ck(?:ing|er|ers|ed)|of ?cials?|o ?cials|identi ?ed|"
    r"identi ?cation|speci ?c|bene ?ts?|suf ?cient|insuf ?cient|su ?cient|certi ?ed|rst-time|"
    r"e ?orts|eforts|de ?ned|con ?rmed|signi ?cant(?:ly)?)\b",
    re.IGNORECASE,
)
COLUMN_GAP = re.compile(r"\S(?: {4,}|\t+ *)\S")
FEWEST = 10  # lines, before anything is said of columns
MANY = 0.4


def said_of(text: str) -> list[str]:
    """A sentence for each damage that is seen."""
    said = []
    if lost := LOST_LIGATURES.search(text):
        said.append(
            _(
                "The text lost letters such as “fi” and “ff” (“%(word)s”). They were not filled "
                "in. Give the text from the web page, or correct it before you accept."
            )
            % {"word": lost[0]}
        )
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) >= FEWEST and _beside(lines) > MANY * len(lines):
        said.append(
            _(
                "The text seems to be set in two columns, read across: that cannot be put right "
                "here. Give the text from the web page."
            )
        )
    return said


def _beside(lines: list[str]) -> int:
    return sum(COLUMN_GAP.search(line, 0, 400) is not None for line in lines)
