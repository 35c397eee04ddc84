"""Zero and unknown values: "did not identify any victims" is 0, "did not report any" unknown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from tracker.intake.drafts import NATIONAL, Place
from tracker.intake.figures.counts import Count
from tracker.intake.figures.frames import HEAD_DEEDS, LEAD, Frame
from tracker.intake.figures.indicators import choose_indicator
from tracker.intake.figures.lexicon import (
    NOMINAL,
    PERSONAL,
    VERB,
    Deeds,
    find_deeds_before,
    find_dimensions,
    find_head,
    is_plural,
    read_deeds,
)
from tracker.intake.figures.readings import Reading
from tracker.intake.figures.scopes import find_scope

BE = r"(?:was|were|is|are|(?:has|have|had)(?: (?:ever|yet))? been)"
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
    rf"|(?:^|[.;,:]|\b(?:and|but))\s*(?P<subject>{_DATA}[^.;,()]{{3,120}}?"
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
    r"database|(?<!as a )\b(?:results?|outcomes?|status) of|(?:on|about|regarding) the types?\b|"
    r"data collection|disaggregat|(?<!on )\befforts? to\b|"
    r"statistics\b(?! (?:on|for|of|about|regarding)\b)|comprehensive(?! sentenc)|the (?:nationalit|"
    r"age|sex|gender|form)\w* of|system\b",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\s+(?:some|all|many|most|enough|several|sufficient\w*|adequate|every|each|its|their own|"
    r"specific|additional|dedicated(?! fund)|new shelters)\b"
)
_ANY = re.compile(
    r"\s+(?:(?!some\b|all\b)[\w’-]+\s+){0,5}?(?:any\w*|a single|even one)\b"
    r"|\s+(?:in\s+)?an?\s+(?:conviction|verdict|prosecution|arrest|indictment)\b"
    r"|\s+(?:\w+\s+){0,2}shelters?\s+(?:exclusively|solely|specifically|dedicated)\b"
    r"|\s+(?:(?:direct|dedicated|separate)\s+)?(?:financial (?:support|assistance)|funding|funds|"
    r"a budget|money)\s+(?:to|for)\s+(?:(?:the|any|its|local|other|implement\w+|of)\s+)*"
    r"(?:NGO|shelter|victim|civil|organi|national|action|plan|it\b|them\b|anti|coordinat|committee|"
    r"prevent|protect|assist)"
)
_BARE = re.compile(  # every one of them, although the text does not say "any"
    r"\s+(?:new\b|restitution\b|compensation\b|an?\s+(?:\w+\s+){0,2}(?:victim|trafficker|suspect|"
    r"case|official)\b|(?:\w+\s+){0,2}(?:victims|traffickers|suspects|"
    r"cases|officials|homes|households)\b(?!\s+(?:proactive|consistent|adequate|effective|systematic|"
    r"for longer|in (?:most|many|some|all)))\w*)"
)
_FIRM = frozenset(
    {"inspect", "penalise", "compensate", "prosecute", "convict", "investigate", "extradite"}
)
_PERIOD = re.compile(  # after a plural without an article: "identify trafficking victims in 2019"
    r"\s+(?:(?!in\b|for\b|of\b|among\b|most\b)[a-z-]+\s+){0,3}?(?:victims|traffickers|suspects|"
    r"officials|cases|investigations|prosecutions|convictions|meetings|inspections|campaigns)\s*"
    r"(?:$|,|(?:during|in|for)\s+(?:the (?:report|year|\w+ consecutive)|(?:19|20)\d\d))"
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
_IF = re.compile(r"\b(?:if|unless)\s+(?:[\w’-]+\s+){0,6}$", re.IGNORECASE)
_VERB_REACH = 80  # code points before "no" in which the verbs of a list stand


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
        if _IF.search(text, max(start, match.start() - _VERB_REACH), match.start()):
            continue
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
        if _IF.search(text, max(start, match.start() - _VERB_REACH), match.start()):
            continue
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


_NEXT = re.compile(
    r"[\s,]*(?:(?:or|and|nor)\s+)?(?:(?!for\b|of\b|to\b|in\b|who\b|available\b)[a-z-]+\s+){0,3}"
)
_PREDICATE = re.compile(  # after a noun: "victims of forced labor that authorities referred"
    r"(?:\s+(?:of|from|in|among|for|complicit in|involved in)(?:\s+[\w’-]+){1,3}?)?"
    r"(?:\s+(?:to whom|who|that|which|whom|it|they|(?:the\s+)?(?:government|authorities|police|"
    r"courts|prosecutors|officials|ministry)|(?:the|these|those|its)\s+(?:units|shelters|centers|"
    r"agencies|NGOs|hospitals|embassies|teams|(?:\w+ )?(?:officials|officers|inspectors|guards))"
    r")){0,2}"
    rf"(?:\s+\w+ed(?=\s+{BE}\b))?(?:\s+{BE}|\s+being)?(?:\s+\w+ly)?"
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
_COMPENSATED: Deeds = (("compensate", ""),)
_REQUESTED = re.compile(  # "no victims applied": for what was named before
    r"\s+(?:applied|requested|sought|received|obtained|asked)"
    r"(?:\s+(?:for\s+)?(?:it|them|one|(?:such|this|these)\s+\w+))?\s*(?:$|,|(?:during|in|by)\b)"
)
_FINANCIAL = re.compile(r"\bfinancial $")
_FACILITY = re.compile(
    r"(?:facilit(?:y|ies)|homes?)\s+(?:\w+ly\s+)?for\s+(?:[\w-]+\s+){0,3}?(?:victims|survivors)\b"
)
_AGAINST = re.compile(
    r"(?:[\s,]+(?:or|and|nor|\w+ions))*\s+(?:of|against|into|involv(?:ing|ed)|concerned|targeted)\s+"
    r"([^.;,]{0,60})"
)
_NONE_OF = re.compile(r"none of\b", re.IGNORECASE)  # these say what those there were are not
_AIMLESS = {"budget": "FUND_OTHER", "no": "FUND_OTHER"}  # funds for nothing that is named
_AIDED = ("VICT_LEGAL_AID", "VICT_ASSISTED")
_SENTENCING = re.compile(
    r"\b(?:(?P<range>range|length)s?\s+of\s+(?:\w+\s+)?(?:sentences|terms|penalties)"
    r"|sentencing (?:data|information|statistics|details)|(?:data|details|"
    r"information) on sentenc\w+)|^\s*sentenc(?:es|ing)$",
    re.IGNORECASE,
)
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
    r"but|and|or|been)$|w[ae]|with|$)",
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
_SELF_NAMED = frozenset(HEAD_DEEDS) | frozenset(
    "inspections violations shelters licenses calls campaigns meetings permits".split()
)
_BUYERS = re.compile(  # "individuals who bought sex", "anyone for using services of victims"
    r"\b(?P<people>any(?:one|body)|persons?|individuals?|people|men|man)\s+(?:who|that|for)\s+"
    r"(?:had\s+|have\s+)?(?:b(?:uy|ought)|purchas|us(?:ed|ing)\b|pa(?:id|ying)\s+for|solicit)\w*\s+"
    rf"[^.;,]{{0,40}}?\b(?:sex|services|victims)\b(?:\s+{BE}\s+)?"
)
_LATER = _SELF_NAMED - {*HEAD_DEEDS, "permits"}
_ACCUSED = {"accused", "persons", "users", "officials", "cases", *HEAD_DEEDS}
_HEADS = {  # what deeds are done to; others to anything but officials and the accused
    **dict.fromkeys(
        ("investigate", "prosecute", "convict", "arrest", "extradite", "acquit", "sentence"),
        _ACCUSED,
    ),
    "penalise": {"victims", "accused"},
    "operate": {"centers", "units", "beds"},
    "train": {"officials"},
    "revoke": {"licenses", "agencies", "permits"},
}
_SERVED = re.compile(r"\b(?:any|no)\s+(?:\w+\s+){0,2}(?:services|assistance|care|support)$")
_OBJECTS = {  # what deeds are done to whose noun is not in the lexicon
    **dict.fromkeys(("inspect", "close"), "premises"),
    **dict.fromkeys(("convict", "extradite", "arrest", "prosecute employers"), "accused"),
    **dict.fromkeys(("convict employers", "investigate employers"), "accused"),
    **dict.fromkeys(("arrest employers", "penalise employers"), "accused"),
    "screen": "persons",
    "train": "officials",
}


def find_statements(text: str, start: int, end: int) -> Iterable[Reading]:
    """Find the zeros and unknown values of a sentence, in the order of their negations."""
    distinct: dict[tuple[str | None, bool], Reading] = {}
    for negation in find_negations(text, start, end):
        for statement in _read(negation):
            distinct.setdefault((statement.indicator, statement.is_unknown), statement)
    return distinct.values()


def _read(negation: Negation) -> Iterator[Reading]:
    """Yield the statements of each counted thing of the first list of a negation."""
    words = negation.words
    if any(deed == "meet" for deed, _ in negation.deeds):
        yield from _state(negation, 0, len(negation.verb), "times", negation.deeds)
    if terms := _SENTENCING.search(words):
        first, last = (negation.first + edge for edge in terms.span())
        frame = Frame("", "", "", "", False, False, NATIONAL, "")
        for code in ("SENT_MIN_MONTHS", "SENT_MAX_MONTHS") if terms["range"] else ("SENT_PRISON",):
            yield _name(negation, Count(0.0, first, last, last), frame, code)
        return
    if (buyers := _BUYERS.search(words)) is not None:
        deeds = negation.deeds or find_deeds_before(words[: buyers.start()], reach=len(" any "))
        deeds = deeds or read_deeds(words, buyers.end())[0]
        yield from _state(negation, *buyers.span("people"), "users", deeds)
        return
    reach: int | None = None
    has_people = False  # that nothing is said of: what follows only says where they were
    for noun in re.finditer(r"[A-Za-z’-]+", words):
        if reach is not None and not _NEXT.fullmatch(words, reach, noun.start()):
            break
        known = "funds" if _FINANCIAL.search(words, 0, noun.start()) else noun[0]
        known = "shelters" if _FACILITY.match(words, noun.start()) else known
        head, deed = _MASS.get(known, (find_head(known.rsplit("-")[-1]), ""))
        if _ATTRIBUTED.match(words, noun.end()) or not (deed or _is_counted(words, noun, head)):
            continue
        if deed == "compensate" and re.match(
            "s[eo][eu][gk]|request|pursue|ask|claim|demand|file", negation.verb
        ):
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
        (is_plural(noun[0]) and (head or re.fullmatch(r"[\w-]{3,}[^sui’]s", noun[0])))
        or (_SINGLE.search(words, 0, noun.start()) and _NO_NOUN.match(words, noun.end()))
    )


def _find_deeds(negation: Negation, noun: re.Match[str], head: str) -> Deeds:
    """Return the deeds that are denied of a noun, or not known."""
    words = negation.words
    if negation.is_no and head in PERSONAL and _REQUESTED.match(words, noun.end()):
        return _GRANTED
    lead = re.split(r"\bany\b(?:\s+of\b)?", words[: noun.start()])[-1]
    is_of_some = _NONE_OF.match(words) and not _find_accused(words[noun.end() :])
    is_open = negation.is_unknown or _LIGHT.match(negation.verb)
    if head in _SELF_NAMED and is_open and not is_of_some:
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


def _read_pronoun(negation: Negation) -> Iterator[Reading]:
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


def _state(negation: Negation, first: int, last: int, head: str, deeds: Deeds) -> Iterator[Reading]:
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
        named = _OBJECTS.get(f"{deed} {words[first:last]}", named)
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
        places = (offset + first, offset + last, offset + last)
        currency = "money" if named == "money" else ""
        count = Count(0.0, *places, head=named, noun=words[first:last], currency=currency)
        if not count.currency:
            count.dimensions = find_dimensions(words[max(0, first - 25) : last], "", named)
        lead = (
            before + words[: last if deed == "fund" else first]
            if count.currency or not deed or is_request
            else ""
        )
        scope, actor = find_scope(before, 0, None, "", (NATIONAL, ""))
        frame = Frame(deed, verb, lead, words[last:], False, True, scope, actor)
        code = choose_indicator(count, frame, phrase)
        is_both = (
            code in _AIDED
            and "legal" in words
            and re.search(r"\b(?:medical|psych\w+|health|shelter|other)\b", words)
        )
        for named_code in _AIDED if is_both else filter(None, {code} - {_AIMLESS.get(count.noun)}):
            yield _name(negation, replace(count), frame, named_code)


def _name(negation: Negation, count: Count, frame: Frame, code: str) -> Reading:
    place = Place(0, count.start, count.end)  # in a paragraph that its reader knows
    return Reading(count, frame, code, place, is_unknown=negation.is_unknown)


def _find_accused(after: str) -> str:
    """Return whom cases are against: "of complicit officials", "against buyers of sex"."""
    against = _AGAINST.match(after)
    heads = map(find_head, against[1].split()[:5] if against else ())
    return next((head for head in heads if head in ("officials", "users")), "")
