"""The indicators that every edition has, in Albanian and Serbian. Plain text: it becomes rows.

Our own translations, after the terms of the official texts. English stands in `indicators`.
"""

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
