"""Frame of a count: the deed that it is an object or subject of, and who did it."""

import re
from dataclasses import dataclass

from tracker.intake.drafts import NATIONAL
from tracker.intake.figures.counts import Count
from tracker.intake.figures.lexicon import NOMINAL, VERB, name_deed
from tracker.intake.figures.scopes import find_place, find_scope, is_private

_BETWEEN = re.compile(  # between a verb and the number that is its object
    r"\s+(?:(?:at least|approximately|a total of|about|the|the remaining|all|its|their|"
    r"these|only|an|"
    r"additional|another|further|some|up to|more than|over|nearly|almost|an estimated|a|"
    r"group of|and|those of|(?:the )?licenses (?:of|for|to)|"
    r"(?:(?!reported )[a-z-]+\s+)?(?:assistance|services|support|care|aid|training|shelter|funding|"
    r"protection|compensation|restitution|damages|permits?|visas?|status)\s+(?:to|for|of)|with|to|"
    r"for|from|on|against|of|new|"
    r"to care|to services|legal|medical|financial|social|psycho\w+|counseling|[a-z]+ly)\s+)*"
)
_UNDERGONE = re.compile(r"\b(?:were|was|been)\s+(?:\w+ly\s+)?$")  # "were charged and two …"
_COORDINATED = re.compile(
    r"(?<!\d )(?!shelters\b)"
    + VERB.pattern
    + r"(?:\s+(?:to (?:care|services|shelters?)|[a-z]+ly))?,?\s+(?:and|or)\s+(?:to\s+)?$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"[^.;,:()]{0,90}?\b(?:were|was|had been|have been|has been|being|are|is)\s+"
    r"(?:also\s+|each\s+|still\s+|[a-z]+ly\s+)?(?P<words>(?P<first>[a-zA-Z-]+)[^.;:()]{0,80})"
)
_ACTIVE = re.compile(
    r"\s*(?:in\s+[A-Z]\w+\s+)?(?:who|that|which)?\s*(?:also\s+|voluntarily\s+|"
    r"each\s+)?(?P<words>(?P<first>[a-z-]+)[^.;:()]{0,80})"
)
HEAD_DEEDS = {
    "investigations": "investigate",
    "prosecutions": "prosecute",
    "convictions": "convict",
    "arrests": "arrest",
    "acquittals": "acquit",
    "extraditions": "extradite",
    "closures": "close",
}
_RELATIVE = re.compile(
    r"\s+(?!with|by\b|from|in\b|of\b|for\b|to\b|under)(?:(?:that|whom|"
    r"which)\s+)?(?:(?:the|law)\s+)*(?:(?!\w+ed\b)[a-z-]+\s+){0,2}"
    r"(?:government|authorities|officials|police|enforcement|NGOs?|it|they|courts)\s+(?P<first>\w+)"
)
_OF_THEM = re.compile(
    r"^\s+of\s+(?:(?:those|the)\s+(?:convicted|sentenced|arrested|charged|identified)"
    r"(?=\s+(?:\w+ed|paid|were|had|got)\b)|(?:them|whom|which|(?:the|these|those)"
    r"(?:\s+[a-z-]+){0,2}?\s+[a-z]+s|these|those)\b)"
)
_AND_NEXT = re.compile(
    r"\s*(?:\([^()]*\)\s*)?,?\s*and\s+(?:\w+\s+)?|\s+(?:out )?of\s+"
)  # "35 … and convicted 12 …"
_ASIDE = (
    re.compile(  # others who did it, "340 judges, prosecutors, and police attended"; next object
        r"\A(?:,\s+(?:[a-z-]+\s+){0,2}[a-z-]+)*,?\s+and\s+(?:[a-z-]+\s+){1,3}?"
        r"(?=(?:were|was|attended|received|took|participated|completed|benefited|underwent)\s)"
        r"|(?:,\s+(?:and\s+)?|\s+and\s+)(?:(?!to\b|for\b)[\w-]+\s+){1,4}(?:to|for)\s+$"
    )
)
_LICENSED = re.compile(  # deed, noun, and words before: "withdrew the licenses of four"
    r"revoke (?:(?:agencies|premises)?/\S*|officials/agents|\w*/others) .*"
    r"(?:licen[sc]|agenc|permit|registration)"
    r"|(?:remove|renew) (?:(?:agencies|premises)?/\S*|officials/agents|\w*/others) .*"
    r"\b(?:licen[sc]e|registration|accreditation)s?\b"
    r"|(?:remove|renew) (?:agencies|premises)/\S* .*\bpermits?\b",
    re.DOTALL,
)
_UNREVOKED = {"give": "issued", "renew": "renewed"}  # of licenses, by deed
_GANG = re.compile(  # "three members of a family", "nine gang members"
    r"(?:\s+[\w-]+){0,3}?\s+(?:(?:family|gang|ring|network|syndicate|cartel|group)\s+members|"
    r"members\s+of\s+(?:[\w-]+\s+){1,4}?(?:famil|gang|ring|network|syndicate|cartel|group|criminal))"
)
_OTHER_CLAUSE = re.compile(
    r";|,\s+(?:while|whereas)\b|,\s+and\s+(?:it|they|(?:the\s+)?(?:government|state|courts?|police|"
    r"authorities|ministry|officials|prosecutors)|(?:the|an?|its)\s+(?:[a-z-]+\s+){0,2}?(?:embassy|"
    r"embassies|consulates?|NGO|organization|agency|inspectorate|center|ministry|department|unit))"
    r"\s+(?!officers|(?:\w+\s+)?(?:were|attended|took)\b)"
)
_SENT = re.compile(r"sen[dt]|br(?:ing|ought)|submit|forward|referr|transferr", re.IGNORECASE)
_GUILTY = re.compile(r"(?:found|find)s?\s+(?P<not>not\s+)?guilty\b", re.IGNORECASE)
_SENT_TO = re.compile(  # the deed that it stands for
    r"(?P<sentence>[^.;,]{0,30}? to (?:prison|jail)\b)"
    r"|(?P<prosecute>.{0,80}?(?:\bto (?:the )?(?:courts?|trial)\b|"
    r"\bfor (?:criminal )?(?:prosecution|trial)\b))"
)
_STAFF_OF = re.compile(r"\bstaff of\s+(?:(?:only|about|at least|approximately|just)\s+)?$")
_WITH = re.compile(r"\b(?:involving|with|against)\s+(?:[a-z]+\s+)?$|\band (?:to|for)\s+$")
_NOT_VERBS = frozenset("in of for with from by to at on or and including involving under".split())


