"""Sections recognised by the first sentence of a paragraph, where its heading was lost."""

import re

from tracker.intake.sentences import first_of
from tracker.vocabulary import Section

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


def section_opened_by(text: str) -> Section | None:
    """Return the section that a paragraph's first sentence opens. SUMMARY: the introduction."""
    sentence = first_of(text)
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
