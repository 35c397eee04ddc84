"""Names of counts: the indicator of the closed list that a frame stands for."""

import re

from tracker.grouping import group_pairs
from tracker.intake.figures.counts import Count
from tracker.intake.figures.frames import Frame
from tracker.intake.figures.rules import RULES

POTENTIAL = re.compile(
    r"\b(?:potential|possible|alleged|presumed|suspected|probable)\b(?!\s+traffickers)"
)
_CAPACITY = re.compile(
    r"(?:(?:capacity|space|room|beds|places)\s+(?:to\s+\w+|of|for)|"
    r"(?:can|could|able to)\s+(?:accommodate|house|host|shelter|hold))\s+"
    r"(?:(?:up to|approximately|about|at least|roughly|around|some|only)\s+)?$"
    r"|\b(?:shelter|home|facility|center|house)s? for (?:up to|as many as|a maximum of)\s+$"
)
LEAD = 140  # code points before a count that name its indicator
_CARRIED_OVER = {
    code: code.replace("_", "_CONT_")
    for code in ("INV_CASES", "INV_SUSPECTS", "PROS_CASES", "PROS_DEFENDANTS")
}
_CONTINUED = re.compile(
    r"\bcontinu\w+\s+(?:(?:to|the|its)\s+)?(?:investigat|prosecut)\w*[^;]{0,40}$|"
    r"\bcarr(?:ied|ying) over\s+(?:[a-z]+\s+)?$",
    re.IGNORECASE,
)
_FROM_BEFORE = re.compile(
    r"(?:(?!\band\b)[^;]){0,60}?\b(?:carried over\b|(?:from|(?:begun|beg[au]n|opened|initiated|"
    r"started|filed|charged|indicted|arrested|arraigned|prosecuted)\s+(?:in|during))"
    r"\s+(?:an?\s+|the\s+)?(?:previous|prior|earlier)\b|(?:pending|ongoing|open|progress) from "
    r"(?:19|20)\d\d|(?:beg[au]n|opened|initiated|started|filed|charged|indicted)\s+"
    r"before\s+(?:\w+\s+)?(?:19|20)\d\d)"
)
_BEFORE_SUBJECT = re.compile(  # what says more of a subject: "seminars in which 30 took part"
    r"\b(?:in|at) which\b|\b(?:trials|proceedings|cases) (?:of|against)\b|"
    r"\b(?:through|via|over)\b[^.;]{0,40}\b(?:hot|help|tip) ?line",
    re.IGNORECASE,
)
_RULES_OF = group_pairs((head, rule) for rule in RULES for head in sorted(rule[1]))
_DEFAULT_HEADS = {
    "investigate": "accused",
    "arrest": "accused",
    "prosecute": "accused",
    "convict": "accused",
    "acquit": "accused",
    "sentence": "accused",
    "identify": "victims",
    "refer": "victims",
    "assist": "victims",
    "shelter": "victims",
    "screen": "persons",
    "repatriate": "victims",
    "close": "premises",
    "inspect": "premises",
    "participate": "victims",
    "give": "victims",
    "train": "officials",
    "extradite": "accused",
    "renew": "permits",
    "remove": "persons",
    "revoke": "accused",
}


def choose_indicator(count: Count, frame: Frame, phrase: str, *, head: str = "") -> str | None:
    """Return the code of a count in its frame, or None where no rule names it.

    `phrase` is the number with its noun as printed; `head` the class of its whole's noun.
    """
    head = count.head or head or _DEFAULT_HEADS.get(frame.deed, "")
    phrase = count.noun if count.head == "months" else "" if count.is_money else phrase
    if count.noun not in phrase and not count.is_money:
        phrase = f"{phrase} {count.noun}"  # "inspectors, 262 in number"
    near = f"{phrase}{frame.after[: 0 if count.head == 'months' else 120]}"
    around = f"{frame.verb} {near}\0"
    is_subject = frame.is_subject and not _BEFORE_SUBJECT.search(frame.before)
    lead = frame.before[-LEAD:]
    places = (around,) if is_subject else (lead, around)
    if not count.is_money and _CAPACITY.search(lead):
        return "SHELTER_BEDS"
    code = None
    for named, _heads, deeds, words, is_near in _RULES_OF.get(head, ()):
        is_fit = not deeds or frame.deed in deeds
        if is_fit and (not words or any(map(words.search, [near] if is_near else places))):
            code = named or None
            break
    is_old = "ongoing" in phrase or _FROM_BEFORE.match(frame.after)
    if code in _CARRIED_OVER and (is_old or _CONTINUED.search(frame.before[-80:])):
        code = _CARRIED_OVER[code]
    is_unsure = head in ("victims", "persons") and POTENTIAL.search(
        phrase if count.end > count.number_end else near[:60]
    )
    return "VICT_POTENTIAL" if is_unsure and code in (None, "VICT_IDENTIFIED") else code
