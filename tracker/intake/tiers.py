"""Where a government was placed, by the line that says so or the sentence; and where before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.intake.sentences import sentences
from tracker.vocabulary import Tier

# "Tier 2 Watch List" is looked for before "Tier 2".
RANK = (
    r"(?:Tier\s*:?\s*(?:[123]|I{1,3}|One|Two|Three)\b(?:\s*[-–—,(]?\s*Watch\s*-?\s*List\b)?"
    r"|Special\s+Case\b)"
)
SMALL_RANK = re.compile(RANK, re.IGNORECASE)
NUMBERS = {"1": "1", "I": "1", "ONE": "1", "2": "2", "II": "2", "TWO": "2"}
COUNTRY = r"(?P<country>[^\W\d_][^()\[\]:;\n]{1,60}?)"
NAMED = re.compile(
    rf"[\s#*_]*{COUNTRY}[\s*_]*(?:[\[(]\s*|[:–—-]\s*[\[(]?\s*|\s)(?P<rank>{RANK})\s*[\])]*[\s*_.]*",
    re.IGNORECASE,
)
ALONE = re.compile(
    rf"[\s#*_]*(?:Tier\s+(?:Ranking|Placement)\s*:?\s*)?[\[(]?\s*(?P<rank>{RANK})\s*[\])]*[\s*_.]*",
    re.IGNORECASE,
)
RUN_IN = re.compile(r"[\s#*_]*SPECIAL CASE\s*[:–—-]\s*(?P<country>[^\W\d_][^()\[\]:;.\n]{1,60})")
TITLED = re.compile(r".*Report\b.*?[:–—-]\s+", re.IGNORECASE)
SECOND_LINE = re.compile(r"\(?(?:Tier\b|[123]\b|Watch\b|List\b|Case\b)", re.IGNORECASE)
MAYBE = re.compile(r"tier|special", re.IGNORECASE)
PLACE_NAME = re.compile(r"[^\W\d_][\w’'.,() -]{1,60}$")
LONGEST = 120  # code points of a tier line
# What did not happen. "A waiver from an otherwise required downgrade … and remained on" did.
SPARED = re.compile(r"\b(?:otherwise|waiver|would|could)\b[^.;]{0,120}$", re.IGNORECASE)
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
    """A line that places a country: its paragraphs from `first` to `last`, counted from 0."""

    country: str
    tier: Tier
    first: int
    last: int
    end: int  # where the line ends in the last of them and a text that is run in begins


@dataclass(frozen=True, slots=True)
class Placed:
    """What a sentence says of the tier now and before."""

    tier: Tier
    previous: Tier | None


def code_of(rank: str) -> Tier:
    """ "TIER 2 WATCH LIST" as a code."""
    plain = rank.upper()
    if "SPECIAL" in plain:
        return Tier.SPECIAL
    if "WATCH" in plain:
        return Tier.WATCH_LIST
    number = re.sub(r"^TIER[\s:]*", "", plain)
    return Tier(NUMBERS.get(number, "3"))


def lines_of(paragraphs: Sequence[str]) -> list[TierLine]:
    """Every line that places a country, in the order of the text."""
    found: list[TierLine] = []
    for at, text in enumerate(paragraphs):
        if found and at <= found[-1].last:
            continue
        if line := _broken(paragraphs, at) or _named(text, at) or _alone(paragraphs, at):
            found.append(line)
    return found


def _named(text: str, at: int) -> TierLine | None:
    start = text[:LONGEST]
    if not MAYBE.search(start):
        return None
    if run_in := RUN_IN.match(text[:200]):
        country = _capitals(run_in["country"]) or (start[run_in.start("country") :].strip(" *_"))
        return TierLine(country, Tier.SPECIAL, at, at, run_in.start("country"))
    titled = TITLED.match(start)
    match = NAMED.match(start, titled.end() if titled else 0)
    if match is None or not _is_name(match["country"]):
        return None
    rest = text[match.end() :]
    if rest and not (match["country"].isupper() and (rest[0].isupper() or rest[0] in "[(")):
        return None
    return TierLine(match["country"].strip(" -–—*_"), code_of(match["rank"]), at, at, match.end())


def _alone(paragraphs: Sequence[str], at: int) -> TierLine | None:
    """The rank on a line of its own, below the country's name."""
    text = paragraphs[at]
    match = ALONE.fullmatch(text) if len(text) < LONGEST else None
    if match is None:
        return None
    above = paragraphs[at - 1].strip(" #*_:") if at else ""
    country = above if PLACE_NAME.match(above) and above[:1].isupper() else ""
    return TierLine(country, code_of(match["rank"]), at, at, len(text))


def _broken(paragraphs: Sequence[str], at: int) -> TierLine | None:
    """The line broken over two: "KOSOVO (Tier 2" above "Watch List)"."""
    if at + 1 >= len(paragraphs):
        return None
    one, two = paragraphs[at], paragraphs[at + 1]
    if len(one) + len(two) > LONGEST or not MAYBE.search(one) or not SECOND_LINE.match(two):
        return None
    both = f"{one} {two}"
    match = NAMED.fullmatch(both) or ALONE.fullmatch(both)
    if match is None or match.end("rank") <= len(one):
        return None
    country = match.groupdict().get("country") or ""
    return TierLine(country.strip(" -–—*_"), code_of(match["rank"]), at, at + 1, len(two))


def _is_name(words: str) -> bool:
    """A country's name, not a sentence about one: it begins large and says nothing of tiers."""
    return words[0].isupper() and not re.search(
        r"\b(?:on|to|tier|is|was|remained|remains|placed|government|a)\b", words, re.IGNORECASE
    )


def _capitals(words: str) -> str:
    """The words in capitals at the start: "SOMALIA remains a" names Somalia."""
    found = re.match(r"[^\Wa-z\d_](?:[^\Wa-z\d_]|[’'., -](?=[^\Wa-z\d_]{2}))+(?![a-z])", words)
    return found[0].strip(" ,.-") if found else ""


def placed_by_sentence(paragraphs: Sequence[str]) -> Placed | None:
    """What the first sentence says that places the country. What a waiver spared it is none."""
    for text in paragraphs:
        if not MAYBE.search(text):
            continue
        for start, end in sentences(text):
            sentence = text[start:end]
            for match in reversed(list(SENTENCE.finditer(sentence))):
                before = sentence[max(0, match.start() - 160) : match.start()]
                never = SPARED if match["verb"].lower().endswith("downgraded") else SUPPOSED
                if not never.search(before):
                    return Placed(code_of(match["rank"]), _before(match, sentence))
    return None


def _before(match: re.Match[str], sentence: str) -> Tier | None:
    """The tier of the year before, as far as the words imply it."""
    tier, verb = code_of(match["rank"]), match["verb"].lower()
    if left := match["from"] or match["left"]:
        return code_of(left)
    if verb.startswith(("remain", "stay")) or verb.endswith("kept"):
        return tier
    if verb.endswith("downgraded"):
        return Tier.ONE if tier == Tier.TWO else None
    again = AGAIN.match(sentence, match.end())
    if again and again["count"].lower() not in {"first", "1st"} and "graded" not in verb:
        return tier
    return None
