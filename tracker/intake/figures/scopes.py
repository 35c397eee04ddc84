"""Who counted: the whole state, or one agency, place or organization."""

import re

from tracker.formats.countries import find_country_code
from tracker.intake.drafts import NATIONAL

_STATE = (
    r"[Gg]overnments?|[Aa]uthorities|[Pp]olice|[Cc]ourts?|[Tt]ribunals?|[Jj]udges?|[Pp]rosecutors?|"
    r"[Mm]inistr\w+|[Oo]fficials|[Ll]aw enforcement|[Jj]udiciary|[Ss]tate|[Ii]nspectors?|"
    r"[Ii]nspectorate|[Pp]arliament|[Cc]abinet|[Oo]fficers|[Ii]mmigration|[Cc]ustoms|"
    r"[Dd]irectorate|[Dd]epartment|[Cc]ommittee|[Cc]ommission|[Aa]gency|[Oo]ffice|[Ee]mbass\w+|"
    r"[Ss]ocial workers|[Uu]nits?|[Dd]ivision|[Cc]ollege|[Aa]cademy|[Cc]enters?|"
    r"[Ii]nstitute|[Ss]helters?|"
    r"[Hh]ospitals?|[Hh]omes?|[Tt]ask force"
)
# Who is the state as a whole, and bodies that are one of several only beside another.
GENERAL = re.compile(r"[Gg]overnments?|[Aa]uthorities|[Oo]fficials|[Ll]aw enforcement|[Ss]tate")
COMMON = re.compile(_STATE)
_PRIVATE = (
    r"NGOs?|[Nn]on-?governmental organizations?|[Cc]ivil society(?: organizations?)?|"
    r"[Ii]nternational organizations?|IOM|UNICEF|UNHCR|UNODC|ILO|OSCE|[Uu]nions?|[Cc]hurch\w*|"
    r"[Ff]oundations?|[Aa]ssociations?|[Oo]bservers|[Mm]edia|[Ee]xperts|[Cc]harit\w+|"
    r"[Pp]rivate (?:sector|companies)|CSOs?|INGOs?|"
    r"(?:[Ff]oreign|[Oo]ther) (?:governments?|embass\w+|missions?)|"
    r"[Ee]mbassy of (?:an?|another)(?:\s+\w+){1,2}"
)
_HOMES = (
    r"shelters?|homes?|cent(?:er|re)s?|facilit(?:y|ies)|clinics?|safe houses?|(?:hot|help|"
    r"tip|telephone)\s?lines?"
)
_BODIES = rf"(?:NGO|IOM|UNHCR|[Cc]hurch|[Cc]harity)(?:-\w+)?\s+(?:[\w-]+\s+)?(?:{_HOMES})"
_ONE_OF_MANY = (
    r"court|region|province|shelter|facility|unit|agency|municipality|hospital|camp|home|center"
)
_LOCAL = (
    rf"(?:[Mm]unicipal|[Pp]rovincial)\w*(?:\s+(?:{_STATE})\b)?|[Cc]ity of \w+|"
    r"[Dd]istrict (?:court|police|office)|"
    r"[Rr]egional (?:government|police|court|office|authorities|delegation|directorate|committee)|"
    r"[Ll]ocal (?:government|authorities|police)|"
    r"[Tt]he (?:region|province|district|municipality|city|county) of [A-Z]\w+|"
    rf"[Oo]ne (?:\w+\s+){{0,2}}(?:{_ONE_OF_MANY})\b|"
    r"[Tt]he (?!government|national|state|police)(?:[\w’-]+\s+){0,2}"
    r"(?:shelter|facility|hospital|home)\b|"
    r"(?:[Tt]he|[Ii]ts) (?:[A-Z][\w’-]+\s+){1,3}(?:(?:city|district|county|regional)\s+)?"
    r"(?:office|task force|unit|court|police|branch|division|shelter|center|department|canton|"
    r"province|region)\b|"
    r"(?:[Mm]obile|[Oo]utreach)(?:\s+\w+){0,3}\s+(?:units?|teams?)|"
    r"(?:[Tt]he|[Aa]n?|[Ii]ts)\s+(?!national|government|state)(?:[\w’-]+\s+){1,2}?(?:hot|"
    r"help|tip|telephone)\s?line\b"
)
_ACTOR = re.compile(
    rf"(?P<local>{_LOCAL})|(?P<private>{_BODIES}|{_PRIVATE})|\b(?P<state>{_STATE})\b"
    r"|(?P<named>(?-i:\b(?!NAP|NRM|SOP|MOU)[A-Z][A-Z]{2,}[A-Za-z-]*\b)(?!\s*\d))"
)
_KINDS = r"county|region|district|province|municipality|city|state|canton|governorate|department"
_NAME = (
    r"(?!January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Operations?\b|Articles?\b|Section|Annex|Phase|Tier|English\b|French\b|Arabic\b|Spanish\b|"
    r"[A-Z]{2})[A-Z][\w’-]+(?:\s+(?:d[eo]l?\s+)?[A-Z][\w’-]+)*"
)
_AREA = rf"(?:(?:{_KINDS})\s+of\s+)?{_NAME}(?:\s+(?:{_KINDS})\b)?"
_THERE = re.compile(rf"\s+(?:in|at)\s+(?:the\s+)?(?P<place>{_AREA})")
_IN_AREA = re.compile(  # "In Belo, police …", "and in the capital, officers …"
    r"(?:^\s*[Ii]n|(?:;|,\s+(?:and|while|but|whereas)\b)\s*in)\s+(?P<place>(?:the\s+)?"
    rf"(?:{_AREA}(?=,)|{_NAME}\s+(?:{_KINDS})\b|capital\b|(?:\w+\s+)?(?:{_KINDS})(?=,)))"
)
# After a noun: "12 victims in Belo", but not a list of places, or one abroad.
_AT_PLACE = re.compile(
    rf"\s+in\s+(?P<place>(?:the\s+)?(?:{_AREA}|capital))\b(?!\s*(?:,\s+(?:and\s+)?|and\s+|"
    rf"or\s+)[A-Z]|\s+\d)"
)
_OF_SHELTER = re.compile(  # "a shelter in Belo with 40 beds"
    rf"(?:\0|\b)(?P<place>(?:(?<=\0)|shelter|home|facility|center)\s+in\s+(?:the\s+)?{_AREA})"
    r",?\s+(?:with|that|which|to)\b[^.;,()]{0,50}$"
)
# After the place or body alone: "Belo accounted for five of them".
_OFFICE = re.compile(
    r"(?:Office|Ministry|Department|Directorate|Agency|Committee|Commission|Inspectorate)"
    r"\s+(?:of|for)\s+(?:the\s+)?[A-Z][\w’-]+(?:\s+(?:and\s+)?[A-Z][\w’-]+)*"
)
# One institution of several, named by what it is: "the judicial training center".
_INSTITUTION = re.compile(
    r"[Tt]he\s+(?:[\w’-]+\s+){1,4}?(?:college|academy|center|unit|division|institute|office|"
    r"service|inspectorate|"
    r"ministry|department|agency|directorate)$"
)
_PREPOSITION = re.compile(
    r"\b(?:to|from|for|of|through|among|with|against|in|at|on|via|into|under|and|or|by|"
    r"including)\s+"
    r"(?:(?:the|an?|its|their|other|local|foreign|all|several|some|international|"
    r"NGO-run|government|government-run)\s+)*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"([\w’-]+)\s+(?:and|nor)\s+(?:the\s+|an?\s+|other\s+|local\s+)*$")
_AND = (" and ", " and the ", " and an ", " and a ")
_NAME_ENDS = re.compile(
    r"(?:\s+(?:of|for)\s+(?:the\s+)?[A-Z][\w’-]+(?:\s+(?:and\s+)?[A-Z][\w’-]+)*)?\s*"
    r"(?:,\s+(?:with|through|in \w+ with)\b[^,;]{3,80},)?\s*"
)
_ASIDE = re.compile(r",\s+(?:which|who)\s[^,;]*,")
_STATE_FUNDED = re.compile(
    r"(?<!partly )(?:government|state)-(?:supported|funded|run|operated)\s+$", re.IGNORECASE
)
_RUN_BY = re.compile(
    rf"\b(?:run|operated|managed|staffed)\s+by\s+(?:an?\s+|the\s+)?(?:\w+\s+)?(?P<who>{_PRIVATE})"
)
_TOGETHER = re.compile(
    r"\b(?:cooperat\w+|coordinat\w+|partner\w+|collaborat\w+|together|jointly|support)\s+"
    r"(?:with|of)\s+(?=[^;]*$)"
)
_ONE_CASE = re.compile(
    r"^\s*(?:For (?:example|instance),|(?:In|During|After) (?:one|another|a|an|this)\s+"
    r"(?:\w+\s+){0,3}(?:case|operation|instance|raid|investigation)\b)"
)
_AT_ONE = re.compile(
    r"[^.;,()]{0,40}?\b(?:at|in|from)\s+(?P<place>(?:one|a single)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:mine|factory|farm|site|case|operation|raid|vessel|region|city|hotel|bar|camp|school|"
    r"checkpoint|airport|port|border crossing|brothel|business|establishment|town|village|"
    r"district|province|shelter|facility))\b"
)
_BY = re.compile(
    r"[^.;()]{0,60}?\bby\s+(?:the\s+|an?\s+)?(?P<who>(?:[\w’-]+\s+){0,4}?[\w’-]+)"
    r"(?=[.,;()]|\s+(?:in|and|during|compared)\b|$)"
)


def find_scope(before: str, after: str, previous: tuple[str, str]) -> tuple[str, str]:
    """Return the scope of a count and who counted.

    `before` are the words before its verb, `after` those after its noun; `previous` is what the
    count before it in the sentence has, which it shares where it names nobody.
    """
    before = _ASIDE.sub(lambda aside: " " * len(aside[0]), before)
    if _ONE_CASE.match(before):
        return re.sub(r"^(?:In|During|After) ", "", before.split(",")[0].strip()), ""
    if areas := [area for area in _IN_AREA.finditer(before) if is_inland(area["place"])]:
        return areas[-1]["place"], areas[-1]["place"]
    if one := _AT_ONE.match(after):
        return one["place"], ""
    agent = _BY.match(after)
    if agent and (match := _ACTOR.search(agent["who"])):
        return _scope_of(match, agent["who"])
    if place := _OF_SHELTER.search(before):
        return place["place"].strip(), place["place"].strip()
    if run_by := _RUN_BY.search(before):
        return run_by["who"], run_by["who"]
    if together := _TOGETHER.search(before):
        before = before[: together.start()]
    found = None
    for match in _ACTOR.finditer(before):
        lead = before[: match.start()]
        rest = before[match.end() :]
        is_subject = lead.endswith(_AND) and _NAME_ENDS.fullmatch(rest)  # "…, and NGOs identified"
        if _PREPOSITION.search(lead) and not (is_subject or _joins_actors(lead)):
            continue
        if re.match(r"-\w+|[’']s?(?:\s|$)", rest):
            continue
        found = match
    return _scope_of(found, before) if found else previous


def is_inland(place: str) -> bool:
    """Return whether a name is that of a place, and not of a country."""
    return find_country_code(place.removeprefix("the ")) is None


def find_place(text: str, start: int, end: int) -> str:
    """Return the place right after a count, "12 victims in Belo", or an empty text."""
    match = _AT_PLACE.match(text, start, end)
    return match["place"] if match and is_inland(match["place"]) else ""


def _joins_actors(lead: str) -> bool:
    """Return whether "and" joins an actor with one before it: "the government and NGOs"."""
    joined = _JOINED.search(lead)
    return bool(joined and _ACTOR.search(joined[1]))


def _scope_of(match: re.Match[str], words: str) -> tuple[str, str]:
    name, lead = match[0], words[: match.start()]
    if match.lastgroup == "private":
        is_joint = _joins_actors(lead) and re.search(
            rf"(?<![Ff]oreign )\b(?:{_STATE})\s+(?:and|nor)\s+[^,;]*$", lead
        )
        return (NATIONAL if is_joint or _STATE_FUNDED.search(lead) else name), name
    if match.lastgroup == "local":
        widened = _widen(name, lead)
        return widened, widened
    there = _THERE.match(words, match.end())
    if there and not name.startswith(("Embassies", "embassies")):
        return f"{name}{there[0]}", f"{name}{there[0]}"
    if match.lastgroup == "named":
        return NATIONAL, name
    office = _OFFICE.match(words, match.start()) or _INSTITUTION.search(words[: match.end()][-60:])
    return NATIONAL, office[0] if office else "" if GENERAL.fullmatch(name) else name


def _widen(name: str, lead: str) -> str:
    """Return the name with the capitalised words before it: "Pristina municipal government"."""
    words = re.search(r"((?:[A-Z][\w’-]+\s+){1,4})$", lead)
    prefix = words[1] if words and words[1].strip() not in ("The", "In") else ""
    return f"{prefix.removeprefix('The ')}{name}".strip()
