"""Words that figures of monitoring reports count, and the verbs they are counted with."""

import re

_PERSONS = """
suspect defendant trafficker perpetrator offender person buyer victim girl boy adult national
foreigner migrant worker refugee officer official employee prosecutor judge investigator
inspector advocate teacher student professional participant responder diplomat soldier
"""
PERSONS = {word: f"{word}s" for word in _PERSONS.split()} | {
    "people": "persons",
    "individual": "persons",
    "accused": "defendants",
    "purchaser": "buyers",
    "survivor": "victims",
    "child": "children",
    "children": "children",
    "minor": "children",
    "woman": "women",
    "women": "women",
    "man": "men",
    "men": "men",
    "laborer": "workers",
    "staff": "staff",
    "member": "staff",
    "personnel": "staff",
    "police": "officers",
    "family": "families",
    "families": "families",
}
_OBJECTS = """
case investigation prosecution conviction sentence indictment arrest charge complaint incident
inspection raid operation employer shelter center hotline call tip referral unit office team
committee region province court meeting training session seminar workshop course campaign event
visa permit certification license organization school report brochure request violation website
brothel vessel
"""
OBJECTS = {word: f"{word}s" for word in _OBJECTS.split()} | {
    "premises": "premises",
    "establishment": "premises",
    "business": "businesses",
    "businesses": "businesses",
    "agency": "agencies",
    "agencies": "agencies",
    "company": "companies",
    "companies": "companies",
    "facility": "facilities",
    "facilities": "facilities",
    "safehouse": "shelters",
    "ministry": "ministries",
    "ministries": "ministries",
    "municipality": "municipalities",
    "municipalities": "municipalities",
    "ngo": "NGOs",
    "factory": "factories",
}
NOUNS = PERSONS | OBJECTS

# Stem of a verb: its participle for labels, and its code.
VERBS = {
    "investigat": ("investigated", "INV"),
    "prosecut": ("prosecuted", "PROS"),
    "convict": ("convicted", "CONVICTED"),
    "identif": ("identified", "ID"),
    "assist": ("assisted", "ASSISTED"),
    "accommodat": ("accommodated", "ACCOMMODATED"),
    "refer": ("referred", "REFERRED"),
    "arrest": ("arrested", "ARRESTED"),
    "charg": ("charged", "CHARGED"),
    "indict": ("indicted", "INDICTED"),
    "sentenc": ("sentenced", "SENTENCED"),
    "acquit": ("acquitted", "ACQUITTED"),
    "train": ("trained", "TRAINED"),
    "conduct": ("conducted", "CONDUCTED"),
    "inspect": ("inspected", "INSPECTED"),
    "allocat": ("allocated", "FUND"),
    "disburs": ("disbursed", "FUND"),
    "budget": ("budgeted", "FUND"),
    "fund": ("funded", "FUND"),
    "donat": ("donated", "FUND"),
    "spen": ("spent", "FUND"),
    "award": ("awarded", "AWARDED"),
    "grant": ("granted", "GRANTED"),
    "compensat": ("compensated", "COMPENSATED"),
    "repatriat": ("repatriated", "REPATRIATED"),
    "clos": ("closed", "CLOSED"),
    "receiv": ("received", "RECEIVED"),
    "screen": ("screened", "SCREENED"),
    "issu": ("issued", "ISSUED"),
    "deport": ("deported", "DEPORTED"),
    "operat": ("operated", "OPERATED"),
    "maintain": ("maintained", "MAINTAINED"),
    "employ": ("employed", "EMPLOYED"),
    "rescu": ("rescued", "RESCUED"),
    "remov": ("removed", "REMOVED"),
    "request": ("requesting it", "REQUESTED"),
    "requir": ("requiring it", "REQUIRED"),
    "participat": ("participating", "PARTICIPATING"),
    "licens": ("licensed", "LICENSED"),
    "provid": ("provided", "PROVIDED"),
    "initiat": ("initiated", "INITIATED"),
    "open": ("opened", "OPENED"),
    "detain": ("detained", "DETAINED"),
    "extradit": ("extradited", "EXTRADITED"),
    "exploit": ("exploited", "EXPLOITED"),
    "exchang": ("exchanged", "EXCHANGED"),
    "cooperat": ("cooperated on", "COOPERATED"),
    "distribut": ("distributed", "DISTRIBUTED"),
    "print": ("printed", "PRINTED"),
    "hold": ("held", "HELD"),
    "held": ("held", "HELD"),
    "organiz": ("organized", "HELD"),
    "enroll": ("enrolled", "ENROLLED"),
    "report": ("reported", "REPORTED"),
    "work": ("working", "WORKING"),
    "fin": ("fined", "FINED"),
    "revok": ("revoked", "REVOKED"),
    "suspend": ("suspended", "SUSPENDED"),
}
_STEMS = "|".join(sorted(VERBS, key=len, reverse=True))
VERB = re.compile(
    rf"\b({_STEMS})(?:e|es|ed|ing|s|y|ies|ied|ion|ions|red|ring|ted|ting|t|ning|ding|ure|ures|ance)?\b",
    re.IGNORECASE,
)