@dataclass(frozen=True, slots=True)
class Frame:
    """Who did what with what is counted."""

    deed: str  # "identify"; empty: none that is known
    verb: str  # as printed
    before: str  # words of the clause before the count, brackets left out
    after: str
    is_subject: bool  # of its deed: "13 victims testified"
    is_adjacent: bool  # its verb stands right before it
    scope: str  # "national", or who counted
    actor: str  # who did it, as printed; empty: not said
    base: str = NATIONAL  # scope but for the one that an amount went to
    end: int = 0  # of the count


LEAD = 400  # code points before a count that its frame is read from
NEAR = 120  # of them, those where its own verb stands


def build_frame(
    text: str,
    start: int,
    count: Count,
    *,
    previous: Frame | None,
    subject: tuple[str, str] = (NATIONAL, ""),
) -> Frame:
    """Return the frame of a count of the sentence that begins at `start`.

    `previous` is the frame of the count before it in the sentence, which it shares where it has
    no verb of its own; `subject` is the scope and the actor of a sentence that names none.
    """
    before = _blank_brackets(text[max(start, count.start - LEAD) : count.start])
    before = re.split(r";\s|:\s", before)[-1]
    is_next = _AND_NEXT.fullmatch(text, count.end, count.stop)
    reach = count.end + 160
    after = _blank_brackets(text[count.end : reach if is_next else min(count.stop, reach)])
    after = _ASIDE.sub("", _OTHER_CLAUSE.split(after, maxsplit=1)[0])
    near = max(0, len(before) - NEAR)
    is_far = previous is None or count.start - previous.end > NEAR
    deed, verb, place, is_subject, is_adjacent = _find_deed(
        before, _OF_THEM.sub("", after), count, is_far=is_far
    )
    if _STAFF_OF.search(before, near):
        count.head, deed = "officials", "employ"
    if _SENT.match(verb) and (to := _SENT_TO.match(text, count.end)):
        deed = to.lastgroup or deed
    if guilty := _GUILTY.match(f"{verb} {text[count.end : reach]}"):
        deed = "acquit" if guilty["not"] else "convict"
    is_own = deed in ("uphold", "acquit") and (is_adjacent or is_subject)
    deed = deed if is_own else HEAD_DEEDS.get(count.head, deed)
    is_with = count.head not in HEAD_DEEDS and _WITH.search(before, near)
    if previous is not None and not (is_adjacent or is_subject) and (not deed or is_with):
        deed, verb = previous.deed, previous.verb
    _correct_head(count, deed, before, text[count.number_end : count.end + NEAR])
    if count.head == "victims" and deed in HEAD_DEEDS.values() and not (is_adjacent or is_subject):
        deed = ""
    shared = (previous.base, previous.actor) if previous else subject
    since = max(0, len(before) - (count.start - previous.end)) if previous else 0
    stop = place if place >= since else None
    scope, actor = find_scope(before, since, stop, text[count.end : reach], shared)
    base = scope
    acts = is_subject or (count.value == 1 and not before.strip()) or _AND_IT.match(after)
    if acts and (some := _SOME_OF.match(text, count.start)):
        base = some[0]
    scope = _narrow_scope(scope, text, count, deed, before, after)
    clause = _OTHER_CLAUSE.split(before)[-1]
    return Frame(deed, verb, clause, after, is_subject, is_adjacent, scope, actor, base, count.end)


