"""Numbers of a sentence: those that count something, with what they count, and all others."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracker.formats.countries import find_country_code
from tracker.intake.figures.lexicon import (
    ATTRIBUTIVE,
    GROUPS,
    Dimensions,
    find_dimensions,
    find_head,
    is_plural,
)
from tracker.intake.numbers import CONVERTING, MONEY, NUMBER, parse_money, parse_number
from tracker.vocabulary import NumberRole

_N = (  # at a letter that words of numbers begin with
    r"(?=[\dotfsenOTFSEN])(?:\d[\d,]{0,14}(?:\.\d{1,9})?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-\w+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_REFERENCE = (
    r"(?:Articles?|Arts?\.|Sections?|Chapters?|Laws?(?:\s+No\.?)?|No\.|Nos\.|Acts?|Conventions?|"
    r"Protocols?|Resolution|Decrees?|Order|Regulation|Directive|paragraphs?|Code|Amendment|"
    r"Decision|Operation|Objective|Goal|Bill|Ordinance|Proclamation|Tier)"
)
# Numbers that count nothing, by their role; the first that fits.
_OTHERS = {
    NumberRole.SHARE: (
        rf"(?={_N})(?:\b{_N}\s*(?:to|-|–)\s*(?:{_N})\s+percent|\b{_N}(?:\s|-)*(?:percent\b|per\s+cent\b|%)"
        r"|\b(?:one|two|three|four|five)[- ](?:thirds?|quarters?|half|halves|fifths?|tenths?)\b"
        r"|(?<!\bmet )(?<!\bconvened )(?<!\()(?<!compared with )(?<!compared to )(?<! from )"
        rf"(?<![\d.,])\b{_N}(?:\s+[mb]illion)?\s+times\b"
        rf"|(?<![\d.,])\b{_N}\s+times\s+(?:as|more|the\s+(?:number|amount))\b"
        rf"|\b{_N}\s+(?:out of|in)\s+(?:every\s+)?(?:10|ten|100)\b)"
    ),
    NumberRole.LAW: (
        rf"\b{_REFERENCE}\s+(?:No\.?\s*)?\d[\w./-]*(?:\(\w+\))*"
        r"(?:(?:,\s*(?:and\s+)?|\s+(?:and|or|to|"
        r"through)\s+)\d[\w./-]*(?:\(\w+\))*)*(?!\w*\s+[a-z]+s\b)"
        r"|\b(?!24/7)\d+/\d+\b|\bTier\s+(?:One|Two|Three)\b|\b(?:C|P)\d{2,3}\b"
    ),
    NumberRole.AGE: (
        rf"\bas young as {_N}\b|\b(?:ages?|aged)\s+(?:of\s+)?{_N}\b(?!\s+was\s+(?:unknown|"
        rf"not))(?:\s*(?:to|and|-|–)\s*{_N})?"
        r"|\b(?:under|over|below|above|younger than|older than)\s+(?:the\s+age\s+of\s+)?1[0-9]\b"
        r"(?!,|\s+\w*\s*(?:victim|case|suspect|person|people|child))"
        rf"|\b{_N}[\s-]+years?[\s-]old\b|\b{_N}\s+years\s+of\s+age\b"
    ),
    NumberRole.DATE: (
        rf"\b(?:fiscal\s+years?|FY)\s*\d{{2,4}}(?:[-–/]\d{{2,4}})?"
        rf"|\b(?:\d{{1,2}}\s+(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,2}}(?!\d))(?:,?\s+\d{{4}})?"
        r"|\b(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)\d\d|[-–/]\d\d"
        r"|\s+(?:to|through)\s+(?:19|20)\d\d)?\b(?!,\d|[.]\d)"
    ),
    NumberRole.DURATION: (
        rf"(?={_N})(?:{_N}\s*(?:to|and|or|-|–)\s*)?{_N}(?:\s+|-)(?:more\s+|additional\s+|calendar\s+|"
        rf"consecutive\s+|full\s+|(?:previous|prior|preceding|past|last)\s+)?"
        r"(?:years?|months?|weeks?|days?|hours?|minutes?)\b[’']?"
        r"|\b\d{1,2}:\d\d\b|\b24/7\b"
    ),
    NumberRole.OTHER: (
        r"\(\s*(?:0\d|\d{3}\s\d)[\d\s]*(?:(?:and|or)\s+[\d\s]+)?\)|\bnot one\b|"
        r"\bone (?:another|such|or more|or two)\b|\bone of (?:the|its|their|his|her|these|those|"
        r"them|several|many|only|a|our|most|any|such)\b|\bno one\b|\b(?:two|three) or more\b"
        rf"|\ball but {_N}\b|\baverage of {_N}\b"
        r"|\bone(?:’|')s\b|\bone stop\b|\b(?:one|two|three|four|five|six)-[a-z]+\b|\b(?:\d+|"
        r"one|two|three|four|five|six|seven|eight|"
        r"nine|ten) (?:more|fewer|less) than\b|\bon the one hand\b|\bday one\b|"
        r"\bOne United Nations\b|\b\d{3,6}(?=\s+(?:\w+\s+)?(?:hot|help|tip)\s?line\b)"
        r"|(?<![\d,.])(?!\d+\s*\(\d+(?:\)|:|\s+[a-z]))\+?\d[\d\s()-]{6,}\d(?!,)|\b(?:hot|help)line,\s+\d+(?=,)|"
        r"\bhotline\s+(?:number\s+)?\(?\d+(?:\s\d+)*\)?"
        r"|\b(?:increase|decrease|decline|rise|reduction|drop) of "
        rf"(?:(?:[A-Z]{{3}}\s?|[A-Z]{{0,3}}[€$£])?\d[\d,.]*(?:\s+[mb]illion)?|{_N})\b"
        rf"|\b(?:(?:in|de)creas|declin|rose|ris|f[ae]ll|grew|reduc)\w* by {_N}\b(?! per|%| [mb]i)"
        r"|\b(?:once|twice)\b|\b(?:phase|level|stage|group|category|zone)\s+(?:\d+|one|two|three)\b"
    ),
}
_ROLES = "|".join(f"(?P<{role.name}>{pattern})" for role, pattern in _OTHERS.items())
_NO_COUNT = re.compile(rf"(?<!\w)(?=[\w(+])(?:{_ROLES})", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"\b(?:at least|approximately|about|more than|fewer than|less than|an estimated|estimated|"
    r"nearly|almost|over|around|up to|only|as many as|roughly|some|just|a minimum of|close to)\s+$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-zÀ-ž“”\"][\w’'”\"-]*")
_ENDS = frozenset(
    """in of for with from by to at on or who which that were was had have under including during
    after before involving while but than as per against between among through their the it they
    this these those is are not also did been into because when where until since following
    total compared whose both all has may received paid took gave got testified obtained accepted
    declined refused participated remained went filed requested returned chose sought benefited
    awaited pleaded stayed lived entered died escaped fled began became came led worked served
    cooperated agreed assisted resulted concerned involved included housed sent did""".split()
)  # of a noun phrase
LEAD = 200  # code points before a number that may say what it is of
NEIGHBOURS = 20  # counts after one among which its reach ends
_REACH = 9  # words between a number and its noun
_NEAR = re.compile(r"\D{0,25}[^\W\d]*")  # words that may say where people are from
_PARTICIPLE = re.compile(
    r"\w{3,}ed\b|received|became|chose|gave|held|sought|began|(?!trafficking|counseling|"
    r"training|housing)\w+ing\b"
)


@dataclass(slots=True, eq=False)
class Count:
    """Number that counts something; offsets are code points of its paragraph."""

    value: float
    start: int
    number_end: int
    end: int  # of its noun, or of the number where that is left out
    head: str = ""  # class of its noun: "victims"; empty: left out, "six in sex trafficking"
    noun: str = ""
    currency: str = ""
    qualifier: str = ""
    depth: int = 0  # brackets around it
    bracket: int = -1  # where the innermost opens
    dimensions: Dimensions = field(default_factory=dict)
    stop: int = 0  # where the next count begins that is in no further bracket, or the sentence ends
    after: str = ""  # words up to the next count or the end of the clause
    year: str | None = None  # "2022", where the text names one for it
    is_earlier: bool = False
    is_share: bool = False  # "24 of these convictions"
    role: NumberRole = NumberRole.LEFT

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return bool(self.currency)


def find_numbers(
    text: str, start: int, end: int
) -> tuple[list[Count], list[tuple[int, int, NumberRole]]]:
    """Find the counts of a sentence, in order, and where its other numbers begin and end."""
    others: list[tuple[int, int, NumberRole]] = []
    blanked = text[start:end]
    if not (_ANY_NUMBER.search(blanked)):
        return [], []
    counts = [*_find_terms(text, start, end), *_find_worded(text, start, end)]
    blanked = _blank(blanked, [(count.start - start, count.end - start) for count in counts])
    for match in (found := list(_NO_COUNT.finditer(blanked))):
        others += [
            (
                start + match.start() + one.start(),
                start + match.start() + one.end(),
                NumberRole[match.lastgroup or "OTHER"],
            )
            for one in _PIECE.finditer(match[0])
        ]
    blanked = _blank(blanked, [match.span() for match in found])
    for match in (found := list(MONEY.finditer(blanked))):
        first, last = start + match.start(), start + match.end()
        value, currency = parse_money(match)
        shared = (c.currency for c in reversed(counts) if c.currency.endswith(f" {match['name']}"))
        currency = next(shared, currency)  # "12 Lebanese pounds … 9 pounds"
        is_converted = counts and counts[-1].currency != currency
        if is_converted and CONVERTING.fullmatch(text[counts[-1].end : first]):
            others.append((first, last, NumberRole.CONVERSION))
        elif _PRESCRIBED.search(text, max(start, first - LEAD), first):
            others.append((first, last, NumberRole.LAW))
        else:
            code = _CODE.match(text, last)
            last_currency = next((c.currency for c in reversed(counts) if c.currency), "USD")
            currency = code[1] if code else currency or last_currency
            counts.append(Count(value, first, last, last, currency=currency, head="money"))
    blanked = _blank(blanked, [match.span() for match in found])
    for match in (found := list(NUMBER.finditer(blanked))):
        value = parse_number(match["digits"], match["words"], match["scale"])
        first, last = start + match.start(), start + match.end()
        counts.append(Count(value, first, last, last))
    blanked = _blank(blanked, [match.span() for match in found])
    others += [
        (start + match.start(), start + match.end(), NumberRole[match.lastgroup or "LEFT"])
        for match in _DIGITS.finditer(blanked)
    ]
    counts.sort(key=lambda count: count.start)
    _set_contexts(text, start, end, counts)
    return counts, others


# Digits that are no number, or none that can be read: "12th", "COVID-19"; "2½", "17,5".
_DIGITS = re.compile(
    r"(?P<OTHER>(?:(?<=[A-Za-z])|(?<=[A-Za-z]-))\d+|\d+(?=[A-Za-z]))|\d+(?:[.,]\d+)*"
)
_CODE = re.compile(r"\s*\(([A-Z]{3,4})\)")
_PRESCRIBED = re.compile(r"\bprescrib\w+|\bpunishable|\bmaximum fine|\bfines? of (?:not|up)\b")
_TERMS = re.compile(
    rf"\b(?P<least>{_N})(?:\s+(?P<unit>years?|months?)[’']?)?(?:\s+(?:to|and)\s+|-|–)"
    rf"(?:(?P<most>{_N})[\s-]+(?P<last>years?|months?)\b|(?<=years to )life\b)",
    re.IGNORECASE,
)
_BY_LAW = re.compile(
    r"prescrib|punish|(?<!imposed )(?<!issued )penalt(?:y|ies)|maximum|minimum|\blaw\b|"
    r"Article|carr(?:y|ied)|\bsought\b|\brequest"
)


_PUNISHED = re.compile(
    r"(?<!\w)(?:sentenc|terms?\b|imprison|penalties\b|(?:prison|jail(?:ed)?|behind bars)\b)",
    re.IGNORECASE,
)
_EXTREME = re.compile(  # "the lightest of 30 months", "the longest sentence was 14 years"
    r"\b(?:(?P<least>shortest|lightest|lowest|mildest)|longest|heaviest|highest|harshest|"
    r"stiffest|(?:most )?sever(?:e|est))\s+(?:(?:prison |jail )?(?:sentence|term|penalty|"
    r"punishment)\s+)?(?:(?:imposed|handed down|issued)\s+)?(?:(?:was|being|of|at|is|only|for)\s+)*"
    rf"(?P<number>{_N})[\s-]+(?P<unit>year|month)",
    re.IGNORECASE,
)


_GIVEN = re.compile(  # "sentenced him to two years’ imprisonment", "the other to seven"
    r"(?:\bsentenc(?:ed|ing)\b(?:(?!\bto\b)[^.;()]){0,80}\bto|\b(?:sentences?|terms?|"
    r"imprisonment)\s+of|(?P<next>\b(?:others?|another|second|third|one|two))(?:\s+\w+)?\s+to"
    r"|\b(?:received|given|got)(?=\s+[^.;,]{0,24}\b(?:prison|imprison|jail)))\s+"
    r"(?:(?:serve|an?|(?:prison|jail)\s+(?:term|sentence)s?\s+of)\s+)*"
    rf"(?P<number>{_N})(?:[\s-]+(?P<unit>year|month)s?\b(?:\s+and\s+(?P<more>{_N})"
    r"(?=\s+months?\b))?|(?(next)\b|(?!)))"
    r"(?!\s+(?:to|or)\b|[’']?\s+(?:of\s+)?(?:probation|community|house|supervis|suspended))",
    re.IGNORECASE,
)


def _count_months(words: str | None, unit: str | None) -> float:
    """Return the months of a number of years or months; 0 where it can't be read."""
    if (number := NUMBER.fullmatch(words or "")) is None:
        return 0
    months = 12 if (unit or "").lower().startswith("year") else 1
    return parse_number(number["digits"], number["words"]) * months


