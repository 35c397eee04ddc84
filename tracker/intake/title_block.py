"""Title, country, year and tier above a narrative's text, or in a sentence; None: not stated."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from string import capwords

from tracker.intake import headings, sentences
from tracker.vocabulary import Tier

# "Tier 2 Watch List" is looked for before "Tier 2".
RANK = (
    r"(?:Tier\s*:?\s*(?:[123]|I{1,3}|One|Two|Three)\b(?:\s*[-–—,(]?\s*Watch\s*-?\s*List\b)?"
    r"|Special\s+Case\b)"
)
SMALL_RANK = re.compile(RANK, re.IGNORECASE)
NUMBERS = {"1": "1", "I": "1", "ONE": "1", "2": "2", "II": "2", "TWO": "2"}
LINE_WITH_NAME = re.compile(
    rf"[\s#*_]*(?P<country>[^\W\d_][^()\[\]:;\n]{{1,60}}?)[\s*_]*"
    rf"(?:[\[(]\s*|[:–—-]\s*[\[(]?\s*|\s)(?P<rank>{RANK})\s*[\])]*[\s*_.]*",
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
    return Tier(NUMBERS.get(re.sub(r"^TIER[\s:]*", "", plain), "3"))


def find_tier_lines(paragraphs: Sequence[str]) -> list[TierLine]:
    """Find every line that places a country, in the order of the text."""
    lines: list[TierLine] = []
    for index, text in enumerate(paragraphs):
        if not (lines and index <= lines[-1].last) and (
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
        capitals = re.match(  # "SOMALIA remains a" names Somalia
            r"[^\Wa-z\d_](?:[^\Wa-z\d_]|[’'., -](?=[^\Wa-z\d_]{2}))+(?![a-z])", run_in["country"]
        )
        after = start[run_in.start("country") :].strip(" *_")[:LONGEST_NAME]
        name = capitals[0].strip(" ,.-") if capitals else after
        return TierLine(name, Tier.SPECIAL, index, index, run_in.start("country"))
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
    first, second = paragraphs[index], "".join(paragraphs[index + 1 : index + 2])
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
    return TierLine(
        (match.groupdict().get("country") or "").strip(" -–—*_"),
        parse_tier(match["rank"]),
        index,
        index + 1,
        len(second),
    )


def _is_name(words: str) -> bool:
    """Return whether the words are a country's name, not a sentence about one.

    A name begins with a capital and says nothing of tiers.
    """
    return words[0].isupper() and not re.search(
        r"\b(?:on|to|tier|is|was|remained|remains|placed|government|a)\b", words, re.IGNORECASE
    )


def find_stated_tier(paragraphs: Sequence[str]) -> TierPlacement | None:
    """Return the tier stated by the first sentence on it, except one that a waiver avoided."""
    for text in filter(TIER_WORD.search, paragraphs):
        for start, end in sentences.split_sentences(text):
            sentence = text[start:end]
            for match in reversed(list(SENTENCE.finditer(sentence))):
                exclusion = AVOIDED if match["verb"].lower().endswith("downgraded") else SUPPOSED
                if not exclusion.search(sentence[max(0, match.start() - 160) : match.start()]):
                    return TierPlacement(parse_tier(match["rank"]), _previous_tier(match, sentence))
    return None


def _previous_tier(match: re.Match[str], sentence: str) -> Tier | None:
    """Return the tier of the year before, as far as the words imply it."""
    tier, verb = parse_tier(match["rank"]), match["verb"].lower()
    if previous := match["from"] or match["left"]:
        return parse_tier(previous)
    if verb.endswith("downgraded"):
        return Tier.ONE if tier == Tier.TWO else None
    again = AGAIN.match(sentence, match.end())
    is_again = again and again["count"].lower() not in {"first", "1st"} and "graded" not in verb
    is_same = is_again or verb.startswith(("remain", "stay")) or verb.endswith("kept")
    return tier if is_same else None


REPORT = (
    r"Trafficking\s+in\s+Persons\s+(?:\(TIP\)\s+)?Report(?:\s+\([A-Z]+\))?|\bTIP\s+Report"
    r"|Report\s+on\s+Trafficking\s+in\s+Persons"
)
YEAR = r"(?P<year>(?:19|20)\d\d)"
TITLE = re.compile(rf"{REPORT}|\(TIP\s+\d{{4}}\)", re.IGNORECASE)
ISSUER = (
    r"(?:(?:U\.?S\.?|United\s+States)\s+)?"
    r"(?:(?:State\s+)?Department(?:\s+of\s+State)?(?:[’']s)?\s+)?"
)
YEAR_BEFORE = re.compile(rf"\b{YEAR}\s+{ISSUER}(?:Annual\s+)?(?:{REPORT})", re.IGNORECASE)
YEAR_AFTER = re.compile(
    rf"(?:{REPORT})[\s,]*(?:for\s+|\(|[-–—:]\s*)?(?:June\s+|July\s+)?{YEAR}\b", re.IGNORECASE
)
YEAR_SHORT = re.compile(rf"\(TIP\s+{YEAR}\)", re.IGNORECASE)
EXTRACTED = re.compile(rf"\[?\s*Extracted\s+from\b[^\]\n]{{0,200}}?{YEAR}\s*\]?", re.IGNORECASE)
ONLY_EXTRACTED = re.compile(r"[\[(]?\s*Extracted\s+from\b[^\]\n]{0,200}\]?", re.IGNORECASE)
# Lines of the publisher, a picture or the page: never text, and their years don't count.
LABEL = re.compile(
    r"(?:Publisher|Publication\s+date|Author|Source|Title|Cite\s+as|Citation|Disclaimer|Comments?|"
    r"Document|Country|Topics?|Available\s+at|Accessed|Last\s+updated|Posted|Copyright|©|Photos?|"
    r"Pictures?|Credits?|URL|https?:|www\.|See\s+also|Previous|Related|Back\s+to|Share|Print|Home)\b|©",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"\bphoto(?:graph)?s?\b|©|\bcredit:|\bendorse\b|not a \w+ publication", re.IGNORECASE
)
OTHER_EDITION = re.compile(r"(?:See\s+also|Previous|Related|Other|Back\s+to|Next)\b", re.IGNORECASE)
TITLE_WITHIN = 40  # paragraphs
SHORT = 160  # code points; a longer paragraph is text, not a title
NAME = (
    r"(?P<country>[A-ZÀ-Ž][\w’'.-]+"
    r"(?:,?\s+(?:(?:and|of|the|de|da|d’|St\.)\s+)*[A-ZÀ-Ž][\w’'.-]+){0,6})"
)
GOVERNMENT_OF = re.compile(rf"\bGovernment\s+of\s+(?:the\s+)?{NAME}")
GOVERNMENT_DOES = re.compile(
    rf"\bGovernment\s+of\s+(?:the\s+)?{NAME}\s+(?:does|fully|has|made|is|also|remain|continue)"
)
ON_TIER = re.compile(
    rf"\b(?:therefore,?\s+|Therefore,?\s+)(?:the\s+)?{NAME}\s+(?:remain|was|is|has)"
)
SPECIAL = re.compile(rf"^{NAME}\s+(?:remains?|remained|is|was)\s+a\s+Special\s+Case")
SMALL_WORDS = {"and", "of", "the", "da", "de", "in"}
TIDY = re.compile(r"\s*(?:\||\(|\[|;|\bRefworld\b|\becoi\.net\b).*$")


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """Title, country and years in the paragraphs before the text."""

    text_start: int  # index of the first paragraph of text
    title: str
    country: str | None
    years: tuple[int, ...]  # several: the lines contradict each other


def find_text_start(paragraphs: Sequence[str], line: TierLine | None) -> int:
    """Return the index where the text begins, after title, tier line and publisher's block."""
    index = line.first if line else _title_index(paragraphs)
    while index < len(paragraphs) and not _is_text(paragraphs[index], index, line):
        index += 1
    return index


