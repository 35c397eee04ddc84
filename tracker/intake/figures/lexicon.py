"""Words that monitoring reports count, what is done to them, and what divides them."""

import re

from tracker.formats.countries import find_country_code
from tracker.grouping import group_pairs

# Class: nouns in the singular, by which it is counted.
_HEADS = """
victims: victim survivor
persons: person people individual woman women man men girl boy child children adult minor national
persons: foreigner migrant worker refugee laborer labourer female male family youth juvenile seeker
persons: owner landowner landlord
persons: beneficiary citizen resident tourist traveler traveller applicant driver
persons: arrival passenger returnee deportee entrant villager viewer listener patient orphan
persons: crewmember crewman crewmen sailor deckhand
persons: dancer entertainer performer beggar seafarer learner
persons: brother sister sibling mother father parent relative
persons: farmer fisher trader inmate detainee
persons: fisherman fishermen student teacher pupil schoolchild schoolchildren
accused: suspect defendant trafficker perpetrator offender accused pimp broker smuggler ringleader
accused: fugitive
users: user client buyer purchaser
officials: official officer police employee prosecutor judge investigator inspector advocate
officials: professional participant cadet recruit commissioner
officials: troop responder diplomat soldier personnel staff member psychologist
officials: lawyer specialist guard attendee nurse attorney magistrate counselor clerk
officials: operator analyst interpreter servant consul policeman policewoman gendarme detective
officials: constable agent expert trainee educator practitioner representative stakeholder leader
officials: caregiver caretaker
officials: guide coordinator peacekeeper chief elder
officials: volunteer advisor adviser doctor therapist manager administrator trainer journalist
cases: case incident file allegation crime offense offence
investigations: investigation probe inquiry
prosecutions: prosecution indictment trial
convictions: conviction verdict
sentences: sentence term fine penalty
arrests: arrest
acquittals: acquittal
closures: closure
extraditions: extradition
inspections: inspection audit
visits: visit
calls: call caller
shelters: shelter safehouse refuge
beds: bed place
centers: center centre
units: unit team patrol station desk squad brigade force
events: training workshop seminar session course lecture
campaigns: campaign event play exhibition concert rally
programs: program programme presentation briefing activity talk lesson
reports: report tip message contact email
meetings: meeting
licenses: license licence
agencies: agency recruiter
premises: provider site firm worksite farm mine store hotel parlor parlour employer salon spa shop
premises: restaurant club enterprise plantation vessel kiln household mill quarry location
premises: premises business establishment brothel bar factory company workplace nightclub venue
violations: contravention violation infraction breach infringement irregularity citation
permits: permit visa renewal
ngos: ngo organization organisation
places: region province municipality county district country ministry office court city airport
places: hospital facility house home school village town department state
times: time times occasion
others: operation raid referral request complaint charge network group website brochure
others: hotline agreement ship position book handbook poster job order apartment
"""
HEADS = {
    word: kind
    for kind, words in (line.split(": ") for line in _HEADS.strip().splitlines())
    for word in words.split()
}
# Nouns that another noun may follow: "child victims", "police officers", "case workers".
ATTRIBUTIVE = frozenset(
    """child children police staff victim shelter case court school family state hotline student
    female male adult minor home group migrant refugee city business agency company country member
    employee prosecution investigation training office national worker call charge youth""".split()
)
PLURALS = frozenset(
    "women men children schoolchildren people personnel police staff premises fishermen".split()
)
PERSONAL = frozenset({"victims", "persons", "accused", "users", "officials"})