def _find_terms(text: str, start: int, end: int) -> Iterator[Count]:
    """Find the shortest and the longest prison term of a sentence, in months."""
    if not _PUNISHED.search(text, start, end):
        return
    ranges = list(_find_ranges(text, start, end))
    terms: list[tuple[float, int, int]] = []
    for match in _GIVEN.finditer(text, start, end):
        edges = [sorted((match.start(), term.start)) for term in ranges]
        is_range = any(";" not in text[first:last] for first, last in edges)
        is_next = not match["next"] or terms
        if is_next and not (is_range or _BY_LAW.search(text, start, match.start())):
            months = _count_months(match["number"], match["unit"] or "year")
            months += _count_months(match["more"], "month")
            last = match.end("more" if match["more"] else "number")
            terms.append((months, match.start("number"), last))
    for noun, term in (("least", min(terms)), ("most", max(terms))) if terms else ():
        if noun == "most" or term[0] < max(terms)[0]:
            yield Count(*term, term[2], head="months", noun=noun)
    yield from ranges


def _find_ranges(text: str, start: int, end: int) -> Iterator[Count]:
    """Find the ends of "terms of three to 20 years", and what is called shortest or longest."""
    for match in _TERMS.finditer(text, start, end):
        before = text[start : match.start()]
        if (match["unit"] or "").startswith("year") and (match["last"] or "").startswith("month"):
            continue  # "eight years and six months"
        if _PUNISHED.search(before) and not _BY_LAW.search(before):
            terms: list[Count] = []
            for name, unit in (("least", match["unit"] or match["last"]), ("most", match["last"])):
                if months := _count_months(match[name], unit):
                    first, last = match.span(name)
                    terms.append(Count(months, first, last, last, "months", name))
            if terms[1:] and terms[0].value > terms[1].value:  # "six years and one year"
                terms[0].noun, terms[1].noun = "most", "least"
            yield from terms
    for match in _EXTREME.finditer(text, start, end):
        before = text[start : match.start("number")]
        months = _count_months(match["number"], match["unit"])
        if months and _PUNISHED.search(before) and not _BY_LAW.search(before):
            first, last = match.span("number")
            yield Count(months, first, last, last, "months", "least" if match["least"] else "most")