# Indicators that every edition has, by verb code and noun: code, and label without the unit.
INDICATORS = {
    ("INV", "cases"): ("INV_CASES", "cases investigated"),
    ("INV", "investigations"): ("INV_CASES", "cases investigated"),
    ("INV", "persons"): ("INV_SUSPECTS", "suspects investigated"),
    ("PROS", "cases"): ("PROS_CASES", "cases prosecuted"),
    ("PROS", "prosecutions"): ("PROS_CASES", "cases prosecuted"),
    ("PROS", "persons"): ("PROS_DEFENDANTS", "defendants prosecuted"),
    ("CONVICTED", "persons"): ("CONV_TRAFFICKERS", "traffickers convicted"),
    ("CONVICTED", "convictions"): ("CONV_TRAFFICKERS", "traffickers convicted"),
    ("ID", "victims"): ("VICT_IDENTIFIED", "victims identified"),
    ("ASSISTED", "victims"): ("VICT_ASSISTED", "victims assisted"),
    ("ACCOMMODATED", "victims"): ("VICT_ASSISTED", "victims assisted"),
    ("REFERRED", "victims"): ("VICT_REFERRED", "victims referred"),
    ("REPATRIATED", "victims"): ("VICT_REPATRIATED", "victims repatriated"),
    ("PARTICIPATING", "victims"): ("VICT_PROCEEDINGS", "victims taking part in proceedings"),
    ("SENTENCED", "persons"): ("SENTENCED", "traffickers sentenced"),
    ("ARRESTED", "persons"): ("ARRESTS", "suspects arrested"),
}
BY_NOUN = {  # counted whatever the verb
    "investigations": ("INV_CASES", "cases investigated"),
    "prosecutions": ("PROS_CASES", "cases prosecuted"),
    "convictions": ("CONV_TRAFFICKERS", "traffickers convicted"),
    "inspections": ("INSPECTIONS", "inspections conducted"),
    "calls": ("HOTLINE_CALLS", "hotline calls received"),
}
ACCUSED = frozenset(
    {"suspects", "defendants", "traffickers", "perpetrators", "offenders", "persons", "buyers"}
)

FORMS = (  # of trafficking, as breakdowns; longest first
    "unspecified forms",
    "unspecified exploitation",
    "unspecified",
    "domestic servitude",
    "forced criminality",
    "forced begging",
    "forced marriage",
    "forced labor",
    "labor trafficking",
    "labor exploitation",
    "sex trafficking",
    "sexual exploitation",
    "child sex tourism",
    "both sex and labor trafficking",
)
PERSON_GROUPS = {  # sex, age group
    "women": (("sex", "female"), ("age group", "adult")),
    "men": (("sex", "male"), ("age group", "adult")),
    "girls": (("sex", "female"), ("age group", "child")),
    "boys": (("sex", "male"), ("age group", "child")),
    "children": (("age group", "child"),),
    "adults": (("age group", "adult"),),
    "female": (("sex", "female"),),
    "male": (("sex", "male"),),
}


def find_noun(word: str) -> str | None:
    """Return the plural under which a word is counted, or None."""
    low = word.lower().strip("’'\"”“")
    forms = (low, low.removesuffix("s"), low.removesuffix("es"))
    return next((NOUNS[form] for form in forms if form in NOUNS), None)
