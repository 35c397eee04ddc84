"""Rules by which counts are named: nouns, deeds and words of each indicator."""

from tracker.intake.figures.amounts import AMOUNTS, Rule, rule
from tracker.intake.figures.verdicts import ACCUSED, ANYBODY, CONVICTED, VERDICTS
from tracker.intake.figures.words import (
    AWARDED,
    CLAIMS,
    COMPENSATION,
    COURSE,
    HOTLINE,
    LEGAL,
    SHELTER,
    TAUGHT,
    USERS,
)

PEOPLE = "victims persons"
_NUMBER_OF_THE = (
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)) of (?:the|these|all)\s+$"
)
RULES: tuple[Rule, ...] = (  # the first that fits
    rule("VICT_IDENTIFIED", "victims", words=_NUMBER_OF_THE),
    rule("", "accused", words=_NUMBER_OF_THE),
    *AMOUNTS,
    rule(
        "SENT_PRISON",
        CONVICTED,
        "sentence",
        near=r"^[^.;]{0,40}(?:years|months)|\bsentenced to (?:(?:terms|prison|sentences|between|"
        r"from|of|ranging|at least)\s+)*$",
    ),
    rule("SENT_MIN_MONTHS", "months", near="^least$"),
    rule("SENT_MAX_MONTHS", "months", near="^most$"),
    rule("MEETINGS", "times", "meet"),
    rule("SHELTER_BEDS", "beds", near=r"^(?!.*\bplaces of (?:work|employment))"),
    rule(
        "INV_CASES",
        "calls",
        near=r"^[^,;]{0,30}\b(?:led to|resulted in|prompted|triggered) (?:\w+ )?investigations",
    ),
    rule(
        "HOTLINE_CALLS",
        "calls",
        near=r"^(?!.*\bcalls for (?:bids|proposals|tenders))",
    ),
    rule("HOTLINE_CALLS", "reports", "give field open", HOTLINE),
    rule("HOTLINE_VICTIMS", PEOPLE, "identify", HOTLINE),
    rule(
        "HOTLINE_VICTIMS",
        PEOPLE,
        "assist refer",
        rf"\b(?:{HOTLINE})(?:’s)?(?: \w+)? \w+ed (?:(?:at least|\w+ly) )?$|through (?:\w+ "
        rf"){{0,4}}?(?:{HOTLINE})",
    ),
    rule(
        "HOTLINE_CALLS",
        "others investigations reports",
        words=r"(?:tip|hot|help|complaints?) ?line(?: [^.;,\d]{0,40})? (?:received|registered|"
        r"handled|answered|fielded|took|responded to|logged) (?:\w+ )?$",
    ),
    rule("HOTLINE_CALLS", "investigations", words=r"\bline (?:received|handled|answered) $"),
    rule("VICT_REPATRIATED", PEOPLE, "repatriate", r"^repatriat"),
    rule("VICT_IDENTIFIED", PEOPLE, "give", r"\b(?:victim|official) status\b"),
    rule("VICT_LEGAL_AID", PEOPLE, near=rf"^\S+ with (?:{LEGAL})"),
    rule("VICT_LEGAL_AID", PEOPLE, words=rf"\d [\w’ ]*\band (?:{LEGAL}) (?:to|for) (?:\w+ )?$"),
    rule(
        "VICT_ASSISTED",
        PEOPLE,
        near=r"^\S+ with (?:medical|psycho\w+|financial|food|counsel\w+|vocational|transport)",
    ),
    rule(
        "VICT_PROCEEDINGS",
        PEOPLE,
        words=r"\b(?:testimon(?:y|ies)|statements|depositions) (?:from|of|by) (?:\w+ )?$",
    ),
    rule(
        "OUTREACH_UNITS",
        "units",
        near=r"mobile|outreach|street|(?:assistance|support) (?:team|unit)",
    ),
    rule("COOP_CASES", "units", near="joint investigat"),
    rule(
        "COOP_CASES",
        "others",
        near=r"^\S+ (?:\w+ )?joint (?:\w+ )?(?:operations?|raids?)\b[^.;]*\b(?:counterparts|"
        r"with (?-i:[A-Z]))",
    ),
    rule(
        "SPECIAL_UNITS",
        "units",
        words="police|prosecut|speciali[sz]ed|investigat|(?:anti-|for )trafficking|regional",
    ),
    rule(
        "SPECIAL_UNITS",
        "places",
        near=r"speciali[sz]ed (?:[\w’-]+ ){0,2}offices\b|^\S+ \w+ (?:have|had|maintained|"
        r"operated) (?:[\w’-]+ ){0,2}speciali[sz]ed (?:[\w’-]+ ){0,2}units\b",
    ),
    rule("VICT_ASSISTED", "victims", "train"),
    rule("VICT_ASSISTED", "victims", near=TAUGHT),
    rule("VICT_ASSISTED", PEOPLE, "give train", r"vocational|(?:job|skills) training|livelihood"),
    rule("", "persons", "train", r"\b(?:in|into) (?:\w+ )?(?:school|educat)"),
    rule("TRAIN_PERSONS", ANYBODY, "train"),
    rule(
        "TRAIN_PERSONS",
        "officials",
        near=(
            rf"{TAUGHT}|"
            r"\bto (?:an?|the) [\w\s-]{0,30}\b(?:course|training|workshop|seminar)"
        ),
    ),
    rule("TRAIN_PERSONS", "officials", "reach", r"\bbrief"),
    rule(
        "TRAIN_PERSONS",
        "officials",
        words=(
            r"\b(?:training|course|workshop|seminar)s?\b[^.;,]{0,60}\b(?:to|for|with|of|by|"
            r"reach\w*|benefit\w*|attended by)\s+(?:(?:a total of|at least|over|more than|about|"
            r"approximately)\s+)?$"
        ),
    ),
    rule("INSPECTORS", "officials", near="inspectors"),
    rule(
        "SPECIAL_STAFF",
        "officials",
        "employ operate",
        near=r"^\S+ (?:[\w-]+ ){0,2}?(?:(?<!labor )(?:investigators|detectives)|prosecutors\b"
        r".*\b(?:traffick|task force|unit|desk|them\b))",
    ),
    rule(
        "STAFF_COORDINATION",
        "officials",
        "employ operate",
        r"coordinat|secretariat|council|of staff|national (?:[\w-]+ )?(?:committee|commission)|"
        r"task force|rapporteur",
    ),
    rule(
        "STAFF_COORDINATION",
        "officials persons",
        "employ",
        r"\b(?:committee|commission|council|secretariat)\b(?! (?:of|on|for)\b)",
    ),
    rule("TRAIN_PERSONS", "officials", "reach", r"\b(?:training|workshop|seminar|course)s?\b"),
    rule("REACHED", "officials", "reach", near=r"^\S+ (?:\w+ )?(?:participants|attendees)\b"),
    rule(
        "SPECIAL_STAFF",
        "officials",
        words=(
            r"\b(?:units?|teams?|section|squad|brigade|stations?|desks?)\b|department|directorate|"
            r"division|anti-trafficking (?:police|center)|speciali?z?e?d? (?:\w+ )?(?:prosecutor|"
            r"investigator)|(?:prosecut[\w’]+|trafficking) (?:[\w’-]+ ){0,2}(?:office|agency|"
            r"bureau|police|stations?)\b[^.;]{0,60}$"
        ),
    ),
    rule(
        "TRAIN_PERSONS",
        "officials",
        "give conduct",
        r"\b(?:lessons?|lectures?|courses?|classes|instruction)\b(?: (?!(?:in|at)\b)[\w-]+){0,6} "
        r"(?:to|for) (?:\w+ )?$",
    ),
    rule(
        "TRAIN_PERSONS",
        "officials",
        near=rf"^\S+ (?:[\w-]+ ){{1,3}}through (?:[\w-]+ ){{0,3}}{COURSE}",
    ),
    rule("TRAIN_PERSONS", "officials", words=rf"\b{COURSE}s? [^.;]{{0,80}}\b(?:in|at) which\b"),
    *VERDICTS,
    rule("INV_CASES", "investigations"),
    rule("PROS_CASES", "prosecutions"),
    rule("CONV_TRAFFICKERS", "convictions"),
    rule("ARRESTS", "arrests"),
    rule(
        "PROS_CASES",
        "cases",
        near=r"(?:pending|heard|tried|ongoing) (?:before|in|by) (?:[\w-]+ ){0,3}courts?\b",
    ),
    rule(
        "CONV_CASES",
        "cases",
        near=r"^\S+ (?:\w+ )*?cases? (?:ended|resulted|concluded|culminated|led) (?:in|with|to) "
        r"(?:\w+ )*?convicti",
    ),
    rule("INV_CASES", "cases", "investigate open"),
    rule(
        "RELATED_PROS",
        "cases",
        near=r"^\S+ (?:\w+ )?cases? against (?:\w+ )?(?:illegal|unlicensed|unregistered) ",
    ),
    rule(
        "PROS_CASES", "cases", near=r"^\S+ (?:\w+ )?cases? (?:against|in court\b|with the courts?)"
    ),
    rule("INV_CASES", "cases", words=r"\bcarr(?:ied|ying) over\b"),
    rule("INV_CASES", "cases", words=r"\b(?:led to|resulted in|prompted|triggered)\s+$"),
    rule("INV_CASES", "cases", near=r"\bunder investigation"),
    rule("INV_CASES", "others", "investigate open", r"\bcomplaints\b"),
    rule("PROS_CASES", "cases", "prosecute"),
    rule("CONV_CASES", "cases", "convict"),
    rule("INV_SUSPECTS", ACCUSED, "investigate"),
    rule("PROS_DEFENDANTS", ACCUSED, "prosecute"),
    rule(
        "PROS_DEFENDANTS",
        ACCUSED,
        words=r"\b(?:trials? of|prosecutions with|(?:proceedings|trials|cases) against) (?:\w+ )?$",
    ),
    rule("PROS_DEFENDANTS", ACCUSED, near=r"(?:stood|went to|faced|on) trial"),
    rule("ARRESTS", ACCUSED, near=r"\b(?:into|in) (?:police )?custody"),
    rule("CONV_TRAFFICKERS", ACCUSED, "convict"),
    rule("CONV_TRAFFICKERS", ACCUSED, near=r"(?<!pleaded )(?<!plead )(?<!not )\bguilty\b"),
    rule(
        "ARRESTS", "accused users", "arrest penalise", r"\b(?:arrest|apprehend|detain|deten|jail)"
    ),
    rule("ARRESTS", "persons", "penalise", near=r"\bon (?:\w+ ){0,3}charges|traffickers?\b"),
    rule(
        "",
        "victims",
        words=r"^(?!\w+ \S+ victims\b).*\bwaiv\w+ (?:[\w-]+ ){0,3}(?:fines|fees)\b[^.;\d]{0,30}$",
    ),
    rule("", "persons", "penalise", near=USERS),
    rule("VICT_PENALISED", "victims", "penalise convict prosecute sentence"),
    rule(
        "VICT_PENALISED",
        "victims",
        near=r"\b(?:held|placed|kept|remained) in (?:[\w-]+ )?(?:detention|custody|prison|jail)",
    ),
    rule("VICT_PENALISED", "persons", "penalise", r"victims|prostitut|\bsex\b|exploit"),
    rule("VICT_PENALISED", PEOPLE, "arrest", near=r"victims"),
    rule("ARRESTS", "persons", "arrest"),
    rule(
        "SHELTER_STAFF",
        "officials",
        words=(
            r"\bshelters?\b|\bISF\b|facilit|salaries|(?:in|at) (?:the|these|its) (?:centers|homes)"
        ),
    ),
    rule(
        "REACHED",
        "persons",
        "conduct give participate",
        r"lecture|campaign|awareness|session|presentation|pre-departure|orientation|\b(?:talks?|"
        r"lessons?|events?|leaflets?|brochures?|flyers?|pamphlets?)\b",
    ),
    rule(
        "TRAIN_PERSONS",
        "officials persons",
        "conduct give reach participate",
        "train|seminar|workshop|course",
    ),
    rule(
        "CAMPAIGNS",
        "events campaigns programs",
        words="awareness|campaign|information (?:sess|prog)|pre-departure",
    ),
    rule(
        "REACHED",
        "persons",
        words=r"\b(?:leaflets?|brochures?|flyers?|pamphlets?) [^.;,\d]{0,40}\bto $",
    ),
    rule("CAMPAIGNS", "programs", words="information|outreach|village|school|prevention"),
    rule(
        "CAMPAIGNS",
        "programs",
        near=r"^\S+ (?:[\w-]+ ){0,3}?(?:talk|lesson)s? (?:for|at|in|on|to)\b",
    ),
    rule("TRAIN_EVENTS", "programs", near="train"),
    rule("TRAIN_EVENTS", "events"),
    rule("TRAIN_EVENTS", "campaigns", near=r"train|capacity"),
    rule("CAMPAIGNS", "campaigns"),
    rule("MEETINGS", "meetings"),
    rule("INSPECTIONS", "inspections"),
    rule("INSPECTIONS", "visits", words="inspect|farm|business|employer|work ?site"),
    rule("INSPECTIONS", "others", near=r"\braids? (?:on|of)\b"),
    rule("", "premises", "inspect", r"\bto (?:monitor|inspect|visit) (?:\w+ly |about |the )?$"),
    rule("REACHED", "premises", near=r"households\b.*\b(?:warn|aware|inform|explain|risk|danger)"),
    rule("REACHED", "premises", "reach"),
    rule(
        "VIOLATIONS",
        "premises agencies visits",
        words=r"\bviolations (?:at|in|by|during) (?:\w+ )?$",
    ),
    rule("INSPECTIONS", "premises agencies", "inspect"),
    rule("INSPECTIONS", "places shelters centers", "inspect", r"^inspect"),
    rule("INSPECTIONS", "premises agencies", "screen", r"\bcheck"),
    rule("CLOSED", "premises agencies places closures", "close"),
    rule("CLOSED", "premises agencies", words=r"\border\w* (?:to (?:close|shut)|clos)"),
    rule("LICENCES", "agencies premises", near="(?:lost|had) (?:their|its) licen"),
    rule("LICENCES", "licenses"),
    rule(
        "LICENCES",
        "agencies",
        "revoke",
        r"\b(?:suspend|cancel|revok)\w+ (?:\w+ )?$|(?:was|were) (?:\w+ )?(?:suspend|cancel|revok)",
    ),
    rule("", "agencies", "refer"),
    rule(
        "AGENCIES",
        "premises",
        near=r"\b(?:on|in) the (?:[\w’-]+ ){0,3}(?:list|register|registry)\b",
    ),
    rule("AGENCIES", "agencies"),
    rule("VIOLATIONS", "violations"),
    rule("WORK_PERMITS", f"permits {PEOPLE}", words="(?:work|employment|labor) (?:permit|visa)s?"),
    rule(
        "WORK_PERMITS",
        "permits",
        near=(
            r"^(?!.*residen).*(?:to|for) (?:\w+ )?(?:seasonal|migrant|foreign|guest|domestic) work"
        ),
    ),
    rule(
        "RESIDENCE_PERMITS",
        f"permits {PEOPLE}",
        words=r"residen(?:ce|cy)|\bvisas?\b|temporary (?:protection|permit|stay)|"
        r"permi(?:ts?|ssion) to (?:stay|remain)|reflection (?:period|delay)",
    ),
    rule("WORK_PERMITS", PEOPLE, words="permission to work"),
    rule("RESIDENCE_PERMITS", "victims", "give", near=r"\bpermits?\b"),
    rule("RESIDENCE_PERMITS", "permits", words="residence|temporary|visa"),
    rule("CENTERS", "centers"),
    rule("SHELTERS", "shelters"),
    rule("SHELTERS", "others", near=r"^\S+ (?:\w+ )?apartments (?:for|to (?:house|shelter))\b"),
    rule("SHELTERS", "places", near=r"(?:safe|transit|halfway) ?(?:houses?|homes?)"),
    rule("REMOVED_CHILDREN", PEOPLE, "remove", "child"),
    rule("VICT_IDENTIFIED", "victims", "remove"),
    rule("VICT_IDENTIFIED", "persons", "remove", "forced|slave|exploit|brothel|prostitut"),
    rule("VICT_LEGAL_AID", PEOPLE, "assist represent give employ", near=CLAIMS),
    rule("", PEOPLE, near=rf"^(?!no\b|any\b|victims\b)\S+ (?:\w+ ){{0,3}}?{CLAIMS}"),
    rule(
        "VICT_COMPENSATED",
        PEOPLE,
        words=rf"{COMPENSATION}|{AWARDED} (?:(?:it|(?:\w+ ){{0,3}}\S*\d[\w .,]*) to )?$",
    ),
    rule("VICT_COMPENSATED", "cases", "give", COMPENSATION),
    rule("VICT_COMPENSATED", PEOPLE, "compensate"),
    rule(
        "VICT_ASSISTED",
        PEOPLE,
        "give assist",
        r"\b(?:medical|psych\w+|health|shelter|food|counseling|social|financial)\b(?:,? (?!to\b|"
        r"\d)[\w-]+){0,3}?,? and legal|\blegal(?:,? (?:and |or )?[\w-]+){0,2}?,? (?:and |or "
        r")?(?:medical|psych|health|social)",
    ),
    rule("VICT_LEGAL_AID", PEOPLE, "give assist employ", LEGAL),
    rule("VICT_LEGAL_AID", PEOPLE, "operate", near=LEGAL),
    rule(
        "VICT_LEGAL_AID",
        PEOPLE,
        "refer",
        rf"(?:to|for) (?:\w+ )?(?:{LEGAL})\b(?! (?:\w+ )?(?:office|bureau|agency|center|unit|"
        rf"provider))",
    ),
    rule("VICT_PROCEEDINGS", "victims", near=r"\bfil(?:ed|ing) (?:\w+ )?complaints?\b"),
    rule(
        "VICT_PROCEEDINGS",
        PEOPLE,
        "participate give assist",
        r"testif|testimon|(?:participat|cooperat|assist|part\b)\w*\s+(?:\w+\s+){0,3}?(?:in|with|"
        r"during)\s+(?:[\w-]+\s+){0,4}(?:investigat|prosecut|proceeding|trial|case|law enforcement|"
        r"criminal)|statements? to|as (?:a )?witness|(?:ga?i?ve|provided) evidence|(?:assist|help|"
        r"support)\w* (?:the )?(?:law enforcement|police|prosecut|investigat)",
    ),
    rule(
        "VICT_REPATRIATED",
        PEOPLE,
        "repatriate give assist conduct refer",
        r"(?<!and )repatriat|\breturn of (?=\w)|^return |return(?:ing|ed)? (?:home|from|"
        r"to (?:their|his|her|(?-i:[A-Z])))|\b(?:brought|sent|transferred) (?:back|home)\b|"
        r"^(?:brought|sent|return\w*)\b[^.;,]{0,40}\b(?:back|home)\b|"
        r"^return\w*\b[^.;,]{0,40} to (?:\w+ )+countr",
    ),
    rule("VICT_LEGAL_AID", PEOPLE, "represent"),
    rule("VICT_LEGAL_AID", "cases", "give represent assist", LEGAL),
    rule(
        "VICT_IDENTIFIED",
        "persons",
        near=r"^\S+ (?:were|was) (?:found to be |deemed )?(?:trafficking )?victims\b",
    ),
    rule("VICT_SCREENED", PEOPLE, "screen"),
    rule("VICT_SCREENED", "cases", "screen", near="trafficking"),
    rule(
        "VICT_POTENTIAL",
        PEOPLE,
        "identify",
        near=r"^\S+ \w+ (?:who[ms]? )?(?:\w+ )?(?:presumed|suspected|believed|considered) to be "
        r"(?:\w+ )?victims",
    ),
    rule("VICT_IDENTIFIED", PEOPLE, "identify open"),
    rule("VICT_REFERRED", PEOPLE, "refer"),
    rule("VICT_SHELTERED", PEOPLE, "shelter"),
    rule("VICT_SHELTERED", PEOPLE, "give", SHELTER),
    rule(
        "VICT_SHELTERED",
        PEOPLE,
        near=rf"\b(?:went|moved|taken|entered|remained|lived|put)\b[^.;]{{0,50}}?(?:{SHELTER})",
    ),
    rule(
        "REACHED",
        "persons",
        "assist",
        near=r"^\S+ (?:\w+ )?(?:travell?ers|passengers|tourists|students|villagers|residents)\b",
    ),
    rule("VICT_ASSISTED", PEOPLE, "assist"),
    rule(
        "VICT_ASSISTED",
        PEOPLE,
        "give fund",
        r"assist|service|care\b|counsel|support|medical|psycho|rehabilit|reintegrat|help|\baid\b|"
        r"treatment|benefit|protection|therap|food|vocational",
    ),
    rule(
        "VICT_IDENTIFIED",
        "victims",
        near=(
            r"\b(?:identified|registered|confirmed|recognized|"
            r"official)\s+(?:[\w-]+\s+){0,2}?victims"
        ),
    ),
    rule("VICT_POTENTIAL", "others", "give", r"^\w+ \S+ (?:\w+ )?referrals of (?:\w+ )*?victims"),
    rule(
        "VICT_POTENTIAL",
        PEOPLE,
        near=r"(?:show|display|exhibit|present)\w* (?:\w+ )?(?:sign|indicat|evidence)",
    ),
    rule(
        "REACHED",
        "persons",
        near=r"(?:watched|viewed|(?:were|was) present|viewers|listeners)\b",
    ),
    rule(
        "REACHED",
        "persons",
        words=r"\b(?:seen|viewed|watched|heard) by (?:\w+ ){0,3}$|\baudiences? of (?:\w+ )*$",
    ),
    rule("REACHED", ANYBODY, "reach"),
    rule(
        "REACHED",
        "others",
        "reach",
        near=r"^(?!(?:\S+\s+){1,3}(?:leaflet|brochure|poster|booklet|flyer|cop(?:y|ies)|card|"
        r"pamphlet|spot|banner|billboard|book|material))",
    ),
    rule("REACHED", ANYBODY, "meet inspect"),
    rule(
        "SPECIAL_STAFF",
        "officials",
        near=(
            r"(?:dedicated|speciali[sz]ed|trafficking) (?:\w+ )?(?:prosecutors|investigators|"
            r"judges|officers)|handl\w+ (?:[\w’-]+ ){0,6}cases|"
            r"to (?:handle|prosecute|investigate) (?:\w+ ){0,2}trafficking"
        ),
    ),
    rule("SPECIAL_STAFF", "officials", "employ operate", r"speciali[sz]ed (?:\w+ )?court"),
)
