"""Recommendations of a narrative: the list, its items, and requests by their verbs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.intake import headings, mechanisms, profiles, sentences
from tracker.intake.drafts import DraftRecommendation, Place
from tracker.vocabulary import Section

VERBS = frozenset(
    """
abide abolish accede accelerate achieve acknowledge act adapt add address adhere adjust
administer adopt advance advise advocate afford align allocate allot allow amend analyze apply
appoint appropriate approve arrange ascertain assess assign assist assure attempt augment
authorize avoid ban bar begin block bolster boost bring broaden budget build carry cease
centralize certify change channel charge clarify close codify collaborate collect combat
commence commit communicate compensate compile complete comply conclude conduct confirm consider
consolidate construct consult continue contribute convene convict cooperate coordinate correct
counter create criminalize curb curtail decrease deepen define delegate deliver demonstrate deny
deploy designate detect determine develop devise devote differentiate direct disaggregate
disband disburse discipline discontinue dismantle display disseminate distinguish distribute
diversify do document double draft earmark ease educate elevate eliminate employ empower enable
enact encourage end enforce engage enhance enlist enroll ensure equip eradicate establish
evaluate examine exclude exempt exercise expand expedite explain explore extend facilitate fight
fill finalize finance follow formalize formulate foster fulfill fund furnish gather give grant
guarantee halt harmonize have heighten hire hold identify implement impose improve incentivize
include incorporate increase inform initiate inspect institute institutionalize instruct
integrate intensify interview introduce invest investigate invite involve issue join keep launch
lead legislate lengthen license lift limit link locate maintain make mandate map maximize
measure meet merge minimize mitigate mobilize modify monitor move negotiate notify obligate
obtain offer offset open operate operationalize organize oversee pardon participate partner pass
pay penalize permit phase pilot place plan preclude prepare prescribe preserve press prevent
prioritize probe proceed process produce prohibit promote promulgate propose prosecute protect
provide publicize publish punish purchase pursue push put quantify raise ratify reach reactivate
reassess recognize reconsider record recover recruit redesign redouble reduce reestablish refer
refine reform refrain regularize regulate rehabilitate reinforce reinstate reinstitute
reintegrate reiterate relax release remedy remove renew reopen repatriate repeal replace report
request require rescind reserve resolve resource respect respond restore restrict resume retain
retrain return review revise revisit revive revoke run safeguard sanction scale schedule screen
secure seek seize select send sensitize sentence separate serve set share sharpen shield shift
show sign simplify solicit specify speed spend sponsor staff standardize start step stipulate
stop streamline strengthen strive structure study submit subsidize supervise supplement supply
support suspend sustain systematize tailor take target task teach terminate tighten toughen
trace track train transfer transition translate treat undertake unify update upgrade uphold urge
use utilize verify vet view visit waive warn widen withdraw work write
""".split()
)
LEADS = frozenset(
    """
according across after alongside among as at based before between beyond building by consistent
drawing during following for from given if in independent on once per pursuant so through to
together under until upon using when where while with within without
""".split()
)
ALONGSIDE = frozenset(
    {"also", "and", "better", "further", "not", "then", "or", "more", "again", "never"}
)
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
COMMA = re.compile(", ")
VERB_REACH = 220  # code points from "In coordination with …" to its verb
MIN_VERB_LENGTH = 6  # letters; shorter words such as "prize" are no verbs
MAX_ADVERBS = 6  # words before the verb: "significantly and"


def starts_request(text: str, start: int = 0, *, is_capital: bool = False) -> bool:
    """Return whether the words from `start` on begin with a request.

    `is_capital` requires a capital, as after a full stop.
    """
    first_word = WORD.match(text, start)
    if first_word is None or (is_capital and not first_word[0][0].isupper()):
        return False
    if _has_verb_soon(text, start):
        return True
    if first_word[0].lower() not in LEADS:
        return False
    return any(
        _has_verb_soon(text, comma.end())
        for comma in COMMA.finditer(text, start, start + VERB_REACH)
    )


def _has_verb_soon(text: str, position: int) -> bool:
    """Return whether a verb follows, at once or after adverbs: "vigorously and openly probe"."""
    for _step in range(MAX_ADVERBS):
        if (word := WORD.match(text, position)) is None:
            return False
        lowered = word[0].lower()
        if lowered in VERBS or lowered.removeprefix("re-") in VERBS or _has_verb_ending(lowered):
            return True
        if not lowered.endswith("ly") and lowered not in ALONGSIDE:
            return False
        position = word.end()
        while position < len(text) and text[position] in " ,\u00a0":
            position += 1
    return False


def _has_verb_ending(word: str) -> bool:
    """Return whether a word's ending makes it a verb although no list has it: "demilitarize"."""
    return (
        len(word) > MIN_VERB_LENGTH
        and word.endswith(("ize", "ise", "ify"))
        and not word.endswith("wise")
    )


