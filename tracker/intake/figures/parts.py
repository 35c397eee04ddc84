"""Parts of figures: brackets, lists after "including", "of these", and sentences that divide."""

import re
from dataclasses import replace

from tracker.intake.drafts import NATIONAL
from tracker.intake.figures.counts import NEIGHBOURS, Count
from tracker.intake.figures.frames import HEAD_DEEDS, PLACES, build_frame
from tracker.intake.figures.indicators import POTENTIAL, choose_indicator
from tracker.intake.figures.lexicon import (
    NOMINAL,
    PERSONAL,
    VERB,
    find_dimensions,
    find_head,
    name_deed,
)
from tracker.intake.figures.readings import (
    COUNTABLE,
    Reading,
    Sentence,
    are_alike,
    is_by_kind,
    may_divide,
)
from tracker.intake.figures.scopes import COMMON, is_private

OF_THESE = re.compile(
    r"^\s*(?:Of|Among|From)\s+(?:these|those|them|all|the\s+(?:total|victims|defendants|"
    r"suspects|cases))\b"
    r"|^\s*(?:These|Those|They|Victims|The victims)\s+(?:included|comprised|consisted|were)\b"
)
OF = re.compile(r"\s*(?:Of|Among)\s+")
_OF_THEM = re.compile(
    r"\b(?:of|among|from)\s+(?:(?:the|these|those|its|all)\s+)?(?:total\s+(?:of\s+)?)?$",
    re.IGNORECASE,
)
_INCLUDED = re.compile(r"[^.;()]{0,80}?\b(?:include[ds]?|compris\w+|consist\w+)\b")
OF_THE = re.compile(r"\bof (?:the|these|those|its|all)\s+$")
_AND_ITS = re.compile(r",\s+and\s+its\s+[^;\d]*\w+ed\s+$")  # "…, and its office settled 12"
_AND_DID = re.compile(r",\s+and\s+(?:[^;]*\s)?\w+ed\s+(?:[a-z]+\s+){0,2}$")
_OF_THOSE = re.compile(  # "41 of the convicted traffickers", "19 of these sites"
    r"\s*of\s+(?:the|these|those|its)\s+(?:\w+ly\s+)?(?P<nouns>[a-z-]+(?:\s+[a-z-]+){0,2})"
)
_SHARE = re.compile(r"\bof (?:(?:the|these|those|its|all)\s+)?$")
_TOTAL = re.compile(
    r"(?:\bfor|,) a total of\s+$|\btotall?ing\s+$|\bin total,?\s+$|"
    r"\bbringing the total(?: number)?(?: of [a-z -]+)? to\s+$"
)
_PERCENT = re.compile(r"(?:percent|per cent|%)\s*$")
CONNECTED = re.compile(
    r"\b(?:including|included|of (?:which|whom|these|them)|among (?:which|whom|them|these)|"
    r"compris\w+|consist\w+|compos\w+)\b|:\s*$",
    re.IGNORECASE,
)
_OF_AMOUNT = re.compile(
    r"\bof (?:which|this amount|that amount|the (?:amount|total|sum)),? (?:[^.;,\d]*\s)?\x00"
    r"|\x00\s*(?:\([^()]*\)\s*)?of (?:this|that|the) (?:amount|total|sum)\b"
)
_AMONG = re.compile(r"\b(?:among|out of)\s+(?:(?:the|an?|total|of)\s+)*$")
_REST = re.compile(r"\b[Tt]he (?:remaining|other)\s+$")
_APART = re.compile(
    r"\b(?:separate|another|additional|other|further|continued)\s+(?:group of\s+)?$"
)
_CONCERNED = re.compile(r"\s+(?:concern|relat|involv|pertain)\w+")
_ALL = re.compile(r"\b[Aa]ll (?:of (?:the|these) )?$")
_WHOM = re.compile(r",?\s+(?:of|among) (?:whom|which)\b")
OF_THE_DONE = re.compile(r"\b(?:[Oo]f|[Aa]mong) (?:the|those) (?P<verb>\w+ed) [a-z]")
_IN_PLACE = re.compile(r"\s+(?:(?:in|at)\s+(?:the\s+)?[A-Z]|under\s)")  # or under one law
_OF_WHOM = re.compile(r"\s*(?:of|among)\s+(?:which|whom|these|those|them|the)\b")
CONFIRMED = re.compile(r"\b(?:official|officially|confirmed|verified|formally)\b")
AGENT_REACH = 60  # code points to "by police"
_OF_LABOR = ("forced begging", "domestic servitude", "forced criminality")
_RELATED = {  # what was done next to those charged under other laws
    "INV_SUSPECTS": "RELATED_INV",
    "PROS_DEFENDANTS": "RELATED_PROS",
    "CONV_TRAFFICKERS": "RELATED_CONV",
}
NEUTRAL = re.compile(
    r"(?:were|was|are|is|had|have|has|been|exploited|subjected|forced|came|concerned|"
    r"involved|related|remained|resulted|targeted|reported|passed|graduated|focused|covered|addressed|occurred)$|.*(?<!ed)$|.*-related$|un\w+ed$"
)


