"""Names of counts: the indicator of the closed list that a frame stands for."""

import re
from dataclasses import dataclass

from tracker.intake.figures.counts import Count
from tracker.intake.figures.frames import Frame


@dataclass(frozen=True, slots=True)
class Rule:
    """Indicator of counts with one of these nouns and deeds (any, if empty) and words around."""

    code: str  # empty: none
    heads: frozenset[str]
    deeds: frozenset[str]
    words: re.Pattern[str] | None
    is_near: bool  # the words stand right after the count, or in its phrase


PEOPLE = "victims persons"
ACCUSED = "accused persons users"
_ANYBODY = "victims persons accused users officials"

_COMPLICIT = (
    r"complicit|corrupt|(?:officials?|officers?|employees|diplomats|"
    r"soldiers)\b.{0,60}\b(?:for|in)\b.{0,20}(?:traffick|abuse|bribe)"
)
_USERS = (
    r"(?:utiliz|us|purchas|buy|solicit|pay)\w*\s+(?:for\s+)?(?:(?:the|a|"
    r"sexual)\s+)*(?:commercial sex|services?\s+(?:of|from)|sex\b)"
    r"|\b(?:clients|buyers|purchasers)\b|sexual services from"
)
_RELATED = (
    r"(?:pimping|pandering|procur\w+|exploitation of prostitution|related (?:crimes?|"
    r"offen[sc]es?|laws?|charges|statutes)|"
    r"(?:for|of) slavery|illegal adoption|labor exploitation (?:crimes|offenses)|"
    r"(?:for|under) (?:other|lesser|non-trafficking|different)|smuggling|"
    r"abuse of prostitution|mediation in prostitution|lesser (?:crimes|offen|charg)|kidnapping|"
    r"pornograph\w+|child labor|"
    r"under the (?:\w+ ){0,2}(?:immigration|employment|labor|smuggling|passport|migration|"
    r"prostitution|child protection|domestic violence|organized crime) (?:act|law|code|statute))"
)
_LEGAL = (
    r"(?<!mutual )legal(?:,? (?:(?:and|or) )?[\w-]+){0,3}? (?:aid|assistance|services?|support|"
    r"counsel|representation|advice)|"
    r"free (?:legal|lawyers?)|lawyers?\b|attorneys?\b"
)
_SHELTER = r"\bshelters?\b|\bfoster\b|\bhousing\b|accommodation|safe ?hous|lodging"
_SERVICES = (
    r"assist|service|care\b|counsel|support|medical|psycho|rehabilit|reintegrat|help|"
    r"\baid\b|treatment|benefit|protection|therap|food|vocational"
)
_PERMIT = (
    r"residen(?:ce|cy)|\bvisas?\b|temporary (?:protection|permit|stay)|"
    r"permits? to (?:stay|remain)|reflection (?:period|delay)"
)
_COMPENSATION = (
    r"compensation|restitution|damages|back wages|order\w*\s+(?:\w+\s+){0,3}to pay|unpaid wages"
)
_REPATRIATED = r"(?<!and )repatriat|\breturn of\b|return(?:ing|ed)? (?:home|to (?:their|his|her))"
_PROCEEDINGS = (
    r"testif|testimon|(?:participat|cooperat|assist|part\b)\w*\s+(?:\w+\s+)?(?:in|with|"
    r"during)\s+(?:[\w-]+\s+){0,4}(?:investigat|prosecut|proceeding|trial|case|"
    r"law enforcement|criminal)|statements? to"
)
POTENTIAL = re.compile(
    r"\b(?:potential|possible|alleged|presumed|suspected|probable)\b(?!\s+traffickers)"
)
_CAPACITY = re.compile(
    r"(?:(?:capacity|space|room|beds)\s+(?:to\s+\w+|of|for)|"
    r"(?:can|could|able to)\s+(?:accommodate|house|host|shelter|hold))\s+"
    r"(?:(?:up to|approximately|about|at least)\s+)?$"
)
_PAID_BY_OTHERS = (
    r"\b(?:workers|migrants|victims|families|employers|traffickers|recruiters|recruits)\s+"
    r"(?:\w+ly\s+)?(?:paid|pay|owed|owe|earned|charged)\b[^.;]{0,60}$"
)
_HOTLINE = r"tip ?line|hot ?line|help ?line|toll-free"