BULLETS = "•·▪‣●○■□◦\uf0b7\uf0a7"
# A star is a bullet between blanks or after a full stop, never behind a name ("Kosovo*").
BULLET = re.compile(
    rf"(?:^|(?<=[\s.;:]))[*](?:\s+|(?=[A-Z]))|[{BULLETS}]\s*|^(?:[-–—*]|\(?\d{{1,2}}(?:[.)]|\t))\s*(?=[^\W\d_])"
    r"|(?<=[.;:])\s+[-–—]\s+(?=[A-Z])"
)
GLUED = re.compile(
    r"(?<=[^\W\d_A-Z)”\"’%])[.;][”\"’)]?(?=[A-Z][a-z]+)|(?<=[)”\"’%])\.(?=[A-Z][a-z]+)"
)
SEMICOLON = re.compile(r";\s*(?:(?:and|as well as|or)\s+)?")
EXPLANATIONS = frozenset(
    """
a additionally all an any authorities both courts e.g each every few furthermore government he
however i.e including it its judges many moreover most ngos no none observers officials other
others our police prosecutors she some specifically such that the their there therefore these
they this those thus traffickers victims we
""".split()
)

Boundaries = list[tuple[int, int]]  # end of one recommendation, start of the next


def cut_at_bullets(text: str) -> Boundaries:
    """Find bullets before requests: a star before other small letters marks a footnote."""
    return [
        match.span()
        for match in BULLET.finditer(text)
        if match.start() == 0
        or not text[match.end() : match.end() + 1].islower()
        or starts_request(text, match.end())
    ]


def cut_at_glued_stops(text: str) -> Boundaries:
    """Find full stops without a blank before a request: "…prison terms.Provide …"."""
    return [
        (match.end(), match.end())
        for match in GLUED.finditer(text)
        if starts_request(text, match.end(), is_capital=True)
    ]


def cut_at_semicolons(text: str) -> Boundaries:
    """Find semicolons before a request. A list inside one recommendation has others."""
    return [
        (match.start(), match.end())
        for match in SEMICOLON.finditer(text)
        if starts_request(text, match.end())
    ]


def cut_at_sentences(text: str) -> Boundaries:
    """Find full stops before a sentence that asks, not before one that explains a request."""
    return [
        (start, start)
        for start in sentences.find_sentence_starts(text)[1:]
        if is_request(text, start)
    ]


def is_request(text: str, start: int) -> bool:
    """Return whether a sentence asks, also with a verb that no word list has."""
    if starts_request(text, start, is_capital=True):
        return True
    if (first_word := WORD.match(text, start)) is None:
        return False
    word = first_word[0].lower()
    return (
        word not in EXPLANATIONS
        and word not in LEADS
        and not word.endswith(("s", "ly", "ing", "ed"))
    )


def cut_at_semicolons_and_sentences(text: str) -> Boundaries:
    """Find both; of two that overlap, the first."""
    merged: Boundaries = []
    for boundary in sorted([*cut_at_semicolons(text), *cut_at_sentences(text)]):
        if not merged or boundary[0] >= merged[-1][1]:
            merged.append(boundary)
    return merged