_WORDED = re.compile(  # "met twice", "a 12-person team", "a 40-bed shelter"
    r"\b(?P<once>once|twice)\b(?!\s+(?:a|per|every|the|again|more|they|it)\b)"
    rf"|\b(?P<number>{_N})-(?P<noun>person|member|officer|official|staff|prosecutor|"
    rf"investigator|bed)\b",
    re.IGNORECASE,
)
_CONVENED = re.compile(r"\b(?:met|convened?|meetings?)\b")


def _find_worded(text: str, start: int, end: int) -> Iterator[Count]:
    """Find counts that are no number of their own."""
    for match in _WORDED.finditer(text, start, end):
        if match["once"] and _CONVENED.search(text, start, match.start()):
            value, noun = 1.0 + (match["once"].lower() == "twice"), "times"
            yield Count(value, *match.span(), match.end(), head=noun, noun=noun)
        elif match["number"] and (number := NUMBER.fullmatch(match["number"])):
            value = parse_number(number["digits"], number["words"])
            first, last = match.span("number")
            head = "officials" if (noun := match["noun"]) != "bed" else "beds"
            yield Count(value, first, last, match.end(), head=head, noun=noun)


NUMBER_WORD = re.compile(rf"\b{_N}\b", re.IGNORECASE)
_ANY_NUMBER = re.compile(rf"\d|\b(?:{_N}|zero|once|twice)\b", re.IGNORECASE)
_PIECE = re.compile(rf"\d+(?:[.,]\d+)*|{NUMBER_WORD.pattern}|\b(?:once|twice)\b", re.IGNORECASE)


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, last = [], 0
    for start, end in sorted(spans):
        pieces += [text[last:start], "\x00" * (end - start)]
        last = end
    return "".join([*pieces, text[last:]])


