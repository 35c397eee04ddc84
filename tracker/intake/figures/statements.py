"""Zero and unknown values: "did not identify any victims" is 0, "did not report any" unknown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.intake.drafts import NATIONAL
from tracker.intake.figures.counts import Count, find_dimensions
from tracker.intake.figures.frames import HEAD_DEEDS, Frame
from tracker.intake.figures.indicators import choose_indicator
from tracker.intake.figures.lexicon import VERB, find_head, name_deed
from tracker.intake.figures.scopes import find_scope

_NOT = re.compile(
    r"\b(?:did|do|does|has|have|had|was|were|"
    r"could)\s+not\s+(?:also\s+)?(?P<verb>\w+)(?P<rest>[^.;()]{0,200})"
    r"|\bnever\s+(?P<never>\w+ed)(?P<object>[^.;()]{0,200})"
    r"|\bneither\s+(?P<neither>\w+)(?:\s+nor\s+\w+)?(?P<things>[^.;()]{0,120})"
    r"|\bnor\s+(?:did|has|have|had)\s+(?:\w+\s+){1,4}?(?P<nor>report|identify|investigate|"
    r"prosecute|convict|provide)(?P<others>[^.;()]{0,160})",
    re.IGNORECASE,
)
_NO = re.compile(r"\bno\s+(?P<rest>[^.;()]{3,140})", re.IGNORECASE)
_WHETHER = re.compile(
    r"\b(?:unknown|not clear|unclear)\s+(?:whether|if|how many)\b(?P<rest>[^.;()]{0,120})",
    re.IGNORECASE,
)
_NO_ZERO = re.compile(r"(?:longer|other|more|less|such|further|one|way|doubt|formal|dedicated)\b")
_REPORTING = frozenset(
    """report provide disclose collect publish share track release specify indicate reported
    provided make know record""".split()
)
_REMARK = re.compile(
    r"database|(?:on|about|regarding) the types?\b|statistics\b(?! on)|data collection|"
    r"disaggregat|comprehensive data|system\b",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\b(?:information|data|details?|statistics|figures|reports?|numbers?)\s+(?:on|about|"
    r"regarding|of|concerning)\b",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"^\s+(?:some|all|many|most|enough|several|sufficient\w*|every|each|its|their own)\b"
)
_CUT = re.compile(
    r",\s+(?!(?:or|and|nor)\s)(?=\w+ing\b|the\b|which\b|but\b|compared\b|although\b|"
    r"though\b|despite\b|so\b|it\b)"
    r"|\b(?:because|although|but|despite|since|due to|compared|while|whereas|even|"
    r"as well as|for the|or care provided)\b"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Zero or unknown value with the indicator it is of."""

    count: Count  # its value is 0
    frame: Frame
    indicator: str
    is_unknown: bool


def find_statements(text: str, start: int, end: int) -> Iterator[Statement]:
    """Find the zeros and unknown values of a sentence."""
    taken: set[tuple[str, bool]] = set()
    for statement in _find_all(text, start, end):
        key = (statement.indicator, statement.is_unknown)
        if key not in taken:
            taken.add(key)
            yield statement


def _find_all(text: str, start: int, end: int) -> Iterator[Statement]:
    for match in _NOT.finditer(text, start, end):
        verb = (match["verb"] or match["never"] or match["neither"] or match["nor"]).lower()
        name = next(n for n in ("rest", "object", "things", "others") if match[n] is not None)
        first, last = match.span(name)
        if (verb in _REPORTING and not match["neither"]) or (
            verb == "maintain" and _DATA.match(text, first + 1)
        ):
            if not _REMARK.search(text, first, last):
                yield from _objects(text, start, first, last, "", is_unknown=True)
        elif not _SOME.match(text[first:last]):
            known = VERB.fullmatch(verb)
            deed = name_deed(known["stem"]) if known else ""
            if deed and (second := _OR_VERB.match(text, first, last)):
                other = VERB.fullmatch(second[1])
                first = second.end()
                if other and _is_complete(text, first, last, deed):
                    yield from _objects(
                        text, start, first, last, name_deed(other["stem"]), is_unknown=False
                    )
            if deed and (_is_complete(text, first, last, deed) or match["neither"]):
                yield from _objects(text, start, first, last, deed, is_unknown=False, verb=verb)
    for match in _WHETHER.finditer(text, start, end):
        yield from _objects(text, start, *match.span("rest"), "", is_unknown=True)
    for match in _NO.finditer(text, start, end):
        first, last = match.span("rest")
        if not _NO_ZERO.match(text, first):
            unknown = _DATA.match(text, first, last) is not None
            yield from _objects(text, start, first, last, "", is_unknown=unknown, is_no=not unknown)