def find_restated(sentence: Sentence, count: Count) -> Reading | None:
    """Return the figure that "Of the 17 victims identified" names again."""
    lead = sentence.lead(count)
    included = re.fullmatch(
        r"\s*(?:The|These|Those|All)\s+|.*;\s+(?:the|these|all)\s+", lead
    ) and _INCLUDED.match(sentence.text, count.end, sentence.end)
    is_object = lead.endswith(" of ") and NOMINAL.search(lead)  # "investigations of five officials"
    if (
        is_object
        or count.is_money
        or count.head == "months"
        or not (included or _OF_THEM.search(lead))
    ):
        return None
    return next(
        (
            reading
            for reading in reversed([*sentence.further_back, *sentence.known, *sentence.readings])
            if reading.count.value == count.value
            and (reading.count.head in COUNTABLE or reading.count.head == count.head)
        ),
        None,
    )


def make_share(sentence: Sentence, whole: Reading, count: Count) -> None:
    """Make "33 of the 95 victims" a part of the 95. `count` is the 95."""
    last = next((r for r in reversed(sentence.readings) if r is not whole), None)
    if (
        last is not None
        and _SHARE.search(sentence.lead(count))
        and last.count.value <= whole.count.value
        and count.start - last.count.end < 20
    ):
        last.whole = whole
        after = sentence.text[count.end : count.stop]
        if not last.count.dimensions and after.startswith((" were ", " was ")):
            last.count.dimensions = find_dimensions("", after, "")
        phrase = sentence.text[last.count.start : count.end + 100].split(";")[0]
        stretched = replace(last.count, end=count.end, stop=count.stop)  # "six of the eight"
        built = build_frame(sentence.text, sentence.start, stretched, previous=None)
        built = built if built.is_subject else last.frame
        own = choose_indicator(last.count, built, phrase, head=whole.count.head)
        is_same = own in (None, "VICT_IDENTIFIED")
        last.indicator = whole.indicator if is_same else own


def join_among(sentence: Sentence, whole: Reading) -> None:
    """Make "180 confirmed victims among 510 potential ones" a part of the 510."""
    is_application = whole.count.noun.startswith(("applica", "request"))  # for what others got
    if whole.indicator and not is_application and _AMONG.search(sentence.lead(whole.count)):
        for part in _list_parts(sentence, whole)[-1:]:
            part.whole = whole


def _list_parts(sentence: Sentence, whole: Reading) -> list[Reading]:
    """List the figures of a sentence that a figure can be the whole of."""
    return [
        part
        for part in sentence.readings
        if part is not whole
        and part.whole is None
        and may_divide(part.count, whole.count)
        and part.count.value <= whole.count.value
    ]


