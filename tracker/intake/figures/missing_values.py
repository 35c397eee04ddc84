"""Zero and unknown values: "did not identify any victims" is 0, "did not report any" unknown."""

import re
from dataclasses import dataclass

from tracker.intake.figures.lexicon import VERBS, noun_of

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
    "convict": ("CONVICTED", "traffickers convicted", "traffickers"),
    "identif": ("VICTIMS_ID", "victims identified", "victims"),
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
        match = re.search(rf"\b{stem}(?:ions?|ying|ing|ied|ed|y|ies)\b", clause)
        if match:
            place = start + match.start()
            values.append(MissingValue(None, code, label, unit, place, start + match.end()))
    if not values and (match := re.search(r"\bcases\b", clause)):
        place = start + match.start()
        values.append(MissingValue(None, "CASES", "cases", "cases", place, place + 5))
    return values


def _zero_after_negation(text: str, match: "re.Match[str]", verb: str) -> list[MissingValue]:
    stem = next(
        (stem for stem in sorted(VERBS, key=len, reverse=True) if verb.startswith(stem)), None
    )
    clause = match["rest"]
    any_of = re.search(r"\bany\b((?:\s+[\w’'-]+){1,6})", clause)
    award = re.match(r"\s+(?:any\s+)?(restitution|compensation)\b", clause)
    if stem is None or (any_of is None and stem not in _COUNTED and award is None):
        return []
    words = (any_of[1] if any_of else clause).split()
    for number, word in enumerate(words[:6]):
        noun = noun_of(word)
        if noun is not None and noun not in _NOT_COUNTED:
            phrase = " ".join(words[: number + 1])
            noun_end = text.find(words[number], match.start("rest")) + len(words[number])
            label, code = VERBS[stem]
            core = _COUNTED.get(stem)
            if award:
                return [
                    MissingValue(
                        0.0,
                        award[1].upper(),
                        f"{noun} granted {award[1]}",
                        noun,
                        match.start(),
                        noun_end,
                    )
                ]
            if core and phrase:
                return [MissingValue(0.0, core[0], core[1], noun, match.start(), noun_end)]
            return [
                MissingValue(
                    0.0, f"{noun.upper()}_{code}", f"{noun} {label}", noun, match.start(), noun_end
                )
            ]
    if award is not None:
        noun_end = match.start("rest") + award.end()
        return [
            MissingValue(
                0.0,
                award[1].upper(),
                f"victims granted {award[1]}",
                "victims",
                match.start(),
                noun_end,
            )
        ]
    return []


def _zero_after_no(text: str, match: "re.Match[str]") -> list[MissingValue]:
    """Read "no foreign victims requested a permit" as zero."""
    words = match["rest"].split()
    for number, word in enumerate(words[:5]):
        noun = noun_of(word.strip(","))
        if noun is None or noun in _NOT_COUNTED:
            continue
        predicate = " ".join(words[number + 1 : number + 4])
        verb = re.match(r"(?:were |was |have been |had been )?(\w+)", predicate)
        stem = verb and next(
            (s for s in sorted(VERBS, key=len, reverse=True) if verb[1].lower().startswith(s)), None
        )
        core = next((indicator for s, indicator in _COUNTED.items() if noun.startswith(s)), None)
        start = match.start()
        noun_end = text.find(word.strip(","), start) + len(word.strip(","))
        if core:
            return [MissingValue(0.0, core[0], core[1], noun, start, noun_end)]
        if not stem:
            return []
        label, code = VERBS[stem]
        return [
            MissingValue(0.0, f"{noun.upper()}_{code}", f"{noun} {label}", noun, start, noun_end)
        ]
    return []
