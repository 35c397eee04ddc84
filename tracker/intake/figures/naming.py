"""What a quantity is a figure of: indicator, label, breakdown."""

import re

from tracker.intake.figures.lexicon import ACCUSED, BY_NOUN, FORMS, KNOWN, PERSONS, VERB, VERBS, WHO
from tracker.intake.figures.quantities import Quantity

_PASSIVE = re.compile(
    r"^[^.;,()]{0,40}?\b(?:were|was|had been|have been|being)\s+(?:\w+ly\s+)?(\w+)"
)
_ACTIVE = re.compile(r"^\s*(\w+ed)\b")
_CONTINUING = re.compile(r"\bcontinu\w+\s+(?:to\s+)?\w*\s*$|\bcontinu\w+ to \w+", re.IGNORECASE)
_OFFENCE = re.compile(r"[“\"]([^”\"]{10,80}?),?[”\"]")
_RECIPIENT = re.compile(
    r"^(?:\s*\([^)]*\))?\s*(?:in \w+ )?(?:to|for|toward)\s+((?:[\w’'-]+\s*){1,6})"
)


def named(one: Quantity, clause: str) -> tuple[str, str, str]:
    """Code, label and unit. `clause` is what stands before it since the clause began."""
    verb = _verb(one, clause)
    word, code = VERBS[verb] if verb else ("", "")
    if one.currency:
        label = f"{one.currency} {word or 'spent'}{_to(one)}".strip()
        return f"{code or 'SPENT'}_{one.currency.upper()}", label, one.currency
    noun = one.noun or "persons"
    if noun in BY_NOUN:
        known, label = BY_NOUN[noun]
        return _told(one, clause, known, label, noun)
    kind = "persons" if noun in ACCUSED else "victims" if noun in WHO else noun
    for key in ((code, noun), (code, kind)):
        if key in KNOWN:
            known, label = KNOWN[key]
            if known in ("INV_SUSPECTS", "PROS_DEFENDANTS", "CONVICTED") and noun in PERSONS:
                label = f"{noun} {word}"
            return _told(one, clause, known, label, noun)
    stem = noun.upper().replace(" ", "_")
    known = f"{stem}_{code}" if code else stem
    return _told(one, clause, known, f"{noun} {word}".strip(), noun)


def _told(one: Quantity, clause: str, code: str, label: str, noun: str) -> tuple[str, str, str]:
    if _CONTINUING.search(clause) or re.match(r"[^.;()]{0,30}from previous years", one.after):
        return f"{code}_CONT", f"{label} (continuing)", noun
    return code, label, noun


def _verb(one: Quantity, clause: str) -> str | None:
    """The stem of the verb that governs it: a passive after it, else the nearest before it."""
    passive = _PASSIVE.match(one.after) if not one.currency else None
    if passive and (after := VERB.match(passive[1])):
        return after[1].lower()
    active = _ACTIVE.match(one.after)
    if active and not one.currency and (after := VERB.match(active[1])):
        return after[1].lower()
    before = [match[1].lower() for match in VERB.finditer(clause)]
    return before[-1] if before else None


def _to(one: Quantity) -> str:
    recipient = _RECIPIENT.match(one.after)
    if recipient is None:
        return ""
    words = recipient[1].split()
    stop = next(
        (i for i, w in enumerate(words) if w in ("and", "which", "in", "or", "but", "on")), 6
    )
    return " to " + " ".join(words[:stop])


def breakdown_of(one: Quantity) -> tuple[tuple[str, str], ...]:
    """What part of a total it is: form of trafficking, sex, age group, nationality, offence."""
    found: list[tuple[str, str]] = []
    near = f"{one.phrase} {one.after[:60].split(';')[0].split(')')[0]}".lower()
    if one.noun is None:
        near = re.split(r"[,;)]", one.after.lower(), maxsplit=1)[0]
    else:
        near = one.phrase.lower() + " " + _said_of(one.after.lower(), in_bracket=one.depth > 0)
    form = min((form for form in FORMS if form in near), key=near.index, default=None)
    if form:
        found.append(("form of trafficking", form.replace("unspecified forms", "unspecified")))
    who = _who(one, near)
    found += who
    if one.noun is None and not found:
        nationality = re.match(r"\s*(?:were|was)\s+(?:an?\s+)?(foreign|[A-Z][\w-]+)", one.after)
        if nationality:
            found.append(("nationality", nationality[1]))
    elif "foreign" in one.phrase.lower():
        found.append(("nationality", "foreign"))
    if (offence := _OFFENCE.search(one.after[:90])) and one.noun in ACCUSED:
        found.append(("offence", offence[1].rstrip(",")))
    return tuple(found)


def _said_of(after: str, *, in_bracket: bool) -> str:
    """What directly follows a noun: "for sex trafficking"; in a bracket all up to the next part."""
    if in_bracket:
        return re.split(r"[,;)]|\band\b", after, maxsplit=1)[0]
    match = re.match(r"\s+(?:for|of|in|involving)\s+[\w\s-]{3,30}", after)
    return match[0] if match else ""


def _who(one: Quantity, near: str) -> list[tuple[str, str]]:
    singular = {"woman": "women", "man": "men", "girl": "girls", "boy": "boys", "child": "children"}
    for word in (
        re.findall(r"[a-z]+", near)[:8]
        if one.noun is None
        else re.findall(r"[a-z]+", one.phrase.lower())
    ):
        who = WHO.get(singular.get(word, word))
        if who:
            return list(who)
    return []


def clause_before(text: str, start: int, end: int) -> str:
    """What stands before a place since its clause began, without brackets."""
    return re.sub(r"\([^()]*\)", " ", text[start:end].rsplit(";", 1)[-1])
