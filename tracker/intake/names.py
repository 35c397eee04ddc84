"""Forms of a body's name in a text: folded words, and the shorter forms of a description."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"\w+")
NAME_BRACKET = re.compile(r"\s*\(([^()]*)\)")
TAIL = re.compile(r"\s+(?:for|in|of|on|against|to)\s+.*$")
RUN_BY = re.compile(r"^\w+-(?:run|operated|financed|funded|led)\s+", re.IGNORECASE)
COUNT = re.compile(
    r"^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)\s+", re.IGNORECASE
)
FOLDED = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "ø": "o", "ı": "i"})
SHORTEST = 4  # letters of a word that may have a plural


@dataclass(frozen=True, slots=True)
class NameForm:
    """Name as it is looked for in a text."""

    text: str
    words: tuple[str, ...]
    is_acronym: bool


def name_form(name: str) -> NameForm:
    """Split a name into folded words, and note whether it is an acronym."""
    words = tuple(fold_word(word) for word in WORD.findall(name))
    return NameForm(name, words, len(words) == 1 and name.isupper() and len(name) > 1)


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """Fold a word to lower case without accents and plural, since names are printed both ways."""
    letters = unicodedata.normalize("NFKD", word.translate(FOLDED).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if len(bare) > SHORTEST and bare.endswith("ies"):
        return bare[:-3] + "y"
    if len(bare) >= SHORTEST and bare.endswith("s") and not bare.endswith("ss"):
        return bare[:-1]
    return bare


def name_forms(name: str) -> list[str]:
    """Return other forms of the same name.

    A remark in brackets is no part of it, an acronym there is a name. "Government of X" is "the
    government". A description, unlike a proper name, also occurs without its number, its
    purpose or its operator, and its parts occur alone: "Courts, judges, the judiciary".
    """
    bare = NAME_BRACKET.sub("", name).strip()
    other_forms = [
        bare,
        *(inner for inner in NAME_BRACKET.findall(name) if inner.isupper() and len(inner) > 1),
    ]
    if bare.startswith("Government of "):
        other_forms.append("the government")
    if _is_description(bare):
        other_forms += _shorter_forms(bare)
    return [form for form in dict.fromkeys(other_forms) if form and form != name]


def _is_description(name: str) -> bool:
    """Return whether only the first word is large: "Border police", not "Tax Administration"."""
    words = name.split()
    return len(words) > 1 and not any(
        word[:1].isupper() and not word.isupper() for word in words[1:]
    )


def _shorter_forms(name: str) -> list[str]:
    shorter = []
    parts = [part.removeprefix("the ") for part in re.split(r",\s+(?:and\s+)?|\s+and\s+", name)]
    if len(parts) > 1:
        shorter += [
            alternative for part in parts for alternative in (part, *_split_alternatives(part))
        ]
    head = TAIL.sub("", COUNT.sub("", name))
    for form in (COUNT.sub("", name), TAIL.sub("", name), head, RUN_BY.sub("", head)):
        if len(form.split()) > 1:
            shorter.append(form)
    first, _blank, remainder = name.partition(" ")
    if first.isupper() and len(remainder.split()) > 1:
        shorter.append(remainder)  # "THBD regional units" behind "THBD … through its"
    return shorter


def _split_alternatives(part: str) -> list[str]:
    """Split "employment or recruitment agencies" into both kinds of agencies."""
    match = re.fullmatch(r"(\w+) or (\w+) (.+)", part)
    return [f"{match[1]} {match[3]}", f"{match[2]} {match[3]}"] if match else []