def _set_contexts(text: str, start: int, end: int, counts: list[Count]) -> None:
    _set_depths(text, start, end, counts)
    for number, count in enumerate(counts):
        later = counts[number + 1 : number + 1 + NEIGHBOURS]
        stop = later[0].start if later else end
        count.stop = next(
            (
                c.start
                for c in later
                if c.depth <= count.depth and c.is_money >= count.is_money and c.head != "months"
            ),
            end,
        )
        if not count.is_money and not count.head:
            _set_noun(text, stop, count)
            before = _NOUN_BEFORE if _IN_NUMBER.match(text, count.number_end, end) else _NUMBER_OF
            if not count.head and (
                named := before.search(text, max(start, count.start - LEAD), count.start)
                or _PAST_BRACKET.match(text, count.number_end, end)
            ):
                nouns = [word for word in re.findall(r"[\w’-]+", named["noun"]) if find_head(word)]
                things = [word for word in nouns if is_plural(word) and word not in ATTRIBUTIVE]
                count.noun = next(iter([*things, *reversed(nouns)]), "")
                count.head = find_head(count.noun)
        qualifier = _QUALIFIER.search(text, max(start, count.start - 25), count.start)
        count.qualifier = qualifier[0].strip().lower() if qualifier else ""
        lead = text[max(start, count.start - LEAD) : count.start]
        share = _ACCOUNTED.search(lead) if "accounted" in lead else None
        count.after = "" if share else _CLAUSE_END.split(text[count.end : stop], maxsplit=1)[0]
        count.dimensions = find_dimensions(
            share[1] if share else text[count.number_end : count.end],
            count.after,
            "victims" if share else "" if count.is_share else count.head,
        )
        if count.depth and text.startswith(")", count.number_end):
            after = text[count.number_end + 1 : stop]
            _name_by_words_beside(lead, after, count, counts[max(0, number - 1)])


