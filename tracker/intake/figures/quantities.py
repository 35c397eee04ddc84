"""Quantities of a sentence: numbers with what they count, where they stand, what hangs on them."""

import re
from dataclasses import dataclass, field

from tracker.intake.figures.lexicon import NOUNS, noun_of
from tracker.intake.figures.traps import masked
from tracker.intake.numbers import CURRENCIES, MONEY, NUMBER, SYMBOLS, value_of

_WORD = re.compile(r"[\w’'”\"-]+")
_QUALIFIER = re.compile(
    r"(?:at least|approximately|about|more than|fewer than|less than|an estimated|estimated|nearly|"
    r"almost|over|around|up to|only|as many as|roughly|some|just)\s+$",
    re.IGNORECASE,
)
# A noun phrase ends here: what comes after is said of it.
_ENDS = frozenset(
    [
        "in",
        "of",
        "for",
        "with",
        "from",
        "by",
        "to",
        "at",
        "on",
        "and",
        "or",
        "who",
        "which",
        "that",
        "were",
        "was",
        "had",
        "have",
        "under",
        "including",
        "during",
        "after",
        "before",
        "involving",
        "while",
        "but",
        "than",
        "as",
        "per",
        "against",
        "between",
        "among",
    ]
)
_ELLIPSIS_AFTER = frozenset(
    ["in", "of", "for", "with", "were", "was", "involving", "to", "on", "from"]
)
_BETWEEN = frozenset(
    ["trafficking", "labor", "sex", "police", "social", "welfare", "protection", "service"]
)
_REACH = 7  # words between a number and its noun


@dataclass(slots=True)
class Quantity:
    """A number with its noun; places count inside the paragraph."""

    value: float
    start: int
    end: int
    noun: str | None  # plural of the lexicon; None: left out, "six in sex trafficking"
    phrase: str = ""  # the words between number and noun, and the noun
    currency: str = ""
    qualifier: str = ""
    depth: int = 0  # brackets around it
    bracket: int = -1  # where its bracket opens
    after: str = ""  # what follows, a few words
    before: str = ""
    year: str | None = None  # "in 2022", said of it alone
    previous: float | None = None
    previous_period: str | None = None
    is_assumed: bool = False
    parts: list["Quantity"] = field(default_factory=list)


def quantities_in(text: str, start: int, end: int) -> list[Quantity]:
    """The quantities of a sentence that may be figures, in order."""
    sentence = masked(text[start:end])
    depths, opened = _brackets(sentence)
    found: list[Quantity] = []
    taken = [False] * len(sentence)
    last_money: Quantity | None = None
    for match in MONEY.finditer(sentence):
        first, last = match.span()
        for place in range(first, last):
            taken[place] = True
        if (
            last_money is not None
            and depths[first]
            and _is_conversion(sentence, last_money.end - start, first)
        ):
            continue
        digits = match["before"] or match["after"]
        scale = match["scale1"] or match["scale2"]
        currency = SYMBOLS.get(match["symbol"] or "") or CURRENCIES[match["name"]]
        one = Quantity(
            value_of(digits, None, scale), start + first, start + last, None, currency=currency
        )
        _place(one, sentence, first, last, depths, opened)
        found.append(one)
        last_money = one
    for match in NUMBER.finditer(sentence):
        first, last = match.span()
        if taken[first] or "\x00" in match[0]:
            continue
        one = Quantity(
            value_of(match["digits"], match["words"], match["scale"]),
            start + first,
            start + last,
            None,
        )
        noun_end, one.noun, one.phrase = _noun_after(sentence, last)
        if one.noun:
            one.end = start + noun_end
        _place(one, sentence, first, one.end - start, depths, opened)
        if one.noun is None and not _is_ellipsis(sentence, last):
            continue
        found.append(one)
    found.sort(key=lambda one: one.start)
    for one in found:
        if (
            qualifier := _QUALIFIER.search(text[max(start, one.start - 20) : one.start])
        ) is not None:
            one.qualifier = qualifier[0].strip().lower()
    return found


def _place(
    one: Quantity, sentence: str, first: int, last: int, depths: list[int], opened: list[int]
) -> None:
    one.depth, one.bracket = depths[first], opened[first]
    one.after = sentence[last : last + 160]
    one.before = sentence[max(0, first - 160) : first]


def _brackets(sentence: str) -> tuple[list[int], list[int]]:
    depths, opened, stack = [], [], list[int]()
    for place, letter in enumerate(sentence):
        if letter == "(":
            stack.append(place)
        depths.append(len(stack))
        opened.append(stack[-1] if stack else -1)
        if letter == ")" and stack:
            stack.pop()
    return depths, opened


def _is_conversion(sentence: str, money_end: int, first: int) -> bool:
    """Whether nothing but an opening bracket lies between two amounts."""
    return (
        re.fullmatch(r"\s*\(\s*(?:approximately|about|around)?\s*", sentence[money_end:first])
        is not None
    )


def _noun_after(sentence: str, end: int) -> tuple[int, str | None, str]:
    """End and name of the noun that a number counts, across its adjectives."""
    place = end
    for _word in range(_REACH):
        match = _WORD.search(sentence, place)
        if match is None:
            break
        between = sentence[place : match.start()]
        if re.search(r"[.;:()\x00]", between) or ("," in between and _word == 0):
            break
        word = match[0]
        if word.lower() in _ENDS:
            break
        noun = noun_of(word)
        if noun is not None and not _goes_on(sentence, match.end()):
            return match.end(), noun, sentence[end : match.end()].strip()
        place = match.end()
    return end, None, ""


def _goes_on(sentence: str, end: int) -> bool:
    """Whether the noun is only a part of a longer one: "police officers", "child labor cases"."""
    words = re.match(r"[ ]([\w-]+)(?:[ ]([\w-]+))?", sentence[end:])
    if words is None:
        return False
    first, second = words[1].lower(), (words[2] or "").lower()
    if noun_of(first) is not None:
        return True
    return first in _BETWEEN and noun_of(second) is not None


def _is_ellipsis(sentence: str, end: int) -> bool:
    """Whether a number without a noun still counts something: "seven were women", "12 for …"."""
    rest = sentence[end:]
    if re.match(r"\s*(?:[),;]|$)", rest):
        return True
    match = re.match(r"\s+(?:unspecified|each|additional)?\s*([\w-]+)", rest)
    if match is None:
        return rest[:1] in ",;)"
    word = match[1].lower()
    return (
        word in _ELLIPSIS_AFTER
        or word.endswith("ed")
        or word
        in (
            "sex",
            "labor",
            "unspecified",
            "female",
            "male",
            "foreign",
            "forced",
            "and",
            "it",
            "they",
        )
        or word in NOUNS
        or "\x00" in rest[:3]
    )
