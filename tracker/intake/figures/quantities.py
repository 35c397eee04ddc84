"""Quantities of a sentence: numbers with what they count; years, ages and the like left out."""

import re
from dataclasses import dataclass

from tracker.intake.figures.lexicon import NOUNS, find_noun
from tracker.intake.numbers import MONEY, NUMBER, parse_money, parse_number

_N = (
    r"(?:\d[\d,]{0,14}(?:\.\d{1,9})?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen)"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_REFERENCE = (
    r"(?:Articles?|Arts?\.|Sections?|Chapters?|Laws?(?:\s+No\.?)?|No\.|Nos\.|Acts?|Conventions?|"
    r"Protocols?|Resolution|Decrees?|Order|Regulation|Directive|paragraphs?|Code|Amendment|Decision|"
    r"Operation|Objective|Goal|Bill|Ordinance)"
)
_LAPSE = r"(?:years?|months?|weeks?|days?|hours?|minutes?)"

_PATTERNS = (
    rf"\b{_REFERENCE}\s+(?:No\.?\s*)?\d[\w./()-]*(?:(?:,\s*(?:and\s+)?|\s+(?:and|or|to|through)\s+)\d[\w./()-]*)*",
    r"\b(?:fiscal\s+year|FY)\s*\d{2,4}(?:[-–/]\d{2,4})?",
    rf"\b(?:\d{{1,2}}\s+(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,2}}(?!\d))(?:,?\s+\d{{4}})?",
    r"\b(?:19|20)\d\d(?:\s*(?:[-–/]|to|through)\s*(?:(?:19|20)\d\d|\d\d))?\b(?!,\d)",
    rf"\b(?:{_N}\s*(?:to|and|or|-|–)\s*)?{_N}(?:\s+|-)(?:more\s+|additional\s+|calendar\s+|consecutive\s+)?{_LAPSE}\b[’']?(?:[\s-]old)?",
    rf"\b{_N}\s*(?:to|-|–)\s*(?:{_N})\s+percent",
    rf"\b{_N}(?:\s|-)*(?:percent\b|per\s+cent\b|percentage|%)",
    r"\bTier\s+(?:\d|One|Two|Three)\b",
    r"\b(?:one|two|three|four|five)[- ](?:third|quarter|half|fifth|tenth)s?\b",
    r"\bone of\b|\bone another\b|\bno one\b|\bone or (?:more|two)\b|\bone such\b",
    r"\b(?:two|three) or more\b",
    r"\bone(?:’|')s\b|\bone[- ]stop\b|\bat least one of\b",
    rf"\b(?:ages?|aged)\s+(?:of\s+)?{_N}(?:\s*(?:to|and|-|–)\s*{_N})?",
    r"\b(?:under|over|below|above|younger than|older than)\s+(?:the\s+age\s+of\s+)?1[0-9]\b"
    r"(?!,|\s+\w*\s*(?:victim|case|suspect|person|people|child))",
    rf"\b(?:capacity|space|room|beds)\s+(?:to\s+\w+|of|for)\s+(?:up\s+to\s+)?{_N}(?:\s+\w+)?",
    rf"\b(?:can|could|to)\s+(?:accommodate|house|host)\s+(?:up\s+to\s+)?{_N}(?:\s+\w+)?",
    rf"\b{_N}[\s-]+(?:beds?|bed)\b",
    r"\+?\d[\d\s()-]{6,}\d(?!,)",
    rf"\b{_N}\s+times\b",
    r"\b\d+/\d+\b|\b\d+:\d+\b",
    r"\bfines?\b[^.;,()]{0,40}?(?:[€$£]\s?[\d,.]+|[\d,.]+\s+\w+)(?:\s*\([^)]*\))?(?:\s*(?:to|and|-|–)\s*(?:[€$£]\s?[\d,.]+|[\d,.]+\s+\w+)(?:\s*\([^)]*\))?)?",
    r"\bhotline\s+(?:number\s+)?\(?\d+\)?",
)
NON_FIGURE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


_WORD = re.compile(r"[\w’'”\"-]+")
_QUALIFIER = re.compile(
    r"(?:at least|approximately|about|more than|fewer than|less than|an estimated|estimated|nearly|"
    r"almost|over|around|up to|only|as many as|roughly|some|just)\s+$",
    re.IGNORECASE,
)
_ENDS = frozenset(
    """
in of for with from by to at on and or who which that were was had have under including during
after before involving while but than as per against between among
""".split()
)  # of a noun phrase
# Words after a number that leave its noun out: "seven were women", "12 for …".
_ELLIPSIS_AFTER = frozenset(
    """
in of for with were was involving to on from sex labor unspecified female male foreign forced
and it they
""".split()
)
_BETWEEN = frozenset(
    ["trafficking", "labor", "sex", "police", "social", "welfare", "protection", "service"]
)
_REACH = 7  # words between a number and its noun


@dataclass(slots=True)
class Quantity:
    """Number with its noun; offsets are code points inside the paragraph."""

    value: float
    start: int
    end: int
    noun: str | None  # plural of the lexicon; None: left out, "six in sex trafficking"
    phrase: str = ""  # the words between number and noun, and the noun
    currency: str = ""
    qualifier: str = ""
    bracket_depth: int = 0  # brackets around it
    bracket: int = -1  # where its bracket opens
    text_after: str = ""  # up to 160 code points
    year: str | None = None  # "in 2022", stated of this quantity alone
    previous_value: float | None = None
    previous_period: str | None = None
    is_previous_assumed: bool = False


def find_quantities(text: str, start: int, end: int) -> list[Quantity]:
    """Find the quantities of a sentence that may be figures, in order."""
    # NUL characters stand for whatever looks like a figure and is none.
    sentence = NON_FIGURE.sub(lambda match: "\x00" * len(match[0]), text[start:end])
    depths, openings = _bracket_depths(sentence)
    quantities: list[Quantity] = []
    in_amounts: set[int] = set()  # code points
    for match in MONEY.finditer(sentence):
        first, last = match.span()
        in_amounts.update(range(first, last))
        if (
            quantities
            and depths[first]
            and _is_conversion(sentence, quantities[-1].end - start, first)
        ):
            continue
        amount, currency = parse_money(match)
        quantity = Quantity(amount, start + first, start + last, None, currency=currency)
        _set_context(quantity, sentence, first, last, depths, openings)
        quantities.append(quantity)
    for match in NUMBER.finditer(sentence):
        first, last = match.span()
        if first in in_amounts or "\x00" in match[0]:
            continue
        quantity = Quantity(
            parse_number(match["digits"], match["words"], match["scale"]),
            start + first,
            start + last,
            None,
        )
        noun_end, quantity.noun, quantity.phrase = _find_counted_noun(sentence, last)
        if quantity.noun:
            quantity.end = start + noun_end
        _set_context(quantity, sentence, first, quantity.end - start, depths, openings)
        if quantity.noun or _is_ellipsis(sentence, last):
            quantities.append(quantity)
    quantities.sort(key=lambda q: q.start)
    for quantity in quantities:
        lead = text[max(start, quantity.start - 20) : quantity.start]
        if (qualifier := _QUALIFIER.search(lead)) is not None:
            quantity.qualifier = qualifier[0].strip().lower()
    return quantities


def _set_context(
    quantity: Quantity, sentence: str, start: int, end: int, depths: list[int], openings: list[int]
) -> None:
    quantity.bracket_depth, quantity.bracket = depths[start], openings[start]
    quantity.text_after = sentence[end : end + 160]


def _bracket_depths(sentence: str) -> tuple[list[int], list[int]]:
    depths, openings, stack = [], [], list[int]()
    for index, letter in enumerate(sentence):
        if letter == "(":
            stack.append(index)
        depths.append(len(stack))
        openings.append(stack[-1] if stack else -1)
        if letter == ")" and stack:
            stack.pop()
    return depths, openings


def _is_conversion(sentence: str, money_end: int, first: int) -> bool:
    """Return whether nothing but an opening bracket lies between two amounts."""
    return (
        re.fullmatch(r"\s*\(\s*(?:approximately|about|around)?\s*", sentence[money_end:first])
        is not None
    )


def _find_counted_noun(sentence: str, end: int) -> tuple[int, str | None, str]:
    """Return end, noun and phrase of what a number counts, across its adjectives."""
    place = end
    for _word in range(_REACH):
        if (match := _WORD.search(sentence, place)) is None:
            break
        between = sentence[place : match.start()]
        if re.search(r"[.;:()\x00]", between) or ("," in between and _word == 0):
            break
        word = match[0]
        if word.lower() in _ENDS:
            break
        noun = find_noun(word)
        if noun is not None and not _is_compound(sentence, match.end()):
            return match.end(), noun, sentence[end : match.end()].strip()
        place = match.end()
    return end, None, ""


def _is_compound(sentence: str, end: int) -> bool:
    """Return whether the noun is part of a longer one: "police officers", "child labor cases"."""
    if (words := re.match(r"[ ]([\w-]+)(?:[ ]([\w-]+))?", sentence[end:])) is None:
        return False
    first, second = words[1].lower(), (words[2] or "").lower()
    return find_noun(first) is not None or (first in _BETWEEN and find_noun(second) is not None)


def _is_ellipsis(sentence: str, end: int) -> bool:
    """Return whether a number without a noun counts something: "seven were women", "12 for …"."""
    following = sentence[end:]
    if re.match(r"\s*(?:[),;]|$)", following):
        return True
    match = re.match(r"\s+(?:unspecified|each|additional)?\s*([\w-]+)", following)
    if match is None:
        return following[:1] in ",;)"
    word = match[1].lower()
    return (
        word in _ELLIPSIS_AFTER or word.endswith("ed") or word in NOUNS or "\x00" in following[:3]
    )
