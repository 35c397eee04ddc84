"""Rules by which counts are named: nouns, deeds and words of each indicator."""

import re

from tracker.intake.figures.words import (
    CLAIMS,
    COMPENSATION,
    COMPLICIT,
    HOTLINE,
    LEGAL,
    RELATED,
    SHELTER,
    TAUGHT,
    UNLICENSED,
    USERS,
)

# Code, or none if empty; nouns; deeds, any if empty; words around, and whether these stand right
# after the count or in its phrase.
type Rule = tuple[str, frozenset[str], frozenset[str], re.Pattern[str] | None, bool]

PEOPLE = "victims persons"
ACCUSED = "accused persons users"
_ANYBODY = "victims persons accused users officials"
_CONVICTED = f"{_ANYBODY} sentences convictions"


def _rule(code: str, heads: str, deeds: str = "", words: str = "", near: str = "") -> Rule:
    pattern = re.compile(words or near, re.IGNORECASE) if words or near else None
    return code, frozenset(heads.split()), frozenset(deeds.split()), pattern, bool(near)


_NUMBER_OF_THE = (
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)) of (?:the|these|all)\s+$"
)
RULES: tuple[Rule, ...] = (  # the first that fits
    _rule("VICT_IDENTIFIED", "victims", words=_NUMBER_OF_THE),
    _rule("", "accused", words=_NUMBER_OF_THE),
    _rule("FINE_AMOUNT", "money", words=r"\bfin(?:e|es|ed)\b"),
    _rule(
        "FUND_COMPENSATION",
        "money",
        "fund give",
        r"(?<!from the )(?<!from a )(?<!from the state )(?<!victim )(?:victim )?compensation "
        r"(?:fund|program|scheme)\b(?!\s+(?:paid|gave|awarded|granted|disbursed))|fund for "
        r"(?:victim )?compensation|fund to compensate",
    ),
    _rule(
        "FUND_COMPENSATION",
        "money",
        near=r"^\s*(?:to|into|for) (?:the|its|a) (?:[\w’-]+ ){0,3}(?:compensation|victims’) fund",
    ),
    _rule("FUND_COMPENSATION", "money", "fund", near=r"^\s*(?:to|for) (?:the )?compensat\w+"),
    _rule("COMP_AMOUNT", "money", words=COMPENSATION),
    _rule(
        "",
        "money",
        words=r"\b(?:workers|migrants|victims|families|employers|traffickers|recruiters|recruits)\s+"
        r"(?:\w+ly\s+)?(?:paid|pay|owed|owe|earned|charged)\b[^.;]{0,60}$",
    ),
    _rule(
        "FUND_COORDINATION",
        "money",
        "fund give operate",
        near=r"^\s*(?:to|for|toward|on)\s+(?:the\s+|its\s+)?[^.;,]{0,60}(?:action plan|\bNAP\b|"
        r"committee|commission|council|coordinat|secretariat|task force|implementation|its (?:own "
        r")?operations|national strategy|(?:the|its) plan\b)|allocating.{0,40}toward "
        r"implementation",
    ),
    _rule(
        "FUND_SHELTERS",
        "money",
        near=(
            r"^[^.;]{0,60}?(?:shelters?\b|NGOs?\b|non-?governmental|civil society|centers?\b|"
            r"homes?\b|facilit|safe ?house|\bISF\b|\bthe other\b|(?:on|to) them\b)"
        ),
    ),
    _rule(
        "FUND_PROTECTION",
        "money",
        near=r"^[^.;]{0,70}?(?:victim|protection|assistance|services\b|care\b|survivor|"
        r"basic needs)",
    ),
    _rule(
        "FUND_OTHER",
        "money",
        near=(
            r"^[^.;]{0,70}?(?:campaign|awareness|prevention|train|hotline|law enforcement|"
            r"investigat|equip|handbook|research|police)"
        ),
    ),
    _rule(
        "FUND_SHELTERS",
        "money",
        words=r"(?:shelters?|NGOs?|civil society organizations?)\b[^.;]{0,80}$|\bshelters?\b",
    ),
    _rule(
        "FUND_COORDINATION",
        "money",
        words=(
            r"action plan|(?:to|for) (?:the|its) plan\b|\bNAP\b|trafficking office|committee|"
            r"commission|council|coordinat|secretariat|task force"
        ),
    ),
    _rule("FUND_PROTECTION", "money", words=r"victim|protection|assistance|\bcare\b|survivor"),
    _rule("FUND_OTHER", "money", "fund give operate"),
    _rule(
        "SENT_PRISON",
        _CONVICTED,
        "sentence",
        near=r"^[^.;]{0,40}(?:years|months)|\bsentenced to (?:(?:terms|prison|sentences|between|"
        r"from|of|ranging|at least)\s+)*$",
    ),
    _rule("SENT_MIN_MONTHS", "months", near="^least$"),
    _rule("SENT_MAX_MONTHS", "months", near="^most$"),
    _rule("MEETINGS", "times", "meet"),
    _rule("SHELTER_BEDS", "beds", near=r"^(?!.*\bplaces of (?:work|employment))"),
    _rule(
        "INV_CASES",
        "calls",
        near=r"^[^,;]{0,30}\b(?:led to|resulted in|prompted|triggered) (?:\w+ )?investigations",
    ),
    _rule(
        "HOTLINE_CALLS",
        "calls",
        near=r"^(?!.*\bcalls for (?:bids|proposals|tenders))",
    ),
    _rule("HOTLINE_CALLS", "reports", "give field open", HOTLINE),
    _rule("HOTLINE_VICTIMS", PEOPLE, "identify", HOTLINE),
    _rule(
        "HOTLINE_VICTIMS",
        PEOPLE,
        "assist refer",
        rf"\b(?:{HOTLINE})(?:’s)?(?: \w+)? \w+ed (?:(?:at least|\w+ly) )?$|through (?:\w+ "
        rf"){{0,4}}?(?:{HOTLINE})",
    ),
    _rule(
        "HOTLINE_CALLS",
        "others investigations reports",
        words=r"(?:tip|hot|help|complaints?) ?line(?: [^.;,\d]{0,40})? (?:received|registered|"
        r"handled|answered|fielded|took|responded to|logged) (?:\w+ )?$",
    ),
    _rule("HOTLINE_CALLS", "investigations", words=r"\bline (?:received|handled|answered) $"),
    _rule("VICT_REPATRIATED", PEOPLE, "repatriate", r"^repatriat"),
    _rule("VICT_IDENTIFIED", PEOPLE, "give", r"\b(?:victim|official) status\b"),
    _rule("OUTREACH_UNITS", "units", near="mobile|outreach|street"),
    _rule("COOP_CASES", "units", near="joint investigat"),
    _rule(
        "SPECIAL_UNITS",
        "units",
        words="police|prosecut|speciali[sz]ed|investigat|(?:anti-|for )trafficking|regional",
    ),
    _rule("VICT_ASSISTED", "victims", "train"),
    _rule("VICT_ASSISTED", "victims", near=TAUGHT),
    _rule("VICT_ASSISTED", PEOPLE, "give train", r"vocational|(?:job|skills) training|livelihood"),
    _rule("", "persons", "train", r"\b(?:in|into) (?:\w+ )?(?:school|educat)"),
    _rule("TRAIN_PERSONS", _ANYBODY, "train"),
    _rule(
        "TRAIN_PERSONS",
        "officials",
        near=(
            rf"{TAUGHT}|"
            r"\bto (?:an?|the) [\w\s-]{0,30}\b(?:course|training|workshop|seminar)"
        ),
    ),
    _rule("TRAIN_PERSONS", "officials", "reach", r"\bbrief"),
    _rule(
        "TRAIN_PERSONS",
        "officials",
        words=(
            r"\b(?:training|course|workshop|seminar)s?\b[^.;,]{0,60}\b(?:to|for|with|of|by|"
            r"reach\w*|benefit\w*|attended by)\s+(?:(?:a total of|at least|over|more than|about|"
            r"approximately)\s+)?$"
        ),
    ),
    _rule("INSPECTORS", "officials", near="inspectors"),
    _rule(
        "SPECIAL_STAFF",
        "officials",
        "employ operate",
        near=r"^\S+ (?:[\w-]+ ){0,2}?(?:(?<!labor )(?:investigators|detectives)|prosecutors\b"
        r".*\b(?:traffick|task force|unit|desk|them\b))",
    ),
    _rule(
        "STAFF_COORDINATION",
        "officials",
        "employ operate",
        r"coordinat|secretariat|council|of staff|national (?:[\w-]+ )?(?:committee|commission)|"
        r"task force|rapporteur",
    ),
    _rule(
        "SPECIAL_STAFF",
        "officials",
        words=(
            r"\b(?:units?|teams?|section|squad|brigade|stations?|desks?)\b|department|directorate|"
            r"division|anti-trafficking (?:police|center)|speciali?z?e?d? (?:\w+ )?(?:prosecutor|"
            r"investigator)|(?:prosecut[\w’]+|trafficking) (?:[\w’-]+ ){0,2}(?:office|agency|"
            r"bureau|police|stations?)\b[^.;]{0,60}$"
        ),
    ),
    _rule("EXTRADITIONS", "extraditions accused persons", "extradite"),
    _rule("EXTRADITIONS", "extraditions"),
    _rule("ACQUITTED", f"acquittals {ACCUSED}", "acquit"),
    _rule("ACQUITTED", "acquittals"),
    _rule("ACQUITTED", ACCUSED, "convict", r"\bnot guilty"),
    _rule("UPHELD", "convictions sentences cases accused", "uphold"),
    _rule(
        "UPHELD", "convictions sentences", words=r"\b(?:upheld|confirm\w*|affirm\w*)\s+(?:the )?$"
    ),
    _rule(
        "COOP_CASES",
        "others",
        near=r"mutual legal assistance|requests? for legal assistance",
    ),
    _rule(
        "COOP_CASES",
        "cases investigations",
        words=(
            r"(?:exchang|cooperat|joint|shared?|collaborat)\w*[^.;]{0,60}(?:foreign|other "
            r"countries|international|governments?|counterparts|Europol|Interpol|INTERPOL|abroad)|"
            r"\bjoint\s+(?:\w+\s+)?(?:investigat|case)|international (?:investigat|case)|"
            r"cooperat\w+ with (?!(?:the |local |its )?(?:prosecut|police|courts?\b|NGOs?\b|"
            r"inspectors?\b|ministr))|mutual legal assistance|(?:assistance|evidence|information|"
            r"intelligence) (?:from|to|with) (?-i:[A-Z])"
        ),
    ),
    _rule("USERS_INV", f"{_ANYBODY} cases investigations", "investigate arrest open", USERS),
    _rule("USERS_PROS", f"{_ANYBODY} cases prosecutions", "prosecute", USERS),
    _rule("USERS_CONV", f"{_ANYBODY} cases convictions", "convict", USERS),
    _rule("USERS_INV", "users", "investigate arrest"),
    _rule("USERS_PROS", "users", "prosecute"),
    _rule("USERS_CONV", "users", "convict sentence penalise"),
    _rule("OFFICIALS_INV", f"{_ANYBODY} cases investigations", "investigate", COMPLICIT),
    _rule("OFFICIALS_PROS", f"{_ANYBODY} cases prosecutions", "prosecute", COMPLICIT),
    _rule("OFFICIALS_CONV", f"{_ANYBODY} cases convictions", "convict", COMPLICIT),
    _rule("OFFICIALS_INV", "officials", "investigate arrest open"),
    _rule(
        "OFFICIALS_INV",
        "officials",
        near=r"under investigation|pending (?:an? |\w+ )?investigat",
    ),
    _rule("OFFICIALS_PROS", "officials", "prosecute"),
    _rule("OFFICIALS_CONV", "officials", "convict sentence"),
    _rule("RELATED_INV", f"{_ANYBODY} cases investigations", "investigate", RELATED),
    _rule("RELATED_PROS", f"{_ANYBODY} cases prosecutions", "prosecute", RELATED),
    _rule(
        "RELATED_PROS",
        "accused",
        "prosecute",
        near=r"against (?:any )?(?:employers|compan|business)|^\s*any (?:\w+ ){0,2}employers",
    ),
    _rule("RELATED_CONV", f"{_ANYBODY} cases convictions", "convict", RELATED),
    _rule("RELATED_PROS", "accused officials", "prosecute", near=UNLICENSED),
    _rule("RELATED_CONV", "accused officials", "convict", near=UNLICENSED),
    _rule(
        "SENT_LIGHT",
        _CONVICTED,
        words=r"\bsuspend\w* (?:the |their )?(?:[\w-]+ )?(?:sentences?|terms?) (?:of|for|against) "
        r"(?:(?:the|all|other|another|remaining|about) )*$",
    ),
    _rule("VIOLATIONS", "sentences", words=r"inspect|employers|compan|agencies"),
    *(
        _rule(code, _CONVICTED, deeds, "" if is_near else words, words if is_near else "")
        for is_near in (True, False)
        for deeds in ("sentence", "give")
        for code, words in (
            (
                "SENT_LIGHT",
                r"^(?:(?!prison|imprison|\bjail|,\s+and\b|\band\s+\w+ed\b).){0,120}?(?:suspended|"
                r"\bfines?\b|probation|community service|(?<!un)conditional|non-custodial)",
            ),
            ("SENT_PRISON", r"prison|imprison|\bjail|incarcerat|\blife (?:terms?|sentences?)"),
        )
    ),
    _rule("SENT_LIGHT", "accused persons convictions", "penalise", near=r"\bfined\b"),
    _rule("VIOLATIONS", "accused", "penalise", near=r"^\s*any (?:\w+ ){0,2}employers"),
    _rule("SENT_LIGHT", "accused", "penalise", r"\b(?:courts?|judges?) (?:\w+ )?fined (?:\w+ )?$"),
    _rule(
        "SENT_PRISON", "accused convictions", "penalise", r"\b(?:imprisoned|incarcerated|jailed)\b"
    ),
    _rule("INV_CASES", "investigations"),
    _rule("PROS_CASES", "prosecutions"),
    _rule("CONV_TRAFFICKERS", "convictions"),
    _rule("ARRESTS", "arrests"),
    _rule(
        "PROS_CASES",
        "cases",
        near=r"(?:pending|heard|tried|ongoing) (?:before|in|by) (?:[\w-]+ ){0,3}courts?\b",
    ),
    _rule(
        "CONV_CASES",
        "cases",
        near=r"^\S+ (?:\w+ )*?cases? (?:ended|resulted|concluded|culminated|led) (?:in|with|to) "
        r"(?:\w+ )*?convicti",
    ),
    _rule("INV_CASES", "cases", "investigate open"),
    _rule("INV_CASES", "cases", words=r"\b(?:led to|resulted in|prompted|triggered)\s+$"),
    _rule("INV_CASES", "cases", near=r"\bunder investigation"),
    _rule("INV_CASES", "others", "investigate open", r"\bcomplaints\b"),
    _rule("PROS_CASES", "cases", "prosecute"),
    _rule("CONV_CASES", "cases", "convict"),
    _rule("INV_SUSPECTS", ACCUSED, "investigate"),
    _rule("PROS_DEFENDANTS", ACCUSED, "prosecute"),
    _rule("PROS_DEFENDANTS", ACCUSED, near=r"(?:stood|went to|faced|on) trial"),
    _rule("ARRESTS", ACCUSED, near=r"\b(?:into|in) (?:police )?custody"),
    _rule("CONV_TRAFFICKERS", ACCUSED, "convict"),
    _rule("CONV_TRAFFICKERS", ACCUSED, near=r"(?<!pleaded )(?<!plead )\bguilty\b"),
    _rule(
        "ARRESTS", "accused users", "arrest penalise", r"\b(?:arrest|apprehend|detain|deten|jail)"
    ),
    _rule("ARRESTS", "persons", "penalise", near=r"\bon (?:\w+ ){0,3}charges|traffickers?\b"),
    _rule("VICT_PENALISED", "victims", "penalise convict prosecute sentence"),
    _rule(
        "VICT_PENALISED",
        "victims",
        near=r"\b(?:held|placed|kept|remained) in (?:[\w-]+ )?(?:detention|custody|prison|jail)",
    ),
    _rule("VICT_PENALISED", "persons", "penalise", r"victims|prostitut|\bsex\b|exploit"),
    _rule("VICT_PENALISED", PEOPLE, "arrest", near=r"victims"),
    _rule("ARRESTS", "persons", "arrest"),
    _rule(
        "SHELTER_STAFF",
        "officials",
        words=(
            r"\bshelters?\b|\bISF\b|facilit|salaries|(?:in|at) (?:the|these|its) (?:centers|homes)"
        ),
    ),
    _rule(
        "REACHED",
        "persons",
        "conduct give participate",
        r"lecture|campaign|awareness|session|presentation|pre-departure|orientation|\b(?:talks?|"
        r"lessons?|events?|leaflets?|brochures?|flyers?|pamphlets?)\b",
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
    _rule(
        "REACHED",
        "persons",
        words=r"\b(?:leaflets?|brochures?|flyers?|pamphlets?) [^.;,\d]{0,40}\bto $",
    ),
    _rule("CAMPAIGNS", "programs", words="information|outreach|village|school|prevention"),
    _rule(
        "CAMPAIGNS",
        "programs",
        near=r"^\S+ (?:[\w-]+ ){0,3}?(?:talk|lesson)s? (?:for|at|in|on|to)\b",
    ),
    _rule("TRAIN_EVENTS", "programs", near="train"),
    _rule("TRAIN_EVENTS", "events"),
    _rule("TRAIN_EVENTS", "campaigns", near=r"train|capacity"),
    _rule("CAMPAIGNS", "campaigns"),
    _rule("MEETINGS", "meetings"),
    _rule("INSPECTIONS", "inspections"),
    _rule("INSPECTIONS", "visits", words="inspect|farm|business|employer|work ?site"),
    _rule("INSPECTIONS", "others", near=r"\braids? (?:on|of)\b"),
    _rule("", "premises", "inspect", r"\bto (?:monitor|inspect|visit) (?:\w+ly |about |the )?$"),
    _rule("INSPECTIONS", "premises agencies", "inspect"),
    _rule("INSPECTIONS", "premises agencies", "screen", r"\bcheck"),
    _rule("CLOSED", "premises agencies places closures", "close"),
    _rule("CLOSED", "premises agencies", words=r"\border\w* (?:to (?:close|shut)|clos)"),
    _rule("LICENCES", "agencies premises", near="(?:lost|had) (?:their|its) licen"),
    _rule("LICENCES", "licenses"),
    _rule("LICENCES", "agencies premises", "license"),
    _rule(
        "LICENCES",
        "agencies",
        "revoke",
        r"\b(?:suspend|cancel|revok)\w+ (?:\w+ )?$|(?:was|were) (?:\w+ )?(?:suspend|cancel|revok)",
    ),
    _rule("LICENCES", "agencies", "give", r"\blicen[sc]es? to\b"),
    _rule("", "agencies", "refer"),
    _rule("AGENCIES", "agencies"),
    _rule("VIOLATIONS", "violations"),
    _rule("WORK_PERMITS", f"permits {PEOPLE}", words="(?:work|employment|labor) (?:permit|visa)s?"),
    _rule(
        "WORK_PERMITS",
        "permits",
        near=(
            r"^(?!.*residen).*(?:to|for) (?:\w+ )?(?:seasonal|migrant|foreign|guest|domestic) work"
        ),
    ),
    _rule(
        "RESIDENCE_PERMITS",
        f"permits {PEOPLE}",
        words=r"residen(?:ce|cy)|\bvisas?\b|temporary (?:protection|permit|stay)|"
        r"permi(?:ts?|ssion) to (?:stay|remain)|reflection (?:period|delay)",
    ),
    _rule("WORK_PERMITS", PEOPLE, words="permission to work"),
    _rule("RESIDENCE_PERMITS", "victims", "give", near=r"\bpermits?\b"),
    _rule("RESIDENCE_PERMITS", "permits", words="residence|temporary|visa"),
    _rule("CENTERS", "centers"),
    _rule("SHELTERS", "shelters"),
    _rule("SHELTERS", "places", near=r"(?:safe|transit|halfway) ?(?:houses?|homes?)"),
    _rule("REMOVED_CHILDREN", PEOPLE, "remove", "child"),
    _rule("VICT_IDENTIFIED", "victims", "remove"),
    _rule("VICT_IDENTIFIED", "persons", "remove", "forced|slave|exploit"),
    _rule("VICT_LEGAL_AID", PEOPLE, "assist represent give employ", near=CLAIMS),
    _rule("", PEOPLE, near=rf"^(?!no\b|any\b|victims\b)\S+ (?:\w+ ){{0,3}}?{CLAIMS}"),
    _rule("VICT_COMPENSATED", PEOPLE, words=COMPENSATION),
    _rule("VICT_COMPENSATED", "cases", "give", COMPENSATION),
    _rule("VICT_COMPENSATED", PEOPLE, "compensate"),
    _rule(
        "VICT_ASSISTED",
        PEOPLE,
        "give assist",
        r"\b(?:medical|psych\w+|health|shelter|food|counseling|social|financial)\b(?:,? (?!to\b|"
        r"\d)[\w-]+){0,3}?,? and legal|\blegal(?:,? (?:and |or )?[\w-]+){0,2}?,? (?:and |or "
        r")?(?:medical|psych|health|social)",
    ),
    _rule("VICT_LEGAL_AID", PEOPLE, "give assist employ", LEGAL),
    _rule("VICT_LEGAL_AID", PEOPLE, "operate", near=LEGAL),
    _rule(
        "VICT_LEGAL_AID",
        PEOPLE,
        "refer",
        rf"(?:to|for) (?:\w+ )?(?:{LEGAL})\b(?! (?:\w+ )?(?:office|bureau|agency|center|unit|"
        rf"provider))",
    ),
    _rule("VICT_PROCEEDINGS", "victims", near=r"\bfil(?:ed|ing) (?:\w+ )?complaints?\b"),
    _rule(
        "VICT_PROCEEDINGS",
        PEOPLE,
        "participate give assist",
        r"testif|testimon|(?:participat|cooperat|assist|part\b)\w*\s+(?:\w+\s+){0,3}?(?:in|with|"
        r"during)\s+(?:[\w-]+\s+){0,4}(?:investigat|prosecut|proceeding|trial|case|law enforcement|"
        r"criminal)|statements? to|as (?:a )?witness|(?:ga?i?ve|provided) evidence|(?:assist|help|"
        r"support)\w* (?:the )?(?:law enforcement|police|prosecut|investigat)",
    ),
    _rule(
        "VICT_REPATRIATED",
        PEOPLE,
        "repatriate give assist conduct refer",
        r"(?<!and )repatriat|\breturn of\b|return(?:ing|ed)? (?:home|from|to (?:their|his|her|"
        r"(?-i:[A-Z])))|\b(?:brought|sent|transferred) (?:back|home)\b|^(?:brought|"
        r"sent)\b[^.;,]{0,40}\b(?:back|home)\b",
    ),
    _rule("VICT_LEGAL_AID", PEOPLE, "represent"),
    _rule("VICT_LEGAL_AID", "cases", "give represent assist", LEGAL),
    _rule("VICT_SCREENED", PEOPLE, "screen"),
    _rule("VICT_SCREENED", "cases", "screen", near="trafficking"),
    _rule("VICT_IDENTIFIED", PEOPLE, "identify open"),
    _rule("VICT_REFERRED", PEOPLE, "refer"),
    _rule("VICT_SHELTERED", PEOPLE, "shelter"),
    _rule("VICT_SHELTERED", PEOPLE, "give", SHELTER),
    _rule(
        "VICT_SHELTERED",
        PEOPLE,
        near=rf"\b(?:went|moved|taken|entered|remained|lived|put)\b[^.;]{{0,50}}?(?:{SHELTER})",
    ),
    _rule("VICT_ASSISTED", PEOPLE, "assist"),
    _rule(
        "VICT_ASSISTED",
        PEOPLE,
        "give",
        r"assist|service|care\b|counsel|support|medical|psycho|rehabilit|reintegrat|help|\baid\b|"
        r"treatment|benefit|protection|therap|food|vocational",
    ),
    _rule(
        "VICT_IDENTIFIED",
        "victims",
        near=(
            r"\b(?:identified|registered|confirmed|recognized|"
            r"official)\s+(?:[\w-]+\s+){0,2}?victims"
        ),
    ),
    _rule("VICT_POTENTIAL", "others", "give", r"^\w+ \S+ (?:\w+ )?referrals of (?:\w+ )*?victims"),
    _rule(
        "VICT_POTENTIAL",
        PEOPLE,
        near=r"(?:show|display|exhibit|present)\w* (?:\w+ )?(?:sign|indicat|evidence)",
    ),
    _rule("REACHED", _ANYBODY, "reach"),
    _rule(
        "REACHED",
        "others",
        "reach",
        near=r"^(?!(?:\S+\s+){1,3}(?:leaflet|brochure|poster|booklet|flyer|cop(?:y|ies)|card|"
        r"pamphlet|spot|banner|billboard|book|material))",
    ),
    _rule("REACHED", _ANYBODY, "meet inspect"),
    _rule(
        "SPECIAL_STAFF",
        "officials",
        near=(
            r"(?:dedicated|speciali[sz]ed|trafficking) (?:\w+ )?(?:prosecutors|investigators|"
            r"judges|officers)|handl\w+ (?:[\w’-]+ ){0,6}cases|"
            r"to (?:handle|prosecute|investigate) (?:\w+ ){0,2}trafficking"
        ),
    ),
    _rule("SPECIAL_STAFF", "officials", "employ operate", r"speciali[sz]ed (?:\w+ )?court"),
)