_CARRIED_OVER = {
    code: code.replace("_", "_CONT_")
    for code in ("INV_CASES", "INV_SUSPECTS", "PROS_CASES", "PROS_DEFENDANTS")
}
_CONTINUED = re.compile(
    r"\bcontinu\w+\s+(?:(?:to|the|its)\s+)?(?:investigat|prosecut)\w*[^;]{0,40}$", re.IGNORECASE
)
_FROM_BEFORE = re.compile(
    r"(?:(?!\band\b)[^;]){0,60}?\b(?:from|(?:begun|opened|initiated|started)\s+in)\s+"
    r"(?:an?\s+|the\s+)?(?:previous|prior|earlier)\b"
)


def _rule(
    code: str, heads: str, deeds: str = "", words: str = "", *, is_near: bool = False
) -> Rule:
    pattern = re.compile(words, re.IGNORECASE) if words else None
    return Rule(code, frozenset(heads.split()), frozenset(deeds.split()), pattern, is_near)


RULES = (  # the first that fits
    _rule("FINE_AMOUNT", "money", words=r"\bfin(?:e|es|ed)\b"),
    _rule(
        "FUND_COMPENSATION",
        "money",
        "fund give",
        r"compensation (?:fund|program|scheme)\b(?!\s+(?:paid|gave|awarded|granted|disbursed))|"
        r"fund for (?:victim )?compensation|fund to compensate",
    ),
    _rule("COMP_AMOUNT", "money", words=_COMPENSATION),
    _rule("", "money", words=_PAID_BY_OTHERS),
    _rule(
        "FUND_COORDINATION",
        "money",
        "fund give operate",
        r"^\s*(?:to|for|toward|on)\s+(?:the\s+|its\s+)?[^.;,]{0,60}(?:action plan|\bNAP\b|"
        r"committee|commission|council|coordinat|secretariat|task force|implementation|"
        r"its (?:own )?operations|"
        r"national strategy)|allocating.{0,40}toward implementation",
        is_near=True,
    ),
    _rule(
        "FUND_SHELTERS",
        "money",
        words=(
            r"^[^.;]{0,60}?(?:shelters?\b|NGOs?\b|non-?governmental|civil society|centers?\b|"
            r"homes?\b|"
            r"facilit|safe ?house|\bISF\b|\bthe other\b)"
        ),
        is_near=True,
    ),
    _rule(
        "FUND_PROTECTION",
        "money",
        words=r"^[^.;]{0,70}?(?:victim|protection|assistance|services\b|care\b|survivor|"
        r"basic needs)",
        is_near=True,
    ),
    _rule(
        "FUND_OTHER",
        "money",
        words=(
            r"^[^.;]{0,70}?(?:campaign|awareness|prevention|train|hotline|law enforcement|"
            r"investigat|equip|handbook|research|police)"
        ),
        is_near=True,
    ),
    _rule(
        "FUND_SHELTERS",
        "money",
        words=r"(?:shelters?|NGOs?|civil society organizations?)\b[^.;]{0,80}$|\bshelters?\b",
    ),
    _rule(
        "FUND_COORDINATION",
        "money",
        words=r"action plan|\bNAP\b|committee|commission|council|coordinat|secretariat|task force",
    ),
    _rule("FUND_PROTECTION", "money", words=r"victim|protection|assistance|\bcare\b|survivor"),
    _rule("FUND_OTHER", "money", "fund give operate"),
    _rule(
        "SENT_PRISON",
        f"sentences {_ANYBODY}",
        "sentence",
        "^[^.;]{0,40}(?:years|months)",
        is_near=True,
    ),
    _rule("SENT_MIN_MONTHS", "months", words="^least$", is_near=True),
    _rule("SENT_MAX_MONTHS", "months", words="^most$", is_near=True),
    _rule("MEETINGS", "times", "meet"),
    _rule("SHELTER_BEDS", "beds", words=r"^(?!.*\bplaces of (?:work|employment))", is_near=True),
    _rule(
        "INV_CASES",
        "calls",
        words=r"^[^,;]{0,30}\b(?:led to|resulted in) (?:\w+ )?investigations",
        is_near=True,
    ),
    _rule(
        "HOTLINE_CALLS",
        "calls",
        words=r"^(?!.*\bcalls for (?:bids|proposals|tenders))",
        is_near=True,
    ),
    _rule("HOTLINE_CALLS", "reports", "give field", _HOTLINE),
    _rule("HOTLINE_VICTIMS", PEOPLE, "identify", _HOTLINE),
    _rule("VICT_IDENTIFIED", PEOPLE, "give", r"\b(?:victim|official) status\b"),
    _rule("OUTREACH_UNITS", "units", words="mobile|outreach", is_near=True),
    _rule("COOP_CASES", "units", words="joint investigat", is_near=True),
    _rule(
        "SPECIAL_UNITS",
        "units",
        words="police|prosecut|speciali[sz]ed|investigat|anti-trafficking|regional",
    ),
    _rule("VICT_ASSISTED", "victims", "train"),
    _rule("TRAIN_PERSONS", _ANYBODY, "train"),
    _rule(
        "TRAIN_PERSONS",
        "officials",
        words=(
            r"\b(?:received|completed|attended|underwent)\b[^.;,]{0,40}\b(?:training|course)|"
            r"\bto (?:an?|the) [\w\s-]{0,30}\b(?:course|training|workshop|seminar)"
        ),
        is_near=True,
    ),
    _rule("INSPECTORS", "officials", words="inspectors", is_near=True),
    _rule(
        "STAFF_COORDINATION",
        "officials",
        "employ operate",
        r"coordinat|secretariat|council|of staff",
    ),
    _rule(
        "SPECIAL_STAFF",
        "officials",
        words=(
            r"\b(?:units?|teams?|section|squad|brigade)\b|department|directorate|division|"
            r"anti-trafficking (?:police|center)|special prosecutor"
        ),
    ),
    _rule("EXTRADITIONS", "extraditions accused persons", "extradite"),
    _rule("EXTRADITIONS", "extraditions"),
    _rule("ACQUITTED", f"acquittals {ACCUSED}", "acquit"),
    _rule("ACQUITTED", "acquittals"),
    _rule("UPHELD", "convictions sentences cases accused", "uphold"),
    _rule(
        "COOP_CASES",
        "cases investigations",
        words=(
            r"(?:exchang|cooperat|joint|shared?|collaborat)\w*[^.;]{0,60}(?:foreign|"
            r"other countries|international|governments?|counterparts|Europol|Interpol|INTERPOL|"
            r"abroad)|\bjoint\s+(?:\w+\s+)?(?:investigat|case)|international (?:investigat|case)|"
            r"cooperat\w+ with (?!(?:the |local |its )?(?:prosecut|police|courts?\b|NGOs?\b|"
            r"inspectors?\b|ministr))|mutual legal assistance|"
            r"(?:assistance|evidence|information|intelligence) (?:from|to|with) (?-i:[A-Z])"
        ),
    ),
    _rule("USERS_INV", f"{_ANYBODY} cases investigations", "investigate", _USERS),
    _rule("USERS_PROS", f"{_ANYBODY} cases prosecutions", "prosecute", _USERS),
    _rule("USERS_CONV", f"{_ANYBODY} cases convictions", "convict", _USERS),
    _rule("USERS_INV", "users", "investigate arrest"),
    _rule("USERS_PROS", "users", "prosecute"),
    _rule("USERS_CONV", "users", "convict sentence penalise"),
    _rule("OFFICIALS_INV", f"{_ANYBODY} cases investigations", "investigate", _COMPLICIT),
    _rule("OFFICIALS_PROS", f"{_ANYBODY} cases prosecutions", "prosecute", _COMPLICIT),
    _rule("OFFICIALS_CONV", f"{_ANYBODY} cases convictions", "convict", _COMPLICIT),
    _rule("OFFICIALS_INV", "officials", "investigate arrest"),
    _rule("OFFICIALS_INV", "officials", words="under investigation", is_near=True),
    _rule("OFFICIALS_PROS", "officials", "prosecute"),
    _rule("OFFICIALS_CONV", "officials", "convict sentence"),
    _rule("RELATED_INV", f"{_ANYBODY} cases investigations", "investigate", _RELATED),
    _rule("RELATED_PROS", f"{_ANYBODY} cases prosecutions", "prosecute", _RELATED),
    _rule("RELATED_CONV", f"{_ANYBODY} cases convictions", "convict", _RELATED),
    *(
        _rule(code, f"sentences {_ANYBODY}", deeds, words, is_near=is_near)
        for is_near in (True, False)
        for deeds in ("sentence", "give")
        for code, words in (
            (
                "SENT_LIGHT",
                r"^(?:(?!prison|imprison|\bjail|,\s+and\b|\band\s+\w+ed\b).){0,120}?"
                r"(?:suspended|\bfines?\b|probation|community service|(?<!un)conditional)",
            ),
            ("SENT_PRISON", r"prison|imprison|\bjail|incarcerat|\blife (?:terms?|sentences?)"),
        )
    ),
    _rule("INV_CASES", "investigations"),
    _rule("PROS_CASES", "prosecutions"),
    _rule("CONV_TRAFFICKERS", "convictions"),
    _rule("ARRESTS", "arrests"),
    _rule("INV_CASES", "cases", "investigate open"),
    _rule("PROS_CASES", "cases", "prosecute"),
    _rule("CONV_CASES", "cases", "convict"),
    _rule("INV_SUSPECTS", ACCUSED, "investigate"),
    _rule("PROS_DEFENDANTS", ACCUSED, "prosecute"),
    _rule("CONV_TRAFFICKERS", ACCUSED, "convict"),
    _rule("CONV_TRAFFICKERS", ACCUSED, words=r"(?<!pleaded )(?<!plead )\bguilty\b", is_near=True),
    _rule("SENT_LIGHT", "accused persons", "penalise", r"\bfined\b", is_near=True),
    _rule(
        "ARRESTS", "accused users", "arrest penalise", r"\b(?:arrest|apprehend|detain|deten|jail)"
    ),
    _rule(
        "ARRESTS", "persons", "penalise", r"\bon (?:\w+ ){0,3}charges|traffickers?\b", is_near=True
    ),
    _rule("VICT_PENALISED", "victims", "penalise"),
    _rule("VICT_PENALISED", "persons", "penalise", r"victims|prostitut|\bsex\b|exploit"),
    _rule("VICT_PENALISED", PEOPLE, "arrest", r"victims", is_near=True),
    _rule("ARRESTS", "persons", "arrest"),
    _rule(
        "SHELTER_STAFF",
        "officials",
        words=(
            r"\bshelters?\b|\bISF\b|facilit|salaries|"
            r"(?:in|at) (?:the|these|its) (?:centers|homes)"
        ),
    ),
    _rule(
        "TRAIN_PERSONS",
        "officials persons",
        "conduct give reach participate",
        "train|seminar|workshop|course",
    ),
    _rule(
        "CAMPAIGNS",
        "events campaigns programs",
        words="awareness|campaign|information (?:sess|prog)|pre-departure",
    ),
    _rule("CAMPAIGNS", "programs", words="information|outreach|village|school|prevention"),
    _rule("TRAIN_EVENTS", "programs", words="train", is_near=True),
    _rule("TRAIN_EVENTS", "events"),
    _rule("TRAIN_EVENTS", "campaigns", words=r"train|capacity", is_near=True),
    _rule("CAMPAIGNS", "campaigns"),
    _rule("MEETINGS", "meetings"),
    _rule("INSPECTIONS", "inspections"),
    _rule("INSPECTIONS", "others", words=r"\braids? (?:on|of)\b", is_near=True),
    _rule("INSPECTIONS", "premises agencies", "inspect"),
    _rule("INSPECTIONS", "premises agencies", "screen", r"\bcheck"),
    _rule("CLOSED", "premises agencies places closures", "close"),
    _rule("LICENCES", "licenses"),
    _rule("LICENCES", "agencies premises", "license"),
    _rule("AGENCIES", "agencies"),
    _rule("VIOLATIONS", "violations"),
    _rule("WORK_PERMITS", "permits", words="(?:work|employment|labor) permits?"),
    _rule(
        "WORK_PERMITS",
        "permits",
        words=(
            r"^(?!.*residen).*(?:to|for) (?:\w+ )?"
            r"(?:seasonal|migrant|foreign|guest|domestic) work"
        ),
        is_near=True,
    ),
    _rule("RESIDENCE_PERMITS", f"permits {PEOPLE}", words=_PERMIT),
    _rule("WORK_PERMITS", PEOPLE, words="permission to work|work permit"),
    _rule("RESIDENCE_PERMITS", "permits", words="residence|temporary|visa"),
    _rule("CENTERS", "centers"),
    _rule("SHELTERS", "shelters"),
    _rule("REMOVED_CHILDREN", PEOPLE, "remove", "child"),
    _rule("VICT_IDENTIFIED", "victims", "remove"),
    _rule("VICT_IDENTIFIED", "persons", "remove", "forced|slave|exploit"),
    _rule("VICT_COMPENSATED", PEOPLE, words=_COMPENSATION),
    _rule("VICT_COMPENSATED", PEOPLE, "compensate"),
    _rule("VICT_LEGAL_AID", PEOPLE, "give assist refer", _LEGAL),
    _rule("VICT_PROCEEDINGS", PEOPLE, "participate give assist", _PROCEEDINGS),
    _rule("VICT_REPATRIATED", PEOPLE, "repatriate give assist conduct", _REPATRIATED),
    _rule("VICT_LEGAL_AID", PEOPLE, "represent"),
    _rule("VICT_LEGAL_AID", "cases", "give represent assist", _LEGAL),
    _rule("VICT_SCREENED", PEOPLE, "screen"),
    _rule("VICT_SCREENED", "cases", "screen", "trafficking", is_near=True),
    _rule("VICT_IDENTIFIED", PEOPLE, "identify open"),
    _rule("VICT_REFERRED", PEOPLE, "refer"),
    _rule("VICT_SHELTERED", PEOPLE, "shelter"),
    _rule("VICT_SHELTERED", PEOPLE, "give", _SHELTER),
    _rule(
        "VICT_SHELTERED",
        PEOPLE,
        words=rf"\b(?:went|moved|taken|entered|remained|lived)\b[^.;]{{0,50}}?(?:{_SHELTER})",
        is_near=True,
    ),
    _rule("VICT_ASSISTED", PEOPLE, "assist"),
    _rule("VICT_ASSISTED", PEOPLE, "give", _SERVICES),
    _rule("REACHED", _ANYBODY, "reach"),
    _rule(
        "REACHED",
        "others",
        "reach",
        r"^(?!(?:\S+\s+){1,3}(?:leaflet|brochure|poster|booklet|flyer|cop(?:y|ies)|card|"
        r"pamphlet|spot|banner|"
        r"billboard|book|material))",
        is_near=True,
    ),
    _rule("REACHED", _ANYBODY, "meet inspect"),
    _rule("REACHED", "persons", "conduct", "lecture|campaign|awareness|session|presentation"),
)
_DEFAULT_HEADS = {
    "investigate": "accused",
    "arrest": "accused",
    "prosecute": "accused",
    "convict": "accused",
    "acquit": "accused",
    "sentence": "accused",
    "identify": "victims",
    "refer": "victims",
    "assist": "victims",
    "shelter": "victims",
    "screen": "persons",
    "repatriate": "victims",
    "close": "premises",
    "inspect": "premises",
    "participate": "victims",
    "give": "victims",
    "train": "officials",
    "extradite": "accused",
}


