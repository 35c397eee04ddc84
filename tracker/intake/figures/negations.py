"""Negations: the words that "did not", "no" and "unknown" govern, and the deeds that they deny."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tracker.intake.figures.lexicon import NOMINAL, VERB, name_deed

type Deeds = tuple[tuple[str, str], ...]  # with their verbs as printed

BE = r"(?:was|were|is|are|has been|have been|had been)"
_DATA = (
    r"(?:sentencing\s+(?:data|information|statistics|details)\b|"
    r"(?:[\w-]+\s+){0,3}?(?:information|data|details?|statistics|figures|numbers|records?|"
    r"breakdown)\s+(?:on|about|regarding|of|for|concerning|as to|related to)\b"
    r"|(?:the\s+)?(?:total\s+|exact\s+)?(?:number|amount)\b|how (?:many|much)\b|whether\b|if\b)"
)
# Verb that is negated, after adverbs that leave nothing over: "did not formally identify any".
_NOT = re.compile(
    r"\b(?:(?:did|do|does|has|have|had|could|would)\s+(?:not|never)"
    r"|(?:fail(?:ed|s|ing)?|(?:was|were|been)\s+(?:unable|not able)|refused|declined)\s+to"
    r"|(?:has|have|had) yet to|never|without(?! any?\b)|"
    r"neither(?:\s+(?:the\s+)?(?!\w+ed\b)\w+\s+nor\s+(?:the\s+)?\w+(?=\s+\w+ed\b))?"
    r"|nor\s+(?:did|has|have|had)\s+(?:the\s+)?\w+)"
    r"\s+(?:(?:also|yet|ever|formally|officially|itself|otherwise|successfully|criminally|"
    r"publicly|directly|knowingly)\s+)*(?=(?P<words>[a-z][^.;()]{0,200}))",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:no(?!\s+(?:longer|other|more|less|fewer|later|earlier|such|further|one (?:of|such)|way|"
    r"doubt|formal|(?:dedicated|specific|special)(?!\s+shelters?\b)|adequate|additional|"
    r"matter)\b)|not (?:a single|one)|"
    r"zero|none|nobody|without an?y?|nor\s+(?:was|were)(?:\s+there)?\s+any(?:one)?)\b"
    r"(?=(?P<words>[^.;()]{0,180}))",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(  # "it is not clear whether", "an unknown number of"
    r"\b(?:(?:unknown|not clear|unclear|not known)\s+(?:whether|if|how many)"
    r"|an? (?:unknown|unspecified|undisclosed|unreported) number of)\b(?P<words>[^.;()]{0,120})"
    rf"|(?:^|[.;,:]|\band|\bbut)\s*(?P<subject>{_DATA}[^.;,()]{{3,120}}?"
    rf"|sentenc(?:es|ing)(?:\s+(?:data|information|details))?)\s+{BE}\s+"
    r"(?:unknown|unavailable|unclear|not\s+(?:\w+ly\s+)?(?:reported|known|available|disclosed|"
    r"provided|published|released|collected|recorded|tracked|shared|made))\b",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"(?:report|disclos|specif|indicat|publish|track|record|know(?=n|\s+(?:how|whether|"
    r"the\s+number))|state\b)\w*(?:\s+or\s+\w+)?"
    r"|(?:provid|releas|collect|shar|ma[dk]|ke[ep]|maintain|ha[vds]|compil|confirm|suppl|giv|say|"
    rf"offer|determin)\w*(?:\s+(?:or|and)\s+\w+|\s+public)?(?=\s+{_DATA})",
    re.IGNORECASE,
)
_NO_REPORTS = re.compile(
    rf"\s+(?:(?:official|public|new|known)\s+)*(?:reports?\b|(?:reported|known)\s|{_DATA})"
    rf"|\s+(?:[a-z]+\s+)?(?:data|information|statistics|details)\b"
    rf"|\s+[^.;,()]{{3,80}}?\b{BE}\s+(?:reported|disclosed|known)\b",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"database|\b(?:results?|outcomes?|status) of|(?:on|about|regarding) the types?\b|"
    r"data collection|disaggregat|(?<!on )\befforts? to\b|"
    r"statistics\b(?! (?:on|for|of|about|regarding)\b)|comprehensive(?! sentenc)|the (?:nationalit|"
    r"age|sex|gender|form)\w* of|system\b",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\s+(?:some|all|many|most|enough|several|sufficient\w*|adequate|every|each|its|their own|"
    r"specific|additional|dedicated|new shelters)\b"
)
_ANY = re.compile(
    r"\s+(?:(?!some\b|all\b)[\w’-]+\s+){0,5}?(?:any\w*|a single|even one)\b"
    r"|\s+(?:in\s+)?an?\s+(?:conviction|verdict|prosecution|arrest|indictment)\b"
    r"|\s+(?:\w+\s+){0,2}shelters?\s+(?:exclusively|solely|specifically|dedicated)\b"
    r"|\s+(?:direct\s+)?(?:financial (?:support|assistance)|funding|funds|a budget|"
    r"money)\s+(?:to|for)\s+(?:(?:the|any|its|local|other|implement\w+|of)\s+)*(?:NGO|shelter|"
    r"victim|civil|organi|national|action|anti|coordinat|committee|prevent|protect|"
    r"assist)"
)
_BARE = re.compile(  # every one of them, although the text does not say "any"
    r"\s+(?:new\b|restitution\b|compensation\b|an?\s+(?:\w+\s+){0,2}(?:victim|trafficker|suspect|"
    r"case|official)\b|(?:\w+\s+){0,2}(?:victims|traffickers|suspects|"
    r"cases|officials)\b(?!\s+(?:proactive|consistent|adequate|effective|systematic|"
    r"for longer|in (?:most|many|some|all)))\w*)"
)
_FIRM = frozenset({"penalise", "compensate", "prosecute", "convict", "investigate", "extradite"})
_PERIOD = re.compile(  # after a plural without an article: "identify trafficking victims in 2019"
    r"\s+(?:(?!in\b|for\b|of\b|among\b|most\b)[a-z-]+\s+){0,3}?(?:victims|traffickers|"
    r"suspects|officials|cases|investigations|"
    r"prosecutions|convictions|meetings|inspections|campaigns)\s*(?:$|,|(?:during|in|"
    r"for)\s+(?:the (?:report|year|\w+ "
    r"consecutive)|(?:19|20)\d\d))"
)
_PAID = re.compile(
    r"\s+(?:restitution|compensation|damages)\b"
    r"(?!\s+(?:in|to|for)\s+(?:most|many|some|all|every|each|several)\b|\s+as\b)"
)
_FUNDED = re.compile(r"\s+(?:NGOs?|victim)\b")
_LED_TO = re.compile(  # "none of the inspections led to …", "did not result in …"
    r"(?:[\w\s’-]{3,60}?\s)?(?:result\w*|lead|led|end\w*|culminat\w*)\s+(?:in|to|with)\b"
    r"(?P<only>\s+(?:more|fewer|improved?|better|increased?|greater|adequate|sufficient)\b)?"
)
_WHEN = re.compile(r"\s*(?:$|,|during\b|(?:in|for|since)\s+(?:the\b|(?:19|20)\d\d))")
_CUT = re.compile(
    r",\s+(?!(?:or|and|nor)\s)(?=\w+ing\b(?!,|\s+(?:or|and|nor)\b)|the\b|which\b|but\b|"
    r"compared\b|although\b|"
    r"though\b|despite\b|so\b|it\b|down\b)"
    r"|\b(?:because|although|but|despite|since|due to|compared|while|whereas|even|as well as|"
    r"as no|after|for the \w+ consecutive|neither|never|no|(?:did|does|has|have|had|could) not)\b"
    r"|,?\s+and\s+(?=(?:no|none|not|did|the|it|they|there)\b)"
)
_AGAIN = re.compile(r",?\s+(?:or|nor|and)\s+(?=\w+\s+any\b)|,?\s+nor\s+(?=\w+ed\b)")
_VERB_REACH = 80  # code points before "no" in which the verbs of a list stand
_LISTED = re.compile(r"\s*(?:,\s*(?:(?:or|and|nor)\s+)?|\s(?:or|and|nor)\s+)")


@dataclass(frozen=True, slots=True)
class Negation:
    """Words that a negation governs."""

    text: str  # of the paragraph
    start: int  # of the sentence
    first: int
    last: int
    is_unknown: bool = False
    deeds: Deeds = ()  # that are denied
    verb: str = ""  # right before, known or not
    is_no: bool = False  # "no victims", and not "did not"

    @property
    def words(self) -> str:
        """What there was not, or is not known."""
        return self.text[self.first : self.last]


def find_negations(text: str, start: int, end: int) -> Iterator[Negation]:
    """Find the negations of a sentence that are of all, and those of reports."""
    yield from _find_denied(text, start, end)
    for match in _NO.finditer(text, start, end):
        first, last = match.end(), _find_end(text, *match.span("words"))
        if _NO_REPORTS.match(text, first, last):
            yield Negation(text, start, first, last, is_unknown=True)
        elif led_to := _LED_TO.match(text, first, last):
            if not led_to["only"]:
                yield Negation(text, start, led_to.end(), last, is_no=True)
        else:
            before = text[max(start, match.start() - _VERB_REACH) : match.start()]
            is_object = match[0][:1] not in "wW"  # and not "without any"
            verb = re.search(r"\b[\w-]{1,30} $", before) if is_object else None
            deeds, name = find_deeds_before(before, reach=1), verb[0].strip() if verb else ""
            yield Negation(text, start, match.start(), last, False, deeds, name, True)
    for match in _UNKNOWN.finditer(text, start, end):
        if match["subject"] is None:
            first, last = match.start("words"), _find_end(text, *match.span("words"))
            before = text[max(start, match.start() - _VERB_REACH) : match.start()]
            deeds = find_deeds_before(before, reach=1)
            yield Negation(text, start, first, last, True, deeds)
        else:
            yield Negation(text, start, *match.span("subject"), is_unknown=True)


def _find_denied(text: str, start: int, end: int) -> Iterator[Negation]:
    """Find "did not …" and "without …ing": what was not reported, or none of all was done."""
    for match in _NOT.finditer(text, start, end):
        first, last = match.start("words"), _find_end(text, *match.span("words"))
        if report := _REPORT.match(text, first, last):
            if not _REMARK.search(text, first, last):
                yield Negation(text, start, report.end(), last, is_unknown=True)
            continue
        if led_to := _LED_TO.match(text, first, last):
            if not led_to["only"]:
                yield Negation(text, start, led_to.end(), last, is_no=True)
            continue
        begin = read_deeds(text, first)[1]
        edges = [(first, first), *(m.span() for m in _AGAIN.finditer(text, begin, last))]
        for (_, begin), (stop, _) in pairwise([*edges, (last, last)]):
            deeds, place = read_deeds(text, begin)
            verb = re.compile(r"[\w-]*").match(text, begin)
            place = place if deeds or verb is None else verb.end()
            if match[0].lower().startswith("neither") or _is_complete(text[place:stop], deeds):
                name = verb[0] if verb else ""
                first = begin if deeds[:1] == (("meet", name),) else place
                yield Negation(text, start, first, stop, False, deeds, name)


def _find_end(text: str, first: int, last: int) -> int:
    cut = _CUT.search(text, first + 1, last)
    return cut.start() if cut else last


def _is_complete(rest: str, deeds: Deeds) -> bool:
    """Return whether a negation is of all: "any victims", and not of some way of doing it."""
    if _SOME.match(rest):
        return False
    if deeds[:1] and deeds[0][0] == "meet":
        return bool(_WHEN.match(rest))
    if deeds[:1] and deeds[0][0] in ("give", "fund") and not deeds[0][1].startswith("receiv"):
        rest_of = _PAID if deeds[0][0] == "give" else _FUNDED
        if rest_of.match(rest):
            return True
    is_firm = bool(deeds) and all(deed in _FIRM for deed, _ in deeds)
    return bool(_ANY.match(rest) or (is_firm and _BARE.match(rest)) or _PERIOD.match(rest))


def read_deeds(words: str, place: int) -> tuple[Deeds, int]:
    """Return the deeds listed at a place, "investigated or convicted", and where they end."""
    deeds: list[tuple[str, str]] = []
    end = place
    while (verb := VERB.match(words, place)) and (deed := name_deed(verb["stem"])):
        deeds.append((deed, verb[0]))
        end = verb.end()
        if not (joint := _LISTED.match(words, end)):
            break
        place = joint.end()
    return tuple(deeds), end


def find_deeds_before(words: str, *, reach: int) -> Deeds:
    """Return the last deeds of words that lie at most `reach` code points before their end."""
    if nominal := NOMINAL.search(words):
        return ((name_deed(nominal["stem"]), nominal["stem"]),)
    verbs = [verb for verb in VERB.finditer(words) if name_deed(verb["stem"])]
    deeds: list[tuple[str, str]] = []
    edge = len(words)
    for verb in reversed(verbs):
        between = words[verb.end() : edge]
        if not (_LISTED.fullmatch(between) if deeds else len(between) <= reach):
            break
        deeds.insert(0, (name_deed(verb["stem"]), verb[0]))
        edge = verb.start()
    return tuple(deeds)