def _name_by_words_beside(lead: str, after: str, count: Count, last: Count) -> None:
    """Set the dimensions of the 12 of "victims came from Chad (12)" and "most (12) were women".

    The count before, in "40 victims from Chad (12) and …", then has none of that.
    """
    if _MOST.search(lead):
        count.dimensions = find_dimensions("", _CLAUSE_END.split(after, maxsplit=1)[0], "")
    elif named := _BEFORE_BRACKET.search(lead, max(0, len(lead) - 60)):
        words = named["words"].removeprefix("the ")
        own = find_dimensions(
            words, f" from {words}" if find_country_code(words) else "", "persons"
        )
        last.dimensions = {} if last.dimensions == own and last is not count else last.dimensions
        count.dimensions = own


def _set_depths(text: str, start: int, end: int, counts: list[Count]) -> None:
    """Set the brackets around each count, and where the innermost opens.

    A pair of dashes around a number is a bracket, and so is one dash before the end.
    """
    dashes = [start + m.start() + 1 for m in re.finditer(r"\s[–—-]\s|\w[—]\w", text[start:end])]
    opening = set(dashes[::2])
    marks = dashes + [start + m.start() for m in re.finditer(r"[()]", text[start:end])]
    marks.sort(reverse=True)
    opened: list[int] = []
    for count in counts:
        while marks and marks[-1] < count.start:
            mark = marks.pop()
            if text[mark] == "(" or mark in opening:
                opened.append(mark)
            elif opened:
                opened.pop()
        count.depth, count.bracket = len(opened), opened[-1] if opened else -1


