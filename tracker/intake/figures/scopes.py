"""Who counted: the whole state, or one agency, place or organization."""

import re

from tracker.intake.drafts import NATIONAL

_STATE = (
    r"[Gg]overnments?|[Aa]uthorities|[Pp]olice|[Cc]ourts?|[Tt]ribunals?|[Jj]udges?|[Pp]rosecutors?|"
    r"[Mm]inistr\w+|[Oo]fficials|[Ll]aw enforcement|[Jj]udiciary|[Ss]tate|[Ii]nspectors?|"
    r"[Ii]nspectorate|[Pp]arliament|[Cc]abinet|[Oo]fficers|[Ii]mmigration|[Cc]ustoms|"
    r"[Dd]irectorate|[Dd]epartment|[Cc]ommittee|[Cc]ommission|[Aa]gency|[Oo]ffice|[Ee]mbass\w+|"
    r"[Ss]ocial workers|[Uu]nits?|[Cc]ollege|[Aa]cademy|[Cc]enters?|[Ii]nstitute|[Ss]helters?|"
    r"[Hh]ospitals?|[Hh]omes?|[Tt]ask force"
)
_PRIVATE = (
    r"NGOs?|[Nn]on-?governmental organizations?|[Cc]ivil society(?: organizations?)?|"
    r"[Ii]nternational organizations?|IOM|UNICEF|UNHCR|UNODC|ILO|OSCE|[Uu]nions?|[Cc]hurch\w*|"
    r"[Ff]oundations?|[Aa]ssociations?|[Oo]bservers|[Mm]edia|[Ee]xperts|[Cc]harit\w+|"
    r"[Pp]rivate (?:sector|companies)|CSOs?|INGOs?"
)
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
    r"[Tt]he (?:[A-Z][\w’-]+\s+){1,3}(?:(?:city|district|county|regional)\s+)?"
    r"(?:office|task force|unit|court|police|branch|division|shelter|center|department|canton|"
    r"province|region)\b|"
    r"(?:[Mm]obile|[Oo]utreach)(?:\s+\w+){0,3}\s+(?:units?|teams?)"
)
_ACTOR = re.compile(
    rf"(?P<local>{_LOCAL})|(?P<private>{_PRIVATE})|\b(?P<state>{_STATE})\b"
    r"|(?P<named>(?-i:\b(?!NAP|NRM|SOP|MOU)[A-Z][A-Z]{2,}[A-Za-z-]*\b)(?!\s*\d))"
)
_AREA = r"[A-Z][\w’-]+(?:\s+(?:de\s+)?[A-Z][\w’-]+)*(?:\s+(?:county|region|district|province))?"
_THERE = re.compile(rf"\s+(?:in|at)\s+(?:the\s+)?(?P<place>{_AREA})")
_IN_AREA = re.compile(
    r"^\s*In\s+(?:the\s+)?(?P<place>[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)*\s+"
    r"(?:county|region|district|province|municipality|city|state))\b"
)
_OFFICE = re.compile(
    r"(?:Office|Ministry|Department|Directorate|Agency|Committee|Commission|Inspectorate)"
    r"\s+(?:of|for)\s+(?:the\s+)?[A-Z][\w’-]+(?:\s+(?:and\s+)?[A-Z][\w’-]+)*"
)
# One institution of several, named by what it is: "the judicial training center".
_INSTITUTION = re.compile(
    r"[Tt]he\s+(?:[\w’-]+\s+){1,4}?(?:college|academy|center|unit|institute|office|"
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
_JOINED = re.compile(r"([\w’-]+)\s+and\s+(?:the\s+|an?\s+|other\s+|local\s+)*$")
_AND = (" and ", " and the ", " and an ", " and a ")
_NAME_ENDS = re.compile(
    r"(?:\s+(?:of|for)\s+(?:the\s+)?[A-Z][\w’-]+(?:\s+(?:and\s+)?[A-Z][\w’-]+)*)?\s*"
)
_ASIDE = re.compile(r",\s+(?:which|who)\s[^,;]*,")
_STATE_FUNDED = re.compile(
    r"(?<!partly )(?:government|state)-(?:supported|funded|run|operated)\s+$", re.IGNORECASE
)
_OWN_SERVICE = re.compile(r"[’']s?\s+(?:\w+\s+)?(?:hot|help)?(?:line|shelter|center|project)\b")
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
    r"(?:mine|factory|farm|site|case|operation|raid|vessel|region|city|hotel|bar|camp|school))\b"
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
    if area := _IN_AREA.match(before):
        return area["place"], area["place"]
    if one := _AT_ONE.match(after):
        return one["place"], ""
    agent = _BY.match(after)
    if agent and (match := _ACTOR.search(agent["who"])):
        return _scope_of(match, agent["who"])
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
            if match.lastgroup == "private" and _OWN_SERVICE.match(rest):
                return match[0], match[0]
            continue
        found = match
    return _scope_of(found, before) if found else previous


def _joins_actors(lead: str) -> bool:
    """Return whether "and" joins an actor with one before it: "the government and NGOs"."""
    joined = _JOINED.search(lead)
    return bool(joined and _ACTOR.search(joined[1]))


def _scope_of(match: re.Match[str], words: str) -> tuple[str, str]:
    name, lead = match[0], words[: match.start()]
    if match.lastgroup == "private":
        is_joint = _joins_actors(lead) and re.search(rf"\b(?:{_STATE})\s+and\s+[^,;]*$", lead)
        return (NATIONAL if is_joint or _STATE_FUNDED.search(lead) else name), name
    if match.lastgroup == "local":
        widened = _widen(name, lead)
        return widened, widened
    there = _THERE.match(words, match.end())
    if there and not name.startswith(("Embass", "embass")):
        return f"{name}{there[0]}", f"{name}{there[0]}"
    if match.lastgroup == "named":
        return NATIONAL, name
    office = _OFFICE.match(words, match.start()) or _INSTITUTION.search(words[: match.end()][-60:])
    return NATIONAL, office[0] if office else ""


def _widen(name: str, lead: str) -> str:
    """Return the name with the capitalised words before it: "Pristina municipal government"."""
    words = re.search(r"((?:[A-Z][\w’-]+\s+){1,4})$", lead)
    prefix = words[1] if words and words[1].strip() not in ("The", "In") else ""
    return f"{prefix.removeprefix('The ')}{name}".strip()