def _title_index(paragraphs: Sequence[str]) -> int:
    """Return the index of the title, to skip a page's header; 0 where the text comes first."""
    for index, text in enumerate(paragraphs[:TITLE_WITHIN]):
        if headings.find_heading(text) or headings.find_opened_section(text):
            return 0
        if is_title(text):
            return index
    return 0


def _is_text(text: str, index: int, line: TierLine | None) -> bool:
    if line and line.first <= index <= line.last:
        remainder = text[line.end :].strip() if index == line.last else ""
        return len(remainder) > 20 and not ONLY_EXTRACTED.fullmatch(remainder)
    is_aside = is_editorial_note(text) or (len(text) < SHORT and TITLE.search(text))
    return not is_aside and (
        headings.find_heading(text) is not None
        or len(text) >= SHORT
        or (len(text) > 70 and text[-1] in '.”"' and " " in text)
    )


def is_editorial_note(text: str) -> bool:
    """Return whether a line is the publisher's, a picture credit, or part of the page around."""
    is_credit = CREDIT.search(text[:300]) and len(text) < 400 and "overnment" not in text[:60]
    return bool(
        is_credit or (LABEL.match(text.lstrip(" [*_")) and (len(text) < SHORT or ":" in text[:30]))
    )


def read_header(paragraphs: Sequence[str], line: TierLine | None) -> HeaderLines:
    """Read the paragraphs above the text. `line` is the tier line, if there is one."""
    text_start = find_text_start(paragraphs, line)
    header_lines = [text for text in paragraphs[:text_start] if not OTHER_EDITION.match(text)]
    all_titles = [text for text in header_lines if TITLE.search(text[:400])]
    titles = [text for text in all_titles if not LABEL.match(text)]
    own_titles = [text for text in titles if line and line.country.casefold() in text.casefold()]
    years = _title_years(titles) or _title_years(all_titles)
    if len(years) > 1 and len(_title_years(own_titles)) == 1:
        years = _title_years(own_titles)
    for text in paragraphs:
        if not years and (note := EXTRACTED.search(text[:400]) or EXTRACTED.search(text[-300:])):
            years = (int(note["year"]),)
    country = next((name for text in titles if (name := _country_in_title(text))), None)
    return HeaderLines(
        text_start, _title([*own_titles, *titles], header_lines, line), country, years
    )


