"""Codes of countries by the names that reports use, present and former."""

from contextlib import suppress
from functools import lru_cache

import pycountry

from tracker.formats import fold_text

# Names that ISO 3166 doesn't list; folded, without "the".
COUNTRY_ALIASES = {
    "bahamas": "BS",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "congo, democratic republic of the": "CD",
    "congo, republic of the": "CG",
    "cote d'ivoire": "CI",
    "curacao": "CW",
    "czech republic": "CZ",
    "democratic people's republic of korea": "KP",
    "democratic republic of the congo": "CD",
    "east timor": "TL",
    "federated states of micronesia": "FM",
    "former yugoslav republic of macedonia": "MK",
    "fyrom": "MK",
    "gambia": "GM",
    "great britain": "GB",
    "holy see": "VA",
    "ivory coast": "CI",
    "korea, north": "KP",
    "korea, south": "KR",
    "kosovo": "XK",
    "macau": "MO",
    "macedonia": "MK",
    "micronesia": "FM",
    "north korea": "KP",
    "palestine": "PS",
    "republic of korea": "KR",
    "republic of kosovo": "XK",
    "republic of macedonia": "MK",
    "republic of the congo": "CG",
    "russia": "RU",
    "sint maarten": "SX",
    "south korea": "KR",
    "st. lucia": "LC",
    "st. maarten": "SX",
    "st. vincent and the grenadines": "VC",
    "state of palestine": "PS",
    "swaziland": "SZ",
    "turkey": "TR",
    "turkiye": "TR",
    "uk": "GB",
    "vatican": "VA",
    "xk": "XK",
    "zaire": "CD",
}


@lru_cache(maxsize=2000)
def find_country_code(name: str) -> str | None:
    """Return the code of an exact name, of its form in reports or of the UN, or of a code."""
    plain = name.strip().rstrip("*").strip()
    folded = _fold(plain)
    if known := COUNTRY_ALIASES.get(folded):
        return known
    before, _bracket, inside = plain.partition(" (")
    for form in (plain, f"{before}, {inside.rstrip(')')}", folded):
        with suppress(LookupError):
            return str(pycountry.countries.lookup(form).alpha_2)
    return None


def country_name_of(code: str) -> str:
    """Return the common name of a country: "Moldova", not "Moldova, Republic of"."""
    if code == "XK":
        return "Kosovo"
    country = pycountry.countries.get(alpha_2=code)
    return str(getattr(country, "common_name", None) or (country.name if country else code))


def same_country(first: str, second: str) -> bool:
    """Return whether two names are of one country: "FYROM" and "North Macedonia" are."""
    code = find_country_code(first)
    is_same = code is not None and code == find_country_code(second)
    return is_same or _fold(first) == _fold(second)


def _fold(name: str) -> str:
    words = " ".join(fold_text(name).replace("’", "'").replace("‘", "'").split())
    return words.removeprefix("the ").removesuffix(", the")
