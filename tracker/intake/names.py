"""How a body's name may stand in a text: folded words, and the shorter forms of a description."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"\w+")
BRACKET = re.compile(r"\s*\(([^()]*)\)")
TAIL = re.compile(r"\s+(?:for|in|of|on|against|to)\s+.*$")
RUN_BY = re.compile(r"^\w+-(?:run|operated|financed|funded|led)\s+", re.IGNORECASE)
COUNT = re.compile(
    r"^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)\s+", re.IGNORECASE
)
FOLDED = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "ø": "o", "ı": "i"})
SHORTEST = 4  # letters of a word that may have a plural


@dataclass(frozen=True, slots=True)
class Written:
    """A name as it is looked for."""

    text: str
    words: tuple[str, ...]
    is_acronym: bool


def written(name: str) -> Written:
    words = tuple(plain(word) for word in WORD.findall(name))
    return Written(name, words, len(words) == 1 and name.isupper() and len(name) > 1)


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """A word without capitals, accents and plural: names are printed with and without them."""
    letters = unicodedata.normalize("NFKD", word.translate(FOLDED).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if len(bare) > SHORTEST and bare.endswith("ies"):
        return bare[:-3] + "y"
    if len(bare) >= SHORTEST and bare.endswith("s") and not bare.endswith("ss"):
        return bare[:-1]
    return bare


def forms(name: str) -> list[str]:
    """Other forms of the same name.

    A remark in brackets is no part of it, an acronym there is a name. "Government of X" is "the
    government". A description, unlike a proper name, is also met without its number, its
    purpose, or who runs the thing, and its parts are met alone: "Courts, judges, the judiciary".
    """
    bare = BRACKET.sub("", name).strip()
    found = [
        bare,
        *(inner for inner in BRACKET.findall(name) if inner.isupper() and len(inner) > 1),
    ]
    if bare.startswith("Government of "):
        found.append("the government")
    if _is_description(bare):
        found += _shorter(bare)
    return [form for form in dict.fromkeys(found) if form and form != name]


def _is_description(name: str) -> bool:
    """Whether the words after the first are small: "Border police", not "Tax Administration"."""
    words = name.split()
    return len(words) > 1 and not any(
        word[:1].isupper() and not word.isupper() for word in words[1:]
    )


def _shorter(name: str) -> list[str]:
    found = []
    parts = [part.removeprefix("the ") for part in re.split(r",\s+(?:and\s+)?|\s+and\s+", name)]
    if len(parts) > 1:
        found += [one for part in parts for one in (part, *_either(part))]
    head = TAIL.sub("", COUNT.sub("", name))
    for form in (COUNT.sub("", name), TAIL.sub("", name), head, RUN_BY.sub("", head)):
        if len(form.split()) > 1:
            found.append(form)
    first, _blank, rest = name.partition(" ")
    if first.isupper() and len(rest.split()) > 1:
        found.append(rest)  # "THBD regional units" behind "THBD … through its"
    return found


def _either(part: str) -> list[str]:
    """ "employment or recruitment agencies" is both kinds of agencies."""
    match = re.fullmatch(r"(\w+) or (\w+) (.+)", part)
    return [f"{match[1]} {match[3]}", f"{match[2]} {match[3]}"] if match else []