# Deed: its verbs, as stems that inflections follow, or whole irregular forms.
_DEEDS = """
investigate: investigat prob inquir looked_into look_into looking_into
arrest: arrest apprehend
prosecute: prosecut charg indict tried
convict: convict found_guilty verdict
acquit: acquit found_not_guilty clear exonerat
sentence: sentenc impos went_to_prison went_to_jail began_to_serve began_serving got_off_with
uphold: upheld uphold affirm
identify: identif recogniz recognis confirm detect certif rescu found find discover classif locat
identify: came_upon come_upon came_across
identify: identificat intercept verif trac self-identif freed freeing liberat
refer: handed_over turned_over connect
refer: refer referr transfer direct send sent submit submitt forward bring brought
assist: assist support serv help aid benefit counsel treat car
shelter: took_in take_in taken_in taking_in plac shelter accommodat hous lodg host stay reside
screen: screen interview assess check
repatriate: repatriat return
participate: participat testif cooperat take_part took_part taking_part
compensate: compensat
penalise: penaliz penalizat penalis penalisat detent deport detain fin jail imprison
penalise: incarcerat punish expel expell
train: train instruct taught teach enroll enrol
fund: use using allocat budget disburs spend spent earmark dedicat contribut donat expend financ
fund: fund invest allott allot set_aside
give: plac provid deliver grant award gave give given approv
give: receiv accept paid pay order issu offer obtain
meet: meet met conven
conduct: conduct hold held organiz organis carri implement arrang perform complet
inspect: inspect monitor visit audit
close: clos shut stop stopped_work_at halted_work_at suspended_work_at
represent: represent
license: licens regist accredit
revoke: revok suspend cancel terminat refused_to_renew declined_to_renew
operate: reactivat activat operat ran run maintain manag establish creat designat hav had
employ: employ work hir assign recruit staff add appoint
reach: reach inform brief educat sensitiz sensitis attend distribut
open: initiat open start launch beg register recorded documented pursu
remove: remov withdraw withdrawn withdrew pull
extradite: extradit surrender
renew: renew extend
field: field answer handl took take
decline: declin refus
drop: settl mediat dismiss dropped_charges dropped_the_charges dismissed_charges
"""
_STEMS = {
    stem.replace("_", " "): deed
    for deed, stems in (line.split(": ") for line in _DEEDS.strip().splitlines())
    for stem in stems.split()
}
_INFLECTED = r"(?:e|es|ed|d|s|ing|y|ies|ied|ying|an|un|in|ted|ting|red|ring|led|ling|ned|ning)?"
# Grouped by their first letters, of which each place of a text has one.
_ALL_STEMS = "|".join(
    f"{first}(?:{'|'.join(rest)})"
    for first, rest in group_pairs(
        (stem[:2], stem[2:]) for stem in sorted(_STEMS, key=len, reverse=True)
    ).items()
)
VERB = re.compile(
    rf"\b(?=[a-z])(?!licenses\b|sentences\b|conduct of\b)(?P<stem>{_ALL_STEMS}){_INFLECTED}\b(?!-)",
    re.IGNORECASE,
)
NOMINAL = re.compile(
    r"\b(?P<stem>return|investigat|inquir|prob|prosecut|convict|verdict|arrest|indict|identificat|repatriat|"
    r"clos|inspect|"
    r"detent|deport|acquit|train|extradit|referr|return|sentenc|penali[sz]at)"
    r"(?:ion|ions|es|e|y|ies|s|ment|ments|ure|ures|al|als|tal|ing|ings)?\s+(?:of|into|in|"
    r"against|for)\b[^,;()]{0,30}$",
    re.IGNORECASE,
)


def name_deed(stem: str) -> str:
    """Return the deed of a stem: "identif" is "identify"."""
    return _STEMS.get(stem.lower(), "")


type Deeds = tuple[tuple[str, str], ...]  # with their verbs as printed
_LISTED = re.compile(r"\s*(?:,\s*(?:(?:or|and|nor)\s+)?|\s(?:or|and|nor)\s+)")


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


# What a count is a part by: words, as they begin, and the value of the dimension.
_JOINED = re.compile(r"\s+(?:and|or)\s+")
_FORM_WORDS = [
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "both",
            r"both (?:sex and labor|forms)|(?:for|in|of|involving) both\.?$|"
            r"\bsex(?: trafficking)? and (?:forced )?labor|"
            r"multiple forms|(?:more than one|several) forms?",
        ),
        (
            "sex trafficking",
            r"\bsex(?:ual)?[ -](?:trafficking|exploitation)|commercial sex\b|exploit\w+ (?:in|for|"
            r"of) prostitution|"
            r"sexually exploited|"
            r"\bsex\b(?= victims)|^\s*(?:(?:for|in|were|was) )?sex(?=\s*(?:[,.]|$|and\b|or\b))",
        ),
        (
            "labor trafficking",
            r"\blabou?r[ -](?:trafficking|exploitation)|(?:forced|bonded)[ -]labou?r|debt bondage|"
            r"^\s*(?:(?:for|in|were|was) )?labou?r(?=\s*(?:[,.]|$|and\b|or\b))",  # "21 labor"
        ),
        ("domestic servitude", r"domestic servitude"),
        ("forced begging", r"(?:forced )?begging"),
        ("forced criminality", r"forced criminal(?:ity| activit\w+| behavio\w+)|forced theft"),
        ("forced marriage", r"forced (?:and early )?marriage"),
        ("slavery", r"\bslavery"),
        (
            "unspecified",
            r"unspecified|unknown forms?|undetermined|"
            r"(?:circumstances|forms?|purposes?) [^,;.]{0,20}\bnot be (?:determin|establish)",
        ),
        ("other", r"\bother (?:forms?|types?)\b(?! or un| of (?:\w+ )?(?:labor|sex))"),
    )
]