def _correct_head(count: Count, deed: str, before: str, near: str) -> None:
    """Set what is counted where that is told by what was done with it."""
    if _LICENSED.match(f"{deed} {count.head}/{count.noun} {before}"):
        count.head = "licenses"
    if count.head == "licenses" and deed in _UNREVOKED:
        count.dimensions["kind"] = _UNREVOKED[deed]
    done = {*HEAD_DEEDS.values(), "sentence", "train"}
    is_gang = deed != "train" and _GANG.match(near)
    if deed in done and (is_gang or count.noun.startswith(("recruiter", "employer", "agent"))):
        count.head = "accused"


def _narrow_scope(scope: str, text: str, count: Count, deed: str, before: str, after: str) -> str:
    """Return the scope of a count, by where money went, what is counted, and its place, too."""
    if count.is_money and (recipient := _find_recipient(before, after)):
        is_named = scope == NATIONAL or scope.lower() in recipient.lower()
        return recipient if is_named else f"{scope}, {recipient}"
    if count.head in PLACES and deed not in _TO_PEOPLE:
        return NATIONAL if is_private(scope) else scope  # who runs a place is no scope
    is_room = count.head == "beds" and _HOUSES.search(before)
    if scope != NATIONAL and not (is_room and is_private(scope)):
        return scope
    if count.head == "beds" or _ROOM.search(before, max(0, len(before) - NEAR)):
        around = before[-_EACH_REACH:] + text[count.end : count.stop][:_EACH_AFTER]
        one = _EACH.search(around) or _ONE_PLACE.search(before)
        if count.noun == "bed" and before.endswith((" a ", " an ", " one ")):
            return "one shelter"
        return one[0] if one else NATIONAL if is_room else scope
    is_event = count.head in ("meetings", "events", "others")
    return NATIONAL if is_event else find_place(text[count.end : count.stop]) or NATIONAL


