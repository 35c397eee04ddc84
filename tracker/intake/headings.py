"""Headings of a narrative's parts, and the sentences that open a part without one."""

import re
from dataclasses import dataclass

from tracker.intake.sentences import first_sentence
from tracker.vocabulary import Section

# Special cases have "government efforts", which covers all three, and "scope", a profile.
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
LIST_WITHIN = re.compile(  # the heading of a list of recommendations inside a paragraph
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


def find_heading(text: str) -> Heading | None:
    """Return the heading that a paragraph begins with, or None."""
    start = text[:200]
    if list_heading := LIST_CAPITALS.match(start) or LIST_SMALL.match(start):
        return Heading(Section.RECOMMENDATIONS, list_heading.end())
    if part_heading := CAPITALS.match(start) or SMALL.match(start):
        return Heading(PARTS[part_heading["name"].lower()], part_heading.end())
    return None


def stands_alone(text: str) -> bool:
    """Return whether a line is a heading and nothing else."""
    heading = find_heading(text)
    return heading is not None and heading.end >= len(text)


def find_next_part(text: str, start: int) -> int:
    """Return the offset of the next section's heading in capitals, else the paragraph's end."""
    match = PART_WITHIN.search(text, start)
    return match.start() if match else len(text)


ACTOR = re.compile(
    r"overnment|uthorit|fficials|\b[A-Z]\w+(?:’s|'s)\b"
    r"|^(?!NGO|Obs|Int)[A-Z]\w+(?:\s[A-Z]\w+)*\s+(?:made|demonstrated|continued|increased|decreased|sustained"
    r"|maintained|improved|took|provided|strengthened)\b"
)
STANDARDS = re.compile(
    r"\bminimum\s+standards\s+for\s+the\s+elimination\b"
    r"|\b(?:meets?|comply|complies|compliance)\b[^.;]{0,30}\bminimum\s+standards\b"
    r"|\b(?:remain(?:s|ed)|is|was)\s+a\s+special\s+case\b",
    re.IGNORECASE,
)
PROFILE = re.compile(
    r"^(?:As\s+reported\s+(?:over|in|during)\b"
    r"|.{0,160}?\b(?:is|are|remains?|was)\s[^.;]{0,60}\b(?:source|origin|transit|destination)\b[^.;]{0,80}"
    r"\b(?:country|countries|territory|point|for)\b"
    r"|.{0,160}?\b(?:is|are|remains?)\s[^.;]{0,40}\bcountr(?:y|ies)\s+of\s+(?:origin|transit|destination)"
    r"|(?:Human\s+)?[Tt]raffickers\s+(?:\w+\s+)?(?:exploit|subject|recruit|use|force)"
    r"|.{0,80}?\btraffickers\s+(?:\w+\s+)?(?:exploit|subject)\b.{0,60}\bvictims?\s+in\s+[A-Z])",
    re.DOTALL,
)
EFFORT = r"(?:efforts?|progress|action|response|activities|measures|initiatives|capacity)"
CUES = {
    Section.PROSECUTION: re.compile(
        r"\b(?:law[ -]enforcement|prosecution|prosecutorial|investigat\w+|prosecut\w+)\b"
        rf"[^.;]{{0,60}}\b{EFFORT}\b"
        rf"|\b{EFFORT}\b(?:\s+\S+){{0,8}}?\s+"
        r"(?:prosecut\w+|investigat\w+|punish\w*|convict\w*|law[ -]enforcement)\b",
        re.IGNORECASE,
    ),
    Section.PROTECTION: re.compile(
        rf"\b(?:protection|protective|victim\s+(?:identification|assistance|services|care))\b[^.;]{{0,60}}\b{EFFORT}\b"
        rf"|\b{EFFORT}\b(?:\s+\S+){{0,6}}?\s+(?:protect\w*|identify\w*|assist\w*)\b"
        r"|\bprovid\w+\s+(?:\w+\s+){0,3}(?:protection|assistance|care)\b",
        re.IGNORECASE,
    ),
    Section.PREVENTION: re.compile(
        rf"\b(?:prevention|preventive|preventative)\b[^.;]{{0,60}}\b{EFFORT}\b"
        rf"|\b{EFFORT}\b(?:\s+\S+){{0,6}}?\s+prevent\w*\b",
        re.IGNORECASE,
    ),
}


def find_opened_section(text: str) -> Section | None:
    """Return the section that a paragraph's first sentence opens. SUMMARY: the introduction."""
    sentence = first_sentence(text)
    if STANDARDS.search(sentence):
        return Section.SUMMARY
    if PROFILE.match(sentence):
        return Section.PROFILE
    if not ACTOR.search(sentence[:120]):
        return None
    ends = {
        section: match.end() for section, cue in CUES.items() if (match := cue.search(sentence))
    }
    return min(ends, key=lambda section: ends[section]) if ends else None
