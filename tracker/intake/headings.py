"""Headings of a narrative's parts, alone on their line or run into the text."""

import re
from dataclasses import dataclass

from tracker.vocabulary import Section

# Special cases have "government efforts", which tells of all three, and "scope", a profile.
PARTS = {
    "trafficking profile": Section.PROFILE,
    "scope and magnitude": Section.PROFILE,
    "scope": Section.PROFILE,
    "profile": Section.PROFILE,
    "government efforts": Section.SUMMARY,
    "introduction": Section.SUMMARY,
    "prosecution": Section.PROSECUTION,
    "protection": Section.PROTECTION,
    "prevention": Section.PREVENTION,
}
ORNAMENT = r"[\s#*_•]{0,8}"  # of Markdown
NAMES = "|".join(PARTS)
# "Prosecution of traffickers was rare" is a sentence: a heading in small letters stands alone,
# before a colon, or before a word that begins a sentence.
SENTENCE_START = (
    r"(?-i:(?=(?:The|In|During|Despite|Although|While|As|There|Authorities|Officials|Police)\b))"
)
CAPITALS = re.compile(
    rf"{ORNAMENT}(?P<name>{NAMES.upper()})(?P<after>[\s*_:.–—-]*)(?=$|[A-Z“\"(\[])"
)
SMALL = re.compile(
    rf"{ORNAMENT}(?-i:(?=[A-Z]))(?P<name>{NAMES})(?P<after>[*_]*\s*(?:[:–—][*_]*\s*|\.?[*_]*\s*$|\s+{SENTENCE_START}))",
    re.IGNORECASE,
)

KEY = r"(?:(?:PRIORITI[SZ]ED|PRIORITY|KEY|MAIN|OTHER)\s+)?"
CAPITAL_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-ZÀ-ÖØ-ÞĀ-Ž’'.,()-]*(?![a-zà-ž])"
LIST_CAPITALS = re.compile(
    rf"{ORNAMENT}{KEY}RECOMMENDATIONS?\b"
    rf"(?:\s+(?:FOR|TO|for|to)\s+(?:[^:.;\n]{{2,60}}(?=:)|{CAPITAL_WORD}(?:\s+{CAPITAL_WORD}){{0,7}}))?"
    r"[*_]*\s*[:.–—-]?[*_]*\s*"
)
LIST_SMALL = re.compile(
    rf"{ORNAMENT}{KEY}recommendations?(?:\s+(?:for|to)\s+[^:.;\n]{{2,60}}?)?[*_]*\s*"
    r"(?::[*_]*\s*|[*_]*$)",
    re.IGNORECASE,
)
LIST_WITHIN = re.compile(
    rf"(?<=[.!?)”\"\s])(?:{KEY}RECOMMENDATIONS(?:\s+(?:FOR|for)\s+[^:.;\n]{{2,60}})?"
    r"|Recommendations\s+for\s+[^:.;\n]{2,60})\s*:\s*"
)
PART_WITHIN = re.compile(
    r"(?<=[.!?)”\"\s;])(?:PROSECUTION|PROTECTION|PREVENTION|TRAFFICKING PROFILE)"
    r"(?:\b|(?=[A-Z][a-z]))"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Section that a paragraph opens, and the code point at which its text begins."""

    section: Section
    end: int


def heading_of(text: str) -> Heading | None:
    """Return the heading that a paragraph begins with, or None."""
    start = text[:200]
    if list_heading := LIST_CAPITALS.match(start) or LIST_SMALL.match(start):
        return Heading(Section.RECOMMENDATIONS, list_heading.end())
    if part_heading := CAPITALS.match(start) or SMALL.match(start):
        return Heading(PARTS[part_heading["name"].lower()], part_heading.end())
    return None


def stands_alone(text: str) -> bool:
    """Return whether a line is a heading and nothing else."""
    heading = heading_of(text)
    return heading is not None and heading.end >= len(text)


def list_within(text: str) -> re.Match[str] | None:
    """Find the heading of a list of recommendations inside a paragraph."""
    return LIST_WITHIN.search(text)


def part_within(text: str, start: int) -> int:
    """Return the offset of the next section's heading in capitals, else the paragraph's end."""
    match = PART_WITHIN.search(text, start)
    return match.start() if match else len(text)