def find_whole(
    sentence: Sentence, reading: Reading, listed: Reading | None, *, is_divided: bool
) -> Reading | None:
    """Return the figure that a reading is a part of.

    `listed` is the whole of the part before it in the sentence, which a list shares. A sentence
    that begins with "Of these" is divided as a whole.
    """
    count, text, frame = reading.count, sentence.text, reading.frame
    lead = sentence.lead(count)
    is_rest = _REST.search(lead)
    is_apart = _APART.search(lead) and not is_rest
    if count.is_money and _OF_AMOUNT.search(f"{lead}\x00{text[count.end : count.end + 60]}"):
        return _find_amount(sentence, count)
    if count.is_money or is_apart or (count.depth and _PERCENT.search(text, 0, count.bracket)):
        return None
    last = next((r for r in reversed(sentence.readings) if r.count.depth <= count.depth), None)
    is_step = frame.is_adjacent and frame.deed in HEAD_DEEDS.values() and not is_rest
    is_of_whom = _OF_WHOM.match(text, count.number_end) or (
        last and _WHOM.match(text, last.count.end)
    )
    is_next = (  # "20 were identified and 12 were assisted"
        last
        and not last.whole
        and (last.frame.is_subject and frame.is_subject and lead.endswith(" and "))
        and "" != last.frame.deed != frame.deed != ""
    )
    if (is_step or is_next) and not is_divided and not count.depth and not is_of_whom:
        return None  # "arrested one and prosecuted two" of them are figures of their own
    if frame.is_subject and _ALL.search(lead):  # "all three"
        for same in reversed([*sentence.known, *sentence.readings]):
            if same.count.value == count.value and may_divide(count, same.count) and not same.whole:
                return same
    whole, is_share = _choose_whole(sentence, reading, listed, last, is_divided=is_divided)
    if whole is None or whole.count.value < count.value or whole.count.is_money:
        return None
    if reading.indicator == "SHELTER_BEDS" != whole.indicator:
        return None  # room for people is no part of those who were there
    if not _is_form_of(count, whole.count) and any(
        name != "nationality" and whole.dimensions.get(name, own) != own
        for name, own in count.dimensions.items()
    ):
        return None  # "10 for sex trafficking and four for labor trafficking"
    divides = is_share or count.depth or may_divide(count, whole.count)
    return _most_specific(sentence, reading, whole) if divides else None


def _find_amount(sentence: Sentence, count: Count) -> Reading | None:
    """Return the amount that "only $20,000 of this amount" is of."""
    return next(
        (
            r
            for r in reversed([*sentence.known, *sentence.readings])
            if r.count.currency == count.currency and r.count.value >= count.value and not r.whole
        ),
        None,
    )


def _choose_whole(
    sentence: Sentence,
    reading: Reading,
    listed: Reading | None,
    last: Reading | None,
    *,
    is_divided: bool,
) -> tuple[Reading | None, bool]:
    """Return the figure that words make the whole of a reading, and whether they say "of which"."""
    count, text = reading.count, sentence.text
    lead, is_share = sentence.lead(count), False
    whole: Reading | None = None
    main = next(
        (r for r in reversed(sentence.readings) if not r.whole and may_divide(count, r.count)), None
    )
    if count.depth:
        whole = _before_bracket(sentence, count)
    elif (
        last
        and not _AND_DID.search(text, last.count.end, count.start)
        and (connected := CONNECTED.search(text, last.count.end, count.start))
        and not (connected.start() == last.count.end + 1 and _OF_WHOM.match(connected[0]))
    ):
        is_share = connected[0] in ("of which", "of whom") or (
            count.head == "others" and last.count.head not in PERSONAL
        )
        listed_with = [r for r in sentence.readings if r.whole and r.whole is last.whole]
        is_last = len(listed_with) > 1 and connected[0].lower() == "including"
        is_outer = is_last and not _is_form_of(count, last.count)
        whole = _last_of_kind(sentence, count, connected[0]) or (last.whole if is_outer else last)
    elif count.is_share and (shared := _find_shared(sentence, count, main)):
        whole = shared
    elif last and (_REST.search(lead) or _is_in_colon_list(sentence, reading, last)):
        whole = last.whole or last
    elif _OF_WHOM.match(text, count.end):
        whole = _last_of_kind(sentence, count, text[count.end : count.end + 10])
        whole = whole or main or sentence.topic
    elif (
        listed is not None
        and (is_divided or not _has_own_deed(reading))
        and not (last and _AND_ITS.search(text, last.count.end, count.start))
    ):
        whole = _share_inner(sentence, count, last) or listed
    elif main and main.count.head == count.head and _CONCERNED.match(text, count.end):
        whole = main  # "seven calls concerned trafficking"
    elif last and is_by_kind(sentence, count):
        whole = last
    elif _is_bare_part(sentence, reading):
        whole = _find_bare(sentence, reading, main)
    return whole, is_share