_NAMED = r"(?!from\b|were\b|includ)[^,;:()\d\s]+"
_MOST = re.compile(r"\b(?:[Mm]ost|majority)(?:\s+(?!were\b|came\b|from\b)[a-z]+){0,4}\s+\($")
_BEFORE_BRACKET = re.compile(  # "from Chad (12), Togo (nine), and Benin (three)"
    r"(?:[,;:)]|\b(?:from|were|included|including))\s+(?:and\s+)?"
    rf"(?P<words>{_NAMED}(?:\s+{_NAMED}){{0,3}})\s+\($"
)
_CLAUSE_END = re.compile(r"[;:()–—]|\s-\s|,\s+(?:and|but|while|which|compared)\b")


def _set_noun(text: str, stop: int, count: Count) -> None:
    """Set the noun that a number counts, across its adjectives."""
    place = count.number_end
    found = ""
    for number in range(_REACH):
        match = _WORD.search(text, place, stop)
        if match is None:
            break
        between = text[place : match.start()].strip(" \n\u00a0“”\"’'/")
        if between and not (between == "," and "-" in text[place - 12 : place]):
            break
        word = match[0].strip("“”\"’'")
        low = word.lower()
        if match[0].endswith(("’", "'")):  # "girls’ homes"
            place = match.end()
            continue
        joins = low in ("and", "or") and number and _continues(text, match.end(), stop)
        if (low in _ENDS or low in ("and", "or")) and not joins:
            break
        if found and (_PARTICIPLE.fullmatch(low) or low.endswith("ly")):
            break
        head = find_head(word.removesuffix("’s").removesuffix("'s"))
        place = match.end()
        if head:
            if kind := _COMPOUND.search(text, count.number_end, match.end()):
                head = kind.lastgroup or head
            found, count.head, count.noun, count.end = word, head, word, match.end()
            attributive = low in ATTRIBUTIVE or low.removesuffix("s") in ATTRIBUTIVE
            if is_plural(word) and not attributive:
                if joined := _JOINED.match(text, place, stop):
                    count.end = joined.end() if low in GROUPS else count.end
                break
        elif found and is_plural(found) and found.lower() not in ATTRIBUTIVE:
            break
    if not found:
        _set_unknown_noun(text, stop, count)
    if not count.head:
        shared = _OF_NOUN.match(text, count.number_end)
        count.is_share = shared is not None
        for word in re.findall(r"[\w’-]+", shared[1] if shared else ""):
            count.head = find_head(word) or ("accused" if word == "convicted" else count.head)


