"""Questions on a narrative: figures that do not add up, and facts only its author knows.

A question rests only on figures that were read whole and without doubt: one that comes of a slip of
the reader embarrasses whoever sends it. Where the reader may be wrong, the figure gets a doubt.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker.grouping import group_pairs
from tracker.intake.drafts import NATIONAL, DraftQuestion, Figure, Narrative, Place
from tracker.intake.numbers import NUMBER, format_amount, format_number, parse_number
from tracker.intake.stated_values import (
    FEWEST,
    StatedValue,
    ask_about_conversions,
    list_data_gaps,
    list_values,
    make_question,
    year_of,
)
from tracker.vocabulary import NumberRole, QuestionKind


def find_questions(narrative: Narrative) -> list[DraftQuestion]:
    """Return the questions that a narrative raises, by place. A source is never corrected."""
    values = list_values(narrative)
    certain = [value for value in values if not value.figure.doubt]
    totals = [v for v in certain if v.is_present and _key(v.figure) and not v.figure.breakdown]
    questions = [
        *ask_about_parts(narrative, values),
        *ask_about_providers(certain),
        *ask_about_contradictions(totals),
        *ask_about_directions(values),
        *ask_about_efforts(totals),
        *ask_about_prosecutions(totals),
        *ask_about_same_number(values),
        *ask_about_conversions(values),
        *(
            make_question(QuestionKind.ASK, message, request.places, number=request.number)
            for message, request in list_data_gaps(narrative)
        ),
    ]
    return sorted(questions, key=lambda question: question.places[0])


def add_doubts(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures, with a doubt on those that contradict themselves or another.

    An earlier value is of an earlier time; one indicator has one value for a period, its parts and
    the whole country.
    """
    rivals = defaultdict[object, dict[float | None, Figure]](dict)  # by value
    for figure in figures:
        if key := _key(figure):
            rivals[key].setdefault(figure.value, figure)
    return [
        replace(figure, doubt=doubt)
        if not figure.doubt and (doubt := _find_doubt(figure, rivals[_key(figure)].values()))
        else figure
        for figure in figures
    ]


def _find_doubt(figure: Figure, rivals: Iterable[Figure]) -> str:
    later = [e.period for e in figure.previous if year_of(e.period) >= year_of(figure.period) > 0]
    others = [format_amount(other) for other in rivals if other.value != figure.value]
    if later:
        return _("The value compared is of %(period)s, which is not earlier.") % {
            "period": later[0]
        }
    return _("The text also gives %(others)s for it.") % {"others": others[0]} if others else ""


def _key(figure: Figure) -> tuple[object, ...]:
    """Return what two values for the whole country can't both have; nothing for others."""
    is_total = figure.part_of is None or figure.breakdown
    if figure.indicator is None or figure.value is None or figure.scope != NATIONAL or not is_total:
        return ()
    return figure.indicator, figure.unit, figure.period, frozenset(figure.breakdown)


_OPEN_LIST = re.compile(
    r"\b(?:includ\w+|among|such as|some|several|most|mostly|many|others?|rest|remain\w+|majority|"
    r"at least|approximately|both|also)\b",
    re.IGNORECASE,
)
_NEXT_LIST = re.compile(r"[.;:()]")
_REST = re.compile(r"\b(?:unspecified|unknown|unidentified|other|foreign)", re.IGNORECASE)
_WHOLE_GROUPS = {"sex": {"female", "male"}, "age group": {"adult", "child"}}
_ACCUSED = {"suspects", "defendants", "traffickers"}  # whom a list divides into women and men
LONGEST_LIST = 600  # code points from a whole to its last part


