"""Who counted: the whole state, or one agency, place or organization."""

import re

from tracker.formats.countries import find_country_code
from tracker.intake.drafts import NATIONAL
from tracker.intake.figures.lexicon import VERB

_STATE = (
    r"[Gg]overnments?|[Aa]uthorities|[Pp]olice|[Cc]ourts?|[Tt]ribunals?|[Jj]udges?|[Pp]rosecutors?|"
    r"[Mm]inistr\w+|[Oo]fficials|[Ll]aw enforcement|[Jj]udiciary|(?<=[Tt]he )[Ss]tate|"
    r"[Ii]nspectors?|"
    r"[Ii]nspectorate|[Pp]arliament|[Cc]abinet|[Oo]fficers|[Ii]mmigration|[Cc]ustoms|"
    r"[Dd]irectorate|[Dd]epartment|[Cc]ommittee|[Cc]ommission|[Aa]gency|[Oo]ffice|[Ee]mbass\w+|"
    r"[Ss]ocial workers|[Uu]nits?|[Cc]ollege|[Aa]cademy|[Cc]enters?|[Ii]nstitute|[Ss]helters?|"
    r"[Hh]ospitals?|[Hh]omes?|[Tt]ask force|[Gg]uards?|[Gg]endarmerie|[Bb]ureau|[Bb]oard|"
    r"[Dd]ivisions?|[Ss]quads?|"
    r"[Ss]ervice(?! (?:announce|provide))|[Rr]egistry"
)
# Who is the state as a whole, and bodies that are one of several only beside another.
_GENERAL = re.compile(r"[Gg]overnments?|[Aa]uthorities|[Oo]fficials|[Ll]aw enforcement|[Ss]tate")
COMMON = re.compile(_STATE)
_PRIVATE = (
    r"NGOs?|[Nn]on-?governmental organizations?|[Cc]ivil society(?: organizations?)?|"
    r"[Ii]nternational [Oo]rganizations?|IOM|UNICEF|UNHCR|UNODC|ILO|OSCE|[Uu]nions?|[Cc]hurch\w*|"
    r"[Ff]oundations?|[Aa]ssociations?|[Oo]bservers|[Mm]edia|[Ee]xperts|[Cc]harit\w+|"
    r"[Pp]rivate (?:sector|companies)|CSOs?|INGOs?|[Dd]onors?|[Ff]oreign donors?|"
    r"(?:[Ff]oreign|[Oo]ther) (?:governments?|embass\w+|missions?)|"
    r"[Ee]mbassy of an?\b|[Ss]cholars?|[Rr]esearchers?|[Aa]dvocates|[Jj]ournalists|"
    r"(?:[Rr]eligious|[Ff]aith-based) (?:orders?|groups?|organizations?)|(?:[Pp]ress|[Nn]ews) "
    r"reports|[Nn]ewspapers?|(?:[Aa]cademic|[Ii]ndependent) (?:study|survey|research)|EU\b|UN\b"
)
_NAMES = r"[A-ZÀ-Ý][\w’-]+(?:\s+(?:(?:de|do|da|del|la)\s+)*[A-ZÀ-Ý][\w’-]+){0,3}"
_LEVEL = (
    r"[Ss]tate|[Cc]ounty|[Cc]ity|[Rr]egion(?:al)?|[Dd]istrict|[Pp]rovinc\w+|[Cc]anton\w*|"
    r"[Mm]unicip\w+"
)
_ONE_OF_MANY = (
    r"court|region|province|shelter|facility|unit|agency|municipality|hospital|camp|home|center"
)
_LOCAL = (
    rf"(?:[Mm]unicipal|[Pp]rovincial)\w*(?:\s+(?:{_STATE})\b)?|[Cc]ity of \w+|"
    rf"(?!The\b|Federal\b|National\b|United\b){_NAMES}(?<!ese)(?<!ian)(?<!ish)(?<!xican)\s+"
    rf"(?:{_LEVEL})(?:[’']s?)?\s+(?:[\w’-]+\s+){{0,3}}?(?:{_STATE})\b(?![’'])|"
    rf"(?:[Cc]ourts|[Pp]olice|[Pp]rosecutors|[Aa]uthorities|[Oo]fficials|[Ii]nspectors) in "
    rf"(?!all\b)(?:[\w-]+\s+){{1,4}}?(?:states|provinces|regions|districts|cities|counties)\b|"
    rf"[Tt]he (?:governor|mayor) of {_NAMES}|[Tt]he (?:military|army|navy|armed forces)\b|"
    rf"(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ss]ome|[Ee]ach) of (?:the|these|its)\s+(?:[\w-]+\s+){{0,2}}?"
    rf"(?:{_ONE_OF_MANY})s?\b|[Tt]he (?:first|second|third|other|latter)(?=,|\s\s\s)|"
    r"(?:An? |(?<=[,;] )an? )(?:[\w’-]+\s+){0,3}?(?:shelter|facility|safe house)\b|"
    rf"[Aa]n? (?:district|regional|appeals|local|lower|city|county) court|"
    r"[Dd]istrict (?:court|police|office)|"
    r"[Rr]egional (?:government|police|court|office|authorities|delegation|directorate|committee)|"
    r"(?<!tate and )(?<!ional and )(?<!eral and )[Ll]ocal (?:government\b|authorities|police)|"
    rf"[Tt]he (?:{_LEVEL}) of [A-Z]\w+|"
    rf"[Oo]ne (?:\w+\s+){{0,2}}(?:{_ONE_OF_MANY})\b|"
    r"[Tt]h(?:e|is) (?!government|national|state|police)(?:[\w’-]+\s+){0,2}"
    r"(?:shelter|facility|hospital|home)\b|"
    r"(?:[Tt]he|[Aa]|[Ii]ts) (?:[A-Z][\w’-]+\s+){1,3}(?:(?:city|district|county|regional)\s+)?"
    r"(?:office|task force|unit|court|police|branch|division|shelter|center|department|canton|"
    r"province|region)\b|"
    r"(?:[Mm]obile|[Oo]utreach)(?:\s+\w+){0,3}\s+(?:units?|teams?)"
)
_ACTOR = re.compile(
    rf"(?P<local>{_LOCAL})|(?P<private>{_PRIVATE})|\b(?P<state>{_STATE})\b"
    r"|(?P<named>(?-i:\b(?!NAP|NRM|SOP|MOU)[A-Z][A-Z]{2,}[A-Za-z-]*\b)(?!\s*\d))"
)
_THERE = re.compile(
    rf"(?:\s+of\s+[a-z]+(?:\s+[a-z]+)?)?\s+(?:in|at)\s+(?:the\s+)?(?:(?:{_LEVEL}|"
    rf"counties)\s+of\s+)?(?P<place>capital|{_NAMES}"
    rf"(?:\s+(?:{_LEVEL}))?)"
)
# In front of a clause: "In Karo, police arrested …; in the Belo region, courts …".
_FRONT = re.compile(
    rf"(?:^\s*|,\s+(?:and|while|but|whereas|although)\s+)(?P<at>[Ii]n|[Aa]t|[Aa]cross)\s+"
    rf"(?:the\s+)?(?:(?:\w+\s+)?(?:{_LEVEL})\s+of\s+)?(?P<place>(?:(?:north|south|east|west|"
    rf"central)\w*\s+)?(?:capital|{_NAMES}(?:\s+and\s+{_NAMES})?(?:\s+\w+)?)|(?:(?:north|south|"
    rf"east|west|central|border|coastal)\w*|\d+|one|two|three|four|five|six|seven|eight|nine)\s+"
    rf"(?:provinces?|regions?|districts?|count(?:y|ies)|states?|cit(?:y|ies)|departments?))"
    r"(?=,|\s+(?:the\s+)?(?:police|authorities|officials|courts?|prosecutors?)\b)"
)
_PLACED_IN = re.compile(
    rf"(?:\s+[a-z-]+){{0,4}}?\s+in\s+(?:the\s+)?(?P<place>{_NAMES}(?:\s+(?:{_LEVEL}))?)"
    r"(?=[.;]|$|,(?!\s+(?:and\s+)?[A-Z])|\s+and\s+(?![A-Z]))"
)
_SPOT = re.compile(r"\b(?:airport|border|port|camp|crossing|market|station)$")
_OF_ALL = re.compile(
    r"(?:National|Federal|Central|Supreme|Royal|Civil|Judicial|Public|Attorney|Prosecutor|"
    r"State|Special|"
    r"Anti-|Immigration|Labor|Interior|Justice|Police|Criminal|Border|Women|Child|Family|"
    r"Social|Human|"
    r"Traffick|Migration|Crime|Thai|Israeli|Iraqi|Saudi|Emirati|Kuwaiti|Lao|Czech|Greek|"
    r"Dutch|French|"
    r"Swiss|Uzbek|Kyrgyz|Tajik|Kazakh|Afghan|Slovak|\w+(?:ese|ian|ean|ish|can|ani|eshi|epali)\b)"
)
_NO_AREA = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Fiscal|Parliament|Europe|Africa|Asia|America|North|South|Latin|Middle|Gulf|European|"
    r"Phase|Article|Section|Ramadan|Embass)\w*"
)
_OFFICE = re.compile(
    r"(?:Office|Ministry|Department|Directorate|Agency|Committee|Commission|Inspectorate)"
    r"\s+(?:of|for)\s+(?:the\s+)?[A-Z][\w’-]+(?:\s+(?:and\s+)?[A-Z][\w’-]+)*"
)
_BRANCH = re.compile(
    r"(?:[Tt]he\s+)?(?:(?:[Ff]ederal|[Ss]tate|[Nn]ational|[Rr]egional|[Bb]order|[Cc]oast|[Cc]ivil|"
    r"[Cc]riminal|[Ii]mmigration|[Tt]raffic|[Jj]udicial|[Rr]oyal|[Aa]irport|[Aa]ppeals|"
    r"[Hh]igh|[Ll]abor|[Cc]onsular)\s+)+"
    r"(?:police|courts?|prosecutors?|judiciary|guards?|authorities|officers|officials|inspectors)$|"
    r"(?:[Tt]he\s+)?gendarmerie$"
)
_SEPARATELY = re.compile(r"[^,;]*\bseparately\b")
# One institution of several, named by what it is: "the judicial training center".
_INSTITUTION = re.compile(
    r"[Tt]he\s+(?:[\w’-]+\s+){1,4}?(?:college|academy|center|unit|institute|office|"
    r"service|inspectorate|division|squad|board|bureau|"
    r"ministry|department|agency|directorate)$"
)
_PREPOSITION = re.compile(
    r"\b(?:to|from|for|of|through|among|with|against|in|at|on|via|into|under|and|or|by|"
    r"without|including)\s+"
    r"(?:(?:the|an?|its|their|other|local|foreign|all|several|some|international|"
    r"NGO-run|government|government-run)\s+)*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"([\w’-]+)\s+and\s+(?:the\s+|an?\s+|other\s+|local\s+)*$")
# "the government and NGOs", "police, NGOs, and churches"
_JOINED_STATE = re.compile(
    rf"(?<![Ff]oreign )\b(?:{_STATE})(?:(?:,(?:\s+[\w’-]+){{1,3}})+,)?\s+and\s+(?:(?:the|"
    rf"an?|other|local|"
    rf"several)\s+)*$"
)
_AND = (" and ", " and the ", " and an ", " and a ")
_NAME_ENDS = re.compile(
    r"(?:\s+(?:of|for|in)\s+(?:the\s+)?[A-Z][\w’-]+(?:\s+(?:and\s+)?[A-Z][\w’-]+)*)?\s*"
    r"(?:(?:\w*line|shelters?|centers?|lawyers|coalition|network|staff)\s+)?(?:\w+ly\s+)?"
)
_ASIDE = re.compile(r",\s+(?:which|who|with|through|including|under|\w+ed)\s[^,;]*,")
_STATE_FUNDED = re.compile(
    r"(?<!partly )(?:government|state)-(?:supported|funded|run|operated)\s+$", re.IGNORECASE
)
_OWN_SERVICE = re.compile(  # "an NGO’s hotline", "an NGO-run shelter"
    r"(?:[’']s?|-(?:run|operated|managed|led|staffed))\s+(?:[\w-]+\s+){0,3}?(?:(?:hot|help)?lines?|"
    r"shelters?|centers?|projects?|analysis|survey|study|review|research|report)\b"
)
_ACCORDING = re.compile(
    rf"\b(?:[Aa]ccording to|"
    rf"(?:[Dd]ata|survey|study|analysis|reports|research|estimates) (?:by|from|of))\s+"
    rf"(?:[\w-]+\s+){{0,3}}?(?P<who>{_PRIVATE})\b"
)
_RUN_BY = re.compile(
    rf"\b(?:run|operated|managed|staffed)\s+by\s+(?:an?\s+|the\s+)?(?:\w+\s+)?(?P<who>{_PRIVATE})"
)
_LINE = r"(?:hotline|helpline|(?:phone|tip|telephone) line)\b"
_BODY = (
    r"(?:[Mm]inistry|[Pp]olice|[Oo]ffice|[Aa]gency|[Cc]ommission|[Rr]egistry|[Uu]nit|"
    r"[Ii]nspectorate|[Ii]nstitute)"
)
_LINE_OF = re.compile(  # "the police hotline", "a hotline operated by the children’s registry"
    r"(?:^|[,;]\s+(?:and\s+)?|\band\s+)\s*(?P<who>(?:[Tt]he|[Aa]n?)\s+"
    rf"(?:(?:[\w’-]+\s+){{0,3}}?{_BODY}(?:\s+of\s+{_NAMES})?[’']?s?\s+(?:[\w-]+\s+){{0,2}}?{_LINE}|"
    rf"(?:[\w-]+\s+){{0,2}}?{_LINE}\s+(?:run|operated|managed|staffed)\s+by\s+(?:the|an?)\s+"
    rf"(?:[\w’-]+\s+){{0,4}}?{_BODY}))\b"
)
_JOINT = re.compile(
    r"\b(?P<who>[Jj]oint\s+(?:[\w-]+\s+){0,2}?(?:operations?|raids?|actions?|sweeps?)|"
    r"action days|(?:[Oo]ne|[Aa]n?|[Tt]h(?:e|is))\s+(?:[\w-]+\s+){0,2}?(?:operation|raid|"
    r"sweep)(?! of)|"
    r"Operation\s+[A-Z]\w+)\b"
    r"[^;]*\b(?:led|leading|result\w+|during which)\b(?:(?!, and )[^;])*$"
)
_TOGETHER = re.compile(
    r"\b(?:cooperat\w+|coordinat\w+|partner\w+|collaborat\w+|together|jointly|support)\s+"
    r"(?:with|of)\s+(?=[^;]*$)"
)
LONGEST_CODE = 3  # of a country, and not its name
_ONE_CASE = re.compile(
    r"^\s*(?:For (?:example|instance),|(?:In|During|After|As part of) (?:one|another|an?|this|"
    r"the (?:first|second|only|largest))\s+(?:[\w-]+\s+){0,3}(?:case|operation|instance|"
    r"raid|investigation)\b)"
)
_AT_ONE = re.compile(
    r"[^.;,()]{0,40}?\b(?:at|in|from)\s+(?P<place>(?:one|a single|"
    r"each(?: of the)?)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:county|counties|provinces?|districts?|regions|mine|factory|farm|site|case|"
    r"operation|raid|vessel|region|city|hotel|bar|camp|school|"
    r"checkpoint|airport|port|crossing|brothel|business|establishment|town|village|shelter))\b"
)
_BY = re.compile(
    r"[^.;()]{0,60}?\b(?:by|(?:assistance|services|support|care|shelter|"
    r"aid) from)\s+(?:the\s+|an?\s+)?(?P<who>(?:[\w’-]+\s+){0,4}?[\w’-]+)"
    r"(?=[.,;()]|\s+(?:in|and|during|compared)\b|$)"
)


def find_scope(
    clause: str, since: int, stop: int | None, after: str, previous: tuple[str, str]
) -> tuple[str, str]:
    """Return the scope of a count and who counted.

    `clause` are the words before the count, of which those from `since` to `stop` stand after the
    count before it and before its verb; `after` are those after its noun. `previous` is what the
    count before it in the sentence has, which it shares where it names nobody.
    """
    before = _ASIDE.sub(lambda aside: " " * len(aside[0]), clause[since:stop])
    if _ONE_CASE.match(before):
        return re.sub(r"^(?:In|During|After|As part of) ", "", before.split(",")[0].strip()), ""
    if one := _AT_ONE.match(after):
        return one["place"], ""
    agent = _BY.match(after)
    if agent and (match := _ACTOR.search(agent["who"])):
        return _scope_of(match, agent["who"])
    if area := _find_area(clause[:stop]):
        return area, area
    for pattern, words in ((_RUN_BY, before), (_LINE_OF, before), (_JOINT, clause)):
        if named := pattern.search(words):
            return named["who"], named["who"]
    if together := _TOGETHER.search(before):
        before = before[: together.start()]
    found = None
    for match in _ACTOR.finditer(before):
        lead = before[: match.start()]
        rest = before[match.end() :]
        is_subject = lead.endswith(_AND) and _NAME_ENDS.fullmatch(rest)  # "…, and NGOs identified"
        if _PREPOSITION.search(lead) and not (is_subject or _joins_actors(lead)):
            continue
        if found and lead.endswith(", ") and rest.startswith(","):
            continue  # of a list: "in schools, churches, and markets"
        edge = max(lead.rfind(","), lead.rfind(";"), 0)
        if rest.endswith(" and ") and VERB.search(lead, edge):
            continue  # "the government funded NGOs and trained 12 officers"
        if re.match(r"-\w+|[’']s?(?:\s|$)", rest):
            if (
                match.lastgroup == "private"
                and _OWN_SERVICE.match(rest)
                and not VERB.search(lead, edge)
            ):
                return match[0], match[0]
            continue
        found = match
    if found is None and (source := _ACCORDING.search(before)):
        return source["who"], source["who"]
    return _scope_of(found, before) if found else previous


def find_place(after: str) -> str:
    """Return the place after a count, "12 victims in Belo", or an empty text."""
    match = _PLACED_IN.match(after)
    return match["place"] if match and _is_inland(match["place"]) else ""


def _is_inland(place: str) -> bool:
    """Return whether a name is that of a place, and not of a country or month."""
    return not (_NO_AREA.match(place) or find_country_code(place))


def _find_area(clause: str) -> str:
    """Return the region, city or the like that a clause begins with, or an empty text."""
    areas = [
        area["place"]
        for area in _FRONT.finditer(clause)
        if area["at"].lower() != "at" or _SPOT.search(area["place"])
    ]
    return areas[-1] if areas and _is_inland(areas[-1]) else ""


def is_private(scope: str) -> bool:
    """Return whether an organization counted, and no body of the state."""
    return re.search(_PRIVATE, scope) is not None


def _joins_actors(lead: str) -> bool:
    """Return whether "and" joins an actor with one before it: "the government and NGOs"."""
    joined = _JOINED.search(lead)
    return bool(joined and _ACTOR.search(joined[1]))


def _scope_of(match: re.Match[str], words: str) -> tuple[str, str]:
    name, lead = match[0], words[: match.start()]
    if match.lastgroup == "private":
        is_joint = _JOINED_STATE.search(lead)
        return (NATIONAL if is_joint or _STATE_FUNDED.search(lead) else name), name
    if match.lastgroup == "local" and not _is_national(name):
        widened = _widen(name, lead)
        return widened, widened
    there = _THERE.match(words, match.end())
    if there and not name.startswith(("Embassies", "embassies")):
        return f"{name}{there[0]}", f"{name}{there[0]}"
    near = words[: match.end()][-60:]
    body = _OFFICE.match(words, match.start()) or _INSTITUTION.search(near) or _BRANCH.search(near)
    is_named = match.lastgroup == "named" or not _GENERAL.fullmatch(name)
    actor = body[0] if body else name if is_named else ""
    if _SEPARATELY.match(words, match.end()):
        return actor or name, actor or name
    return NATIONAL, actor


def _is_national(name: str) -> bool:
    """Return whether a body is named by its country or as that of all: "the Ghana police"."""
    article, first, *_words = [*name.split(), ""]
    if article.lower() not in ("the", "a", "its"):
        return False
    return bool(_OF_ALL.match(first) or (len(first) > LONGEST_CODE and find_country_code(first)))


def _widen(name: str, lead: str) -> str:
    """Return the name with the capitalised words before it: "Pristina municipal government"."""
    words = re.search(r"((?:[A-Z][\w’-]+\s+){1,4})$", lead)
    prefix = words[1] if words and words[1].strip() not in ("The", "In") else ""
    return f"{prefix.removeprefix('The ')}{name}".strip()