_COMPOUND = re.compile(  # nouns whose adjective makes them something else
    r"\b(?:(?P<officials>(?:social|case|health|outreach|youth|aid)\s+workers?)|(?P<agencies>"
    r"(?:recruitment|placement|manpower|private employment|brokerage|labor hire)\s+(?:offices?|"
    r"compan(?:y|ies)|firms?))|(?P<persons>(?:crew|family|community)\s+members?))$"
)
_GROUP = rf"(?:{'|'.join(sorted(GROUPS))})"
_ACCOUNTED = re.compile(
    rf"\b((?:sex|labor|forced|unspecified|domestic)\s+[a-z]+|{_GROUP}(?:\s+and\s+{_GROUP})?)"
    r"\s+(?:accounted\s+)?for\s+$",
    re.IGNORECASE,
)
_IN_NUMBER = re.compile(r"\s+(?:in (?:number|total|all)|altogether)\b")  # "inspectors, 262 in all"
_PAST_BRACKET = re.compile(  # "20 (11 new) cases"
    rf"\s*\([^()]*\)\s+(?P<noun>(?:(?!(?:{'|'.join(_ENDS)}|and|or|\w+ed)\b)[a-z-]+\s+){{0,3}}?"
    r"(?!\w+ed\b)[a-z]+s)\b"
)
_NOUN_BEFORE = re.compile(r"(?P<noun>(?:[\w-]+\s+)?[a-z]+s),\s+$")
_NUMBER_OF = re.compile(  # "the number of victims rose from 12", "its staff grew to 12"
    r"\b(?:(?:number|corps|cadre|force) of\s+|(?=staff|investigations|prosecutions|convictions|"
    r"inspectors,? who number))"
    r"(?P<noun>[^.;,()\d]{3,80}?)(?:,?\s+who)?\s+(?:number(?:ed|ing)?|was|were|rose|grew|fell|dropped|reached|remained|stood|"
    r"(?:increas|decreas|declin|doubl|total)\w*|from|to|at)\b(?:[^.;,()]|,(?=\d|\s+from\b)){0,60}$",
    re.IGNORECASE,
)
_JOINED = re.compile(rf"(?:,\s+{_GROUP})*,?\s+and\s+{_GROUP}\b", re.IGNORECASE)
_OF_NOUN = re.compile(
    rf"\s+of\s+(?:the|these|those|its|their|his|her|all)\s+(?:{_N}\s+)?"
    rf"((?:(?!(?:{'|'.join(sorted(_ENDS))}|and)\b)[a-z’-]+(?:\s+|\b)){{0,3}}|)"
)


def _continues(text: str, place: int, stop: int) -> bool:
    """Return whether "and" joins two adjectives of one noun: "adult and minor females"."""
    words = re.compile(r"\s+([a-z-]+)((?:\s+[A-Za-z-]+){0,3})").match(text, place, stop)
    if words is None:
        return False
    is_adjective = not find_head(words[1]) or words[1] in ("child", "minor", "adult")
    return is_adjective and any(find_head(word) for word in words[2].split())


def _set_unknown_noun(text: str, stop: int, count: Count) -> None:
    """Take people by their country, "two Peruvians", and a plural that is not in the lexicon."""
    phrase = re.compile(r"\s+((?:[\w’'-]+\s+){0,3}?)([\w’'-]{3,}s)\b(?!\s+[A-Z])").match(
        text, count.number_end, stop
    )
    people = re.compile(r"\s+([A-Z][a-zé]+(?:ans?|ese|is|ers|ns|cs))\b").match(
        text, count.number_end, stop
    )
    if people:
        count.head, count.noun, count.end = "persons", people[1], people.end()
    elif (
        phrase
        and not set(phrase[0].lower().split()) & _ENDS
        and phrase[2][:1].islower()
        and not phrase[2].endswith(("ss", "ous"))
        and phrase[2] != "ones"
    ):
        count.head, count.noun, count.end = "others", phrase[2], phrase.end()
