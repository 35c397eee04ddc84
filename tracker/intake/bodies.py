"""Names of bodies: their forms, their mentions in a text, and those a text introduces itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker import formats, grouping
from tracker.intake.drafts import Mention, Place

WORD = re.compile(r"\w+")
NAME_BRACKET = re.compile(r"\s*\(([^()]*)\)")
TAIL = re.compile(r"\s+(?:for|in|of|on|against|to)\s+.*$")
RUN_BY = re.compile(r"^\w+-(?:run|operated|financed|funded|led)\s+", re.IGNORECASE)
COUNT = re.compile(
    r"^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)\s+", re.IGNORECASE
)
FOLDED = str.maketrans({"ł": "l", "ø": "o", "ı": "i"})


@dataclass(frozen=True, slots=True)
class NameForm:
    """Name as it is looked for in a text."""

    text: str
    words: tuple[str, ...]
    is_acronym: bool


def parse_name(name: str) -> NameForm:
    """Split a name into folded words, and note whether it is an acronym."""
    words = tuple(fold_word(word) for word in WORD.findall(name))
    return NameForm(name, words, len(words) == 1 and name.isupper() and len(name) > 1)


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """Fold a word to lower case without accents and plural, since names are printed both ways."""
    bare = formats.fold_text(word.translate(FOLDED))
    if len(bare) > 4 and bare.endswith("ies"):
        return bare[:-3] + "y"
    if len(bare) >= 4 and bare.endswith("s") and not bare.endswith("ss"):
        return bare[:-1]
    return bare


def list_name_forms(name: str) -> list[str]:
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
    words = bare.split()  # of a description only the first is large: "Border police"
    if len(words) > 1 and all(not word[:1].isupper() or word.isupper() for word in words[1:]):
        other_forms += _shorter_forms(bare)
    return [form for form in dict.fromkeys(other_forms) if form and form != name]


def _shorter_forms(name: str) -> Iterator[str]:
    parts = [part.removeprefix("the ") for part in re.split(r",\s+", name)]
    if len(parts) > 1 and not re.search(r"\b(?:and|of|for)\b", name):
        yield from parts
    head = TAIL.sub("", COUNT.sub("", name))
    yield from (
        form
        for form in (COUNT.sub("", name), TAIL.sub("", name), head, RUN_BY.sub("", head))
        if len(form.split()) > 1
    )
    first, _blank, remainder = name.partition(" ")
    if first.isupper() and len(remainder.split()) > 1:
        yield remainder  # "THBD regional units" behind "THBD … through its"


ACRONYM = re.compile(
    r"\s*[(\[]\s*(?:the\s+|or\s+)?[“\"]?(?P<acronym>[A-Z][A-Z&.-]{1,11})[”\"]?\s*[)\],;]"
)
GAP = re.compile(r"[\s’'‑–./&,-]{0,3}")


type BodyMatch = tuple[str, Place]  # a body's code, and where its name stands


def find_mentions(
    paragraphs: Sequence[str],
    names: Mapping[str, Sequence[str]],
    *,
    first: int = 1,
    with_introduced: bool = False,
) -> tuple[Mention, ...]:
    """Find every body of `names` that the text mentions, with its places, in the order of the text.

    `names` gives for each code its names, acronyms and aliases, the first of which is shown. An
    acronym that the text puts in brackets behind a name counts from then on. Longer names win:
    "International observers" is no mention of "Observers". `with_introduced` adds the names that
    the text introduces itself, and those of offices, none of them known.
    """
    known_codes = set(names)
    if with_introduced:
        introduced = find_introduced_names(paragraphs)
        texts = [forms[0] for forms in introduced.values()]
        # "Karesh Police" is "Police", which a list holds; "Police Academy" is another body.
        known = {
            place.paragraph
            for mention in find_mentions(texts, names, first=0)
            for place in mention.places
            if place.end == len(text := texts[place.paragraph])
            and not (text.endswith(" and ", 0, place.start) and OFFICE_FIRST.search(text))
        }
        names = {
            **{code: forms for n, (code, forms) in enumerate(introduced.items()) if n not in known},
            **names,
        }
    names = {code: aliases for code, aliases in names.items() if aliases}
    index = _build_index(names)
    matches = list(_find_matches(paragraphs, index, first))
    if acronyms := _introduced_acronyms(paragraphs, matches, index, first):
        spelled = grouping.group_pairs((code, acronym) for acronym, code in acronyms.items())
        index = _build_index({code: [*forms, *spelled[code]] for code, forms in names.items()})
        matches = list(_find_matches(paragraphs, index, first))
    return tuple(
        Mention(code, names[code][0], tuple(places), is_known=code in known_codes)
        for code, places in grouping.group_pairs(matches).items()
    )


Index = dict[str, list[tuple[NameForm, str]]]  # first word: names that begin with it, longest first


def _build_index(names: Mapping[str, Sequence[str]]) -> Index:
    pairs = {parse_name(name): code for code, aliases in names.items() for name in aliases}
    full_names = {name.words for name in pairs}
    for code, aliases in names.items():
        for form in (form for name in aliases for form in list_name_forms(name)):
            if (short := parse_name(form)).words not in full_names:
                pairs.setdefault(short, code)
    longest_first = sorted(
        pairs.items(), key=lambda pair: (-len(pair[0].words), not pair[0].is_acronym, pair[1])
    )
    return grouping.group_pairs(
        (name.words[0], (name, code)) for name, code in longest_first if name.words
    )


def _find_matches(paragraphs: Sequence[str], index: Index, first: int) -> Iterator[BodyMatch]:
    for number, text in enumerate(paragraphs, start=first):
        words = list(WORD.finditer(text))
        folded = [fold_word(word[0]) for word in words]
        position = 0
        while position < len(words):
            entry = _longest_match(text, words, folded, position, index)
            if (
                entry and folded[position] == "the"
            ):  # "the government" is also in "The Government of X"
                longer = _longest_match(text, words, folded, position + 1, index)
                if longer and len(longer[0].words) >= len(entry[0].words):
                    entry, position = longer, position + 1
            if entry is None:
                position += 1
                continue
            name, code = entry
            end = position + len(name.words) - 1
            yield (code, Place(number, words[position].start(), words[end].end()))
            position = end + 1


def _longest_match(
    text: str, words: Sequence[re.Match[str]], folded: Sequence[str], position: int, index: Index
) -> tuple[NameForm, str] | None:
    for name, code in index.get(folded[position] if position < len(words) else "", ()):
        end = position + len(name.words)
        if (
            tuple(folded[position:end]) == name.words
            and (not name.is_acronym or words[position][0] == name.text)
            and all(
                GAP.fullmatch(text, words[n].end(), words[n + 1].start())
                for n in range(position, end - 1)
            )
            and not text.startswith(("-", "‑"), words[end - 1].end())
        ):
            return name, code
    return None


def _introduced_acronyms(
    paragraphs: Sequence[str], matches: Sequence[BodyMatch], index: Index, first: int
) -> dict[str, str]:
    """Map acronyms in brackets after a mention to its body, unless another body has them."""
    acronyms: dict[str, str] = {}
    for code, place in matches:
        match = ACRONYM.match(paragraphs[place.paragraph - first], place.end)
        if match and place.end - place.start > len(match["acronym"]):
            acronym = match["acronym"]
            if not any(name.text == acronym for name, _other in index.get(fold_word(acronym), ())):
                acronyms.setdefault(acronym, code)
    return acronyms


ACRONYM_BRACKET = re.compile(r"\s\((?P<acronym>[A-Z]{2,10})\)")
HYPHENATED_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
SMALL = {"of", "the", "and", "for", "in", "on", "against", "to", "de", "a", "an"}
_LAWS = (
    r"plans?|procedures?|laws?|acts?|bills?|protocols?|conventions?|agreements?|treat(?:y|ies)|codes?"
    r"|strateg(?:y|ies)|decrees?|regulations?|rules|directives?|guidelines"
)
NO_BODY = re.compile(
    rf"\b(?:{_LAWS}|permits?|understanding|visas?|zones?|systems?|database|violence|report"
    r"|mutilation|years?|countries)$|^(?:human\s)?trafficking(?:\sin\spersons)?$",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"\b(?:Ministry|Departments?|Directorate|Office|Agency|Authority|Administration|Inspectorate|Services?"
    r"|Commission|Committee|Council|Secretariat|Bureau|Institute|Board|Courts?|Police|Guard|Unit|Academy"
    r"|Division|Force|Ombuds\w+|Prosecutor|Registry|Gendarmerie|Cent(?:er|re)|Assembly|Parliament"
    r"|Embassy)\b"
)
OFFICE_FIRST = re.compile(rf"{OFFICE.pattern}\s(?:of|for|on|against)\s")
# A law is no body, be it of or on something, nor is what an economy is measured by: "Criminal Code
# of Tavia" is a law, "Code of Conduct Committee" is none.
NO_HEAD = re.compile(
    rf"\b(?:{_LAWS}|goals?|product|income|tax|index|inflation|investments?|rates?)$", re.IGNORECASE
)
BEHIND_HEAD = re.compile(
    rf"\s(?:for|in|on|against|to|per|of(?!\sEurope\b|.*{OFFICE.pattern}$))\s.*$"
)
# Words of offices that also end what a ministry is for: "Ministry of Health and Social Services".
SUBJECT = re.compile(
    r"\w+\sServices$|(?:Public|Civil|Community)\sService$"
    r"|(?:Public|Local|Regional|Territorial|State)\s(?:Government\s)?Administration$"
)
_WORD = (
    r"(?!(?:The|This|These|In|During|From|At|On|By|And|As|Since|While|When|After|Both|Under|Also|With|To"
    r"|Unlike|Although|However|Despite|For|Of|Its|Their|Some|All|Most|Many|Other|If|It)\b)"
    r"[A-ZÀ-Ž][\w’'-]*"
)
CAPITALIZED = re.compile(
    rf"\b{_WORD}(?:,?(?:\s(?:of|for|on|against|to|in|and|de|del|des|du)(?:\s(?:the|la))?)?\s{_WORD}){{0,30}}"
)
JOINT = re.compile(r"((?:,?\sand|,)\s(?:the\s)?)")
AROUND_NAME = re.compile(  # "THBD of the Karesh Police", "Karesh’s Ministry of …", "… in May"
    rf"^[A-Z]{{2,}}\s(?:of|in)\s(?:the\s)?|^\S+[’']s\s(?={OFFICE.pattern}\sof\b)"
    r"|(?<!rafficking)\sin\s.*$|[’']s$"
)


def find_introduced_names(paragraphs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Map the names that a text itself introduces to their forms, by acronym or office.

    A name before an acronym in brackets has its initials or capitals; an office has its word.
    """
    names: dict[str, tuple[str, ...]] = {}
    offices: dict[str, tuple[str, ...]] = {}
    for text in paragraphs:
        for match in ACRONYM_BRACKET.finditer(text):
            before = text[max(0, match.start() - 160) : match.start()]
            if (name := _spelled_name(before, match["acronym"])) and _may_be_body(name):
                names.setdefault(match["acronym"], (name, match["acronym"]))
        for match in CAPITALIZED.finditer(text):
            bracket = ACRONYM_BRACKET.match(text, match.end())
            *parts, last = (AROUND_NAME.sub("", part) for part in _split_names(match[0]))
            if bracket and " " in last and _may_be_body(last):
                names.setdefault(bracket["acronym"], (last, bracket["acronym"]))
            elif not bracket:
                parts.append(last)
            offices |= {
                part: (part,)
                for part in parts
                if " " in part and OFFICE.search(part) and _may_be_body(part)
            }
    introduced = {name for name, _acronym in names.values()}
    return names | {name: forms for name, forms in offices.items() if name not in introduced}