def choose_separator(texts: Sequence[str]) -> Callable[[str], Boundaries]:
    """Choose the separator of one list: bullet, line, glued full stop, semicolon or sentence.

    A weaker one that is more frequent wins over a slip: one stop without a blank among eight
    plain sentences does not make a list of two.
    """
    if any(cut_at_bullets(text) for text in texts):
        return cut_at_bullets
    single_count = sum(
        not cut_at_sentences(text) and len(cut_at_semicolons(text)) < 2 for text in texts
    )
    if len(texts) > 1 and single_count > len(texts) / 2:
        return lambda _text: []
    counts = {
        separator: sum(len(separator(text)) for text in texts)
        for separator in (cut_at_glued_stops, cut_at_semicolons, cut_at_sentences)
    }
    if counts[cut_at_glued_stops] and 2 * counts[cut_at_glued_stops] >= counts[cut_at_sentences]:
        return cut_at_glued_stops
    if counts[cut_at_semicolons] and counts[cut_at_semicolons] >= counts[cut_at_sentences]:
        return cut_at_semicolons_and_sentences
    return cut_at_sentences


NAMES_GOVERNMENT = re.compile(r"\bThe [Gg]overnment\b")
SHOULD = re.compile(
    r"\b(?:government|authorities|officials|police|ministry|ministries|courts?|parliament|legislature)"
    r"(?:\s+of\s+(?:the\s+)?[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){0,5})?,?\s+(?:\w+\s+)?should\b",
    re.IGNORECASE,
)
IT_SHOULD = re.compile(
    r"\s*(?:(?:In addition|Also|Finally|Furthermore), )?(?:It|it|They|they) (?:\w+ )?should\b"
)
OPENING_MARK = re.compile(rf"[\s*{BULLETS}–—-]*(?:\(?\d{{1,2}}(?:[.)]\s*|\t+))?")
CLOSING = re.compile(r"[.!?:][”\"’')\]]*$")
MIN_LETTERS = 3  # letters of a recommendation


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Place of the list; without a heading it was recognised by how it begins.

    Its paragraphs are counted from 0.
    """

    stretches: tuple[Place, ...] = ()
    has_heading: bool = False
    heading_at: int | None = None

    @property
    def first(self) -> int | None:
        """Index of the first paragraph, or of the heading of an empty list; None: no list."""
        return self.stretches[0].paragraph if self.stretches else self.heading_at

    @property
    def paragraphs(self) -> frozenset[int]:
        """Paragraphs that belong to the list as a whole, or but for a heading.

        A list that begins in the middle of another text does not make that text a part of it.
        """
        return frozenset(
            stretch.paragraph
            for stretch in self.stretches
            if stretch.start == 0 or self.heading_at is not None
        )


def find_list(paragraphs: Sequence[str], text_start: int) -> ListPlace:
    """Find the list, from the first paragraph of the text on."""
    for index in range(text_start, len(paragraphs)):
        heading = headings.find_heading(paragraphs[index])
        if heading and heading.section == Section.RECOMMENDATIONS:
            return ListPlace(
                _list_stretches(paragraphs, index, heading.end, has_heading=True), True, index
            )
    for index in range(text_start, len(paragraphs)):
        if match := headings.LIST_WITHIN.search(paragraphs[index]):
            return ListPlace(
                _list_stretches(paragraphs, index, match.end(), has_heading=True), True
            )
    return _find_list_without_heading(paragraphs, text_start)


def _find_list_without_heading(paragraphs: Sequence[str], text_start: int) -> ListPlace:
    """Find a list without a heading: after the introduction, from the first request on."""
    introduction = next(
        (
            index
            for index in range(text_start, len(paragraphs))
            if headings.find_opened_section(paragraphs[index]) == Section.SUMMARY
        ),
        text_start - 1,
    )
    for index in range(introduction + 1, len(paragraphs)):
        if _paragraph_asks(paragraphs[index]) and not NAMES_GOVERNMENT.search(paragraphs[index]):
            return ListPlace(_list_stretches(paragraphs, index, 0, has_heading=False))
    return ListPlace()


def _paragraph_asks(text: str) -> bool:
    mark = OPENING_MARK.match(text)
    return starts_request(text, mark.end() if mark else 0, is_capital=True)


def _list_stretches(
    paragraphs: Sequence[str], first_index: int, start: int, *, has_heading: bool
) -> tuple[Place, ...]:
    """Return the list from its start to where the next section begins."""
    end = headings.find_next_part(paragraphs[first_index], start)
    is_bounded = has_heading and any(
        headings.find_heading(text) for text in paragraphs[first_index + 1 :]
    )
    stretches = [Place(first_index, start, end)] if start < end else []
    rows = mechanisms.find_rows(enumerate(paragraphs), profiles.COLUMNS)
    for index in range(
        first_index + 1, len(paragraphs) if end == len(paragraphs[first_index]) else 0
    ):
        text = paragraphs[index]
        if index not in rows and (
            headings.find_heading(text)
            or not _is_listed(
                text,
                paragraphs[index - 1] if stretches else "",
                is_sure=is_bounded or (has_heading and not stretches),
            )
        ):
            break
        end = headings.find_next_part(text, 0)
        stretches.append(rows[index]["text"] if index in rows else Place(index, 0, end))
        if end < len(text):
            break
    return tuple(stretches)


def _is_listed(text: str, previous: str, *, is_sure: bool) -> bool:
    """Return whether a paragraph belongs to the list: marked, asking, or ending the one before."""
    if _paragraph_asks(text):
        return True
    mark = OPENING_MARK.match(text)
    content = text[mark.end() :] if mark else text
    if headings.find_opened_section(content) or NAMES_GOVERNMENT.match(content):
        return False
    is_marked = is_sure or BULLET.match(text) is not None or not CLOSING.search(previous)
    # A short line may begin with a verb that no word list has.
    is_short = len(text) < 400 and len(sentences.split_sentences(text)) == 1
    return is_marked or text[0].islower() or (is_short and is_request(text, 0))


def draft_recommendations(
    paragraphs: Sequence[str], place: ListPlace, *, first: int = 1
) -> tuple[DraftRecommendation, ...]:
    """Cut the list into recommendations. Paragraphs are numbered from `first`."""
    texts = [paragraphs[part.paragraph][part.start : part.end] for part in place.stretches]
    find_boundaries = choose_separator(texts)
    items: list[list[Place]] = []
    for part, text in zip(place.stretches, texts, strict=True):
        boundaries = find_boundaries(text)
        starts = [0, *(start for _end, start in boundaries)]
        ends = [*(end for end, _start in boundaries), len(text)]
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if (bounds := _trim(text, start, end)) is None:
                continue
            words = Place(part.paragraph + first, *(part.start + bound for bound in bounds))
            is_remainder = index == 0 and items and not (boundaries and boundaries[0][0] == 0)
            if is_remainder and _continues(
                paragraphs[items[-1][-1].paragraph - first], items[-1][-1], text, bounds[0]
            ):
                items[-1].append(words)
            else:
                items.append([words])
    return tuple(
        _draft(number, places, paragraphs, first) for number, places in enumerate(items, start=1)
    )


def _continues(paragraph: str, last: Place, text: str, start: int) -> bool:
    """Return whether a paragraph continues the recommendation left unfinished before it."""
    return (
        text[start].islower()
        and not CLOSING.search(paragraph[last.start : last.end])
        and (not paragraph[: last.end + 1].endswith(";"))
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return bounds without white space, list marks and semicolons; None where nothing is left."""
    while start < end and (text[start].isspace() or text[start] in ";,"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if ending := re.search(r"[;,]\s*(?:and|or)?\s*$", text[max(start, end - 8) : end]):
        end -= len(ending[0])
    letters = sum(character.isalnum() for character in text[start : min(end, start + 20)])
    return (start, end) if letters >= MIN_LETTERS else None


def _draft(
    number: int, places: Sequence[Place], paragraphs: Sequence[str], first: int
) -> DraftRecommendation:
    words = (paragraphs[place.paragraph - first][place.start : place.end] for place in places)
    return DraftRecommendation(str(number), " ".join(words), tuple(places))


def find_sentences_with_should(
    paragraphs: Sequence[str], text_start: int, *, first: int = 1
) -> tuple[DraftRecommendation, ...]:
    """Return the sentences that say what the government should do: editions to 2008 had no list."""
    matches: list[tuple[int, int, int]] = []
    for index in range(text_start, len(paragraphs)):
        is_request = False  # "It should also …" continues the request before it
        for start, end in sentences.split_sentences(paragraphs[index]):
            is_request = bool(
                SHOULD.search(paragraphs[index], start, end)
                or (is_request and IT_SHOULD.match(paragraphs[index], start))
            )
            if is_request:
                matches.append((index, start, end))
    return tuple(
        _draft(number, [Place(index + first, start, end)], paragraphs, first)
        for number, (index, start, end) in enumerate(matches, start=1)
    )