PLACES = frozenset({"shelters", "centers", "units", "places", "agencies"})
_HOUSES = re.compile(r"\b(?:shelters|centers|homes|facilities|safe houses)\b")
_ROOM = re.compile(
    r"\b(?:(?:capacity|space|room)\s+(?:(?:to\s+\w+|for|of|up)\s+)*|(?:can|could|able to)\s+"
    r"(?:accommodate|house|host|shelter|hold)\s+(?:(?:up to|about|at least|some)\s+)?)$"
)
_EACH = re.compile(r"\b(?:each|per (?:shelter|center|facility|home))\b")
_EACH_REACH, _EACH_AFTER = 60, 14  # code points around a number of beds
_ONE_PLACE = re.compile(  # that no other places follow
    r"\b(?:[Oo]ne|[Aa]n?|[Tt]he|[Ii]ts|[Tt]his)\s+(?:(?!one\b|an?\b|the\b|"
    r"its\b)[\w’-]+\s+){0,5}?(?:shelter|facility|"
    r"safe house|"
    r"home|center)\b(?![^;]*\b(?:shelters|centers|facilities|homes|combined|total)\b)"
    r"(?![^;]*\b(?:beds|places|space)\b[^;]*\band\b)"
)
_SOME_OF = re.compile(  # "two of the shelters", "three NGO shelters"
    r"\w+ of (?:the|these|its)\s+(?:[\w-]+\s+){0,2}?(?:shelters|centers|units)\b"
    r"|\w+\s+(?:[a-z-]+\s+)?NGOs?\b(?!-)"
    r"|[Oo]ne\s+(?:[\w’-]+\s+){0,3}?(?:shelter|center|clinic|hospital|embassy|organization)\b"
)
_AND_IT = re.compile(r"[^;,]{0,60},\s+(?:which|where|that)\s")  # what the one place did follows
_TO_PEOPLE = frozenset({"investigate", "arrest", "prosecute", "convict", "train", "penalise"})
_ONE = (
    r"(?:one|each)\s+(?:of the\s+)?(?:[\w-]+\s+){0,3}?(?:shelters?|NGOs?|organizations?|"
    r"facilit\w+|homes?|centers?)(?!-)"
    r"|the other\b|(?:each|every)(?:\s+[\w-]+){0,4}?\b|(?:th(?:e|is|at)|an?)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:shelter|facility|home|NGO|center|organization)\b(?![-’']|\s+(?:program|fund|"
    r"system|network|scheme))"
)
_TO_ONE = re.compile(
    rf"^\s*(?:of this amount\s+)?(?:annually\s+|went\s+)?(?:(?:to|for)\s+(?:run\s+|"
    rf"operate\s+|support\s+)?"
    rf"(?P<who>{_ONE}|(?:the\s+)?[A-Z]{{2,}}\b(?!-|’|\s+(?:shelters|services)))|(?P<per>each\b|per\s+(?:victim|"
    rf"person|shelter)))"
)
_ONE_WITH = re.compile(
    rf"\b(?P<who>{_ONE})(?P<per>)\s+(?:(?:with|received|was given|up to)\s+)*$", re.IGNORECASE
)
_BODY = re.compile(r"NAP|NRM|N\w*TIP|plan", re.IGNORECASE)


def _find_recipient(before: str, after: str) -> str:
    """Return the one shelter or organization that an amount went to, or an empty text."""
    match = _TO_ONE.match(after) or _ONE_WITH.search(before)
    who = (match["who"] or match["per"]) if match else ""
    return "" if _BODY.search(who) else who


def _blank_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), text)


# Deeds that those counted do to others where an object follows: "nine officers arrested a man".
_DONE_TO = frozenset(
    "investigate arrest prosecute convict identify screen train inspect assist refer".split()
)
_OBJECT = re.compile(r"\s+(?:the|an?|their|its|his|her|this|that|these|those|another|\d+)\s")
# What a court does to a conviction: "upheld the convictions of three traffickers".
_REVIEWED = re.compile(
    r"\b(?P<stem>upheld|uphold|affirm|overturn|quash|vacat)\w*\s+(?:(?:the|prior|earlier)\s+)*$",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?:^|,|\band|;|\bthat|\breported|\breports|\bsaid|\bof which|\bwhile|\bbut|\bwhereas|"
    r"\bin total|\bIn total)\s*"
    r"(?i:(?:all|a total of|more than|over|nearly|some|at least|approximately|about|only|"
    r"the|another|the other|other|an additional)\s+)*$"
)