def ask_about_parts(narrative: Narrative, values: Sequence[StatedValue]) -> Iterator[DraftQuestion]:
    """Ask about parts that miss their whole, where the whole list was read and leaves no rest."""
    wholes = {(v.figure, v.period): v for v in values if not v.figure.doubt}
    lists = group_pairs(
        ((whole, len(_NEXT_LIST.findall(between))), part)
        for part in values
        if part.figure.part_of is not None
        and not part.figure.doubt
        and (whole := wholes.get((narrative.figures[part.figure.part_of], part.period)))
        and whole.place.paragraph == part.place.paragraph
        and 0 < part.place.end - whole.place.end < LONGEST_LIST
        and (between := part.text[whole.place.end : part.place.start])
    )
    stated = {(value.place.paragraph, value.value) for value in values}
    exact = {  # wholes of which one part is divided without a rest
        whole.figure.part_of
        for (whole, _list), parts in lists.items()
        if len(parts) > 1 and sum(part.value for part in parts) == whole.value
    } - {None}
    for (whole, _list), every in lists.items():
        is_alike = whole.figure.part_of in exact  # so its other part is divided whole, too
        parts = [part for part in every if part.figure.breakdown] if is_alike else every
        total = sum(part.value for part in parts)
        is_stated = (whole.place.paragraph, total) in stated  # they may be the parts of that
        is_whole = is_alike and len(parts) > 1 and total != whole.value
        if not is_stated and (is_whole or _is_complete(narrative, whole, parts)):
            yield make_question(
                QuestionKind.DOES_NOT_ADD_UP,
                _(
                    "%(parts)s make %(sum)s, but the text says %(whole)s (%(label)s, "
                    "¶ %(paragraph)s). Which is right?"
                ),
                (whole.place, *(part.place for part in parts)),
                parts=" + ".join(format_number(part.value) for part in parts),
                sum=format_number(total),
                whole=format_number(whole.value),
                label=whole.figure.label,
            )


def _is_complete(narrative: Narrative, whole: StatedValue, parts: Sequence[StatedValue]) -> bool:
    """Return whether parts of one dimension are all that the whole has, or more than it has."""
    first, last = parts[0].place, parts[-1].place
    starts = {at for part in parts for at in range(part.place.start, part.place.end)}
    stop = _NEXT_LIST.search(whole.text, last.end)
    end = stop.start() if stop else len(whole.text)
    groups = {part.figure.breakdown: dict(part.figure.breakdown) for part in parts}
    names = {frozenset(group) for group in groups.values()}
    is_more = sum(part.value for part in parts) > whole.value  # of whatever it "includes"
    opening = whole.text[: first.start].rstrip()[-1:]
    has_no_children = whole.figure.unit in _ACCUSED and opening in {"(", "—", "–", ":"}
    return (
        len(groups) == len(parts) > 1 == len(names)
        and not _OPEN_LIST.search(whole.text, (first if is_more else whole.place).start, end)
        and all(
            number.role in {NumberRole.EARLIER, NumberRole.CONVERSION, NumberRole.DATE}
            or number.place.start in starts
            for number in narrative.numbers
            if first <= number.place < replace(last, start=end)
        )
        and (
            is_more
            or all(
                {group[name] for group in groups.values()}
                >= _WHOLE_GROUPS[name] - ({"child"} if has_no_children else set())
                if name in _WHOLE_GROUPS
                else any(_REST.match(group[name]) for group in groups.values())
                for name in min(names, default=())
            )
        )
    )


_SUBJECT = re.compile(
    r"(?:(?:the|these|all)\s+(?P<count>[\w-]+)\s+(?:[\w-]+,?\s+){0,3}?\w+s|"
    r"(?:the|one)\s+(?:[\w-]+\s+){0,3}?\w+)\s+(?:also\s+)?\w+ed\s+$",
    re.IGNORECASE,
)


