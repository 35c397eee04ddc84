"""Which units count persons: small counts of them are not shown outside the team."""

from dataclasses import dataclass, replace

from django.utils.translation import pgettext_lazy

from tracker.vocabulary.imports import Direction
from tracker.vocabulary.recommendations import Theme

# Deeds, places, papers and money. What is not named here counts as persons: a unit that nobody
# thought of hides a small number too many, never one too few. That goes for units behind which
# each time one person stands (convictions, sentences, arrests, visas, referrals).
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
        factories brothels vessels days months years hours % percent eur usd gbp chf euros
        dollars
        """.split(),  # noqa: SIM905 - a list would be a page long
    }
)


def counts_persons(unit: str) -> bool:
    """Whether what is counted in this unit is persons; of an unknown unit, that it is."""
    return unit.strip().lower() not in NOT_PERSONS


# By code: the name in Albanian and in Serbian.
NAMES: dict[str, tuple[str, str]] = {
    "INV_CASES": ("raste të hetuara", "istraženi slučajevi"),
    "INV_SUSPECTS": ("të dyshuar të hetuar", "osumnjičeni pod istragom"),
    "PROS_CASES": ("raste të ndjekura penalisht", "slučajevi krivičnog gonjenja"),
    "PROS_DEFENDANTS": ("të pandehur të ndjekur penalisht", "krivično gonjeni okrivljeni"),
    "CONVICTED": ("trafikantë të shpallur fajtorë", "trgovci ljudima proglašeni krivim"),
    "SENTENCED": (
        "trafikantë me dënim të shqiptuar",
        "trgovci ljudima kojima je izrečena kazna",
    ),
    "ARRESTED": ("të dyshuar të arrestuar", "uhapšeni osumnjičeni"),
    "VICTIMS_ID": ("viktima të identifikuara", "identifikovane žrtve"),
    "VICTIMS_ASSISTED": ("viktima të ndihmuara", "žrtve kojima je pružena pomoć"),
    "VICTIMS_REFERRED": ("viktima të referuara", "upućene žrtve"),
    "VICTIMS_REPATRIATED": ("viktima të riatdhesuara", "repatrirane žrtve"),
    "VICTIMS_PARTICIPATING": (
        "viktima që morën pjesë në procedura",
        "žrtve koje su učestvovale u postupcima",
    ),
    "INSPECTIONS": ("inspektime të kryera", "obavljene inspekcije"),
    "HOTLINE_CALLS": (
        "thirrje të pranuara në linjën telefonike",
        "pozivi primljeni na telefonskoj liniji",
    ),
}
CONTINUING = ("në vazhdim", "u toku od ranije")  # of what was carried over

# By the unit in English.
UNITS: dict[str, tuple[str, str]] = {
    "EUR": ("EUR", "EUR"),
    "calls": ("thirrje", "pozivi"),
    "cases": ("raste", "slučajevi"),
    "days": ("ditë", "dani"),
    "defendants": ("të pandehur", "okrivljeni"),
    "inspections": ("inspektime", "inspekcije"),
    "ministries": ("ministri", "ministarstva"),
    "officers": ("zyrtarë", "službenici"),
    "offices": ("zyra", "kancelarije"),
    "premises": ("lokale", "objekti"),
    "regions": ("rajone", "regioni"),
    "shelters": ("strehimore", "skloništa"),
    "staff": ("personel", "osoblje"),
    "suspects": ("të dyshuar", "osumnjičeni"),
    "traffickers": ("trafikantë", "trgovci ljudima"),
    "units": ("njësi", "jedinice"),
    "victims": ("viktima", "žrtve"),
}


def unit_in(unit: str) -> tuple[str, str]:
    """A unit in Albanian and in Serbian; empty where we have no word for it."""
    return UNITS.get(unit, ("", ""))


@dataclass(frozen=True, slots=True)
class Defined:
    """An indicator as it is defined before anybody changes it. Plain text: it becomes a row."""

    name: str
    unit: str
    definition: str
    theme: Theme
    direction: Direction | None = None
    name_sq: str = ""
    name_sr: str = ""
    unit_sq: str = ""
    unit_sr: str = ""


DEFINED: dict[str, Defined] = {
    "INV_CASES": Defined(
        "cases investigated",
        "cases",
        "Cases of trafficking in persons that the police or a prosecutor opened an investigation "
        "of in the period. One case may have several suspects; cases carried over from an earlier "
        "period are counted apart, as continuing.",
        Theme.PROSECUTION,
    ),
    "INV_SUSPECTS": Defined(
        "suspects investigated",
        "suspects",
        "Persons under investigation for trafficking in persons in cases opened in the period, "
        "each counted once.",
        Theme.PROSECUTION,
    ),
    "PROS_CASES": Defined(
        "cases prosecuted",
        "cases",
        "Cases of trafficking in persons in which charges were brought before a court in the "
        "period.",
        Theme.PROSECUTION,
    ),
    "PROS_DEFENDANTS": Defined(
        "defendants prosecuted",
        "defendants",
        "Persons charged with trafficking in persons before a court in the period, each counted "
        "once.",
        Theme.PROSECUTION,
    ),
    "CONVICTED": Defined(
        "traffickers convicted",
        "traffickers",
        "Persons whom a court found guilty of trafficking in persons in the period, whether or "
        "not the judgment is final. Convictions of a lesser crime are not counted.",
        Theme.PROSECUTION,
    ),
    "SENTENCED": Defined(
        "traffickers sentenced",
        "traffickers",
        "Persons convicted of trafficking in persons on whom a court passed sentence in the "
        "period.",
        Theme.PROSECUTION,
    ),
    "ARRESTED": Defined(
        "suspects arrested",
        "suspects",
        "Persons arrested on suspicion of trafficking in persons in the period.",
        Theme.PROSECUTION,
    ),
    "VICTIMS_ID": Defined(
        "victims identified",
        "victims",
        "Persons whom the authorities formally identified as victims of trafficking in the "
        "period. Potential or presumed victims are not counted unless the source does so.",
        Theme.PROTECTION,
    ),
    "VICTIMS_ASSISTED": Defined(
        "victims assisted",
        "victims",
        "Victims of trafficking who received services in the period: shelter, medical, legal or "
        "psycho-social help. Those identified earlier may be among them.",
        Theme.PROTECTION,
    ),
    "VICTIMS_REFERRED": Defined(
        "victims referred",
        "victims",
        "Victims of trafficking whom one authority or organization referred to another for "
        "services in the period.",
        Theme.PROTECTION,
    ),
    "VICTIMS_REPATRIATED": Defined(
        "victims repatriated",
        "victims",
        "Victims of trafficking who were helped to return to their country in the period.",
        Theme.PROTECTION,
    ),
    "VICTIMS_PARTICIPATING": Defined(
        "victims taking part in proceedings",
        "victims",
        "Victims of trafficking who gave evidence or otherwise took part in criminal proceedings "
        "in the period.",
        Theme.PROTECTION,
    ),
    "INSPECTIONS": Defined(
        "inspections conducted",
        "inspections",
        "Visits of labor or other inspectors to places of work in the period, whatever they found.",
        Theme.PREVENTION,
        Direction.UP,
    ),
    "HOTLINE_CALLS": Defined(
        "hotline calls received",
        "calls",
        "Calls to a hotline for victims of trafficking, or for reports of it, in the period. One "
        "caller may call several times.",
        Theme.PREVENTION,
    ),
}
_CONTINUING = "_CONT"  # ends the code of what was carried over


def defined(code: str) -> Defined | None:
    """The definition of a code; of what was carried over from earlier, after that of its kind."""
    if code in DEFINED or not code.endswith(_CONTINUING):
        return _in_three_languages(code)
    kind = _in_three_languages(code.removesuffix(_CONTINUING))
    return kind and replace(
        kind,
        name=f"{kind.name} (continuing)",
        name_sq=f"{kind.name_sq} ({CONTINUING[0]})",
        name_sr=f"{kind.name_sr} ({CONTINUING[1]})",
        definition="Only what was carried over from an earlier period and went on in this one. Of "
        f"what is new in the period: {kind.definition}",
    )


def _in_three_languages(code: str) -> Defined | None:
    one = DEFINED.get(code)
    if one is None:
        return None
    name_sq, name_sr = NAMES[code]
    unit_sq, unit_sr = unit_in(one.unit)
    return replace(one, name_sq=name_sq, name_sr=name_sr, unit_sq=unit_sq, unit_sr=unit_sr)


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


def qualified(qualifier: str, told: str) -> str:
    """A number with its qualifier, in the language in force; one in other words stays as typed."""
    return f"{QUALIFIERS.get(qualifier.lower(), qualifier)} {told}".strip()
