"""Values of earlier years beside present ones: where they stand, and what they belong to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.intake.figures import frames
from tracker.intake.figures.counts import Count

YEAR = r"(?:19|20)\d\d"
_SUBJECTS = r"(?:it|they|the|there|police|courts|authorities|officials|prosecutors)\b"
_PERIOD = (
    r"(?:(?:the\s+)?(?:previous|prior|last|preceding)\s+(?:(?:reporting|"
    r"calendar)\s+)?(?:period|year|cycle)|(?:the|a)\s+year\s+(?:before|earlier))\b"
)
_DATED = re.compile(rf"{YEAR}|\b(?:previous|prior|last|preceding|year)\b", re.IGNORECASE)
# A year, or the period before, as it is named for a value.
NAMED = re.compile(
    rf"(?:\b(?:in|during|for|from|over|of)\s+(?:both\s+|either\s+)?(?:calendar\s+year\s+)?"
    rf"|(?=\d{{4}}:)(?:(?<=\()|(?<=[;,]\s)))(?P<year>{YEAR})\b(?!-)"  # also "(2021: 12)"
    rf"|(?:\b(?:in|during|from|over|for)\s+)?{_PERIOD}\b(?!’|')",
    re.IGNORECASE,
)
_LEAD = re.compile(  # none begins within a word
    r"(?:(?<!\w)|(?=,))(?:(?:compared|comparison|relative|contrast)\s+(?:with|to)\b"
    r"|\b(?:(?:in|de)creas(?:e[ds]?|ing)|declin(?:e[ds]?|ing)|ris(?:e|en|ing)|rose|drop(?:ped|ping)?|"
    r"fell|fall(?:en|ing)?|gr(?:ew|own|owing|owth)|up|down|reduction|"
    r"fewer|more|less)(?:\s+(?!to\b)\w+){0,3}?\s+(?:from|than|over)\b"
    r"|\b(?:increas|decreas|declin|ris|rose|fell|drop|grew)\w*\s+to\s+[^.;()]{1,30}?"
    r"(?P<late>\s+from\b)"  # "rose to $64 from $51"
    r"|(?:\bas|,)\s+against\s+(?=(?:[A-Z]{3}\s?)?[€$£\d])"
    r"|\bas (?:many|much) as(?=\s+in\b)|\b(?:double|triple|half) the (?:number|total|amount)\b"
    r"|\b(?:below|above|exceed(?:ing|ed)|surpass(?:ing|ed)|short of)(?=\s+the\s+[€$£]?\d)"
    r"|\bversus\b|\bas opposed to\b|\bafter\s+(?=(?:identifying|investigating|prosecuting|"
    r"convicting)\b)|(?<=, )(?:having\b(?!\s+been\b)"
    r"|where\s+(?:it|they|there)\s+had\b"
    r"|after\s+(?=(?:[A-Z]{3}\s?)?[€$£]?\d\S*"  # no clause: ", after 14 men ended a course"
    r"(?:\s+(?:\([^()]*\)|(?!\w+ed\b|were\b|was\b|had\b)[\w,.]+)){0,4}?\s+"
    r"(?:(?:in|during)\s+(?:19|20)\d|(?:in\s+)?the\s+(?:previous|prior|year)\b))"
    r"|(?:after|against)\s+(?=(?:one|two|three|four|five|six|seven|eight|nine|ten|none)\s+in\b)))",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|no|none|\w+teen|\w+ty)\b"
)
OPENING_REACH = 12  # code points of a sentence that begins "However, compared with"
_THEN = re.compile(rf",\s+(?={_SUBJECTS})")
_PREVIOUS = re.compile(r"\s*(?:the\s+)?(?:previous|prior|last)\b")
_THAT_OF = re.compile(
    _PREVIOUS.pattern + r"\s+(?:\w+\s+)?(?:year|period)(?:(?:’|')s\b|\s+\([\w,]+\s?[a-z]*\))"
)
_BY_HOW_MANY = re.compile(r",(?:\s+(?:[\d,]+|[a-z-]+))?\s*$")  # ", one fewer than the four of 2021"
_RANGE = re.compile(
    r"(?:(?!,\s+and\b)[^.;]){1,60}?\bto\s+(?:[€$£\d]|(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)"
)
_THE_NUMBER = re.compile(r"\s+the\s+(?:\d|\w+(?:-\w+)?\s)")  # "fewer than the 16 of 2021"
_CLAUSE = re.compile(r"[^();]*(?:\([^()]*\)?[^();]*)*")  # whole brackets included
_COMPARING = ("compar", "versus", "relative", "contrast", "as against", ",")
_TOTAL = r"(?:numbers?|figures?|totals?|amounts?|sum|count|budget)"
_AMOUNTED = r"(?:was|were|had been|stood|came to|reached)\b"
# After a year that opens a clause, with or without a comma.
_WHO = rf"(?:\s*,|(?=\s+{_SUBJECTS}))"
OPENING = re.compile(
    rf"^\s*(?:However,\s+|Whereas\s+|While\s+)?(?:(?:In|During)\s+(?:the\s+same\s+\w+\s+(?:of|in)\s+)?"
    rf"(?:(?P<year>{YEAR})|{_PERIOD})|{_PERIOD}){_WHO}"
    rf"|^\s*the\s+(?:(?:corresponding|respective|equivalent|comparable)\s+\w+|{_TOTAL})\s+"
    rf"(?:in|for|during|of)\s+(?:(?P<then>{YEAR})|{_PERIOD})\s+{_AMOUNTED}"
    r"|^\s*(?:the\s+)?(?:(?:previous|prior|last)\s+(?:\w+\s+)?(?:year|period)’s|"
    rf"(?P<that>{YEAR}))\s+(?:\w+\s+)?{_TOTAL}\s+{_AMOUNTED}",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(?:,\s+(?:(?:and|but|(?P<whereas>while|whereas))\s+)?"
    r"|\s?[–—]\s*(?:(?:and|but|while|whereas)\s+)?)"
    rf"(?:(?:in|during)\s+(?:(?P<year>{YEAR})|{_PERIOD})|{_PERIOD})"
    rf"(?(whereas)\b(?![-–]|\s+(?:and|to)\b)|(?:{_WHO}|\s+$))"
)
_WHEN = re.compile(
    rf"\b(?:in|during|over|from|than|on)\s+(?:(?P<year>{YEAR})|{_PERIOD}),\s+when\s[^.;,]*$"
)
_FURTHER = re.compile(rf",?\s*(?:and|or)?\s*(?:in\s+)?(?P<year>{YEAR})\b(?!\s*,?\s*\w+ed\b)")
_DIVIDED = re.compile(r",\s+(?:including|of wh(?:om|ich))\b(?:(?!,?\s+and\s+\w+ed\b)[^.;()])*")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_TO_BRACKET = re.compile(r"[^,;:()]{0,60}")
_DEED_AGAIN = re.compile(r"\b(?:and|but|while|which)\s+(?:also\s+)?\w+ed\b")
NONE = re.compile(r"\b(?:none|no|zero)\b", re.IGNORECASE)
SAME = re.compile(
    r"\bthe same (?:(?:number|amount)\b[^.;()]*?\b(?:as|in)|as)\s+(?:(?:in|during)\s+)?"
    rf"(?:the\s+)?(?P<year>{YEAR}|(?:previous|prior|last) (?:reporting )?(?:period|year))",
    re.IGNORECASE,
)
BOTH = re.compile(
    rf"(?<!between )(?<!Between )\b(?:in\s+)?(?:both\s+|either\s+)?({YEAR}),?\s+(?:and|"
    rf"or)\s+(?:in\s+)?({YEAR})\b(?!,?\s+respectively)"
)
THIS_WAS = re.compile(
    r"\s*(?:This|These|That|The (?:number|total|figure|amount)s?|Both)\b[^.;\d]{0,80}$"
)


@dataclass(slots=True)
class Span:
    """Words that give values of earlier years."""

    start: int
    end: int
    is_bracket: bool


def find_spans(text: str, start: int, end: int, latest: int | None) -> list[Span]:
    """Find the spans of a sentence that hold earlier values, in order and without overlap."""
    if not _VALUE.search(text, start, end):
        return []
    found = [*_after_leads(text, start, end), *_in_brackets(text, start, end, latest)]
    found.sort(key=lambda span: (span.start, -span.end))
    distinct: list[Span] = []
    for span in found:
        if not distinct or span.start >= distinct[-1].end:
            distinct.append(span)
    return distinct


def _after_leads(text: str, start: int, end: int) -> Iterator[Span]:
    for lead in _LEAD.finditer(text, start, end):
        stop = _CLAUSE.match(text, lead.end(), end).end()  # type: ignore[union-attr]
        is_first = lead.start() - start < OPENING_REACH
        if is_first and (then := _THEN.search(text, lead.end(), stop)):
            stop = then.start()  # "Compared with nine in 2021, police arrested 12"
        words, following = lead[0].lower(), text[lead.end() : stop]
        is_from = words.endswith("from")
        years = list(NAMED.finditer(text, lead.end(), stop))
        is_comparing = years or is_from or words.startswith(_COMPARING)
        is_qualifier = (
            words.endswith(("more than", "fewer than", "less than"))
            and not _BY_HOW_MANY.search(text, max(start, lead.start() - 20), lead.start())
            and not (years and _THE_NUMBER.match(following))
        )
        is_range = is_from and _RANGE.match(following)
        is_other = (
            is_range
            or is_qualifier
            or (_PREVIOUS.match(following) and not _THAT_OF.match(following))
        )
        if is_comparing and not is_other and _VALUE.search(following[:120]):
            first = lead.start("late") if lead["late"] else lead.start()
            comma = text.find(", ", lead.end(), stop) if lead["late"] and not years else -1
            yield Span(first, _run_end(text, lead.end(), max(comma, 0) or stop, years), False)


def _run_end(text: str, start: int, stop: int, years: list[re.Match[str]]) -> int:
    """Return the end of a run of years: "214 in 2021, 200 in 2020, and 323 in 2019"."""
    if not years:
        again = _DEED_AGAIN.search(text, start, stop)
        return again.start() if again else stop
    end = years[0].end()
    while True:
        following = next((m for m in years if m.start() >= end), None)
        further = _FURTHER.match(text, end, stop)
        aside = _ASIDE.match(text, end)
        if aside and not NAMED.search(aside[0]):
            end = aside.end()
        elif further:
            end = further.end()
        elif following and _is_run(text[end : following.start()]):
            end = following.end()
        elif divided := _DIVIDED.match(text, end, stop):
            return divided.end()
        else:
            return end


def _is_run(words: str) -> bool:
    """Return whether words between two years hold a value and no new deed."""
    return (
        len(words) < 110
        and bool(re.match(r"\s*(?:\([^()]*\))?\s*(?:,|and\b|or\b)", words))
        and bool(_VALUE.search(words))
        and not re.search(
            r"\b(?:compared|and (?:the(?!\s+\d)|its?|their|they|authorities|police|courts|"
            r"officials|prosecutors|NGOs?|also)|increase|decrease)\b|\([^()]*$",
            words,
        )
    )


def _in_brackets(text: str, start: int, end: int, latest: int | None) -> Iterator[Span]:
    """Find brackets that name an earlier year or "the previous period"."""
    for match in re.compile(r"\(([^()]*)\)").finditer(text, start, end):
        years = list(NAMED.finditer(text, *match.span(1)))
        if any(m["year"] is None or latest is None or int(m["year"]) < latest for m in years):
            present = text.rfind(";", match.start(), years[0].start())  # ends what is of now
            yield Span(max(present, match.start()), match.end(), present < 0)


def set_years(
    text: str,
    counts: Sequence[Count],
    spans: Sequence[Span],
    start: int,
    latest: int | None,
    known: frozenset[str] = frozenset(),
) -> None:
    """Set the year that each count names, and which counts are of an earlier year.

    `known` are the classes of nouns that the sentences before counted in the latest year.
    """
    before = str(latest - 1) if latest else None
    is_dated = counts and _DATED.search(text, start, counts[-1].stop)
    whole: Count | None = None
    for previous, count, following in zip(
        [None, *counts], counts, [*counts[1:], None], strict=False
    ):
        if count.head == "others" and _AND_WHO.match(text, count.number_end):
            count.head, count.noun, count.end = "", "", count.number_end
        span = next((s for s in spans if s.start <= count.start < s.end), None)
        if span is not None:
            count.is_earlier = True
            count.year = _year_within(text, count, span, before, whole)
            whole = whole if count.depth else count
            continue
        is_divided = following and count.depth < following.depth and text[following.bracket] == "("
        stop = following.start if following and not is_divided else count.stop
        own = _own_year(text, count, stop, spans, before) if is_dated else None
        count.year = own or (find_clause_year(text, count, start, before) if is_dated else None)
        if (
            (own or (count.year and text.endswith(" and ", start, count.start)))
            and previous
            and previous.year
            and not (count.head or count.is_money or count.dimensions)
        ):
            count.head, count.noun = previous.head, previous.noun
            count.dimensions = dict(previous.dimensions)
        count.is_earlier = _is_past(text, count, spans, latest)
    _share_years(text, counts, latest)
    dated = [c for c in counts if c.year and not any(s.start <= c.start < s.end for s in spans)]
    years = {count.year for count in dated if count.year}
    is_first = dated[:1] == list(counts[:1]) and not known & {c.head for c in dated[:1]}
    if len(years) > 1 and (latest is None or (is_first and int(max(years)) < latest)):
        for count in dated:
            count.is_earlier = count.year != max(years)
    _date_parts(text, counts)
    _pair_ranges(text, counts, before)
    _set_years_in_turn(text, counts, latest)


_IN_TURN = re.compile(
    rf"\b(?P<first>respectively,?\s+)?(?:in|during|for)\s+(?P<years>{YEAR}(?P<more>,\s+{YEAR})*,?"
    rf"\s+and\s+{YEAR})(?(first)|(?(more)(?:,?\s+respectively)?|,?\s+respectively))\b"
)
_LISTED = re.compile(r"(?:\s+[a-z]+){0,3}(?:,\s+(?:and\s+)?|\s+and\s+)")


def _set_years_in_turn(text: str, counts: Sequence[Count], latest: int | None) -> None:
    """Read "15 and nine victims in 2021 and 2020, respectively" as values of two years."""
    first, last = (counts[0].start, counts[-1].end + frames.LEAD) if counts else (0, 0)
    for match in _IN_TURN.finditer(text, first, last):
        years = re.findall(YEAR, match["years"])
        listed = [c for c in counts if match.start() - frames.LEAD < c.start < match.start()]
        listed = listed[-len(years) :]
        between = [text[count.end : after.start] for count, after in pairwise(listed)]
        is_list = len(listed) == len(years) and all(map(_LISTED.fullmatch, between))
        if is_list and "." not in text[listed[-1].end : match.start()]:
            for count, year in zip(listed, years, strict=True):
                count.year, count.head = year, listed[-1].head
                count.is_earlier = int(year) < (latest or int(max(years)))


def _is_past(text: str, count: Count, spans: Sequence[Span], latest: int | None) -> bool:
    """Return whether a count is of an earlier year, and is not what a still earlier one is for."""
    own = int(count.year or 0)
    compared = [
        int(m["year"] or 0)
        for s in spans
        if s.start > count.start
        for m in NAMED.finditer(text, s.start, s.end)
    ]
    return bool(latest and 0 < own < latest and not any(0 < year < own for year in compared))


def _date_parts(text: str, counts: Sequence[Count]) -> None:
    """Give the counts of a bracket the year of an earlier value before it: "60 (50 adults)"."""
    whole: Count | None = None
    for count in counts:
        if not count.depth:
            whole = count
        elif (
            whole
            and whole.is_earlier
            and not (count.year or count.is_earlier)
            and _TO_BRACKET.fullmatch(text, whole.end, count.bracket)
        ):
            count.year, count.is_earlier = whole.year, True


def _share_currency(text: str, count: Count, previous: Count) -> None:
    """Read "€2 million, having spent 1.8 million in 2021" as amounts of one currency."""
    is_bare = not count.head and "illion" in text[count.start : count.end]
    if is_bare and previous.is_money:
        count.head, count.currency = previous.head, previous.currency


def find_clause_year(text: str, count: Count, start: int, before: str | None) -> str | None:
    """Return the year that opens the clause of a count: "in 2021, they arrested nine"."""
    clause = text.rfind(";", start, count.start) + 1 or start
    near = max(clause, count.start - frames.LEAD)
    inside = list(_INSIDE.finditer(text, near, count.start))
    if (when := _WHEN.search(text, near, count.start)) is not None:
        return when["year"] or before
    if inside and inside[-1][0][0] != "," and _DASH.search(text, inside[-1].end(), count.start):
        inside = []  # after what stands between dashes
    opening = inside[-1] if inside else OPENING.match(text[clause : count.start + 1][: frames.LEAD])
    named = re.search(YEAR, opening[0]) if opening else None
    return named[0] if named else before if opening else None


_AND_WHO = re.compile(r"\s+and\s+\w+\s+\w+ed\b")  # "convicted 51 and prosecutors charged"
_LED = re.compile(rf"\s+in\s+{YEAR}\s+(?:led|resulted|ended)\s[^.;,()]*")
_DASH = re.compile(r"[–—]")
_GOES_ON = re.compile(
    r"(?!.*,\s+(?:while|whereas|but)\b)[^.;()–—]{3,160}?(?:,|,?\s+and(?:\s+\w+ed)?)\s+"
)
_WHEREAS = re.compile(r"(?:;|,\s+(?:while|whereas))\s+(?:[a-z]+\s+)*$")
_ONE_YEAR = re.compile(
    r"[^.;,()]{0,40}\band\s+(?:\w+\s+){0,2}|\s+(?:at|in|with|for|involving|against|"
    r"of)\s+(?:\w+\s+)?"
)


def _is_listed(text: str, count: Count, after: Count) -> bool:
    """Return whether a bare number goes on with "…, whereas 70 were in 2021 women and" 20 "men"."""
    is_bare = not (after.head or after.is_money) and count.depth == after.depth == 0
    return bool(
        count.is_earlier
        and count.year
        and is_bare
        and _GOES_ON.fullmatch(text, count.end, after.start)
        and _WHEREAS.search(text, max(0, count.start - frames.LEAD), count.start)
    )


def _share_years(text: str, counts: Sequence[Count], latest: int | None) -> None:
    """Give "seven investigations and four extraditions in 2018" one year, an earlier one."""
    for count, after in pairwise(counts):
        if after.is_earlier:
            _share_currency(text, after, count)
        is_led = count.is_earlier and _LED.fullmatch(text, count.end, after.start)
        if not after.year and (is_led or _is_listed(text, count, after)):
            after.year, after.is_earlier = count.year, True
    for count, after in reversed(list(pairwise(counts))):
        between = text[count.end : after.start]
        if (
            latest
            and after.is_earlier
            and not count.year
            and not count.is_earlier
            and count.depth == after.depth == 0
            and _ONE_YEAR.fullmatch(between)
        ):
            count.year, count.is_earlier = after.year, True


_TO = re.compile(rf"^(?:\s*\([^()]*\))?(?:\s+in\s+(?P<year>{YEAR}))?\s+to\s+$")


def _pair_ranges(text: str, counts: Sequence[Count], before: str | None) -> None:
    """Read "from 100,000 euros to 120,000 euros" as an earlier value and a present one."""
    for count, following in pairwise(counts):
        bridge = _TO.match(text[count.end : following.start])
        if (
            count.head != "months"
            and bridge
            and text[max(0, count.start - 6) : count.start].endswith("from ")
        ):
            count.is_earlier, count.year = True, bridge["year"] or before


_COLON = re.compile(r"\d:\s+[€$£]?$")  # after a year: "2021: 12; 2020: 9"


def _year_within(
    text: str, count: Count, span: Span, before: str | None, whole: Count | None
) -> str | None:
    """Return the year of a value in a span; in a further bracket by itself or by its whole."""
    closing = text.find(")", count.end, span.end)
    is_nested = count.bracket > span.start and closing >= 0
    is_part = is_nested and whole is not None and whole.start >= span.start
    reach = min(closing if is_nested else span.end, count.end + frames.LEAD)
    near = max(count.bracket if is_part else span.start, count.start - frames.LEAD)
    named = None if _COLON.search(text, near, count.start) else NAMED.search(text, count.end, reach)
    named = named or next(reversed([*NAMED.finditer(text, near, count.start)]), None)
    if named is None:
        return whole.year if is_part and whole else before
    return named["year"] or before


# What happened to some of them in another year.
_WHOM = re.compile(
    r"[^,;]{0,40}?\b(?:whom|who|whose|that|which)\s+(?:(?:\w+\s+){0,3}?(?:had|were|was)\s+\w+"
    r"|(?:began|begun|started|opened|ended|occurred)\b)"
    r"|[^,;]{0,60}?\b(?:to|for)\s+(?:[a-z]+\s+)?[a-z]+s\s+\w+ed\s+(?:in|during)\b"
)
_AMONG = re.compile(
    r"\b(?:including|among (?:them|whom)|as well as|in addition to)\s+(?:at least\s+)?$",
    re.IGNORECASE,
)
_DONE = re.compile(r"\s*(?:already\s+|first\s+)?\w+ed\b")
_SUBJECT_OF = re.compile(  # "six arrested in 2021 were convicted", "nine charged in 2021 awaited"
    r"\s+(?:(?:later|still|also|\w+ly)\s+)?(?:remain|await|fac|receiv|continu|appeal|plead|serv|"
    r"appear|enter|escap|testif|were|was|had|have|are|is|did|stood|went|got|began|fled|died|left)"
    r"(?:\w*ed)?\b"
)
_BEFORE = re.compile(  # "identified 12 in the prior year", "12 victims the year before"
    rf"\b(?:in|during|over)\s+{_PERIOD}\b"
    r"|^(?:\s+(?:were|was|had been)\s+\w+ed)?(?:\s+(?!\w+(?:ed|ing)\b)[a-z’-]+){0,6}?"
    r"(?<!from)(?<!than)(?<!of)(?<!as)(?<!with)(?<!to)(?<!since)(?<!on)(?<!for)(?<!and)(?<!over)"
    rf"\s+(?=the\b){_PERIOD}(?!’|')",
    re.IGNORECASE,
)
_IN = re.compile(rf"\b(?:in|during|for)\s+(?:calendar\s+year\s+)?({YEAR})\b(?![-–])")


def _own_year(
    text: str, count: Count, stop: int, spans: Sequence[Span], before: str | None
) -> str | None:
    """Return the year stated of a count itself, outside brackets and comparisons."""
    stop = min([stop, *(s.start for s in spans if s.start >= count.end)])
    words = re.sub(r"\([^()]*\)", " ", text[count.end : stop])
    words = re.split(
        r"[;()]|,\s+(?:while|whereas)\b|\bthe same\b|\b(?:more|fewer|less) than\b"
        r"|\s?[–—]\s*(?:whereas|in)\b"
        r"|\b(?:as (?:many|much|in|it|they)|twice|doubl\w+|tripl\w+|half|none|no)\b",
        words,
        maxsplit=1,
    )[0][:100]
    if (inside := _INSIDE.search(words)) is not None:
        words = words[: inside.start()]
    if (both := BOTH.search(words)) is not None:
        return max(both[1], both[2])
    match = _IN.search(words) or _BEFORE.search(words)
    if (
        match is None
        or _WHOM.match(words)
        or (_DONE.match(words) and _SUBJECT_OF.match(words, match.end()))
        or (_AMONG.search(text[max(0, count.start - 30) : count.start]) and _DONE.match(words))
    ):
        return None  # "including seven who had been identified in 2021"
    return match[1] if match.re is _IN else before


def _around(named: re.Match[str]) -> tuple[int, int]:
    """Return where a year and those listed with it stand, with "respectively" on either side."""
    return max(0, named.start() - len("respectively, ")), named.end() + 40


def further_years(text: str, count: Count, span: Span) -> list[str]:
    """Return further years of the same earlier value: "14 in 2016 and 2015"."""
    first = NAMED.search(text, count.end, span.end)
    years: list[str] = []
    turn = _IN_TURN.search(text, *_around(first)) if first else None
    is_in_turn = turn and ("respectively" in turn[0] or count.year not in (None, turn["years"][:4]))
    if first is None or first["year"] is None or is_in_turn:
        return years
    end = first.end()
    while (match := _FURTHER.match(text, end, span.end)) is not None:
        if re.match(r"\s*,?\d|\s+\w+ in\b", text[match.end() : match.end() + 3]):
            break
        years.append(match["year"])
        end = match.end()
    return years