def ask_about_providers(values: Sequence[StatedValue]) -> Iterator[DraftQuestion]:
    """Ask where "the three shelters" differ from the sum of one shelter and the two others."""
    groups = group_pairs(
        (
            (value.place.paragraph, value.figure.indicator),
            (parse_number(count["digits"], count["words"]) if count else 1, value),
        )
        for value in values
        if value.is_present and not value.figure.unit.isupper()
        if (subject := _SUBJECT.search(value.text[: value.place.start][-LONGEST_CLAIM:]))
        for count in (NUMBER.fullmatch(subject["count"] or ""),)
    )
    for group in groups.values():
        providers = sum(count for count, _value in group)
        for total in (value for count, value in group if 2 * count == providers):
            parts = [value for _count, value in group if value is not total]
            parts_sum = sum(value.value for value in parts)
            if len(parts) > 1 and parts_sum != total.value:
                yield make_question(
                    QuestionKind.DOES_NOT_ADD_UP,
                    _(
                        "All %(many)s together: %(whole)s; one by one: %(parts)s, which makes "
                        "%(sum)s (¶ %(paragraph)s). Are some counted twice, or is one of the "
                        "numbers wrong?"
                    ),
                    (total.place, *(value.place for value in parts)),
                    many=format_number(providers / 2),
                    whole=format_amount(total.figure),
                    parts=" + ".join(format_number(value.value) for value in parts),
                    sum=format_number(parts_sum),
                )


CORE = frozenset(
    """
    INV_CASES INV_SUSPECTS PROS_CASES PROS_DEFENDANTS CONV_TRAFFICKERS VICT_IDENTIFIED VICT_ASSISTED
    """.split()
)
# What the acts of a year add up to, of which two sentences may name two.
_ADDED_UP = (
    *("TRAIN_", "FUND_", "RELATED_", "SPECIAL_", "STAFF_", "CAMPAIGNS", "REACHED", "MEETINGS"),
    *("COMP_AMOUNT", "FINE_AMOUNT", "COOP_CASES", "CLOSED", "LICENCES", "AGENCIES"),
)
# "In 2023, the government reported identifying a total of" 17 "victims" "in 2023": all at once.
_HEADLINE = re.compile(
    r"(?:^|[.;]\s+)(?:(?:In|During|Overall|In total)\b[^,.;]{0,60},\s+)?(?:the\s+)?"
    r"(?:government|authorities|officials|police|law enforcement(?:\s+\w+)?|courts|"
    r"prosecutors)\s+(?:(?:reported|stated)\s+)?(?:that\s+\w+\s+had\s+)?\w+(?:ed|ing)\s+"
    r"(?:an?\s+total\s+of\s+)?$",
    re.IGNORECASE,
)
_HEADLINE_END = re.compile(
    r"\W*(?:[\d,.]+|\w+(?:-\w+)?)(?:\s+(?:new|human|trafficking))*\s+\w+\s*"
    r"(?:[.,;(—]|(?:in|during)\s+(?:19|20)\d\d|compared|(?:with|involving)\s+(?:\d|\w+\s+suspects))",
    re.IGNORECASE,
)


def ask_about_contradictions(totals: Sequence[StatedValue]) -> Iterator[DraftQuestion]:
    """Ask about a figure of a year that two sentences state for the country with two values."""
    headlines = group_pairs(
        (_key(value.figure), value)
        for value in totals
        if not (value.figure.indicator or "").startswith(_ADDED_UP)
        and _HEADLINE.search(value.text[: value.place.start][-LONGEST_CLAIM:])
        and _HEADLINE_END.match(value.text, value.place.start)
    )
    for first, *others in headlines.values():
        if other := next((value for value in others if value.value != first.value), None):
            yield make_question(
                QuestionKind.DOES_NOT_ADD_UP,
                _(
                    "%(label)s: %(first)s in ¶ %(paragraph)s, %(other)s in ¶ %(second)s. Which is "
                    "right?"
                ),
                (first.place, other.place),
                label=first.figure.label,
                first=format_number(first.value),
                other=format_number(other.value),
                second=other.place.paragraph,
            )


