"""Tier of a government, by the line or the sentence that states it; and the tier before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.intake.sentences import split_sentences
from tracker.vocabulary import Tier

# "Tier 2 Watch List" is looked for before "Tier 2".
RANK = (
    r"(?:Tier\s*:?\s*(?:[123]|I{1,3}|One|Two|Three)\b(?:\s*[-–—,(]?\s*Watch\s*-?\s*List\b)?"
    r"|Special\s+Case\b)"
)
SMALL_RANK = re.compile(RANK, re.IGNORECASE)
NUMBERS = {"1": "1", "I": "1", "ONE": "1", "2": "2", "II": "2", "TWO": "2"}
COUNTRY = r"(?P<country>[^\W\d_][^()\[\]:;\n]{1,60}?)"
LINE_WITH_NAME = re.compile(
    rf"[\s#*_]*{COUNTRY}[\s*_]*(?:[\[(]\s*|[:–—-]\s*[\[(]?\s*|\s)(?P<rank>{RANK})\s*[\])]*[\s*_.]*",
    re.IGNORECASE,
)
LINE_OF_RANK = re.compile(
    rf"[\s#*_]*(?:Tier\s+(?:Ranking|Placement)\s*:?\s*)?[\[(]?\s*(?P<rank>{RANK})\s*[\])]*[\s*_.]*",
    re.IGNORECASE,
)
RUN_IN = re.compile(r"[\s#*_]*SPECIAL CASE\s*[:–—-]\s*(?P<country>[^\W\d_][^()\[\]:;.\n]{1,60})")
REPORT_TITLE = re.compile(r".*Report\b.*?[:–—-]\s+", re.IGNORECASE)
SECOND_LINE = re.compile(r"\(?(?:Tier\b|[123]\b|Watch\b|List\b|Case\b)", re.IGNORECASE)
TIER_WORD = re.compile(r"tier|special", re.IGNORECASE)
PLACE_NAME = re.compile(r"[^\W\d_][\w’'.,() -]{1,60}$")
LONGEST = 120  # code points of a tier line
LONGEST_NAME = 60  # code points of the name of a country
# Signs that a downgrade did not happen: "a waiver from an otherwise required downgrade".
AVOIDED = re.compile(r"\b(?:otherwise|waiver|would|could)\b[^.;]{0,120}$", re.IGNORECASE)
SUPPOSED = re.compile(r"\b(?:would|could|might|not)\b[^.;,]{0,40}$", re.IGNORECASE)
VERB = (
    r"(?P<verb>remain(?:s|ed)|(?:is|was)(?=\s+(?:again\s+)?a\s+Special)|stay(?:s|ed)|kept|(?:is|was|were|has\s+been|been)"
    r"(?:,?\s+(?:therefore|thus|also|again|now|being),?)*\s+"
    r"(?:placed|upgraded|downgraded|ranked|kept|returned|listed)|upgraded|downgraded)"
)
SENTENCE = re.compile(
    rf"\b{VERB}\b(?:\s+from\s+(?P<from>{RANK}))?[^.;]{{0,40}}?\b(?:on|to|in|at|as|a)\s+"
    rf"(?:the\s+|a\s+)?(?P<rank>{RANK})(?:\s+from\s+(?P<left>{RANK}))?",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r"[^.;]{0,30}?\bfor\s+(?:a|an|the|its)?\s*(?P<count>[\w-]+)\s+(?:consecutive|straight|successive)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TierLine:
    """Line that places a country: its paragraphs from `first` to `last`, counted from 0."""

    country: str
    tier: Tier
    first: int
    last: int
    end: int  # in the last of them; run-in text begins there


@dataclass(frozen=True, slots=True)
class TierPlacement:
    """Tier that a sentence states, and the one of the year before as far as it implies it."""

    tier: Tier
    previous: Tier | None


def parse_tier(rank: str) -> Tier:
    """Return the code of "TIER 2 WATCH LIST" and the like."""
    plain = rank.upper()
    if "SPECIAL" in plain:
        return Tier.SPECIAL
    if "WATCH" in plain:
        return Tier.WATCH_LIST
    number = re.sub(r"^TIER[\s:]*", "", plain)
    return Tier(NUMBERS.get(number, "3"))


def find_tier_lines(paragraphs: Sequence[str]) -> list[TierLine]:
    """Find every line that places a country, in the order of the text."""
    lines: list[TierLine] = []
    for index, text in enumerate(paragraphs):
        if lines and index <= lines[-1].last:
            continue
        if (
            line := _line_over_two(paragraphs, index)
            or _line_with_name(text, index)
            or _line_of_rank(paragraphs, index)
        ):
            lines.append(line)
    return lines


def _line_with_name(text: str, index: int) -> TierLine | None:
    start = text[:LONGEST]
    if not TIER_WORD.search(start):
        return None
    if run_in := RUN_IN.match(text[:200]):
        country = (
            _leading_capitals(run_in["country"])
            or (start[run_in.start("country") :].strip(" *_")[:LONGEST_NAME])
        )
        return TierLine(country, Tier.SPECIAL, index, index, run_in.start("country"))
    title = REPORT_TITLE.match(start)
    match = LINE_WITH_NAME.match(start, title.end() if title else 0)
    if match is None or not _is_name(match["country"]):
        return None
    remainder = text[match.end() :]
    if remainder and not (
        match["country"].isupper() and (remainder[0].isupper() or remainder[0] in "[(")
    ):
        return None
    return TierLine(
        match["country"].strip(" -–—*_"), parse_tier(match["rank"]), index, index, match.end()
    )


def _line_of_rank(paragraphs: Sequence[str], index: int) -> TierLine | None:
    """Read a rank on a line of its own, below the country's name."""
    text = paragraphs[index]
    match = LINE_OF_RANK.fullmatch(text) if len(text) < LONGEST else None
    if match is None:
        return None
    line_above = paragraphs[index - 1].strip(" #*_:") if index else ""
    country = line_above if PLACE_NAME.match(line_above) and line_above[:1].isupper() else ""
    return TierLine(country, parse_tier(match["rank"]), index, index, len(text))