def _title_years(lines: Sequence[str]) -> tuple[int, ...]:
    """Return the years that titles state; other years, such as a date of access, don't count."""
    years = {
        int(match["year"])
        for text in lines
        for pattern in (YEAR_BEFORE, YEAR_AFTER, YEAR_SHORT)
        if (match := pattern.search(text[:400]))
    }
    return tuple(sorted(years))


def _title(titles: Sequence[str], header_lines: Sequence[str], line: TierLine | None) -> str:
    """Return the line that names the report, else the one with nothing but the country."""
    if titles:
        return titles[0].strip("#*_ ")
    country = line.country.casefold() if line else None
    return next((text for text in header_lines if text.casefold() == country), "")


def _country_in_title(title: str) -> str | None:
    """Return "Kosovo" from "2024 Trafficking in Persons Report: Kosovo" and the like."""
    title_words = SMALL_RANK.sub("", YEAR_SHORT.sub("", title))
    text_after = re.split(rf"(?:{REPORT})", title_words, maxsplit=1, flags=re.IGNORECASE)[-1]
    names = (
        TIDY.sub("", words).strip(" ,.-*_#[]()")
        for side in (text_after, TITLE.split(title_words)[0])  # and the words before it
        for words in reversed(re.split(r"\s*[:–—]\s*|\s+-\s+|\s*,\s*(?=Country)", side))
    )
    return next(filter(_is_country, names), None)


def _is_country(words: str) -> bool:
    return (
        1 < len(words) <= LONGEST_NAME
        and words[0].isupper()
        and not re.search(
            r"\d|narrative|report|department|state$|office|unhcr", words, re.IGNORECASE
        )
        and all(word[0].isupper() or word.lower() in SMALL_WORDS for word in words.split())
    )


def find_country(paragraphs: Sequence[str]) -> str | None:
    """Return the country whose government the text is about."""
    if match := next(
        (
            match
            for pattern in (GOVERNMENT_DOES, ON_TIER, SPECIAL)
            for text in paragraphs
            if (match := pattern.search(text))
        ),
        None,
    ):
        return match["country"].rstrip(".,’'")
    names = Counter(
        match["country"].removesuffix("’s").rstrip(".,’'")
        for text in paragraphs
        for match in GOVERNMENT_OF.finditer(text)
    )
    return names.most_common(1)[0][0] if names else None


def find_country_spelling(country: str, paragraphs: Sequence[str]) -> str:
    """Return a country's name as the text writes it in sentences, where it is not in capitals."""
    if not country.isupper():
        return country
    name = re.sub("[’'‘]", "[’'‘]", re.escape(country))
    in_use = next(
        (
            match[0]
            for text in paragraphs
            for match in re.finditer(rf"\b{name}\b", text, re.IGNORECASE)
            if match[0][0].isupper() and not match[0].isupper()
        ),
        "",
    )
    return in_use or " ".join(
        word if position and word in SMALL_WORDS else capwords(word, "-")
        for position, word in enumerate(country.lower().split())
    )


def is_title(text: str) -> bool:
    """Return whether a line is the title of a narrative and no sentence about a report."""
    return len(text) < SHORT and TITLE.search(text) is not None and text[-1] not in ".!?"
