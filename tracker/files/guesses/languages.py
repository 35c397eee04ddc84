"""The language of a text, by the small words that every sentence has."""

import re

LANGUAGE_SAMPLE = 20_000  # characters
LANGUAGE_ENOUGH = 3  # small words; fewer tell nothing
MARGIN = 1.3  # how often the language must win over the next
LANGUAGE_WORDS = {
    "en": "the of and to in for with on is are was were by that this from which has have be as at",
    "sq": (
        "të e dhe në për me nga një që është si se janë kjo ky më ka do së i po ose këtë te "
        "tek deri ndaj sipas midis cila cili tij saj"
    ),
    "sr-latn": (
        "je i u na za se da od su sa koji koja koje kao ili iz o ne što do po nije te ovaj prema "
        "kod bez biti bio zbog"
    ),
}
OWNERS: dict[str, list[str]] = {}
for _code, _words in LANGUAGE_WORDS.items():
    for _word in _words.split():
        OWNERS.setdefault(_word, []).append(_code)


def guess_language(text: str) -> str:
    """ "en", "sq", "sr-latn", or "" where the text is too short or not clearly one of them."""
    counts = dict.fromkeys(LANGUAGE_WORDS, 0.0)
    for word in re.findall(r"[^\W\d_]+", text[:LANGUAGE_SAMPLE].lower()):
        owners = OWNERS.get(word, ())
        for code in owners:
            counts[code] += 1 / len(owners)
    first, second = sorted(counts, key=lambda code: -counts[code])[:2]
    is_clear = counts[first] >= LANGUAGE_ENOUGH and counts[first] >= MARGIN * counts[second]
    return first if is_clear else ""
