"""Zero and unknown values: "did not identify any victims" is 0, "did not report any" unknown."""

import re
from dataclasses import dataclass

from tracker.intake.figures.lexicon import VERBS, find_noun

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


@dataclass(frozen=True, slots=True)
class MissingValue:
    """Figure that is zero (0.0) or unknown (None)."""

    value: float | None
    code: str
    label: str
    unit: str
    start: int
    end: int


def find_missing_values(text: str, start: int, end: int) -> list[MissingValue]:
    """Find the zeros and unknown values of a sentence."""
    values: list[MissingValue] = []
    for match in _DID_NOT.finditer(text, start, end):
        verb = match["verb"].lower()
        if verb in _UNKNOWN:
            values += _unreported_values(text, match.start("rest"), match.end("rest"))
        else:
            values += _zero_after_negation(text, match, verb)
    for match in _NOR.finditer(text, start, end):
        values += _unreported_values(text, match.start("rest"), match.end("rest"))
    for match in _NO.finditer(text, start, end):
        values += _zero_after_no(text, match)
    return list({(value.start, value.end): value for value in values}.values())


def _unreported_values(text: str, start: int, end: int) -> list[MissingValue]:
    """Find each counted noun after "did not report", as an unknown value."""
    clause = text[start:end]
    if not re.match(r"\s+(?:any|the number|new|\w+ing\b)|(?:any|the number)\b", clause):
        return []
    values = []
    for stem, (code, label, unit) in _COUNTED.items():
        if match := re.search(rf"\b{stem}(?:ions?|ying|ing|ied|ed|y|ies)\b", clause):
            place = start + match.start()
            values.append(MissingValue(None, code, label, unit, place, start + match.end()))
    if not values and (match := re.search(r"\bcases\b", clause)):
        place = start + match.start()
        values.append(MissingValue(None, "CASES", "cases", "cases", place, place + 5))
    return values


def _zero_after_negation(text: str, match: "re.Match[str]", verb: str) -> list[MissingValue]:
    stem = _find_stem(verb)
    clause = match["rest"]
    any_of = re.search(r"\bany\b((?:\s+[\w’'-]+){1,6})", clause)
    award = re.match(r"\s+(?:any\s+)?(restitution|compensation)\b", clause)
    if stem is None or (any_of is None and stem not in _COUNTED and award is None):
        return []
    for word in (any_of[1] if any_of else clause).split()[:6]:
        noun = find_noun(word)
        if noun is None or noun in _NOT_COUNTED:
            continue
        code, label = f"{noun.upper()}_{VERBS[stem][1]}", f"{noun} {VERBS[stem][0]}"
        if award:
            code, label = award[1].upper(), f"{noun} granted {award[1]}"
        elif stem in _COUNTED:
            code, label, _unit = _COUNTED[stem]
        noun_end = text.find(word, match.start("rest")) + len(word)
        return [MissingValue(0.0, code, label, noun, match.start(), noun_end)]
    if award is None:
        return []
    code, label = award[1].upper(), f"victims granted {award[1]}"
    noun_end = match.start("rest") + award.end()
    return [MissingValue(0.0, code, label, "victims", match.start(), noun_end)]


def _zero_after_no(text: str, match: "re.Match[str]") -> list[MissingValue]:
    """Read "no foreign victims requested a permit" as zero."""
    words = [word.strip(",") for word in match["rest"].split()]
    for number, word in enumerate(words[:5]):
        noun = find_noun(word)
        if noun is None or noun in _NOT_COUNTED:
            continue
        predicate = " ".join(match["rest"].split()[number + 1 : number + 4])
        verb = re.match(r"(?:were |was |have been |had been )?(\w+)", predicate)
        stem = _find_stem(verb[1].lower()) if verb else None
        core = next((indicator for s, indicator in _COUNTED.items() if noun.startswith(s)), None)
        if core:
            code, label, _unit = core
        elif stem:
            code, label = f"{noun.upper()}_{VERBS[stem][1]}", f"{noun} {VERBS[stem][0]}"
        else:
            return []
        noun_end = text.find(word, match.start()) + len(word)
        return [MissingValue(0.0, code, label, noun, match.start(), noun_end)]
    return []


def _find_stem(verb: str) -> str | None:
    """Return the longest stem of the lexicon that a verb begins with."""
    stems = sorted(VERBS, key=len, reverse=True)
    return next((stem for stem in stems if verb.startswith(stem)), None)