def find_form(words: str) -> str:
    """Return the form of trafficking that words name first; none where "and" joins two."""
    places = sorted(
        (m.start(), -m.end(), name) for name, form in _FORM_WORDS if (m := form.search(words))
    )
    is_joined = len(places) > 1 and _JOINED.fullmatch(words, -places[0][1], places[1][0])
    return "" if is_joined or not places else places[0][2]


FEMALE, MALE, ADULT, CHILD = (
    ("sex", "female"),
    ("sex", "male"),
    ("age group", "adult"),
    ("age group", "child"),
)
GROUPS = {
    **dict.fromkeys(["woman", "women"], (FEMALE, ADULT)),
    **dict.fromkeys(["man", "men"], (MALE, ADULT)),
    **dict.fromkeys(["girl", "girls"], (FEMALE, CHILD)),
    **dict.fromkeys(["boy", "boys"], (MALE, CHILD)),
    **dict.fromkeys(["child", "children", "minor", "minors", "underage", "juvenile"], (CHILD,)),
    **dict.fromkeys(["adult", "adults"], (ADULT,)),
    **dict.fromkeys(["female", "females"], (FEMALE,)),
    **dict.fromkeys(["male", "males"], (MALE,)),
}
FOREIGN = re.compile(r"\b(foreign(?:ers?)?|non-citizens?)\b", re.IGNORECASE)
# People whose name says their country otherwise.
_DEMONYMS = {
    "Dutch": "Netherlands",
    "French": "France",
    "Swiss": "Switzerland",
    "Czechs?": "Czech",
    "Malagasy": "Madagascar",
    "Filipin[oa]s?": "Philippines",
    "Kyrgyz": "Kyrgyz",
    "Lao": "Laos",
    "Danes": "Denmark",
    "Poles": "Poland",
    "Swedes": "Sweden",
    "Finns": "Finland",
    "Cypriots?": "Cyprus",
    "Croats?": "Croatia",
    "Serbs?": "Serbia",
    "Basotho": "Lesotho",
    "Costa Ricans?": "Costa Rica",
    "Sri Lankans?": "Sri Lanka",
    "Sierra Leoneans?": "Sierra Leone",
    "Batswana": "Botswana",
    "Central Africans?": "Central African Republic",
    "Salvador[ae]ns?": "El Salvador",
    "Montenegrins?": "Montenegro",
    "Kosovars?": "Kosovo",
    "Nigeriens?": "Niger",
    "Ivo[ir]+ians?": "Côte d’Ivoire",
    "Burkinab[eéè]s?": "Burkina Faso",
    "Argentines?": "Argentina",
    "Emiratis?": "United Arab Emirates",
    "Britons?|British": "United Kingdom",
    "Spanish|Spaniards?": "Spain",
    "Polish": "Poland",
    "Danish": "Denmark",
    "Finnish": "Finland",
    "Laotians?": "Laos",
    "Slovenes?": "Slovenia",
}
PEOPLE = re.compile(
    r"\b((?:(?:North|South|New)\s+)?[A-Z][a-zé]+(?:ans?|ese|ish|i|is|ers?|ns|cs|nes|kh?s?)|"
    rf"{'|'.join(_DEMONYMS)})\b(?!\s+[A-Z])"
)
_BESIDE_PEOPLE = (  # not "four were Thai and two", but "Thai courts"
    r"(?:and|or|who|that|in|for|with|from|by|to|at|on|as|were|was|had|during|under|of|victims?|"
    r"survivors?|wom[ae]n|m[ae]n|girls?|boys?|child(?:ren)?|adults?|minors?|f?e?males?|workers?|"
    r"nationals?|citizens?|migrants?|persons?|people|individuals|origin|descent|nationalit\w+|"
    r"\w+ed|\w+ing)\b"
)
ORIGIN = re.compile(
    rf"(?:^[\w ’-]{{0,40}}?\b(?:from|nationals\s+of|citizens\s+of)\s+(?:the\s+)?"
    r"([A-Z][\w’'-]+(?:\s+(?:(?:and\s+)?[A-Z][\w’'-]+|d[’'][A-Z]\w+)){0,2})"
    rf"|(?<!\bin )(?<!\bat )(?<!\bnear )(?<!\bto )(?<!\bby )(?<!\bon )(?<!\bthe )"
    rf"{PEOPLE.pattern})(?![\w’'-])(?!\s+(?!{_BESIDE_PEOPLE})[a-z])"
)

_REGION = re.compile(r"(?:North|South|East|West)(?:ern)?|Central|Latin|Other|Africa|Asia|Europe")
_OF_PEOPLE = re.compile(r"(?:n|ese|ers?|is)s?$")


