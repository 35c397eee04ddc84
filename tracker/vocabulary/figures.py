"""Units that count persons, qualifiers of numbers, and breakdowns of figures."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    """Direction of an indicator that is an improvement."""

    UP = "up", pgettext_lazy("direction of an indicator", "more is better")
    DOWN = "down", pgettext_lazy("direction of an indicator", "less is better")


class NumberRole(TextChoices):
    """What a number of a narrative was read as."""

    FIGURE = "figure", pgettext_lazy("number of a text", "figure")
    PART = "part", pgettext_lazy("number of a text", "part of a figure")
    EARLIER = "earlier", pgettext_lazy("number of a text", "value of an earlier year")
    CONVERSION = "conversion", pgettext_lazy("number of a text", "amount in another currency")
    LAW = "law", pgettext_lazy("number of a text", "law or article")
    DATE = "date", pgettext_lazy("number of a text", "date or year")
    DURATION = "duration", pgettext_lazy("number of a text", "length of time")
    AGE = "age", pgettext_lazy("number of a text", "age")
    SHARE = "share", pgettext_lazy("number of a text", "share")
    OTHER = "other", pgettext_lazy("number of a text", "no count")
    LEFT = "left", pgettext_lazy("number of a text", "left for you")


# Actions, places, papers and money. Every other unit counts as persons, so that an unforeseen unit
# suppresses a small number too many, never one too few. That includes units of which each stands
# for one person (convictions, sentences, arrests, visas, referrals).
NOT_PERSONS = frozenset(
    {
        "per cent",
        "percentage points",
        *"""
        cases investigations prosecutions indictments charges complaints incidents inspections
        raids operations premises businesses agencies companies shelters centers facilities beds
        hotlines calls tips units offices teams committees regions ministries municipalities
        provinces courts meetings trainings sessions seminars workshops courses campaigns events
        organizations ngos schools reports brochures licenses certifications violations websites
        factories brothels vessels places days months years hours % percent eur usd gbp chf euros
        dollars
        """.split(),
    }
)


def counts_persons(unit: str) -> bool:
    """Return whether this unit counts persons; an unknown unit does."""
    return unit.strip().lower() not in NOT_PERSONS


# By the unit in English.
UNIT_NAMES: dict[str, tuple[str, str]] = {
    "EUR": ("EUR", "EUR"),
    "agencies": ("agjenci", "agencije"),
    "calls": ("thirrje", "pozivi"),
    "campaigns": ("fushata", "kampanje"),
    "cases": ("raste", "slučajevi"),
    "centers": ("qendra", "centri"),
    "children": ("fëmijë", "deca"),
    "days": ("ditë", "dani"),
    "defendants": ("të pandehur", "okrivljeni"),
    "inspections": ("inspektime", "inspekcije"),
    "inspectors": ("inspektorë", "inspektori"),
    "licenses": ("licenca", "licence"),
    "meetings": ("takime", "sastanci"),
    "ministries": ("ministri", "ministarstva"),
    "months": ("muaj", "meseci"),
    "officers": ("zyrtarë", "službenici"),
    "offices": ("zyra", "kancelarije"),
    "officials": ("zyrtarë", "službenici"),
    "permits": ("leje", "dozvole"),
    "perpetrators": ("dorasit", "učinioci"),
    "persons": ("persona", "lica"),
    "places": ("vende", "mesta"),
    "premises": ("lokale", "objekti"),
    "regions": ("rajone", "regioni"),
    "shelters": ("strehimore", "skloništa"),
    "staff": ("personel", "osoblje"),
    "suspects": ("të dyshuar", "osumnjičeni"),
    "traffickers": ("trafikantë", "trgovci ljudima"),
    "trainings": ("trajnime", "obuke"),
    "units": ("njësi", "jedinice"),
    "victims": ("viktima", "žrtve"),
    "violations": ("shkelje", "povrede propisa"),
}


def translated_unit(unit: str) -> tuple[str, str]:
    """Return a unit in Albanian and in Serbian; empty texts where it has no translation."""
    return UNIT_NAMES.get(unit, ("", ""))


QUALIFIERS = {
    "about": pgettext_lazy("before a number", "about"),
    "almost": pgettext_lazy("before a number", "almost"),
    "an estimated": pgettext_lazy("before a number", "an estimated"),
    "approximately": pgettext_lazy("before a number", "approximately"),
    "around": pgettext_lazy("before a number", "around"),
    "as many as": pgettext_lazy("before a number", "as many as"),
    "at least": pgettext_lazy("before a number", "at least"),
    "estimated": pgettext_lazy("before a number", "estimated"),
    "fewer than": pgettext_lazy("before a number", "fewer than"),
    "just": pgettext_lazy("before a number", "just"),
    "less than": pgettext_lazy("before a number", "less than"),
    "more than": pgettext_lazy("before a number", "more than"),
    "nearly": pgettext_lazy("before a number", "nearly"),
    "only": pgettext_lazy("before a number", "only"),
    "over": pgettext_lazy("before a number", "over"),
    "roughly": pgettext_lazy("before a number", "roughly"),
    "some": pgettext_lazy("before a number", "some"),
    "up to": pgettext_lazy("before a number", "up to"),
}


def add_qualifier(qualifier: str, number: str) -> str:
    """Return a number with its qualifier, translated if it is one of QUALIFIERS."""
    return f"{QUALIFIERS.get(qualifier.lower(), qualifier)} {number}".strip()


# What reports break figures down by, and the usual parts.
BREAKDOWNS = {
    "scope": pgettext_lazy("breakdown of a figure", "scope"),
    "unit": pgettext_lazy("breakdown of a figure", "unit"),
    "age group": pgettext_lazy("breakdown of a figure", "age group"),
    "adult": pgettext_lazy("breakdown of a figure", "adult"),
    "child": pgettext_lazy("breakdown of a figure", "child"),
    "form of trafficking": pgettext_lazy("breakdown of a figure", "form of trafficking"),
    "sex trafficking": pgettext_lazy("breakdown of a figure", "sex trafficking"),
    "labor trafficking": pgettext_lazy("breakdown of a figure", "labor trafficking"),
    "forced labor": pgettext_lazy("breakdown of a figure", "forced labor"),
    "forced begging": pgettext_lazy("breakdown of a figure", "forced begging"),
    "forced marriage": pgettext_lazy("breakdown of a figure", "forced marriage"),
    "forced criminality": pgettext_lazy("breakdown of a figure", "forced criminality"),
    "domestic servitude": pgettext_lazy("breakdown of a figure", "domestic servitude"),
    "slavery": pgettext_lazy("breakdown of a figure", "slavery"),
    "both": pgettext_lazy("breakdown of a figure", "both forms"),
    "other": pgettext_lazy("breakdown of a figure", "other"),
    "unspecified": pgettext_lazy("breakdown of a figure", "unspecified"),
    "sexual exploitation": pgettext_lazy("breakdown of a figure", "sexual exploitation"),
    "labor exploitation": pgettext_lazy("breakdown of a figure", "labor exploitation"),
    "unspecified exploitation": pgettext_lazy("breakdown of a figure", "unspecified exploitation"),
    "child sex tourism": pgettext_lazy("breakdown of a figure", "child sex tourism"),
    "both sex and labor trafficking": pgettext_lazy(
        "breakdown of a figure", "both sex and labor trafficking"
    ),
    "sex": pgettext_lazy("breakdown of a figure", "sex"),
    "female": pgettext_lazy("breakdown of a figure", "female"),
    "male": pgettext_lazy("breakdown of a figure", "male"),
    "nationality": pgettext_lazy("breakdown of a figure", "nationality"),
    "Kosovan": pgettext_lazy("breakdown of a figure", "Kosovan"),
    "foreign": pgettext_lazy("breakdown of a figure", "foreign"),
    "national": pgettext_lazy("breakdown of a figure", "national"),
    "offence": pgettext_lazy("breakdown of a figure", "offence"),
    "kind": pgettext_lazy("breakdown of a figure", "kind"),
    "issued": pgettext_lazy("breakdown of a figure", "issued"),
    "renewed": pgettext_lazy("breakdown of a figure", "renewed"),
    "NGO-run": pgettext_lazy("breakdown of a figure", "NGO-run"),
    "restitution": pgettext_lazy("breakdown of a figure", "restitution"),
    "profession": pgettext_lazy("breakdown of a figure", "profession"),
    "psychologist": pgettext_lazy("breakdown of a figure", "psychologist"),
    "provider": pgettext_lazy("breakdown of a figure", "provider"),
    "two NGO-run shelters": pgettext_lazy("breakdown of a figure", "two NGO-run shelters"),
    "purpose": pgettext_lazy("breakdown of a figure", "purpose"),
    "awareness campaigns": pgettext_lazy("breakdown of a figure", "awareness campaigns"),
    "handbooks for teachers": pgettext_lazy("breakdown of a figure", "handbooks for teachers"),
    "recipient": pgettext_lazy("breakdown of a figure", "recipient"),
    "NGO-run shelter 1": pgettext_lazy("breakdown of a figure", "NGO-run shelter 1"),
    "NGO-run shelter 2": pgettext_lazy("breakdown of a figure", "NGO-run shelter 2"),
    "one NGO-run shelter": pgettext_lazy("breakdown of a figure", "one NGO-run shelter"),
    "source": pgettext_lazy("breakdown of a figure", "source"),
    "Fushe Kosove municipality": pgettext_lazy(
        "breakdown of a figure", "Fushe Kosove municipality"
    ),
    "Pristina municipality": pgettext_lazy("breakdown of a figure", "Pristina municipality"),
    "central government": pgettext_lazy("breakdown of a figure", "central government"),
    "MLSW": pgettext_lazy("breakdown of a figure", "MLSW"),
}


def translate_breakdown(text: str) -> str:
    """Return a dimension or a part of a breakdown, translated if it is one of BREAKDOWNS."""
    return str(BREAKDOWNS.get(text, text))