_UP = r"(?:increase[ds]?|rise|rose|grew|growth|up|higher|more)\b"
_DOWN = r"(?:decrease[ds]?|declined?|fell|drop(?:ped)?|reduction|reduced|down|lower|fewer|less)\b"
_WAY = rf"(?:{_UP}|{_DOWN})"
_CHANGE = re.compile(rf"\b{_WAY}", re.IGNORECASE)
_THAN = r"\s+(?:from|over|than|compared\s+(?:with|to))\s+(?:the\s+)?(?:\w+\s+){0,2}[€$£]?"
_AN = r"\b(?:an?\s+)?(?:\w+\s+)?"
NOW, THEN = "\ue000", "\ue001"  # for the two numbers that are compared
_CLAIM = re.compile(
    # "This was a decrease compared with 21"
    rf"\b(?:this|these|it)\s+(?:was|were|represent\w+|mark\w+)\s+{_AN}(?P<sentence>{_WAY}{_THAN}{THEN})"
    # "17 victims, an increase from 21"
    rf"|{NOW}[^.;,]{{0,80}}(?:,\s|\()\s*(?:which\s+(?:was|is)\s+)?{_AN}(?P<after>{_WAY}{_THAN}{THEN})"
    # "17 victims (21 in 2022), an increase"
    rf"|{NOW}[^.;,]{{0,80}}{THEN}[^.;,()]{{0,40}}\)?,\s+{_AN}(?P<last>{_WAY})(?=[.,;]|\s+(?:over|from)\b)"
    # "increased its budget from 21 in 2022 to 17"
    rf"|\b(?P<range>{_WAY}[^.;,()]{{0,80}}\bfrom\s+[€$£]?{THEN}[^.;,\d]{{0,40}}(?:\bin\s+(?:19|20)\d\d)?"
    rf"\s+to\s+[€$£]?{NOW})"
    # "In an increase over the year before, police identified 17 victims (21"
    rf"|\bIn\s+{_AN}(?P<first>{_WAY}\s[^.;,\d]{{0,60}},[^.;,\d]{{0,80}}{NOW}[^.;,]{{0,80}}\([€$£]?{THEN})",
    re.IGNORECASE,
)
LONGEST_CLAIM, RECENT = 160, 400  # code points around two numbers, and to what "this" refers to
_ASIDE = re.compile(r"\([^()]*\)")


def ask_about_directions(values: Sequence[StatedValue]) -> Iterator[DraftQuestion]:
    """Ask about "2,300 inspections, an increase from 2,450": the wrong direction, or no change."""
    present = [value for value in values if value.is_present]
    places = [value.place for value in present]
    changes = {
        text: [change.start() for change in _CHANGE.finditer(text)]
        for text in {value.text for value in values}
    }
    for earlier in values:
        claim, span = _find_claim(earlier, changes[earlier.text])
        if not claim:
            continue
        sign = 1 if re.match(_UP, claim, re.IGNORECASE) else -1
        first = bisect_left(places, replace(span, end=span.start))
        last = bisect_left(places, replace(span, start=span.end))
        compared = [
            value
            for value in present[first:last]
            if value.figure.unit == earlier.figure.unit and value.period != earlier.period
        ]
        if compared and all(sign * (value.value - earlier.value) <= 0 for value in compared):
            yield make_question(
                QuestionKind.DOES_NOT_ADD_UP,
                _("The text says “%(words)s”, but its figures are %(figures)s. Which is right?"),
                (*(value.place for value in compared), earlier.place),
                words=" ".join(claim.split()),
                figures=f"{format_amount(earlier.figure, earlier.value)} → "
                + " + ".join(format_amount(value.figure) for value in compared),
            )


def _find_claim(earlier: StatedValue, changes: Sequence[int]) -> tuple[str, Place]:
    """Find what is said of the change since an earlier value, and where the present one stands.

    `changes` are the places of words like "increase" in its text.
    """
    present, place, text = earlier.figure.place, earlier.place, earlier.text
    is_near = present.paragraph == place.paragraph and abs(present.start - place.start) < RECENT
    marks = {present if is_near else place: NOW, place: THEN}
    first, last = min(marks), max(marks)
    change = bisect_left(changes, first.start - LONGEST_CLAIM)
    if not any(start < last.end + LONGEST_CLAIM for start in changes[change : change + 1]):
        return "", present
    claim = _CLAIM.search(
        text[: first.start][-LONGEST_CLAIM:]
        + _ASIDE.sub(" ", text[first.end : last.start]).join(marks[at] for at in sorted(marks))
        + text[last.end :][:LONGEST_CLAIM]
    )
    if claim is None or (earlier.figure.doubt and claim.lastgroup != "sentence"):
        return "", present
    words = {NOW: text[present.start : present.end], THEN: text[place.start : place.end]}
    claimed = re.sub(f"[{NOW}{THEN}]", lambda mark: words[mark[0]], claim[claim.lastgroup or 0])
    end = place.start - len(claim[0])
    recent = replace(place, start=end - RECENT, end=end)
    return claimed, recent if claim.lastgroup == "sentence" else present