def _may_be_body(name: str) -> bool:
    """Return whether a name is none of a law, a plan, a measure and the like."""
    return not (NO_BODY.search(name) or NO_HEAD.search(BEHIND_HEAD.sub("", name)))


def _split_names(words: str) -> list[str]:
    """Split capitalised words into names; what follows "and" may be part of one.

    "Ministry of Trade, Industry and Labor and Border Police" are two: a part without the word of an
    office belongs to the ministry before it, as "Victim Assistance and" to the office after it. So
    does "and Public Administration".
    """
    name, *following = JOINT.split(words)
    names = [name]
    for joint, part in zip(following[::2], following[1::2], strict=True):
        before = names[-1]
        is_subject = SUBJECT.search(part) and not joint.endswith("the ")
        is_part = OFFICE_FIRST.search(before) and (
            is_subject or not (OFFICE.search(part) or part[:2].isupper())
        )
        begins_name = OFFICE.search(part) and not (OFFICE.search(before) or before[:2].isupper())
        if is_part or (begins_name and joint == " and "):
            names[-1] = before + joint + part
        else:
            names.append(part)
    return names


def _spelled_name(text: str, acronym: str) -> str | None:
    """Return the shortest run of words before the bracket whose initials are the acronym."""
    words = list(HYPHENATED_WORD.finditer(text))[-14:]
    for first in range(len(words) - 2, -1, -1):
        run = [match[0] for match in words[first:]]
        if run[0][0].upper() == acronym[0] and acronym in _initials(run):
            return text[words[first].start() :]
    return None


def _initials(words: Sequence[str]) -> set[str]:
    """Return the initials of all words, of hyphenated parts, of large and of capitalised words."""
    selections = (
        words,
        [part for word in words for part in word.split("-")],
        [word for word in words if word.lower() not in SMALL],
        [word for word in words if word[0].isupper()],
    )
    return {"".join(word[0].upper() for word in selected if word) for selected in selections}
