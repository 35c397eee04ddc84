"""Indicator, label and breakdown of a quantity."""

import re

from tracker.intake.figures.lexicon import (
    ACCUSED,
    BY_NOUN,
    FORMS,
    INDICATORS,
    PERSON_GROUPS,
    PERSONS,
    VERB,
    VERBS,
)
from tracker.intake.figures.quantities import Quantity

_PASSIVE = re.compile(
    r"^[^.;,()]{0,40}?\b(?:were|was|had been|have been|being)\s+(?:\w+ly\s+)?(\w+)"
)
_ACTIVE = re.compile(r"^\s*(\w+ed)\b")
PERSON_INDICATORS = frozenset({"INV_SUSPECTS", "PROS_DEFENDANTS", "CONV_TRAFFICKERS"})
_CONTINUING = re.compile(r"\bcontinu\w+\s+(?:to\s+)?\w*\s*$|\bcontinu\w+ to \w+", re.IGNORECASE)
_EARLIER_CASES = re.compile(r"[^.;()]{0,30}from previous years")
_OFFENCE = re.compile(r"[“\"]([^”\"]{10,80}?),?[”\"]")
_RECIPIENT = re.compile(
    r"^(?:\s*\([^)]*\))?\s*(?:in \w+ )?(?:to|for|toward)\s+((?:[\w’'-]+\s*){1,6})"
)


def choose_indicator(quantity: Quantity, clause: str) -> tuple[str, str, str]:
    """Return code, label and unit. `clause` is the text before the quantity in its clause."""
    verb = _governing_verb(quantity, clause)
    participle, code = VERBS[verb] if verb else ("", "")
    if quantity.currency:
        label = f"{quantity.currency} {participle or 'spent'}{_recipient_phrase(quantity)}".strip()
        return f"{code or 'SPENT'}_{quantity.currency.upper()}", label, quantity.currency
    noun = quantity.noun or "persons"
    kind = "persons" if noun in ACCUSED else "victims" if noun in PERSON_GROUPS else noun
    known = BY_NOUN.get(noun) or INDICATORS.get((code, noun)) or INDICATORS.get((code, kind))
    stem = noun.upper().replace(" ", "_")
    own = (f"{stem}_{code}" if code else stem, f"{noun} {participle}".strip())
    indicator, label = known or own
    if indicator in PERSON_INDICATORS and noun in PERSONS:
        label = f"{noun} {participle}"
    if _CONTINUING.search(clause) or _EARLIER_CASES.match(quantity.text_after):
        return _continuing_code(indicator), f"{label} (continuing)", noun
    return indicator, label, noun


def _continuing_code(code: str) -> str:
    """Return the code of what was carried over from earlier: INV_CONT_CASES of INV_CASES."""
    kind, separator, counted = code.partition("_")
    if kind in ("INV", "PROS") and separator:
        return f"{kind}_CONT_{counted}"
    return f"{code}_CONT"


def _governing_verb(quantity: Quantity, clause: str) -> str | None:
    """Return the stem of the governing verb: a passive after the quantity, else the last before."""
    passive = _PASSIVE.match(quantity.text_after) if not quantity.currency else None
    if passive and (verb := VERB.match(passive[1])):
        return verb[1].lower()
    active = _ACTIVE.match(quantity.text_after)
    if active and not quantity.currency and (verb := VERB.match(active[1])):
        return verb[1].lower()
    stems = [match[1].lower() for match in VERB.finditer(clause)]
    return stems[-1] if stems else None


def _recipient_phrase(quantity: Quantity) -> str:
    if (recipient := _RECIPIENT.match(quantity.text_after)) is None:
        return ""
    words = recipient[1].split()
    stop = next(
        (i for i, w in enumerate(words) if w in ("and", "which", "in", "or", "but", "on")), 6
    )
    return " to " + " ".join(words[:stop])


def find_breakdown(quantity: Quantity) -> tuple[tuple[str, str], ...]:
    """Return the part of a total: form of trafficking, sex, age group, nationality, offence."""
    parts: list[tuple[str, str]] = []
    if quantity.noun is None:
        context = re.split(r"[,;)]", quantity.text_after.lower(), maxsplit=1)[0]
    else:
        context = (
            quantity.phrase.lower()
            + " "
            + _words_after(quantity.text_after.lower(), in_bracket=quantity.bracket_depth > 0)
        )
    form = min((form for form in FORMS if form in context), key=context.index, default=None)
    if form:
        parts.append(("form of trafficking", form.replace("unspecified forms", "unspecified")))
    parts += _person_groups(quantity, context)
    if quantity.noun is None and not parts:
        nationality = re.match(
            r"\s*(?:were|was)\s+(?:an?\s+)?(foreign|[A-Z][\w-]+)", quantity.text_after
        )
        if nationality:
            parts.append(("nationality", nationality[1]))
    elif "foreign" in quantity.phrase.lower():
        parts.append(("nationality", "foreign"))
    if (offence := _OFFENCE.search(quantity.text_after[:90])) and quantity.noun in ACCUSED:
        parts.append(("offence", offence[1].rstrip(",")))
    return tuple(parts)


def _words_after(text: str, *, in_bracket: bool) -> str:
    """Return the words after a noun: "for sex trafficking"; in a bracket, up to the next part."""
    if in_bracket:
        return re.split(r"[,;)]|\band\b", text, maxsplit=1)[0]
    match = re.match(r"\s+(?:for|of|in|involving)\s+[\w\s-]{3,30}", text)
    return match[0] if match else ""


def _person_groups(quantity: Quantity, context: str) -> list[tuple[str, str]]:
    singular = {"woman": "women", "man": "men", "girl": "girls", "boy": "boys", "child": "children"}
    for word in (
        re.findall(r"[a-z]+", context)[:8]
        if quantity.noun is None
        else re.findall(r"[a-z]+", quantity.phrase.lower())
    ):
        if groups := PERSON_GROUPS.get(singular.get(word, word)):
            return list(groups)
    return []


def cut_clause(text: str, start: int, end: int) -> str:
    """Return the text from the start of the clause up to `end`, without brackets."""
    return re.sub(r"\([^()]*\)", " ", text[start:end].rsplit(";", 1)[-1])