def _line_over_two(paragraphs: Sequence[str], index: int) -> TierLine | None:
    """Read a line broken over two: "KOSOVO (Tier 2" above "Watch List)"."""
    if index + 1 >= len(paragraphs):
        return None
    first, second = paragraphs[index], paragraphs[index + 1]
    if (
        len(first) + len(second) > LONGEST
        or not TIER_WORD.search(first)
        or not SECOND_LINE.match(second)
    ):
        return None
    joined = f"{first} {second}"
    match = LINE_WITH_NAME.fullmatch(joined) or LINE_OF_RANK.fullmatch(joined)
    if match is None or match.end("rank") <= len(first):
        return None
    country = match.groupdict().get("country") or ""
    return TierLine(
        country.strip(" -–—*_"), parse_tier(match["rank"]), index, index + 1, len(second)
    )


def _is_name(words: str) -> bool:
    """Return whether the words are a country's name, not a sentence about one.

    A name begins with a capital and says nothing of tiers.
    """
    return words[0].isupper() and not re.search(
        r"\b(?:on|to|tier|is|was|remained|remains|placed|government|a)\b", words, re.IGNORECASE
    )


def _leading_capitals(words: str) -> str:
    """Return the words in capitals at the start: "SOMALIA remains a" names Somalia."""
    match = re.match(r"[^\Wa-z\d_](?:[^\Wa-z\d_]|[’'., -](?=[^\Wa-z\d_]{2}))+(?![a-z])", words)
    return match[0].strip(" ,.-") if match else ""


def find_stated_tier(paragraphs: Sequence[str]) -> TierPlacement | None:
    """Return the tier stated by the first sentence on it, except one that a waiver avoided."""
    for text in paragraphs:
        if not TIER_WORD.search(text):
            continue
        for start, end in split_sentences(text):
            sentence = text[start:end]
            for match in reversed(list(SENTENCE.finditer(sentence))):
                text_before = sentence[max(0, match.start() - 160) : match.start()]
                exclusion = AVOIDED if match["verb"].lower().endswith("downgraded") else SUPPOSED
                if not exclusion.search(text_before):
                    return TierPlacement(parse_tier(match["rank"]), _previous_tier(match, sentence))
    return None


def _previous_tier(match: re.Match[str], sentence: str) -> Tier | None:
    """Return the tier of the year before, as far as the words imply it."""
    tier, verb = parse_tier(match["rank"]), match["verb"].lower()
    if previous := match["from"] or match["left"]:
        return parse_tier(previous)
    if verb.startswith(("remain", "stay")) or verb.endswith("kept"):
        return tier
    if verb.endswith("downgraded"):
        return Tier.ONE if tier == Tier.TWO else None
    again = AGAIN.match(sentence, match.end())
    is_again = again and again["count"].lower() not in {"first", "1st"} and "graded" not in verb
    return tier if is_again else None