def name_origin(people: str) -> str:
    """Return the country that a name of people or places begins with, "foreign" of a region.

    "Netherlands" of "Dutch", "South Africa" of "South African"; else its first word.
    """
    words = people.split()
    for last in range(len(words), 0, -1):
        name = " ".join(words[:last])
        country = next((to for one, to in _DEMONYMS.items() if re.fullmatch(one, name)), name)
        if country == name and " " in name and not find_country_code(name):
            country = _OF_PEOPLE.sub("", name)
        if country in _DEMONYMS.values() or find_country_code(country):
            return country
    return "foreign" if _REGION.match(people) else words[0]


def find_head(word: str) -> str:
    """Return the class under which a noun is counted, or an empty text."""
    low = word.lower().strip("’'\"”“")
    forms = (low, low.removesuffix("s"), low.removesuffix("es"), low.removesuffix("ies") + "y")
    return next((HEADS[form] for form in forms if form in HEADS), "")


def is_plural(word: str) -> bool:
    """Return whether a noun of the lexicon stands in the plural."""
    low = word.lower()
    return low in PLURALS or (low.endswith("s") and low not in HEADS)


# What a count is a part by, by its words.
type Dimensions = dict[str, str]
_ONLY_SOME = re.compile(
    r"\b(?:including|such as|mostly|primarily|some of)\b"
    r"|\bchild (?:protection|welfare|labor|trafficking|abuse)\b(?! (?:victim|survivor))"
    r"|\b(?:had|having|with|(?<!and )their|by) (?:(?:young|small|\w+ or more) )?(?:child|minor)"
    r"|\b(?:articles?|laws?|provisions?|statutes?|acts?) (?:on|against) (?![\w ]{0,20}traffick)"
)
_DIVIDED = frozenset(
    {"", "cases", "investigations", "prosecutions", "convictions", "arrests", "sentences", "others"}
)
_SERVED = {  # for whom: "shelters for child victims", "permits to foreign workers"
    "shelters": re.compile(r"[^.;,]{0,20}\bfor\s+((?:[\w-]+\s+){0,3}(?:victims|survivors))"),
    "permits": re.compile(r"\s+(?:for|to)\s+(foreign)(?!\s+(?:\w+\s+)?victims)"),
    "beds": re.compile(r"\s+(?:for|to)\s+((?:[\w-]+\s+){0,3}(?:victims|survivors))"),
}
# What others do to those named: "recruitment of children" is no part by age.
_DONE_TO = re.compile(
    r"\b\w*(?:ment|tion|ing|ale|use|acts?) (?:of|from|with|against|by)\s|\bagainst\s"
)


def find_dimensions(phrase: str, after: str, head: str) -> Dimensions:
    """Return what a count is a part by: form of trafficking, sex, age group, nationality.

    `phrase` is what stands between the number and the end of its noun, `head` the class of that.
    """
    if head in ("money", "officials", "months"):
        return {}
    found: Dimensions = {}
    after = _ONLY_SOME.split(after, maxsplit=1)[0]
    can_have_form = head in _DIVIDED or head in PERSONAL
    if can_have_form and (form := find_form(f"{phrase} {after}"[: len(phrase) + 120])):
        found["form of trafficking"] = form
    if head and head not in PERSONAL:
        served = _SERVED[head].match(after) if head in _SERVED else None
        phrase, head = (served[1], "persons") if served else ("", head)
        after = ""
    words = re.findall(
        r"\b(?!child sex touris)[a-z]+", (phrase if head else _DONE_TO.split(after[:60])[0]).lower()
    )
    reach = 9 if {"and", "or"} & {*words[6:8]} else 7  # "were girls and women"
    groups = [pair for word in words[: None if head else reach] for pair in GROUPS.get(word, ())]
    if " and " in phrase and "children" in words:  # of "women and children" neither sex nor age
        groups = []
    for dimension in dict(groups):
        values = {value for name, value in groups if name == dimension}
        if len(values) == 1:  # not of "women and men"
            found[dimension] = values.pop()
    return found | ({} if head == "accused" else _find_origin(phrase, after))


_NEAR = re.compile(r"(?s)^.{0,25}\w*(?:\s[a-z-]+)?")  # words after a noun that may say of where


def _find_origin(phrase: str, after: str) -> Dimensions:
    near = f"{phrase} {_NEAR.findall(after[:60])[0]}"
    if (match := PEOPLE.search(phrase) or ORIGIN.search(near)) and not re.match(
        r"(?:January|Article|Police)", match[0]
    ):
        return {"nationality": name_origin(match[match.lastindex or 0])}
    return {"nationality": "foreign"} if FOREIGN.search(near) else {}
