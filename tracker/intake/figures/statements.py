"""Zero and unknown values: "did not identify any victims" is 0, "did not report any" unknown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.intake.drafts import NATIONAL
from tracker.intake.figures.counts import Count, find_dimensions
from tracker.intake.figures.frames import HEAD_DEEDS, LEAD, Frame
from tracker.intake.figures.indicators import choose_indicator
from tracker.intake.figures.lexicon import NOMINAL, PERSONAL, VERB, find_head, is_plural
from tracker.intake.figures.negations import (
    BE,
    Deeds,
    Negation,
    find_deeds_before,
    find_negations,
    read_deeds,
)
from tracker.intake.figures.scopes import find_scope

_NEXT = re.compile(
    r"[\s,]*(?:(?:or|and|nor)\s+)?(?:(?!for\b|of\b|to\b|in\b|who\b|available\b)[a-z-]+\s+){0,3}"
)
_PREDICATE = re.compile(  # after a noun: "victims of forced labor that authorities referred"
    r"(?:\s+(?:of|from|in|among|for|complicit in|involved in)(?:\s+[\w’-]+){1,3}?)?"
    r"(?:\s+(?:to whom|who|that|which|whom|it|they|(?:the\s+)?(?:government|authorities|police|"
    r"courts|prosecutors|officials|ministry)|(?:the|these|those|its)\s+(?:units|shelters|centers|"
    r"agencies|NGOs|hospitals|embassies|teams))){0,2}"
    rf"(?:\s+{BE}|\s+being)?(?:\s+\w+ly)?"
    r"(?:\s+(?:chose|opted|agreed|wished|decided|elected|known|found|reported|continued)\s+to"
    rf"(?:\s+(?:have been|be|have))?)?\s+(?={VERB.pattern})",
    re.IGNORECASE,
)
_AFTER_PRONOUN = re.compile(
    r"(?:(?:no|none|nobody|nor (?:was|were) any)(?:\s?one)?)"
    rf"(?:\s+of\s+(?:whom|which|them|these|those))?\s+(?:{BE}\s+)?(?:\w+ly\s+)?",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:any(?:one|body)?|none|nobody|no one)\b"
    r"(?!\s+(?!of (?:them|these|those)|in (?:19|20)\d|during\b|as\b))|\bit(?= (?:to|in) any\b)"
)
_HOW_MANY = re.compile(r"\s*how many(?: of (?:them|these|those|the \w+))?(?=\s)")
_GIVEN = re.compile(  # what "any" or "it" stands for: "it did not issue any", "… award it"
    r".*\b(?:(?P<paid>restitution|compensation|damages)|permits?|visas?)\b", re.DOTALL
)
_PREPOSITION = re.compile(r"\b(?:for|during|in|from|among|through|under|on|against|of)\b")
_OPENED = re.compile(r"\b(?:new|open|establish|creat|clos)\w*|\bnone of\b", re.IGNORECASE)
_SINGLE = re.compile(r"\b(?:any|no|single|one|an?)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
_NO_NOUN = re.compile(
    r"\s*(?:$|,|(?:who|that|or|and|nor|of|in|for|against|into|to|during|under|on|at|since|by|with|"
    rf"before|from|among|exist\w*|{BE})\b)"
)
_GRANTED: Deeds = (("give", ""),)
_SOUGHT = re.compile("s[eo][eu][gk]|request|pursue|ask|claim|demand|file")
_COMPENSATED: Deeds = (("compensate", ""),)
_REQUESTED = re.compile(  # "no victims applied": for what was named before
    r"\s+(?:applied|requested|sought|received|obtained|asked)"
    r"(?:\s+(?:for\s+)?(?:it|them|one|(?:such|this|these)\s+\w+))?\s*(?:$|,|(?:during|in|by)\b)"
)
_FINANCIAL = re.compile(r"\bfinancial $")
_OTHER_SERVICES = re.compile(r"\b(?:medical|psych\w+|health|shelter|other)\b")
_SENTENCING = re.compile(
    r"\b(?:(?P<range>range|length)s?\s+of\s+(?:\w+\s+)?(?:sentences|terms|penalties)"
    r"|sentencing (?:data|information|statistics|details)|(?:data|details|"
    r"information) on sentenc\w+)|^\s*sentenc(?:es|ing)$",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"[\w-]{3,}[^sui’]s")
_ATTRIBUTED = re.compile(
    r"\s+(?:identification|services?|protection|assistance|care|shelters?|units?|staff|officers?|"
    r"fund|program|scheme)\b"
    r"|(?<=shelters)\s+(?:outside|beyond|near|accept\w*|admi\w+)\b"
)
_KNOWN = re.compile(  # "the four convicted traffickers" are not who was convicted
    r"\b(?:the|these|those|such)\s+(?:(?!government|state|police|courts|officials)[\w-]+\s+)?"
    r"(?!\w+\s+\w+ed\s)\w+ed\s+(?:[\w-]+\s+)?$"
)
_LIGHT = re.compile(
    r"(?:initiat|open|launch|conduct|ma[dk]|secur|obtain|achiev|pursu|undert|"
    r"beg[ia]n|carr|"
    r"start|result|lead|led|hand|issu|deliver|produc|impos|h[eo]ld|organi|r[ua]n|provid|"
    r"operat|ha[dv]|maintain|receiv|grant|perform|offer|conven|report|(?:in|to|down|out|up|"
    r"but|and|or)$|w[ae]|with|$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:\b(?:officials|officers|police|judges|prosecutors|they|it)\s+)(?:did|could|"
    r"ha[sd]|have)\b[^.;]*$"
)
_MASS = {
    "charges": ("accused", "prosecute"),
    **dict.fromkeys(("restitution", "compensation", "damages", "wages"), ("victims", "compensate")),
    **dict.fromkeys(("amount", "funding", "budget", "funds", "money", "much"), ("money", "fund")),
}
_SELF_NAMED = frozenset(
    {
        *HEAD_DEEDS,
        "inspections",
        "shelters",
        "licenses",
        "calls",
        "campaigns",
        "meetings",
        "permits",
    }
)
_LATER = _SELF_NAMED - {*HEAD_DEEDS, "permits"}
_ACCUSED = {"accused", "persons", "users", "officials", "cases", *HEAD_DEEDS}
_HEADS = {  # what deeds are done to; others to anything but officials and the accused
    **dict.fromkeys(
        ("investigate", "prosecute", "convict", "arrest", "extradite", "acquit", "sentence"),
        _ACCUSED,
    ),
    "penalise": {"victims"},
    "operate": {"centers", "units", "beds"},
    "train": {"officials"},
    "revoke": {"licenses", "agencies", "permits"},
}
_SERVED = re.compile(r"\b(?:any|no)\s+(?:\w+\s+){0,2}(?:services|assistance|care|support)$")
_OBJECTS = {  # what deeds are done to whose noun is not in the lexicon
    **dict.fromkeys(("inspect", "close"), "premises"),
    **dict.fromkeys(("convict", "extradite", "arrest"), "accused"),
    "screen": "persons",
    "train": "officials",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """Zero or unknown value with the indicator it is of."""

    count: Count  # its value is 0
    frame: Frame
    indicator: str
    is_unknown: bool


def find_statements(text: str, start: int, end: int) -> Iterator[Statement]:
    """Find the zeros and unknown values of a sentence."""
    taken: set[tuple[str, bool]] = set()
    for negation in find_negations(text, start, end):
        for statement in _read(negation):
            key = (statement.indicator, statement.is_unknown)
            if key not in taken:
                taken.add(key)
                yield statement


def _read(negation: Negation) -> Iterator[Statement]:
    """Yield the statements of each counted thing of the first list of a negation."""
    words = negation.words
    if any(deed == "meet" for deed, _ in negation.deeds):
        yield from _state(negation, 0, len(negation.verb), "times", negation.deeds)
    if terms := _SENTENCING.search(words):
        for code in ("SENT_MIN_MONTHS", "SENT_MAX_MONTHS") if terms["range"] else ("SENT_PRISON",):
            yield _name(negation, terms.start(), terms.end(), code)
        return
    reach: int | None = None
    has_people = False  # that nothing is said of: what follows only says where they were
    for noun in re.finditer(r"[A-Za-z’-]+", words):
        if reach is not None and not _NEXT.fullmatch(words, reach, noun.start()):
            break
        is_money = _FINANCIAL.search(words, 0, noun.start())
        known = "funds" if is_money else noun[0]
        head, deed = _MASS.get(known, (find_head(known.rsplit("-")[-1]), ""))
        if _ATTRIBUTED.match(words, noun.end()) or not (deed or _is_counted(words, noun, head)):
            continue
        if deed == "compensate" and _SOUGHT.match(negation.verb):
            continue
        if head in _LATER and (has_people or _OPENED.search(f"{negation.verb} {words}")):
            break
        has_people = negation.is_unknown and (has_people or head in PERSONAL)
        deeds = ((deed, ""),) if deed else _find_deeds(negation, noun, head)
        for statement in _state(negation, noun.start(), noun.end(), head, deeds):
            reach = noun.end()
            yield statement
    if reach is None:
        yield from _read_pronoun(negation)


def _is_counted(words: str, noun: re.Match[str], head: str) -> bool:
    """Return whether a noun is in the plural, or one that there is not a single one of."""
    return bool(
        (is_plural(noun[0]) and (head or _PLURAL.fullmatch(noun[0])))
        or (_SINGLE.search(words, 0, noun.start()) and _NO_NOUN.match(words, noun.end()))
    )


def _find_deeds(negation: Negation, noun: re.Match[str], head: str) -> Deeds:
    """Return the deeds that are denied of a noun, or not known."""
    words = negation.words
    if negation.is_no and head in PERSONAL and _REQUESTED.match(words, noun.end()):
        return _GRANTED
    lead = re.split(r"\bany\b(?:\s+of\b)?", words[: noun.start()])[-1]
    if head in _SELF_NAMED and (negation.is_unknown or _LIGHT.match(negation.verb)):
        return ((HEAD_DEEDS.get(head, ""), ""),)
    if negation.deeds or not (negation.is_unknown or negation.is_no):
        return () if _PREPOSITION.search(lead) else negation.deeds
    place = _PREDICATE.match(words, noun.end())
    deeds, _end = read_deeds(words, place.end()) if place else ((), 0)
    before = words[: noun.start()]
    is_named = NOMINAL.search(before) if negation.is_no else negation.is_unknown
    if is_named and not (deeds or _KNOWN.search(before)):
        deeds = find_deeds_before(before, reach=len(before))
    return deeds or ((("", ""),) if head == "licenses" and negation.is_unknown else ())


def _read_pronoun(negation: Negation) -> Iterator[Statement]:
    """Read "convicted none", "none of whom were" and "did not prosecute any of them"."""
    text, first = negation.text, negation.first
    if negation.is_no:
        place = _AFTER_PRONOUN.match(text, first, negation.last)
        deeds = read_deeds(text, place.end())[0] if place else ()
        stop = first + len(text[first : negation.last].split()[0])
        is_alone = text[first:stop].lower() == "none" or text[stop : stop + 4] == " one"
        deeds = deeds or (negation.deeds if is_alone else ())
    elif many := _HOW_MANY.match(text, first, negation.last):
        place = _PREDICATE.match(text, many.end(), negation.last)
        deeds = read_deeds(text, place.end())[0] if place else ()
        first, stop = many.span()
    else:
        found = _PRONOUN.search(text, first, negation.last)
        deeds = negation.deeds if found else ()
        if found and negation.is_unknown:
            deeds = find_deeds_before(text[first : found.start()], reach=1)
        first, stop = found.span() if found else (first, first)
    allowed = _HEADS.get(deeds[0][0] if deeds else "", {"victims", "persons"})
    before = re.findall(r"[A-Za-z’-]+", _SUBJECT.sub("", text[max(0, first - 250) : first]))
    heads = (head for word in reversed(before) if (head := find_head(word)) in allowed)
    head = next(heads, "accused" if allowed is _ACCUSED else "")
    given = _GIVEN.match(text, negation.start, first)
    if given and deeds[:1] and deeds[0][0] == "give" and not deeds[0][1].startswith("receiv"):
        head, deeds = ("victims", _COMPENSATED) if given["paid"] else ("permits", _GRANTED)
    if head:
        yield from _state(negation, first - negation.first, stop - negation.first, head, deeds)


def _state(
    negation: Negation, first: int, last: int, head: str, deeds: Deeds
) -> Iterator[Statement]:
    """Yield a statement for each deed that an indicator counts on what is named at a place."""
    words, offset = negation.words, negation.first
    is_request = deeds == _GRANTED
    before = negation.text[max(0 if is_request else negation.start, offset - LEAD) : offset]
    phrase = words[max(0, first - 60) : last]
    if head == "cases" or head in HEAD_DEEDS or phrase.endswith("charges"):
        head = _find_accused(words[last:]) or head
    is_people = re.fullmatch(r"[A-Z][a-z]+(?:ans|ese|is|ers|ns)", words[first:last])
    for deed, verb in deeds:
        named = _OBJECTS.get(deed, head) if head in ("places", "") else head
        named = {"fund": "money", "revoke": "licenses"}.get(deeds[0][0], named)
        is_served = (
            deed == "give" and not verb.startswith("receiv") and _SERVED.search(words[:last])
        )
        if not named and (is_served or is_people):
            named = "victims"
        if not (named and (deed or named in _SELF_NAMED)) or (
            named not in _SELF_NAMED
            and (named not in _HEADS[deed] if deed in _HEADS else named == "officials")
        ):
            continue
        count = Count(0.0, offset + first, offset + last, offset + last)
        count.head, count.noun = named, words[first:last]
        count.currency = "money" if named == "money" else ""
        if not count.currency:
            count.dimensions = find_dimensions(words[max(0, first - 25) : last], "", named)
        lead = (
            before + words[: last if deed == "fund" else first]
            if count.currency or not deed or is_request
            else ""
        )
        scope, actor = find_scope(before, 0, None, "", (NATIONAL, ""))
        frame = Frame(deed, verb, lead, words[last:], False, True, scope, actor)
        if code := choose_indicator(count, frame, phrase):
            yield Statement(count, frame, code, negation.is_unknown)
            if code == "VICT_LEGAL_AID" and _OTHER_SERVICES.search(words):
                yield Statement(replace(count), frame, "VICT_ASSISTED", negation.is_unknown)


def _name(negation: Negation, first: int, last: int, code: str) -> Statement:
    """Return a statement on what is no count: the range of sentences."""
    start, end = negation.first + first, negation.first + last
    frame = Frame("", "", "", "", False, False, NATIONAL, "")
    return Statement(Count(0.0, start, end, end), frame, code, negation.is_unknown)


def _find_accused(after: str) -> str:
    """Return whom cases are against: "of complicit officials", "against buyers of sex"."""
    against = re.match(
        r"(?:[\s,]+(?:or|and|nor|\w+ions))*\s+(?:of|against|into|involving)\s+([^.;,]{0,60})", after
    )
    heads = map(find_head, against[1].split()[:5] if against else ())
    return next((head for head in heads if head in ("officials", "users")), "")
