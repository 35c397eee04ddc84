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
    r"[Ss]ocial (?:workers|services)|[Uu]nits?|[Cc]ollege|[Aa]cademy|[Cc]enters?|"
    r"[Ii]nstitute|(?<=ing )[Ss]chool|(?<=olice )[Ss]chool|(?<=ial )[Ss]chool|[Ss]helters?|"
    r"[Hh]ospitals?|[Hh]omes?|[Tt]ask force|[Gg]uards?|[Gg]endarmerie|[Bb]ureau|[Bb]oard|"
    r"[Dd]ivisions?|[Ss]quads?|[Bb]rigades?|[Bb]ranch|[Dd]esks?|[Cc]ouncils?|[Cc]linics?|[Oo]rphanages?|"
    r"[Cc]onsulates?|(?<=olice )(?:[Ss]tations?|[Pp]osts?)|(?<=erie )[Pp]osts?|"
    r"[Ss]ervice(?! (?:announce|provide))|[Rr]egistry|"
    r"(?:Internal )?Security Forces|[Ss]ecurity forces|General Security"
)
# Who is the state as a whole, and bodies that are one of several only beside another.
_GENERAL = re.compile(r"[Gg]overnments?|[Aa]uthorities|[Oo]fficials|[Ll]aw enforcement|[Ss]tate")
COMMON = re.compile(_STATE)
_PRIVATE = (
    r"NGOs?|[Nn]on-?governmental organizations?|[Cc]ivil society(?: organizations?)?|"
    r"[Ii]nternational [Oo]rganizations?|IOM|UNICEF|UNHCR|UNODC|ILO|OSCE|[Uu]nions?|[Cc]hurch\w*|"
    r"[Ff]oundations?|[Aa]ssociations?|[Oo]bservers|[Ee]xperts|[Cc]harit\w+|"
    r"[Mm]edia(?=,|\s+(?:outlets|reports?|sources|said|noted|alleg|claim|account)|\s+reported)|"
    r"[Aa]ctivists|[Dd]iplomats|[Vv]olunteers|[Hh]uman rights (?:groups|organizations|defenders)|"
    r"Red C(?:ross|rescent)|INTERPOL|E(?:uropol|UROPOL)|European Union|"
    r"[Pp]rivate (?:sector|companies)|CSOs?|INGOs?|[Dd]onors?|[Ff]oreign donors?|"
    r"(?:[Ff]oreign|[Oo]ther) (?:governments?|embass\w+|missions?)|"
    r"[Ee]mbassy of an?\b|[Ee]mbassies(?= of (?:several|some|other|foreign|source|origin|two|"
    r"three|four|five|six|\d+)\b)|[Ss]cholars?|[Rr]esearchers?|[Aa]dvocates|[Jj]ournalists|"
    r"(?:[Rr]eligious|[Ff]aith-based) (?:orders?|groups?|organizations?)|(?:[Pp]ress|[Nn]ews) "
    r"reports|[Nn]ewspapers?|(?:[Aa]cademic|[Uu]niversity|[Ii]ndependent) (?:study|survey|"
    r"research)|EU\b|UN\b"
)
_NAMES = r"[A-ZÀ-Ý][\w’-]+(?:\s+(?:(?:de|do|da|del|la)\s+)*[A-ZÀ-Ý][\w’-]+){0,3}"
_LEVEL = (
    r"[Ss]tate|[Cc]ounty|[Cc]ity|[Rr]egion(?:al)?|[Dd]istrict|[Pp]rovinc\w+|[Cc]anton\w*|"
    r"[Mm]unicip\w+|[Gg]overnorate|[Pp]refecture|[Oo]blast|[Tt]ownship|[Ee]mirate"
)
# What a state has many of, each with a count of its own.
_SITE = (
    r"shelter|facility|safe ?house|home|center|clinic|hospital|orphanage|consulate|embassy|"
    r"court|region|province|municipality|unit|agency|camp"
)
_HOUSE = r"(?:shelter|facility|safe ?house|clinic|hospital|orphanage|home|consulate|embassy)"
# What tells a body of the whole state from one of many.
_CENTRAL = (
    r"(?:government|national|central|federal|state|police|training|judicial|coordination|"
    r"registration|referral|call|anti-\w+|security|special\w*|dedicated|international|foreign)\b"
)
_LOCAL = (
    rf"(?:[Mm]unicipal|[Pp]rovincial)\b(?:\s+(?:{_STATE})\b)?|[Mm]unicipalit\w+\b|"
    rf"(?:(?:[Tt]he\s+)?(?:[\w-]+\s+){{1,3}}of\s+)?(?:[Tt]he\s+)?(?:{_LEVEL}|council) of "
    rf"{_NAMES}(?:(?<=[’']s)\s+(?:[\w-]+\s+){{0,2}}?(?:{_STATE})\b)?|"
    rf"Court of (?:[A-Z][\w’-]+\s+){{1,2}}in {_NAMES}|"
    rf"[Tt]he (?:capital|{_LEVEL})[’']s\s+(?:[\w-]+\s+){{0,2}}?(?:{_STATE})\b|"
    r"(?!(?:The|Federal|National|United|Supreme|High|Chief|General|Public|Special)\b)"
    rf"{_NAMES}(?<!ese)(?<!ian)(?<!ish)(?<!xican)\s+"
    rf"(?:{_LEVEL})(?:[’']s?)?\s+(?:[\w’-]+\s+){{0,3}}?(?:{_STATE})\b(?![’'])|"
    rf"[Tt]he (?:governor|mayor) of {_NAMES}|"
    r"[Tt]he (?:[Mm]ilitary|[Aa]rmy|[Nn]avy|[Aa]rmed [Ff]orces)\b(?!\s+[A-Z])|"
    rf"(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ss]ome|[Ee]ach) of (?:the|these|its)\s+(?:[\w-]+\s+){{0,2}}?"
    rf"(?:{_SITE})s?\b|[Oo]ne of (?:these|them|those|the two)(?=,|\s+\w+ed\b)|"
    r"[Tt]he (?:first|second|third|other|latter)(?=,|\s\s\s)|"
    r"[Aa]nother(?=\s+\w+ed\s)|[Ee]mbassy of (?!an?\b)[A-Z]\w+|"
    rf"[Aa]n? (?!special|national|federal|dedicated|supreme|new)(?:[\w-]+\s+){{0,3}}?court\b|"
    r"[Dd]istrict (?:court|police|office)\b|"
    r"[Rr]egional (?:government|police|court|office|authorities|delegation|directorate|committee)|"
    r"(?<!tate and )(?<!ional and )(?<!eral and )[Ll]ocal (?:government\b|authorities|police)|"
    rf"(?:[Oo]ne|[Ee]ach) (?:[\w’-]+\s+){{0,3}}?(?:{_SITE})\b|"
    rf"(?:(?:An?|[Aa]nother|(?<=[,;] )an?|(?<=\w )an?) (?=[Gg]overnment|state)|"
    rf"(?:An?|[Aa]nother|(?<=[,;] )an?|(?<=\w )an?|[Tt]h(?:e|is)|[Ii]ts) "
    rf"(?!(?:[\w’-]+\s+){{0,2}}?{_CENTRAL}))(?:[\w’-]+\s+){{0,3}}?(?:{_HOUSE}|center)\b|"
    r"(?:[Tt]he|[Aa]|[Ii]ts) (?:[A-Z][\w’-]+\s+){1,3}"
    r"(?:(?:city|district|county|regional|high|higher)\s+)?(?:office|task force|unit|[Cc]ourt|"
    r"[Tt]ribunal|police|branch|division|shelter|center|department|canton|province|region)\b"
    r"(?:(?<=Court) of (?:the\s+)?(?!Appeal|Cassation|Justice|Human|Audit|Account|First|Final|"
    rf"Claims|Grievance|State){_NAMES})?|"
    r"(?:[Mm]obile|[Oo]utreach)(?:\s+\w+){0,3}\s+(?:units?|teams?)"
)
_ACTOR = re.compile(
    rf"(?<!\w)(?:(?P<local>{_LOCAL})|(?P<private>{_PRIVATE})|(?P<state>{_STATE})\b"
    r"|(?P<named>(?!NAP|NRM|SOP|MOU)[A-Z][A-Z]{2,}[A-Za-z-]*\b(?!\s*\d)))"
)
# One place, or some of those of a kind: "northern Karo", "two border provinces", "the north".
_SIDE = r"(?:north|south|east|west)\w*"
_AREA = (
    rf"(?:(?:{_SIDE}|central)\s+)?(?:capital\b|{_NAMES}(?:\s+(?:(?:{_LEVEL})s?\b|airport|port|"
    rf"border|camp|island))?)|(?:{_SIDE}|central|border|coastal|\d+|one|two|three|four|five|six|"
    rf"seven|eight|nine|some|several)\s+(?:(?:{_SIDE}|border|rural|coastal)\s+)?(?:provinces?|"
    rf"regions?|districts?|count(?:y|ies)|states?|cit(?:y|ies)|towns?|departments?|villages?|prefectures?|governorates?)\b|"
    r"(?:north|south|east|west)(?:east|west)?\b|"
    r"(?:one|an?|another)\s+(?:(?!nation)[\w-]+\s+)?(?:crossing|checkpoint|airport|port|camp|mine|"
    rf"station|village|farm|site|factory|market|brothel)\b(?:\s+in\s+{_NAMES})?|"
    rf"(?:its\s+)?(?:embassy|consulate)\s+in\s+{_NAMES}"
)
_IN = rf"(?:the\s+)?(?:(?:[\w-]+\s+)?(?:{_LEVEL}|counties|port|island)\s+of\s+)?"
_THERE = re.compile(
    rf"(?:\s+(?:of|for)\s+[a-z]+(?:\s+[a-z]+)?)?\s+(?:in|at|on|outside)\s+{_IN}"
    rf"(?P<place>(?!Minist|Depart|Office|Unit|Govern){_AREA})"
)
# In front of a clause: "In Karo, police arrested …; in the Belo region, courts …".
_FRONT = re.compile(
    rf"(?:^\s*|,\s+(?:and|while|but|whereas|although)\s+)(?:[Ii]n|[Aa]cross|[Oo]n|"
    rf"[Aa]t(?=[^,;]*\b(?:airport|border|port|camp|crossing|checkpoint|"
    rf"market|station|site|farm|factory|mine|brothel|embassy|consulate)\b))\s+"
    rf"{_IN}(?P<place>(?:{_AREA})(?:\s+and\s+{_NAMES})?(?:\s+(?!courts?\b|police\b)\w+)?)"
    r"(?=,|\s+the\s+(?:police|authorities|officials|courts?|prosecutors?)\b)"
)
# Many places, and who speaks for all: "in six regions, the national committee met".
_AREAS = re.compile(r"[a-z\d].*s$")
_OF_STATE = re.compile(r"\b(?:government|ministry|national|task force|committee|commission)\b")
# Where something was done to others, or by them: "at a workshop in Belo", "who lived in Belo".
_ELSE = (
    r"workshop|training|course|seminar|conference|event|liv|resid|born|exploit|work|employ|held|"
    r"strand|fish|return|com(?:e|ing)|came|with"
)
_PLACED_IN = re.compile(
    rf"^(?:\s+(?!{_ELSE})[a-z-]+){{0,4}}?\s+in\s+{_IN}"
    rf"(?P<place>{_AREA})"
    r"(?=[.;]|$|,(?!\s+(?:and\s+)?[A-Z])|\s+and\s+(?![A-Z])|\s+\()"
)
_OF_ALL = re.compile(
    r"(?:National|Federal|Central|Supreme|Royal|Civil|Judicial|Public|Attorney|Prosecutor|"
    r"State|Special|"
    r"Anti-|Immigration|Labor|Interior|Justice|Police|Criminal|Border|Women|Child|Family|"
    r"Social|Human|"
    r"Traffick|Migration|Crime|Thai|Israeli|Iraqi|Saudi|Emirati|Kuwaiti|Lao|Czech|Greek|"
    r"Dutch|French|"
    r"High|Constitutional|Appea?l|Appellate|Juvenile|Magistrate|Swiss|Uzbek|Kyrgyz|Tajik|Kazakh|Afghan|Slovak|\w+(?:ese|ian|ean|ish|can|ani|eshi|epali)\b)"
)
# What went on in one place: "Raids in Karo led to the arrest of".
_WORK_IN = re.compile(
    r"\b(?:[Cc]ampaign|[Rr]aid|[Ii]nspection|[Oo]peration|[Ee]vent|[Ss]ession|[Ss]creening|"
    r"[Ii]nterview|[Pp]atrol|[Vv]isit|[Pp]rogram|[Pp]roject|[Ww]orkshop|[Tt]raining|[Hh]otline)s?"
    rf"\s+in\s+{_IN}(?P<place>(?:{_AREA})(?:\s+and\s+{_NAMES})?)\s+(?:(?:led to|"
    r"resulted in)\s+(?:the\s+)?)?(?:\w+ly\s+)?$"
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
_NAMED = re.compile(r"(?:\b(?!The\b|In\b)[A-Z][\w’-]+\s+){0,4}$")  # "Pristina municipal police"
_SEPARATELY = re.compile(r"[^,;]*\bseparately\b")
# One institution of several, or branch of one, by what it is: "the judicial training center".
_INSTITUTION = re.compile(
    r"[Tt]he\s+(?:[\w’-]+\s+){1,4}?(?:college|academy|school|center|unit|institute|office|"
    r"service|inspectorate|division|squad|board|bureau|"
    r"ministry|department|agency|directorate)$|"
    r"(?:[Tt]he\s+)?(?:(?:[Ff]ederal|[Ss]tate|[Nn]ational|[Rr]egional|[Bb]order|[Cc]oast|[Cc]ivil|"
    r"[Cc]riminal|[Ii]mmigration|[Tt]raffic|[Jj]udicial|[Rr]oyal|[Aa]irport|[Aa]ppeals|"
    r"[Hh]igh|[Ll]abor|[Cc]onsular)\s+)+"
    r"(?:police|courts?|prosecutors?|judiciary|guards?|authorities|officers|officials|inspectors)$|"
    r"(?:[Tt]he\s+)?gendarmerie$"
)
_PREPOSITION = re.compile(
    r"\b(?:to|from|for|of|through|among|with|against|in|at|on|via|into|under|and|or|by|"
    r"without|including)\s+"
    r"(?:(?:the|an?|its|their|other|local|foreign|all|several|some|international|"
    r"NGO-run|government|government-run)\s+)*$",
    re.IGNORECASE,
)
# Whom somebody ran, funded, or told something, where no clause about them follows.
_OBJECT = re.compile(
    rf"(?<![\w’-])(?<![Vv]ictim )(?<![Vv]ictims )(?<![Ll]egal )(?<!child )(?<!migrant )"
    rf"(?!found|find|confirm|identif|report)(?:(?:{VERB.pattern})|told|informed|had|"
    r"has|built)(?:\s+(?:the|an?|its|their|several|some|local))?\s+$"
)
_PART_OF = re.compile(r"\s+of\s+the\s+(?:[\w’-]+\s+){1,3}")  # "the Belo branch of the labor office"
_OF_IT = re.compile(r"\s+(?:that|which|whom)(?:\s+the)?\s+")  # "an NGO that the state funded"
_WITH_CLAUSE = re.compile(r"[^,;]{0,60}?,?\s+(?:which|that|who|where)\s")
# "the government and NGOs", "police, NGOs, and churches"
_JOINED = re.compile(
    rf"\b(?:{_STATE}|{_PRIVATE}|[A-Z]{{3,}}[\w-]*)\s+and\s+(?:the\s+|an?\s+|other\s+|local\s+)*$"
)
_JOINED_STATE = re.compile(
    rf"(?<![Ff]oreign )\b(?:{_STATE})(?:(?:,(?:\s+[\w’-]+){{1,3}})+,)?\s+and\s+(?:(?:the|"
    rf"an?|other|local|"
    rf"several)\s+)*$"
)
_AND = re.compile(r" and (?:(?:its|the|an?|foreign|local|international) )*$")
_NAME_ENDS = re.compile(
    rf"(?:\s+of\s+the\s+{_NAMES}(?:\s+(?:of|for)\s+{_NAMES})?|\s+of\s+[a-z-]+(?:\s+[a-z-]+s)?|"
    rf"\s+(?:of|for|in)\s+{_IN}(?:{_AREA})(?:\s+(?:and\s+)?[A-Z][\w’-]+)*)?\s*"
    r"(?:(?:\w*line|shelters?|centers?|lawyers|coalition|network|staff)\s+)?(?:\w+ly\s+)?"
)
_ASIDE = re.compile(r",\s+(?:which|who|with|through|including|under|\w+ed)\s[^,;]*,")
_STATE_FUNDED = re.compile(
    r"(?<!partly )(?<!\ba )(?<!\bone )(?:(?:government|state)-(?:supported|funded|run|operated)|"
    r"(?:government|state|ministry) (?:funded|financed))\s+$",
    re.IGNORECASE,
)
_OWN_SERVICE = re.compile(  # "an NGO’s hotline", "an NGO-run shelter"
    r"(?:[’']s?|-(?:run|operated|managed|led|staffed))\s+(?:[\w-]+\s+){0,3}?(?:(?:hot|help)?lines?|"
    r"shelters?|centers?|projects?|analysis|survey|study|review|research|report)\b"
)
_ACCORDING = re.compile(
    rf"\b(?:[Aa]ccording to|number of (?:[\w-]+\s+){{1,4}}\w+ed by|"
    rf"(?:[Dd]ata|survey|study|analysis|reports|research|estimates) (?:by|from|of))\s+"
    rf"(?:[\w-]+\s+){{0,3}}?(?P<who>{_PRIVATE})\b"
)
_LINE = r"(?:hotline|helpline|(?:phone|tip|telephone) line)\b"
_BODY = (
    r"(?:[Mm]inistry|[Pp]olice|[Oo]ffice|[Aa]gency|[Cc]ommission|[Rr]egistry|[Uu]nit|"
    r"[Ii]nspectorate|[Ii]nstitute)"
)
_TOGETHER = re.compile(
    r"\b(?:(?:cooperat\w+|coordinat\w+|partner\w+|collaborat\w+|together|jointly|support)\s+with|"
    r"(?:cooperation|coordination|collaboration|support)\s+of)\s+(?=[^;]*$)"
)
_CHAMBER = re.compile(  # "the criminal chamber of the High Court"
    r"\b(?:division|chamber|section|unit|branch|department|panel|bench) of (?:the )?$"
)
_LOWER_COURT = re.compile(
    r"(?!.*(?:Supreme|High|Constitutional)\b).* (?:Court|Tribunal) (?:of|in) "
)
NEAR = 120  # code points before a verb where its subject begins
LONGEST_CODE = 3  # of a country, and not its name
# Who counted by what is said around a count, the first that fits: by the words before it since the
# count before, those of the whole clause, or those after it.
_SOURCES = (
    (
        "before",
        re.compile(
            r"^\s*(?:(?=For )|(?:In|During|After|As part of)\s)(?P<who>For (?:example|"
            r"instance)(?=,)|(?:one|"
            r"another|an?|this|the (?:first|second|only|largest))\s+(?:(?!nation)[\w-]+\s+){0,3}"
            r"(?:case|operation|instance|raid|investigation)\b[^,]*)"
        ),
    ),
    (
        "after",
        re.compile(
            r"^[^.;,()]{0,40}?\b(?:at|in|from|on|during)\s+(?P<who>(?:one|a single|"
            r"each(?: of the)?)\s+(?:[\w-]+\s+){0,2}?"
            r"(?:county|counties|provinces?|districts?|regions|mine|factory|farm|site|"
            r"operation|raid|vessel|region|city|hotel|bar|camp|school|"
            r"checkpoint|airport|port|crossing|brothel|business|establishment|town|village|shelter)|"
            r"an?\s+(?:(?!nation)[\w-]+\s+){0,2}?(?:mine|factory|farm|vessel|hotel|bar|checkpoint|airport|"
            r"crossing|brothel|kiln|raid|construction site))\b"
        ),
    ),
    (
        "before",
        re.compile(
            r"\b(?:run|operated|managed|staffed)\s+by\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+)?"
            rf"(?P<who>{_PRIVATE})"
        ),
    ),
    (
        "lead",
        re.compile(  # "the second hotline, operated by an NGO, received"
            rf"^\W*(?:and\s+)?(?:[\w’-]+\s+){{0,4}}{_LINE},\s+(?:(?:which\s+(?:was|is)\s+)?(?:run|"
            r"operated|managed|staffed)\s+by|which)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+)?"
            rf"(?P<who>{_PRIVATE})\b"
        ),
    ),
    (
        "before",
        re.compile(  # "the police hotline", "a hotline operated by the children’s registry"
            r"(?:^|[,;]\s+(?:and\s+)?|\band\s+)\s*(?P<who>(?:[Tt]he|[Aa]n?)\s+"
            rf"(?:(?:[\w’-]+\s+){{0,3}}?{_BODY}(?:\s+of\s+{_NAMES})?[’']?s?\s+(?:[\w-]+\s+){{0,2}}?{_LINE}|"
            rf"(?:[\w-]+\s+){{0,2}}?{_LINE}\s+(?:run|operated|managed|staffed)\s+by\s+(?:the|an?)\s+"
            rf"(?:[\w’-]+\s+){{0,4}}?{_BODY}))\b"
        ),
    ),
    (
        "before",
        re.compile(
            rf"(?<!and )\b(?P<who>(?:{_PRIVATE})(?:\s+in\s+{_NAMES})?)(?:\s+that\s[^,;]{{3,60}})?"
            r"\s+(?:reports\s+)?(?:have\s+|had\s+)?(?:\w+ly\s+)?(?:(?:alleg|claim|assert|accus|"
            r"contend)\w*\b[^;]*$|(?:reported|stated|said)\s+(?:(?!, (?:and|but|while) )[^;])*$)"
        ),
    ),
    (
        "clause",
        re.compile(
            r"\b(?P<who>[Jj]oint\s+(?:[\w-]+\s+){0,2}?(?:operations?|raids?|actions?|sweeps?)|"
            r"action days|(?:[Oo]ne|[Aa]n?|[Tt]h(?:e|is))\s+(?:(?!nation)[\w-]+\s+){0,2}?"
            r"(?:operation|raid|sweep)(?! of)|"
            r"Operation\s+[A-Z]\w+)\b"
            r"[^;]*\b(?:led|leading|result\w+|during which)\b(?:(?!, and )[^;])*$"
        ),
    ),
)
_BY = re.compile(
    r"(?:[^.;(),]|,(?!\s+(?:including\s+)?(?:\d|\w+ (?:of wh|by )))){0,60}?\b(?:by|"
    r"(?:assistance|services|support|care|shelter|"
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
    texts = {"before": before, "clause": clause, "after": after, "lead": clause[since:stop]}
    for where, pattern in _SOURCES:
        if named := pattern.search(texts[where]):
            return named["who"], named["who"]
    agent = _BY.match(after)
    if agent and (match := _ACTOR.search(agent["who"])):
        return _scope_of(match, agent["who"])
    if area := find_place(clause[:stop], _FRONT):
        return area, area
    if together := _TOGETHER.search(before):
        before = before[: together.start()]
    found = None
    for match in _ACTOR.finditer(before):
        lead, rest = before[: match.start()], before[match.end() :]
        if not _is_subject(lead, rest, found):
            continue
        if re.match(r"-\w+|[’']s?(?:\s|$)", rest):
            is_own = match.lastgroup == "private" and _OWN_SERVICE.match(rest)
            if is_own and not VERB.search(lead, max(lead.rfind(","), lead.rfind(";"), 0)):
                return match[0], match[0]
            continue
        found = match
    if found is None and (source := _ACCORDING.search(clause, since)):
        return source["who"], source["who"]
    if found is None and (area := find_place(clause[:stop][-NEAR:], _WORK_IN)):
        return area, area
    return _scope_of(found, before) if found else previous


def _is_subject(lead: str, rest: str, found: re.Match[str] | None) -> bool:
    """Return whether an actor between two texts can have counted. `found` is one before it."""
    follows = _AND.search(lead) and _NAME_ENDS.fullmatch(rest)  # "…, and NGOs identified"
    if _PREPOSITION.search(lead) and not (follows or _JOINED.search(lead) or _CHAMBER.search(lead)):
        return False
    is_listed = lead.endswith(", ") and rest.startswith(",")  # "in schools, churches, and markets"
    if found and (
        is_listed
        or _OF_IT.fullmatch(lead, found.end())
        or (found.lastgroup in ("private", "local") and len(lead) - found.end() == 1)
        or (found.lastgroup == "local" and _PART_OF.fullmatch(lead, found.end()))
    ):
        return False
    return not _OBJECT.search(lead) or _WITH_CLAUSE.match(rest) is not None


def find_place(words: str, pattern: re.Pattern[str] = _PLACED_IN) -> str:
    """Return the region, city or the like of "12 victims in Belo", or an empty text."""
    place = [match["place"] for match in pattern.finditer(words)][-1:]
    is_inland = place and not (_NO_AREA.match(place[0]) or find_country_code(place[0]))
    if is_inland and _AREAS.match(place[0]):
        is_inland = pattern is not _PLACED_IN and not _OF_STATE.search(words)
    return place[0] if is_inland else ""


def is_meant(words: str, actor: str) -> bool:
    """Return whether "it" or "they" at the start of a sentence is who counted before."""
    is_plural = re.search(r"(?:s|[Pp]olice|[Mm]edia)(?:\s+in\s.*)?$", actor)
    return bool(_ACTOR.search(actor)) and words.lstrip().startswith("They " if is_plural else "It ")


def is_private(scope: str) -> bool:
    """Return whether an organization counted, and no body of the state."""
    return re.search(_PRIVATE, scope) is not None


def _scope_of(match: re.Match[str], words: str) -> tuple[str, str]:
    name, lead = match[0], words[: match.start()]
    is_joint = _JOINED_STATE.search(lead)
    if match.lastgroup == "private":
        return (NATIONAL if is_joint or _STATE_FUNDED.search(lead) else name), name
    there = _THERE.match(words, match.end())
    place = there[0] if there and not _NO_AREA.match(there["place"]) else ""
    if match.lastgroup == "local" and not _is_national(name):
        widened = f"{_NAMED.findall(lead)[0]}{name}{place}"
        return (NATIONAL if is_joint else widened), widened
    if place and not name.startswith(("Embassies", "embassies")):
        return f"{name}{place}", f"{name}{place}"
    near = words[: match.end()][-60:]
    body = _OFFICE.match(words, match.start()) or _INSTITUTION.search(near)
    is_named = match.lastgroup == "named" or not _GENERAL.fullmatch(name)
    actor = body[0] if body else name if is_named else ""
    if _SEPARATELY.match(words, match.end()):
        return actor or name, actor or name
    return NATIONAL, actor


def _is_national(name: str) -> bool:
    """Return whether a body is named by its country or as that of all: "the Ghana police"."""
    article, first, *_words = [*name.split(), ""]
    is_country = len(first) > LONGEST_CODE and find_country_code(first)
    is_of_all = (
        first[:1].isupper()
        and not _LOWER_COURT.match(name)
        and (_OF_ALL.match(first) or is_country)
    )
    return bool(is_of_all) and article.lower() in ("the", "a", "its")
