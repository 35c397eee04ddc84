"""Where bodies are named: by name, acronym or alias in any language, whole words, longest first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.intake.drafts import Mention, Place
from tracker.intake.names import Written, forms, plain, written

WORD = re.compile(r"\w+")
ACRONYM = re.compile(
    r"\s*[(\[]\s*(?:the\s+|or\s+)?[“\"]?(?P<acronym>[A-Z][A-Z&.-]{1,11})[”\"]?\s*[)\],;]"
)
GAP = re.compile(r"[\s’'‑–./&,-]{0,3}")


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a name stands."""

    code: str
    place: Place


def mentions(
    paragraphs: Sequence[str], names: Mapping[str, Sequence[str]], *, first: int = 1
) -> tuple[Mention, ...]:
    """Every body of `names` that the text names, with its places, in the order of the text.

    `names` gives for each code its names, acronyms and aliases, the first of which is shown. An
    acronym that the text puts in brackets behind a name counts from then on. Longer names win:
    "International observers" is no mention of "Observers".
    """
    names = {code: some for code, some in names.items() if some}
    index = _index(names)
    found = _found(paragraphs, index, first)
    if more := _introduced(paragraphs, found, index, first):
        found = _found(paragraphs, _with(index, more), first)
    places: dict[str, list[Place]] = {}
    for one in found:
        places.setdefault(one.code, []).append(one.place)
    return tuple(Mention(code, names[code][0], tuple(at)) for code, at in places.items())


Index = dict[str, list[tuple[Written, str]]]  # first word: names that begin with it, longest first


def _index(names: Mapping[str, Sequence[str]]) -> Index:
    own = {written(name).words for some in names.values() for name in some}
    pairs: dict[Written, str] = {}
    for code, some in names.items():
        for name in some:
            pairs[written(name)] = code
    for code, some in names.items():
        for form in (form for name in some for form in forms(name)):
            if (short := written(form)).words not in own:
                pairs.setdefault(short, code)
    return _sorted(pairs.items())


def _sorted(pairs: Iterable[tuple[Written, str]]) -> Index:
    index: Index = {}
    for name, code in pairs:
        if name.words:
            index.setdefault(name.words[0], []).append((name, code))
    for some in index.values():
        some.sort(key=lambda pair: (-len(pair[0].words), not pair[0].is_acronym, pair[1]))
    return index


def _with(index: Index, more: Mapping[str, str]) -> Index:
    pairs = [pair for some in index.values() for pair in some]
    return _sorted([*pairs, *((written(acronym), code) for acronym, code in more.items())])


def _found(paragraphs: Sequence[str], index: Index, first: int) -> list[Found]:
    found = []
    for number, text in enumerate(paragraphs, start=first):
        words = list(WORD.finditer(text))
        folded = [plain(word[0]) for word in words]
        at = 0
        while at < len(words):
            match = _longest(text, words, folded, at, index)
            if match and folded[at] == "the":  # "the government" is also in "The Government of X"
                after = _longest(text, words, folded, at + 1, index)
                if after and len(after[0].words) >= len(match[0].words):
                    match, at = after, at + 1
            if match is None:
                at += 1
                continue
            name, code = match
            last = at + len(name.words) - 1
            found.append(Found(code, Place(number, words[at].start(), words[last].end())))
            at = last + 1
    return found


def _longest(
    text: str,
    words: Sequence[re.Match[str]],
    folded: Sequence[str],
    at: int,
    index: Index,
) -> tuple[Written, str] | None:
    for name, code in index.get(folded[at] if at < len(words) else "", ()):
        end = at + len(name.words)
        if tuple(folded[at:end]) != name.words:
            continue
        if name.is_acronym and words[at][0] != name.text:
            continue
        if all(
            GAP.fullmatch(text, words[n].end(), words[n + 1].start()) for n in range(at, end - 1)
        ) and not text.startswith(("-", "‑"), words[end - 1].end()):
            return name, code
    return None


def _introduced(
    paragraphs: Sequence[str], found: Sequence[Found], index: Index, first: int
) -> dict[str, str]:
    """Acronyms in brackets behind a name that was found, unless another body has them."""
    more: dict[str, str] = {}
    for one in found:
        text = paragraphs[one.place.paragraph - first]
        match = ACRONYM.match(text, one.place.end)
        if match and one.place.end - one.place.start > len(match["acronym"]):
            acronym = match["acronym"]
            if not any(name.text == acronym for name, _code in index.get(plain(acronym), ())):
                more.setdefault(acronym, one.code)
    return more