def _find_bare(sentence: Sentence, reading: Reading, main: Reading | None) -> Reading | None:
    """Return the figure that "seven were girls" is of, or "seven girls" right after a number."""
    acts = reading.frame.is_subject and reading.frame.deed == "identify"
    if main and reading.count.head:
        own = reading.count.dimensions.keys() - main.count.dimensions.keys()
        is_next = sentence.text[main.count.end : reading.count.start] in (", ", ", with ")
        return main if is_next and {"sex", "age group"} & own else None
    return main if main and not acts else sentence.topic


def _share_inner(sentence: Sentence, count: Count, last: Reading | None) -> Reading | None:
    """Return the whole of "two Zambian" in "of whom five were Tongan, two Zambian"."""
    inner = last.whole if last else None
    keys = last.count.dimensions.keys() if last else {}
    is_alike = keys == count.dimensions.keys() and keys and not count.noun[:1].islower()
    if not is_alike or inner not in sentence.readings:
        return None
    return inner if _WHOM.search(sentence.text, inner.count.end, count.start) else None


def _is_in_colon_list(sentence: Sentence, reading: Reading, last: Reading) -> bool:
    """Return whether a count goes on with a list after a colon: "268: 211 women, 57 men"."""
    return (
        last.whole is not None
        and not _has_own_deed(reading)
        and ":" in sentence.text[last.whole.count.end : last.count.start]
        and ";" not in sentence.text[last.count.end : reading.count.start]
    )


def _last_of_kind(sentence: Sentence, count: Count, words: str) -> Reading | None:
    """Return the last figure that can be meant: of people by "whom", of things by "which"."""
    is_personal = "whom" in words
    return next(
        (
            r
            for r in reversed(sentence.readings)
            if ("which" in words or is_personal)
            and (r.count.head or (is_personal and r.frame.is_adjacent))
            and (r.count.head in {"", *PERSONAL}) == is_personal
            and r.count.value >= count.value
            and not r.count.is_money
        ),
        None,
    )


def _is_form_of(part: Count, whole: Count) -> bool:
    """Return whether a part is by a form of forced labor, and the whole of forced labor."""
    forms = [count.dimensions.get("form of trafficking", "") for count in (part, whole)]
    return forms[0] in _OF_LABOR and forms[1] == "labor trafficking"


def _find_shared(sentence: Sentence, count: Count, main: Reading | None) -> Reading | None:
    """Return the figure that "41 of the convicted traffickers" are of."""
    words = _OF_THOSE.match(sentence.text, count.number_end)
    nouns = words["nouns"].split() if words else []
    deeds = {name_deed(verb["stem"]) for word in nouns if (verb := VERB.fullmatch(word))} - {""}
    head = next(filter(None, map(find_head, nouns)), "")
    larger = [
        r
        for r in (main, sentence.topic, *reversed([*sentence.known, *sentence.readings]))
        if r and not r.whole and r.count.value >= count.value
    ]
    alike = [
        r
        for r in larger
        if not head or are_alike(head, r.count.head) or {head, r.count.head} <= PERSONAL
    ]
    return next((r for r in larger if r.frame.deed in deeds), alike[0] if alike else None)