_UNKNOWN = re.compile(  # "charged 20 and released 15"
    r"\b(?:and|but|courts?|judges?|police|officials|authorities|government|prosecutors|they)\s+"
    r"(?!estimated|combined|continued|included|involved|total+ed|reported)\w{3,}ed\s+$"
)
_TO = re.compile(r"\b(?:to|for|of|with|against)\s+(?:(?:the|at least|about|all)\s+)*$")
_AND_TO = re.compile(r"\band (?:to|for)\s+$")
_REPORTED = re.compile(r"\breport(?:ed|ing|s)\s+(?:(?:a total of|at least|about)\s+)?$")
_PARTICIPLE = re.compile(  # that no object follows, where the count has a noun
    r"\s+(?P<first>\w+ed)\b(?P<alone>\s*(?:[,;.)]|$)|\s+(?:in|during|by|under|for)\b)?"
)


def _find_subject_deed(before: str, after: str) -> tuple[str, str] | None:
    """Return deed and verb of a count that is their subject: "12 were arrested", "12 testified"."""
    passive = _PASSIVE.match(after)
    if passive and not re.match(r"\s+(?:who|that|which)\b", after):
        finite = VERB.match(passive["words"])
        return name_deed(finite["stem"]) if finite else "", passive["first"]
    near = max(0, len(before) - NEAR)
    is_first = _FIRST.search(before, max(near, before.rfind(",")))
    if not (is_first or _TO.search(before, near)):
        is_first = re.match(r"\s+(?:who|which)\b", after)
    active = _ACTIVE.match(after) if is_first else None
    if active is None or active["first"] in _NOT_VERBS:
        return None
    finite = VERB.match(active["words"])
    if not (finite or re.search(r"(?:ed|ave|ose|ought|ook|eld)$", active["first"])):
        return None
    deed = name_deed(finite["stem"]) if finite else ""
    is_done = deed in _DONE_TO and _OBJECT.match(after, active.end("first"))
    return "" if is_done else deed, active["first"]


def _find_deed(
    before: str, after: str, count: Count, *, is_far: bool
) -> tuple[str, str, int, bool, bool]:
    """Return deed, verb, its place before the count or -1, and how the count stands to it.

    A count that is not far from another shares the deed of that where it has no verb near it.
    """
    near = max(0, len(before) - NEAR)
    nominal = NOMINAL.search(before, max(near, before.rfind(",")))
    verbs = list(VERB.finditer(before, near))
    adjacent = next(
        (
            verb
            for verb in verbs
            if (between := _BETWEEN.fullmatch(before, verb.end()))
            and not (" and" in between[0] and _UNDERGONE.search(before, near, verb.start()))
        ),
        None,
    )
    if nominal and not (adjacent and adjacent.start() > nominal.start()):
        reviewed = _REVIEWED.search(before, near, nominal.start())
        stem = reviewed["stem"] if reviewed else nominal["stem"]
        return name_deed(stem), stem, nominal.start(), False, True
    if adjacent:
        while first := _COORDINATED.search(before, near, adjacent.start()):
            if name_deed(first["stem"]) == "give":
                break
            adjacent = first
        return name_deed(adjacent["stem"]), adjacent[0], adjacent.start("stem"), False, True
    relative = _RELATIVE.match(after) if count.head else None
    if relative and (clause := VERB.fullmatch(relative["first"])):
        return name_deed(clause["stem"]), relative["first"], -1, False, True
    if not count.is_money and (own := _find_subject_deed(before, after)):
        return *own, -1, True, False
    participle = None if _AND_TO.search(before, near) else _PARTICIPLE.match(after)
    is_alone = participle and (participle["alone"] is not None or not count.head)
    if participle and is_alone and (clause := VERB.fullmatch(participle["first"])):
        return name_deed(clause["stem"]), participle["first"], -1, False, True
    if _UNKNOWN.search(before, near):
        return "", "", -1, False, True
    if count.head == "victims" and _REPORTED.search(before, near):
        return "identify", "reported", -1, False, True
    verbs = verbs or (list(VERB.finditer(before)) if is_far else [])
    for last in verbs[-1:]:
        return name_deed(last["stem"]), last[0], last.start(), False, False
    return "", "", -1, False, False
