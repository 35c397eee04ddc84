"""Mentions of bodies: by name, acronym or alias in any language, whole words, longest first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.intake.drafts import Mention, Place
from tracker.intake.names import NameForm, fold_word, name_form, name_forms

WORD = re.compile(r"\w+")
ACRONYM = re.compile(
    r"\s*[(\[]\s*(?:the\s+|or\s+)?[“\"]?(?P<acronym>[A-Z][A-Z&.-]{1,11})[”\"]?\s*[)\],;]"
)
GAP = re.compile(r"[\s’'‑–./&,-]{0,3}")


@dataclass(frozen=True, slots=True)
class BodyMatch:
    """Place where a body's name stands."""

    code: str
    place: Place


def find_mentions(
    paragraphs: Sequence[str], names: Mapping[str, Sequence[str]], *, first: int = 1
) -> tuple[Mention, ...]:
    """Find every body of `names` that the text mentions, with its places, in the order of the text.

    `names` gives for each code its names, acronyms and aliases, the first of which is shown. An
    acronym that the text puts in brackets behind a name counts from then on. Longer names win:
    "International observers" is no mention of "Observers".
    """
    names = {code: aliases for code, aliases in names.items() if aliases}
    index = _build_index(names)
    matches = _find_matches(paragraphs, index, first)
    if acronyms := _introduced_acronyms(paragraphs, matches, index, first):
        matches = _find_matches(paragraphs, _extend_index(index, acronyms), first)
    places: dict[str, list[Place]] = {}
    for match in matches:
        places.setdefault(match.code, []).append(match.place)
    return tuple(
        Mention(code, names[code][0], tuple(body_places)) for code, body_places in places.items()
    )


Index = dict[str, list[tuple[NameForm, str]]]  # first word: names that begin with it, longest first


def _build_index(names: Mapping[str, Sequence[str]]) -> Index:
    full_names = {name_form(name).words for aliases in names.values() for name in aliases}
    pairs: dict[NameForm, str] = {}
    for code, aliases in names.items():
        for name in aliases:
            pairs[name_form(name)] = code
    for code, aliases in names.items():
        for form in (form for name in aliases for form in name_forms(name)):
            if (short := name_form(form)).words not in full_names:
                pairs.setdefault(short, code)
    return _sort_by_length(pairs.items())


def _sort_by_length(pairs: Iterable[tuple[NameForm, str]]) -> Index:
    index: Index = {}
    for name, code in pairs:
        if name.words:
            index.setdefault(name.words[0], []).append((name, code))
    for entries in index.values():
        entries.sort(key=lambda pair: (-len(pair[0].words), not pair[0].is_acronym, pair[1]))
    return index


def _extend_index(index: Index, acronyms: Mapping[str, str]) -> Index:
    pairs = [pair for entries in index.values() for pair in entries]
    return _sort_by_length(
        [*pairs, *((name_form(acronym), code) for acronym, code in acronyms.items())]
    )


def _find_matches(paragraphs: Sequence[str], index: Index, first: int) -> list[BodyMatch]:
    matches = []
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
            matches.append(
                BodyMatch(code, Place(number, words[position].start(), words[end].end()))
            )
            position = end + 1
    return matches


def _longest_match(
    text: str,
    words: Sequence[re.Match[str]],
    folded: Sequence[str],
    position: int,
    index: Index,
) -> tuple[NameForm, str] | None:
    for name, code in index.get(folded[position] if position < len(words) else "", ()):
        end = position + len(name.words)
        if tuple(folded[position:end]) != name.words:
            continue
        if name.is_acronym and words[position][0] != name.text:
            continue
        if all(
            GAP.fullmatch(text, words[n].end(), words[n + 1].start())
            for n in range(position, end - 1)
        ) and not text.startswith(("-", "‑"), words[end - 1].end()):
            return name, code
    return None


def _introduced_acronyms(
    paragraphs: Sequence[str], matches: Sequence[BodyMatch], index: Index, first: int
) -> dict[str, str]:
    """Map acronyms in brackets after a mention to its body, unless another body has them."""
    acronyms: dict[str, str] = {}
    for mention in matches:
        text = paragraphs[mention.place.paragraph - first]
        match = ACRONYM.match(text, mention.place.end)
        if match and mention.place.end - mention.place.start > len(match["acronym"]):
            acronym = match["acronym"]
            if not any(name.text == acronym for name, _code in index.get(fold_word(acronym), ())):
                acronyms.setdefault(acronym, mention.code)
    return acronyms
