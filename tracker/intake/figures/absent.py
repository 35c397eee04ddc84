"""Zero and unknown: "did not identify any victims" is 0, "did not report any" is unknown."""

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
class Absent:
    """A figure that is zero (0.0) or unknown (None)."""

    value: float | None
    code: str
    label: str
    unit: str
    start: int
    end: int


def absent_in(text: str, start: int, end: int) -> list[Absent]:
    """The zeros and unknowns of a sentence."""
    found: list[Absent] = []
    for match in _DID_NOT.finditer(text, start, end):
        verb = match["verb"].lower()
        if verb in _UNKNOWN:
            found += _unreported(text, match.start("rest"), match.end("rest"))
        else:
            found += _zero(text, match, verb)
    for match in _NOR.finditer(text, start, end):
        found += _unreported(text, match.start("rest"), match.end("rest"))
    for match in _NO.finditer(text, start, end):
        found += _none(text, match)
    return list({(one.start, one.end): one for one in found}.values())


def _unreported(text: str, start: int, end: int) -> list[Absent]:
    """What was not reported: each of the counted things named."""
    rest = text[start:end]
    if not re.match(r"\s+(?:any|the number|new|\w+ing\b)|(?:any|the number)\b", rest):
        return []
    found = []
    for stem, (code, label, unit) in _COUNTED.items():
        match = re.search(rf"\b{stem}(?:ions?|ying|ing|ied|ed|y|ies)\b", rest)
        if match:
            place = start + match.start()
            found.append(Absent(None, code, label, unit, place, start + match.end()))
    if not found and (match := re.search(r"\bcases\b", rest)):
        place = start + match.start()
        found.append(Absent(None, "CASES", "cases", "cases", place, place + 5))
    return found


def _zero(text: str, match: "re.Match[str]", verb: str) -> list[Absent]:
    stem = next(
        (stem for stem in sorted(VERBS, key=len, reverse=True) if verb.startswith(stem)), None
    )
    rest = match["rest"]
    any_of = re.search(r"\bany\b((?:\s+[\w’'-]+){1,6})", rest)
    thing = re.match(r"\s+(?:any\s+)?(restitution|compensation)\b", rest)
    if stem is None or (any_of is None and stem not in _COUNTED and thing is None):
        return []
    words = (any_of[1] if any_of else rest).split()
    for number, word in enumerate(words[:6]):
        noun = noun_of(word)
        if noun is not None and noun not in _NOT_COUNTED:
            upto = " ".join(words[: number + 1])
            last = text.find(words[number], match.start("rest")) + len(words[number])
            label, code = VERBS[stem]
            known = _COUNTED.get(stem)
            if thing:
                return [
                    Absent(
                        0.0,
                        thing[1].upper(),
                        f"{noun} granted {thing[1]}",
                        noun,
                        match.start(),
                        last,
                    )
                ]
            if known and upto:
                return [Absent(0.0, known[0], known[1], noun, match.start(), last)]
            return [
                Absent(0.0, f"{noun.upper()}_{code}", f"{noun} {label}", noun, match.start(), last)
            ]
    if thing is not None:
        last = match.start("rest") + thing.end()
        return [
            Absent(
                0.0, thing[1].upper(), f"victims granted {thing[1]}", "victims", match.start(), last
            )
        ]
    return []


def _none(text: str, match: "re.Match[str]") -> list[Absent]:
    """ "no foreign victims requested a permit": nobody did."""
    words = match["rest"].split()
    for number, word in enumerate(words[:5]):
        noun = noun_of(word.strip(","))
        if noun is None or noun in _NOT_COUNTED:
            continue
        after = " ".join(words[number + 1 : number + 4])
        verb = re.match(r"(?:were |was |have been |had been )?(\w+)", after)
        stem = verb and next(
            (s for s in sorted(VERBS, key=len, reverse=True) if verb[1].lower().startswith(s)), None
        )
        counted = next((known for s, known in _COUNTED.items() if noun.startswith(s)), None)
        place = match.start()
        last = text.find(word.strip(","), place) + len(word.strip(","))
        if counted:
            return [Absent(0.0, counted[0], counted[1], noun, place, last)]
        if not stem:
            return []
        label, code = VERBS[stem]
        return [Absent(0.0, f"{noun.upper()}_{code}", f"{noun} {label}", noun, place, last)]
    return []
