"""Zero and unknown values: "did not identify any victims" is 0, "did not report any" unknown."""

import re
from collections.abc import Sequence

from tracker.intake.drafts import Paragraph, Place
from tracker.intake.figures.lexicon import VERBS, find_noun
from tracker.intake.figures.values import OldFigure

_DID_NOT = re.compile(
    r"\b(?:did|do|does|has|have|had)\s+not\s+(?P<verb>\w+)(?P<rest>[^.;()]{0,140})", re.IGNORECASE
)
_NO = re.compile(r"\b(?P<no>no)\s+(?P<rest>[^.;()]{3,120})", re.IGNORECASE)
_NOR = re.compile(
    r"\bnor\s+did\s+(?:the\s+)?\w+\s+report\s+(?P<rest>[^.;()]{3,140})", re.IGNORECASE
)
_UNKNOWN = frozenset(
    ["report", "provide", "disclose", "collect", "maintain", "publish", "share", "track", "release"]
)
_COUNTED = {
    "investigat": ("INV_CASES", "cases investigated", "cases"),
    "prosecut": ("PROS_CASES", "cases prosecuted", "cases"),
    "convict": ("CONV_TRAFFICKERS", "traffickers convicted", "traffickers"),
    "identif": ("VICT_IDENTIFIED", "victims identified", "victims"),
}
_NOT_COUNTED = frozenset(
    ["reports", "staff", "training", "trainings", "personnel", "operations", "charges"]
)


def find_missing_values(paragraph: Paragraph, start: int, end: int) -> list[OldFigure]:
    """Find the zeros and unknown values of a sentence."""
    text = paragraph.text
    figures: list[OldFigure] = []
    for match in _DID_NOT.finditer(text, start, end):
        if match["verb"].lower() in _UNKNOWN:
            figures += _unreported_values(paragraph, *match.span("rest"))
        else:
            figures += _zero_after_negation(paragraph, match)
    for match in _NOR.finditer(text, start, end):
        figures += _unreported_values(paragraph, *match.span("rest"))
    for match in _NO.finditer(text, start, end):
        figures += _zero_after_no(paragraph, match)
    return list({figure.place: figure for figure in figures}.values())


def _unreported_values(paragraph: Paragraph, start: int, end: int) -> list[OldFigure]:
    """Find each counted noun after "did not report", as an unknown value."""
    clause = paragraph.text[start:end]
    if not re.match(r"\s+(?:any|the number|new|\w+ing\b)|(?:any|the number)\b", clause):
        return []
    matches = [
        (match.span(), indicator)
        for stem, indicator in _COUNTED.items()
        if (match := re.search(rf"\b{stem}(?:ions?|ying|ing|ied|ed|y|ies)\b", clause))
    ]
    if not matches and (match := re.search(r"\bcases\b", clause)):
        matches = [(match.span(), ("CASES", "cases", "cases"))]
    return [
        OldFigure(code, label, None, unit, Place(paragraph.number, start + first, start + last))
        for (first, last), (code, label, unit) in matches
    ]


def _zero_after_negation(paragraph: Paragraph, match: "re.Match[str]") -> list[OldFigure]:
    """Read "did not identify any victims" as zero."""
    stem, clause = _find_stem(match["verb"].lower()), match["rest"]
    any_of = re.search(r"\bany\b((?:\s+[\w’'-]+){1,6})", clause)
    award = re.match(r"\s+(?:any\s+)?(restitution|compensation)\b", clause)
    if stem is None or (any_of is None and stem not in _COUNTED and award is None):
        return []
    counted = _find_counted((any_of[1] if any_of else clause).split()[:6])
    if counted is None and award is None:
        return []
    _number, word, noun = counted or (0, award[0] if award else "", "victims")
    if award:
        code, label = award[1].upper(), f"{noun} granted {award[1]}"
    elif stem in _COUNTED:
        code, label, _unit = _COUNTED[stem]
    else:
        code, label = _describe_deed(noun, stem)
    noun_end = paragraph.text.find(word, match.start("rest")) + len(word)
    return [OldFigure(code, label, 0.0, noun, Place(paragraph.number, match.start(), noun_end))]


def _zero_after_no(paragraph: Paragraph, match: "re.Match[str]") -> list[OldFigure]:
    """Read "no foreign victims requested a permit" as zero."""
    words = match["rest"].split()
    if (counted := _find_counted([word.strip(",") for word in words[:5]])) is None:
        return []
    number, word, noun = counted
    predicate = " ".join(words[number + 1 : number + 4])
    verb = re.match(r"(?:were |was |have been |had been )?(\w+)", predicate)
    stem = _find_stem(verb[1].lower()) if verb else None
    core = next((indicator for s, indicator in _COUNTED.items() if noun.startswith(s)), None)
    if core:
        code, label, _unit = core
    elif stem:
        code, label = _describe_deed(noun, stem)
    else:
        return []
    noun_end = paragraph.text.find(word, match.start()) + len(word)
    return [OldFigure(code, label, 0.0, noun, Place(paragraph.number, match.start(), noun_end))]


def _find_counted(words: Sequence[str]) -> tuple[int, str, str] | None:
    """Return number, word and plural of the first word that figures count."""
    nouns = ((number, word, find_noun(word)) for number, word in enumerate(words))
    return next(((n, w, noun) for n, w, noun in nouns if noun and noun not in _NOT_COUNTED), None)


def _describe_deed(noun: str, stem: str) -> tuple[str, str]:
    """Return code and label of what was done to persons or things."""
    participle, code = VERBS[stem]
    return f"{noun.upper()}_{code}", f"{noun} {participle}"


def _find_stem(verb: str) -> str | None:
    """Return the longest stem of the lexicon that a verb begins with."""
    stems = sorted(VERBS, key=len, reverse=True)
    return next((stem for stem in stems if verb.startswith(stem)), None)
