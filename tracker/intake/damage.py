"""Warnings about damage that copying did to a text; it is reported, never repaired."""

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
MIN_LINES = 10  # lines, before anything is said of columns
COLUMN_SHARE = 0.4


def damage_warnings(text: str) -> list[str]:
    """Describe each damage that is detected, in one sentence each."""
    warnings = []
    if lost := LOST_LIGATURES.search(text):
        warnings.append(
            _(
                "The text lost letters such as “fi” and “ff” (“%(word)s”). They were not filled "
                "in. Give the text from the web page, or correct it before you accept."
            )
            % {"word": lost[0]}
        )
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) >= MIN_LINES and _count_column_gaps(lines) > COLUMN_SHARE * len(lines):
        warnings.append(
            _(
                "The text seems to be set in two columns, read across: that cannot be put right "
                "here. Give the text from the web page."
            )
        )
    return warnings


def _count_column_gaps(lines: list[str]) -> int:
    return sum(COLUMN_GAP.search(line, 0, 400) is not None for line in lines)