def join_total(sentence: Sentence, whole: Reading, phrase: str) -> None:
    """Make "convicted 66 and upheld 89 for a total of 155" parts of the 155."""
    lead = sentence.lead(whole.count)
    is_total = "total" in lead and _TOTAL.search(lead)
    summands = _list_parts(sentence, whole) if is_total else []
    for part in summands:
        part.whole = whole
    if summands and not whole.count.head:
        head = whole.count.head = summands[0].count.head
        whole.indicator = choose_indicator(whole.count, whole.frame, phrase, head=head)
        whole.indicator = whole.indicator or summands[0].indicator


def _before_bracket(sentence: Sentence, count: Count) -> Reading | None:
    outside = [
        r
        for r in sentence.readings
        if r.count.depth < count.depth and r.count.start < count.bracket and not r.count.is_money
    ]
    alike = [r for r in outside if r.count.head == count.head]
    alike = alike or [r for r in outside if count.head == "others" or may_divide(count, r.count)]
    beside = [r.whole for r in sentence.readings if r.count.bracket == count.bracket and r.whole]
    larger = [r for r in alike if r.count.value >= count.value]
    inner = [
        r
        for r in sentence.readings[-1:]
        if _is_form_of(count, r.count) and CONNECTED.search(sentence.text, r.count.end, count.start)
    ]
    if "nationality" in count.dimensions and larger and larger[-1].whole in sentence.readings:
        is_after = "," in sentence.text[outside[-1].count.end : count.bracket]
        larger = (
            [larger[-1].whole] if is_after else larger
        )  # "40 women and 24 men, mostly Thai (9)"
    topic = sentence.topic if count.dimensions and not count.head else None
    return next(iter([*inner, *beside[-1:], *larger[-1:], *alike[-1:]]), topic)


def _has_own_deed(reading: Reading) -> bool:
    """Return whether a count has a verb of its own, so that it is no member of the list."""
    frame = reading.frame
    acts = frame.is_subject and frame.deed not in ("", "identify", "operate")
    is_own = reading.indicator is not None if frame.is_adjacent else acts
    return is_own and reading.count.head != ""


def _is_bare_part(sentence: Sentence, reading: Reading) -> bool:
    """Return whether a count divides what was counted before: "seven were women"."""
    count, frame = reading.count, reading.frame
    if not count.head:
        is_named = frame.is_subject or frame.after.lstrip().startswith(("as ", "from ", "of "))
        is_there = not frame.is_adjacent and _IN_PLACE.match(frame.after) is not None
        is_other = any(  # "37 in Karo and 24 in Belo"
            _IN_PLACE.match(sentence.text, r.count.end) for r in sentence.readings[-1:]
        )
        is_listed = (
            "nationality" in count.dimensions
            and any(  # "12 from Laos, three from Chad"
                r.count.dimensions.get("nationality", "foreign") != "foreign"
                for r in sentence.readings[-1:]
            )
        )
        is_part = is_named or (is_there and not is_other) or bool(count.dimensions)
        return is_part and not is_listed
    is_first = not sentence.readings and frame.deed not in ("identify", "operate")
    own = frame.deed and (frame.is_adjacent or frame.is_subject or is_first)
    return count.head in PERSONAL and bool(count.dimensions) and not own


def _most_specific(sentence: Sentence, reading: Reading, whole: Reading) -> Reading:
    """Return the part of a whole that this one divides further, or the whole."""
    named = re.match(r"(?:Of|Among) the ([^,;()\d]{3,60}),", sentence.words)
    mine = (find_dimensions(named[1], "", "victims") if named else {}) | reading.count.dimensions
    best = whole
    for other in (*sentence.known, *sentence.readings[-NEIGHBOURS:]):
        theirs = other.count.dimensions
        if (
            other.whole is whole
            and theirs
            and len(theirs) < len(mine)
            and theirs.items() <= mine.items()
            and other.count.value >= reading.count.value
        ):
            best = other
    return best


