"""Values of earlier years beside the present ones: "compared with 21 in 2022", "(194 in 2022)"."""

import re
from dataclasses import dataclass
from itertools import pairwise

from tracker.intake.figures.quantities import Quantity
from tracker.intake.numbers import NUMBER

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LEAD = re.compile(
    r"(?:compared|comparison|relative)\s+(?:with|to)\b"
    r"|\b(?:increase[ds]?|decrease[ds]?|decline[ds]?|rise|rose|drop(?:ped)?|fell|up|down|reduction|fewer|more)"
    r"(?:\s+\w+){0,3}?\s+(?:from|than|over)\b"
    r"|\bversus\b|\bas opposed to\b",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(r"\b(?:in|during|for|from)\s+(?:calendar\s+year\s+)?((?:19|20)\d\d)\b")
_EARLIER = re.compile(
    r"\b(?:in|during|from|over)\s+(?:the\s+)?(?:previous|prior|last|preceding)\s+(?:reporting\s+)?"
    r"(?:period|year|cycle)",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\bthe same (?:number|amount|as)\b[^.;()]*?(?:\bas\b|\bin\b)\s+(?:in\s+)?"
    r"((?:19|20)\d\d|the (?:previous|prior) (?:reporting period|year))",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\bin\s+(?:both\s+|either\s+)?((?:19|20)\d\d),?\s+(?:and|or)\s+(?:in\s+)?((?:19|20)\d\d)"
)
_RUN = re.compile(r"(?:,\s*(?:and\s+)?|\s+and\s+)[\w,-]+(?:\s+[\w-]+){0,4}?\s+in\s+(?:19|20)\d\d")
_ASIDE = re.compile(r"\([^()]*\)")
_THE_SAME = re.compile(r"\bthe same\b", re.IGNORECASE)
# "more than 1,000 calls in 2016" is a number with a qualifier; ", more than 77 in 2021" is none.
_QUALIFIED = re.compile(r"(?:more|fewer) than$", re.IGNORECASE)
_BARE = re.compile(r"\s+[\w,.-]+ in (?:19|20)\d\d")
_NONE = re.compile(r"\b(?:none|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a paragraph that tells of an earlier year, and of which."""

    start: int
    end: int
    year: str | None
    in_bracket: bool
    first_end: int  # where the first year ends: of a run over several years only that counts


def regions_in(text: str, start: int, end: int) -> list[Region]:
    """The stretches of a sentence that hold earlier values, in order."""
    found = [*_led(text, start, end), *_bracketed(text, start, end)]
    found.sort(key=lambda one: (one.start, -one.end))
    apart: list[Region] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def _led(text: str, start: int, end: int) -> list[Region]:
    """After "compared with" and its like, to the year named or where the clause ends."""
    found = []
    for match in _LEAD.finditer(text, start, end):
        stop = _clause_end(text, match.end(), end)
        year = _IN_YEAR.search(text, match.end(), stop)
        earlier = _EARLIER.search(text, match.end(), stop)
        if re.match(r"\s*(?:the )?(?:previous|prior|last)\b", text[match.end() : stop]):
            continue  # "compared with the previous reporting period" names no value
        if _QUALIFIED.match(match[0]) and NUMBER.match(text[match.end() : end].lstrip()):
            aside = text[: match.start()].rstrip().endswith(",")
            if not (aside and _BARE.match(text[match.end() : end])):
                continue
        word = match[0].lower()
        if not (year or earlier) and not word.startswith(("compar", "versus", "relative")):
            continue
        first = year.end() if year else earlier.end() if earlier else stop
        last = first
        while (more := _RUN.match(text, last, end)) is not None:
            last = more.end()
        found.append(Region(match.start(), last, year[1] if year else None, False, first))
    return found


def _clause_end(text: str, place: int, end: int) -> int:
    depth = 0
    for now in range(place, end):
        letter = text[now]
        if letter == "(":
            depth += 1
        elif letter == ")":
            if depth == 0:
                return now
            depth -= 1
        elif letter == ";" and depth == 0:
            return now
    return end


def _bracketed(text: str, start: int, end: int) -> list[Region]:
    """A bracket is a comparison only if it holds a year or says "the previous"."""
    found = []
    for match in re.compile(r"\(([^()]*)\)").finditer(text, start, end):
        year = _IN_YEAR.search(match[1])
        if year or _EARLIER.search(match[1]):
            year_ends = match.start(1) + year.end() if year else match.end()
            named = year[1] if year else None
            found.append(Region(match.start(), match.end(), named, True, year_ends))
    return found


def pair(present: list[Quantity], earlier: list[Quantity], year: str | None) -> None:
    """Give the present quantities their earlier values: by noun, else two with two in order.

    Of a run over several years only the first counts: the caller cuts it there.
    """
    waiting = [one for one in present if one.previous is None]
    left = list(earlier)
    for before in list(left):
        same = [one for one in waiting if _alike(one, before)]
        if same:
            _set(same[0], before.value, year)
            waiting.remove(same[0])
            left.remove(before)
    if left and len(left) <= len(waiting):
        for one, before in zip(waiting, left, strict=False):
            if before.noun is None and bool(one.currency) == bool(before.currency):
                _set(
                    one, before.value, year, assumed=len(waiting) > 1 and len(left) != len(waiting)
                )


def _alike(one: Quantity, before: Quantity) -> bool:
    if one.currency or before.currency:
        return one.currency == before.currency
    return before.noun is not None and one.noun == before.noun


def _alike_or_bare(one: Quantity, before: Quantity) -> bool:
    return _alike(one, before) or one.noun is None or before.noun is None


def _set(one: Quantity, value: float, year: str | None, *, assumed: bool = False) -> None:
    one.previous, one.previous_period, one.is_assumed = value, year, assumed


def _year_said(text: str, one: Quantity, stop: int, regions: list[Region]) -> str | None:
    """The year that is said of a quantity itself: none of a bracket or of a comparison."""
    said = text[one.end : stop]
    for region in regions:
        first, last = max(region.start, one.end) - one.end, min(region.end, stop) - one.end
        if first < last:
            said = said[:first] + " " * (last - first) + said[last:]
    while (plain := _ASIDE.sub(lambda aside: " " * len(aside[0]), said)) != said:
        said = plain
    said = _THE_SAME.split(said, maxsplit=1)[0][:80]
    if (both := _BOTH.search(said)) is not None:
        return max(both[1], both[2])
    found = _IN_YEAR.search(said)
    return found[1] if found else None


def by_year(
    text: str, main: list[Quantity], end: int, now: str | None, regions: list[Region]
) -> list[Quantity]:
    """Those of the latest year; of two with their years, the earlier is the other's previous value.

    "two in 2016 and eight in 2017", "prosecuted 50; it reported prosecuting 77 in 2021". Of three
    the one just before counts.
    """
    for one, after in zip(main, [*main[1:], None], strict=False):
        one.year = _year_said(text, one, after.start if after else end, regions)
    years = [one.year for one in main if one.year]
    undated = len(years) < len(main)
    latest = now if undated and now else max(years, default=None)
    kept = [one for one in main if one.year is None or one.year == latest or one.year == now]
    older = [one for one in main if one not in kept]
    for one in sorted(older, key=lambda other: other.year or "", reverse=True):
        if any(other.previous_period and _alike_or_bare(other, one) for other in kept):
            continue
        alike = [other for other in kept if other.previous is None and _alike_or_bare(other, one)]
        if alike:
            best = min(alike, key=lambda other: abs(other.start - one.start))
            if best.noun is None:
                best.noun = one.noun
            _set(best, one.value, one.year)
        else:
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


_FROM_TO = re.compile(r"\bfrom\s+$")
_TO = re.compile(r"^(?:\s*\([^()]*\))?(?:\s+in\s+(?P<year>(?:19|20)\d\d))?\s+to\s+$")


def from_to(text: str, main: list[Quantity]) -> list[Quantity]:
    """ "from 100,000 euros to 120,000 euros": the first is the previous value of the second."""
    kept = list(main)
    for one, after in pairwise(main):
        to = _TO.match(text[one.end : after.start])
        if to and _FROM_TO.search(text[max(0, one.start - 6) : one.start]):
            _set(after, one.value, to["year"])
            kept.remove(one)
    return kept


def same_as(text: str, start: int, end: int) -> tuple[int, str | None] | None:
    """Where a sentence says "the same number as in 2022", and the year if it names one."""
    match = _SAME.search(text, start, end)
    if match is None:
        return None
    return match.start(), match[1] if match[1].isdigit() else None


def in_both(text: str, start: int, end: int) -> tuple[int, str, str] | None:
    """Where a sentence says "in both 2023 and 2022": the place, the later and the earlier year."""
    match = _BOTH.search(text, start, end)
    if match is None:
        return None
    years = sorted((match[1], match[2]))
    return match.start(), years[1], years[0]


def none_in(text: str, region: Region) -> bool:
    """Whether an earlier value is "none"."""
    return _NONE.search(text, region.start, region.end) is not None