_OR_VERB = re.compile(r"\s*,?\s+or\s+(\w+)(?=\s+(?:any|a single)\b)")
_FIRM = frozenset({"penalise", "compensate", "prosecute", "convict", "investigate", "arrest"})


def _is_complete(text: str, first: int, last: int, deed: str) -> bool:
    """Return whether a negation is of all: "any victims", and not of some way of doing it."""
    rest = text[first:last]
    if re.match(r"\s+(?:any|a single|new|restitution|compensation)\b", rest):
        return True
    return (
        deed in _FIRM
        and re.match(r"\s+(?:\w+\s+){0,2}(?:victims|traffickers|suspects|cases|officials)\b", rest)
        is not None
    )


_SELF_NAMED = frozenset(
    {*HEAD_DEEDS, "inspections", "shelters", "calls", "campaigns", "meetings", "permits"}
)


def _objects(
    text: str,
    start: int,
    first: int,
    last: int,
    deed: str,
    *,
    is_unknown: bool,
    verb: str = "",
    is_no: bool = False,
) -> Iterator[Statement]:
    """Yield a statement for each counted thing of the words after a negation."""
    words = text[first:last]
    if cut := _CUT.search(words):
        words = words[: cut.start()]
    before = text[start:first]
    verbs = [(m.start(), name_deed(m["stem"]), m[0]) for m in VERB.finditer(words)]
    if not is_unknown and not is_no:
        words = (
            re.split(r"\b(?:for|during|in|from|among|through|under)\b", words)[0]
            if deed != "penalise"
            else words
        )
    reach = None
    for match in re.finditer(r"[A-Za-z’-]+", words):
        head = find_head(match[0])
        if reach is not None and not re.fullmatch(
            r"[\s,]*(?:(?:or|and|nor)\s+)?(?:(?!for\b|of\b|to\b|available\b)[a-z-]+\s+){0,3}",
            words[reach : match.start()],
        ):
            break
        own = deed
        if not head and match[0] in ("restitution", "compensation"):
            head, own = "victims", own or "compensate"
        elif not head and is_unknown and match[0] in ("amount", "funding", "budget"):
            head, own = "money", "fund"
        if not head or head in ("places", "others", "units") or match[0] == "investigating":
            continue
        if not own:
            own, verb = _nearest_deed(verbs, match.start(), match.end(), words)
        if (
            head == "victims"
            and not match[0].endswith("s")
            and match[0] not in ("restitution", "compensation", "victim")
        ):
            continue
        if head == "victims" and re.match(
            r"\s+(?:identification|services?|protection|assistance|care)", words[match.end() :]
        ):
            continue
        if head == "officials" and (own or deed) not in ("investigate", "prosecute", "convict"):
            continue
        if is_no and not own and head not in _SELF_NAMED:
            continue
        reach = match.end()
        own = HEAD_DEEDS.get(head, own)
        count = Count(0.0, first + match.start(), first + match.end(), first + match.end())
        count.head, count.noun = head, match[0]
        count.currency = "money" if head == "money" else ""
        count.dimensions = (
            {}
            if head == "money"
            else find_dimensions(words[max(0, match.start() - 25) : match.end()], "", head)
        )
        scope, actor = find_scope(before, "", (NATIONAL, ""))
        frame = Frame(
            own,
            verb,
            "" if own and head != "money" else before,
            words[match.end() :],
            False,
            True,
            scope,
            actor,
        )
        phrase = words[max(0, match.start() - 20) : match.end()]
        if code := choose_indicator(count, frame, phrase):
            yield Statement(count, frame, code, is_unknown)


def _nearest_deed(
    verbs: list[tuple[int, str, str]], start: int, end: int, words: str
) -> tuple[str, str]:
    """Return the deed right after a noun, "victims referred", or else the last before it."""
    after = re.match(
        r"\s+(?:who\s+)?(?:(?:were|was|had been|have been|being|it|they|the government|"
        r"authorities)\s+)?",
        words[end:],
    )
    place = end + (after.end() if after else 0)
    for at, deed, verb in verbs:
        if at == place:
            return deed, verb
    before = [(deed, verb) for at, deed, verb in verbs if at < start]
    return before[-1] if before else ("", "")
