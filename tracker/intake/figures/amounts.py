"""Rules by which amounts of money are named, and what a rule is."""

import re

from tracker.intake.figures.words import AWARDED, COMPENSATION

# Code, or none if empty; nouns; deeds, any if empty; words around, and whether these stand right
# after the count or in its phrase.
type Rule = tuple[str, frozenset[str], frozenset[str], re.Pattern[str] | None, bool]


def rule(code: str, heads: str, deeds: str = "", words: str = "", near: str = "") -> Rule:
    """Make a rule of words between spaces and a pattern."""
    pattern = re.compile(words or near, re.IGNORECASE) if words or near else None
    return code, frozenset(heads.split()), frozenset(deeds.split()), pattern, bool(near)


AMOUNTS: tuple[Rule, ...] = (  # the first that fits
    rule("FINE_AMOUNT", "money", words=r"\bfin(?:e|es|ed)\b"),
    rule(
        "FUND_COMPENSATION",
        "money",
        "fund give",
        r"(?<!from the )(?<!from a )(?<!from the state )(?<!victim )(?:victim )?compensation "
        r"(?:fund|program|scheme)\b(?!\s+(?:paid|gave|awarded|granted|disbursed))|fund for "
        r"(?:victim )?compensation|fund to compensate",
    ),
    rule(
        "FUND_COMPENSATION",
        "money",
        near=r"^\s*(?:to|into|for) (?:the|its|a) (?:[\w’-]+ ){0,3}(?:compensation|victims’) fund",
    ),
    rule("FUND_COMPENSATION", "money", "fund", near=r"^\s*(?:to|for) (?:the )?compensat\w+"),
    rule("COMP_AMOUNT", "money", words=rf"{COMPENSATION}|{AWARDED} (?:\w+ ){{0,3}}$"),
    rule(
        "",
        "money",
        words=r"\b(?:workers|migrants|victims|families|employers|traffickers|recruiters|recruits)\s+"
        r"(?:\w+ly\s+)?(?:paid|pay|owed|owe|earned|charged)\b[^.;]{0,60}$",
    ),
    rule(
        "FUND_COORDINATION",
        "money",
        "fund give operate",
        near=r"^\s*(?:to|for|toward|on)\s+(?:the\s+|its\s+)?[^.;,]{0,60}(?:action plan|\bNAP\b|"
        r"committee|commission|council|coordinat|secretariat|task force|implementation|its (?:own "
        r")?operations|national strategy|(?:the|its) plan\b)|allocating.{0,40}toward "
        r"implementation",
    ),
    rule(
        "FUND_SHELTERS",
        "money",
        near=(
            r"^[^.;]{0,60}?(?:shelters?\b|NGOs?\b|non-?governmental|civil society|centers?\b|"
            r"homes?\b|facilit|safe ?house|\bISF\b|\bthe other\b|(?:on|to) them\b)"
        ),
    ),
    rule(
        "FUND_PROTECTION",
        "money",
        near=r"^[^.;]{0,70}?(?:victim|protection|assistance|services\b|care\b|survivor|"
        r"basic needs)",
    ),
    rule(
        "FUND_OTHER",
        "money",
        near=(
            r"^[^.;]{0,70}?(?:campaign|awareness|prevention|train|hotline|law enforcement|"
            r"investigat|equip|handbook|research|police)"
        ),
    ),
    rule(
        "FUND_SHELTERS",
        "money",
        words=r"(?:shelters?|NGOs?|civil society organizations?)\b[^.;]{0,80}$|\bshelters?\b",
    ),
    rule(
        "FUND_COORDINATION",
        "money",
        words=(
            r"action plan|national plan\b|working group|"
            r"(?:to|for) (?:the|its) plan\b|\bNAP\b|trafficking office|committee|"
            r"commission|council|coordinat|secretariat|task force"
        ),
    ),
    rule("FUND_PROTECTION", "money", words=r"victim|protection|assistance|\bcare\b|survivor"),
    rule("FUND_OTHER", "money", "fund give operate"),
    rule("FUND_OTHER", "money", words=r"\btransferred\s+(?:\w+ )?$"),
)