def set_whole(reading: Reading, whole: Reading, phrase: str) -> None:
    """Make a reading a part, with the year, indicator and scope of its whole, if it has no own."""
    frame, count = reading.frame, reading.count
    reading.whole = whole
    count.year = count.year or whole.count.year
    place = count.dimensions.get("nationality")
    from_where = whole.dimensions.get("nationality", place)
    if place and (from_where not in (place, "foreign") or whole.count.head not in (*PERSONAL, "")):
        del count.dimensions["nationality"]  # where they were found or brought
    if whole.indicator == "COMP_AMOUNT" or (count.is_money and reading.indicator == "FUND_OTHER"):
        reading.indicator = whole.indicator
    reading.indicator = _part_indicator(reading, whole, f"{frame.verb} {phrase} {count.after[:40]}")
    reading.frame = replace(frame, scope=_part_scope(reading, whole))


def _has_own_indicator(reading: Reading, whole: Reading) -> bool:
    """Return whether a part is counted by something else than its whole is."""
    code = reading.indicator
    return code not in (None, whole.indicator) and (
        (reading.frame.is_subject and not reading.frame.deed)
        or not may_divide(reading.count, whole.count)
        or (whole.indicator == "CONV_TRAFFICKERS" and (code or "").startswith("SENT_"))
        or (
            whole.indicator == "VICT_SCREENED"
            and code in ("VICT_IDENTIFIED", "VICT_POTENTIAL", "VICT_REFERRED")
        )
    )


def _part_indicator(reading: Reading, whole: Reading, near: str) -> str | None:
    """Return the indicator of a part: that of its whole, unless its verb says another.

    A part of potential victims that is confirmed is of identified ones, and the reverse; `near`
    has the words around its number.
    """
    frame, code = reading.frame, reading.indicator
    acts = frame.is_subject and not reading.count.dimensions
    is_own = _has_own_indicator(reading, whole)
    does_another_deed = frame.deed == "decline" or (
        not frame.deed and not NEUTRAL.match(frame.verb)
    )
    is_unknown = frame.is_adjacent and not frame.verb  # "released nine of them"
    if is_unknown or (acts and not is_own and does_another_deed):
        return None
    if code in _RELATED and whole.indicator in _RELATED.values():
        return _RELATED[code]
    has_deed = (acts or frame.is_adjacent) and frame.deed not in ("", "identify") and code
    if is_own or has_deed:
        return code
    if whole.indicator == "VICT_POTENTIAL" and CONFIRMED.search(near):
        return "VICT_IDENTIFIED"
    if whole.indicator == "VICT_IDENTIFIED" and POTENTIAL.search(near):
        return "VICT_POTENTIAL"
    return whole.indicator or code


def _part_scope(reading: Reading, whole: Reading) -> str:
    """Return who counted a part: who counted its whole, unless somebody is named beside it."""
    frame = reading.frame
    is_agent = frame.is_adjacent or " by " in frame.after[:AGENT_REACH]
    is_named = frame.actor and (is_agent or frame.is_subject)
    if whole.count.head in PLACES and is_private(frame.scope):  # who runs a place is no scope
        return whole.frame.scope
    if frame.scope != NATIONAL:
        return frame.scope
    if not is_named:
        return whole.frame.scope
    is_share = (  # one agency's of all
        reading.indicator == whole.indicator
        and is_agent
        and whole.frame.scope == NATIONAL
        and frame.actor.lower() != whole.frame.actor.lower()
        and not COMMON.fullmatch(frame.actor)
    )
    return frame.actor if is_share else frame.scope