def choose_indicator(count: Count, frame: Frame, phrase: str, *, head: str = "") -> str | None:
    """Return the code of a count in its frame, or None where no rule names it.

    `phrase` is the number with its noun as printed; `head` the class of its whole's noun.
    """
    head = count.head or head or _DEFAULT_HEADS.get(frame.deed, "")
    phrase = count.noun if count.head == "months" else "" if count.is_money else phrase
    near = f"{phrase}{frame.after[: 0 if count.head == 'months' else 120]}"
    around = f"{frame.verb} {near}"
    places = (around,) if frame.is_subject else (frame.before[-140:], around)
    if not count.is_money and _CAPACITY.search(frame.before):
        return "SHELTER_BEDS"
    for rule in RULES:
        if head not in rule.heads or (rule.deeds and frame.deed not in rule.deeds):
            continue
        if rule.words is None or any(
            rule.words.search(place) for place in ([near] if rule.is_near else places)
        ):
            code = rule.code or None
            break
    else:
        code = None
    is_old = "ongoing" in phrase or _FROM_BEFORE.match(frame.after)
    if code in _CARRIED_OVER and (is_old or _CONTINUED.search(frame.before[-80:])):
        code = _CARRIED_OVER[code]
    is_unsure = head in ("victims", "persons") and POTENTIAL.search(
        phrase if count.head else near[:60]
    )
    return "VICT_POTENTIAL" if is_unsure and code in (None, "VICT_IDENTIFIED") else code