_EFFORTS = re.compile(
    r"\b(?P<words>(?P<slightly>slightly\s+)?(?:(?P<up>increased)|decreased)\s+(?:its\s+|their\s+)?"
    r"(?:overall\s+)?(?:anti-trafficking\s+)?(?:law enforcement|prosecution|victim protection|"
    r"protection|prevention)?\s*efforts)",
    re.IGNORECASE,
)
LARGE_CHANGE = 0.5  # is not slight
SMALLEST_BASE = 5  # the change of a smaller number says nothing


def ask_about_efforts(totals: Sequence[StatedValue]) -> Iterator[DraftQuestion]:
    """Ask about "slightly decreased" where most figures fell by half, or where none fell."""
    for number, in_paragraph in group_pairs((v.place.paragraph, v) for v in totals).items():
        if (claim := _EFFORTS.search(in_paragraph[0].text, 0, 300)) is None:
            continue
        sign = 1 if claim["up"] else -1
        changes = [
            (sign * (value.value / before - 1), before, value)
            for value in in_paragraph
            if value.figure.indicator in CORE
            and (before := value.figure.previous_value or 0) >= SMALLEST_BASE
        ]
        large = [change for change in changes if change[0] >= LARGE_CHANGE]
        is_large = claim["slightly"] and 2 * len(large) > len(changes)
        is_opposite = all(change[0] < 0 for change in changes)
        shown = large if is_large else changes if is_opposite else []
        if len(shown) >= FEWEST:
            yield make_question(
                QuestionKind.ASK if is_opposite else QuestionKind.DOES_NOT_ADD_UP,
                _(
                    "The text says “%(words)s”, and its figures change by %(changes)s (¶ "
                    "%(paragraph)s). What is the statement based on?"
                ),
                (
                    Place(number, claim.start("words"), claim.end()),
                    *(value.place for _change, _before, value in shown),
                ),
                words=claim["words"],
                changes="; ".join(
                    f"{100 * sign * change:+.1f} % ({value.figure.label} {format_number(before)} → "
                    f"{format_number(value.value)})"
                    for change, before, value in shown
                ),
            )


def ask_about_prosecutions(totals: Sequence[StatedValue]) -> Iterator[DraftQuestion]:
    """Ask why more cases were prosecuted than investigated; some may come from earlier years."""
    first = {(value.figure.indicator, value.period): value for value in reversed(totals)}
    for (indicator, period), prosecuted in first.items():
        investigated = first.get(("INV_CASES", period)) if indicator == "PROS_CASES" else None
        if investigated and prosecuted.value > investigated.value:
            yield make_question(
                QuestionKind.ASK,
                _(
                    "More cases were prosecuted (%(prosecuted)s) than investigated "
                    "(%(investigated)s, ¶ %(paragraph)s). Are cases of earlier years included?"
                ),
                (investigated.place, prosecuted.place),
                prosecuted=format_number(prosecuted.value),
                investigated=format_number(investigated.value),
            )


_SAME = re.compile(r"\bthe same (?:number|amount)[^.,;()]*", re.IGNORECASE)


def ask_about_same_number(values: Sequence[StatedValue]) -> Iterator[DraftQuestion]:
    """Ask for the number behind "the same number as in 2022", which the text doesn't state."""
    for value in values:
        place = value.place
        claim = _SAME.search(value.text, place.end, place.end + LONGEST_CLAIM)
        inferred = {e.value for e in value.figure.previous if e.place is None}
        if claim and value.is_present and value.value in inferred:
            yield make_question(
                QuestionKind.ASK,
                _("The text says “%(words)s” without a number. Is it %(value)s?"),
                (place, replace(place, start=claim.start(), end=claim.end())),
                words=claim[0].strip(),
                value=format_amount(value.figure),
            )
