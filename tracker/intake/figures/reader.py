"""Figures of a narrative: sentence by sentence, counts in frames, parts and earlier values."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tracker.intake.drafts import (
    MOST_FIGURES,
    Figure,
    Paragraph,
    Place,
    ReadNumber,
    check_number,
)
from tracker.intake.figures import comparisons, parts
from tracker.intake.figures.counts import Count, find_numbers
from tracker.intake.figures.frames import HEAD_DEEDS, PLACES, Frame, build_frame
from tracker.intake.figures.indicators import choose_indicator
from tracker.intake.figures.lexicon import PEOPLE, PERSONAL
from tracker.intake.figures.pairing import pair_earlier, pair_kept_parts, pair_unchanged, pair_zero
from tracker.intake.figures.readings import (
    COUNTABLE,
    Reading,
    Sentence,
    is_by_kind,
    join_convicted,
    join_sum,
    tell_agencies_apart,
)
from tracker.intake.figures.statements import find_statements
from tracker.intake.normalization import Normalized, normalize
from tracker.intake.numbers import name_currency
from tracker.intake.sentences import split_sentences
from tracker.vocabulary import INDICATORS, NumberRole, Section

SECTIONS_WITHOUT_FIGURES = frozenset(
    {Section.TITLE, Section.RANKING, Section.RECOMMENDATIONS, Section.PROFILE}
)
_LIST = re.compile(
    r"[\s,]*(?:and\s+|or\s+|as well as\s+)?"
    r"(?:(?:the|an?|another|at least|approximately)\s+)*"
)
_ONE_NOUN = re.compile(  # and no verb: "at one post found 12 men"
    r"(?!.*\b(?:were|was|in|for|to|of)\b|.*(?:\w{3}ed|found|held|took)\s+$)[\w\s’-]{0,40},?\s*(?:(?:and|or)\s+)?"
)
_RECEIVER = re.compile(
    r"\b(?:(?<!licenses )(?<!licences )to|at|by|in|during|with|from|for|across|through|within|into|"
    r"on|against|(?<!total )(?<!network )(?<!register )(?<!registry )(?<!list )(?<!\d )of|"
    r"between|among)\s+"
    r"(?:(?:the|its|all|an?|only|at least|over|approximately|more than|another|each of)\s+)*$",
    re.IGNORECASE,
)
# "Premises for three shelters run by NGOs" counts shelters.
_RUN_BY = re.compile(r"\s+(?:that\s+\w+\s+)?(?:run|operated|managed|owned|staffed)\s+by\b")
_IN_EACH = re.compile(  # "for three shelters, two in Belo and one in Karo"
    r"[^.;,()\d]{0,30},\s+(?:including\s+)?(?:one|two|three|four|five|\d+)\s+(?:in|for|of\s+(?:which|them)|run)\b"
)
# Deeds of places themselves: "one shelter was closed".
_UNDERGONE = frozenset({"", "close", "inspect", "operate", "license", "open"})
_LISTED = re.compile(
    r"\s+(?:in|with(?!\s+(?:legal|medical|shelter))|for|at)\s+[^,;()]{3,40},?\s+and\s+|\s+(?:in|"
    r"from)\s+[A-Z][\w ]{2,30}(?:,\s+(?:and\s+)?|\s+and\s+)"
)
_MORE = re.compile(
    r"\s+(?:more|additional|further)(?=\s+(?:in|across|at|for|with|throughout)\b|[.,;])"
)
_ON_IT = re.compile(  # "spent $900 on its upkeep", "on running them"
    r"\s*(?:on|for|to|toward)\s+(?:cover\s+)?(?:(?:its|their|the)\s+(?:daily\s+|annual\s+)?(?:operat|running|"
    r"maintenance|upkeep|staff|renovat|expan|repair|rent\b|salar)|(?:run|operat|maintain|"
    r"renovat|support|staff)\w*\s+(?:it|them)\b)"
)
_OF_SHELTERS = ("SHELTERS", "SHELTER_BEDS", "SHELTER_STAFF", "VICT_SHELTERED")
_FROM_PLACE = re.compile(
    r"\s+from\s+(?:the\s+)?(?P<place>[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)*)(?!\s+\d)"
)
_NAME = r"[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)?"
_BODY = r"(?:[Tt]he|[Aa]n?)\s+[^,;.()\d]{3,50}"
_NAMES = (
    re.compile(  # "in Vilnius, Kaunas, and Klaipeda", "the police, the courts, and an NGO found"
        rf"\b[Ii]n\s+(?:the\s+)?(?P<places>{_NAME}(?:,\s+{_NAME})*,?\s+and\s+{_NAME})"
        rf"|(?:^|[.;])\s*(?P<bodies>{_BODY}(?:,\s+{_BODY})*,?\s+and\s+{_BODY}?)(?=\s+\w+ed\b)"
    )
)
_AND = re.compile(r",\s+and\s+|,\s+|\s+and\s+")
MOST_UNORDERED = 2  # names of a list that need not stand in the order of the counts
# Of which "referred 14" are some, and no people.
_THINGS = frozenset({"premises", "agencies", "calls", "permits", "licenses", "reports", "others"})
_DONE_TO = dict.fromkeys(_THINGS, ("refer", "give", "revoke", "open", "license")) | dict.fromkeys(
    ("shelters", "centers"), ("open", "close")
)
# What a preposition before it makes a receiver or a place: "at two centers".
_RECEIVED = frozenset({"shelters", "ngos", "agencies", "premises", "centers"})
_PLACES = _RECEIVED | frozenset(
    {"places", "others", "meetings", "units", "officials", "cases", "events", "beds", "permits"}
)
_KIND = re.compile(r"\s+[a-z-]+(?=[),;–—]|\s+and\b)")  # "(12 federal and three state)"
_DIVIDED = re.compile(  # after a number without a noun that counts what was counted before
    r"\s*(?:[,;).]|$|and\b|in\s+(?:19|20)\d\d|in\s+(?!total|all\b|addition)[A-Za-z]|of\s+(?:them|whom|which|the|[a-z]{4,}|"
    r"these|those)|for\b|"
    r"(?:not\s+)?guilty\b|off\s+with\b|innocent\b|by\s+[A-Za-z]|with\b|to\s+[A-Z]|from\b|under\b|as\b|\w+ed\b|to\s+(?:an?|the|[a-z]{5,})\b"
    r"|(?:who|which|that)\b)"
)
RECENT = 100  # readings of a paragraph that a sentence can be compared with
OPENING_REACH = 12  # code points of a sentence that begins "Of the 17"
_OF_OTHER = re.compile(r"\b(?:that|which|who\w*)\b")  # "no verdict in a trial that began in 2019"
STATEMENT_REACH = 60  # code points to the year of a zero


@dataclass(slots=True)
class _Reader:
    """State of reading one narrative."""

    latest: int | None  # the year the figures are about: the edition's minus one
    country: str
    readings: list[Reading] = field(default_factory=list)
    numbers: list[ReadNumber] = field(default_factory=list)

    @property
    def before(self) -> str | None:
        """The year before the one that the figures are about."""
        return str(self.latest - 1) if self.latest else None

    def read(self, paragraph: Paragraph) -> None:
        """Read the figures of a paragraph."""
        known: list[Reading] = []
        topic: Reading | None = None
        further_back, first = list(self.readings), len(self.numbers)
        plain = normalize(paragraph.text)
        for start, end in split_sentences(plain.text):
            sentence = Sentence(
                plain.text,
                paragraph.number,
                start,
                end,
                comparisons.find_spans(plain.text, start, end, self.latest),
                further_back,
                known[-RECENT:],
                topic,
            )
            self._read_sentence(sentence)
            for part in pair_kept_parts(sentence):
                known.remove(part)
                self.readings.remove(part)
            known += sentence.readings
            self.readings += sentence.readings
            if sentence.readings:
                check_number(self.readings, MOST_FIGURES)
            topic = _choose_topic(sentence) or topic
        earlier = {e.place.start for r in known for e in r.previous if e.place}
        self.numbers[first:] = [
            replace(
                number,
                place=_stored(plain, number.place),
                role=NumberRole.EARLIER if number.place.start in earlier else number.role,
            )
            for number in self.numbers[first:]
        ]
        for reading in known:
            reading.place = _stored(plain, reading.place)
            reading.previous = [
                replace(value, place=value.place and _stored(plain, value.place))
                for value in reading.previous
            ]

    def _read_sentence(self, sentence: Sentence) -> None:
        text = sentence.text
        counts, others = find_numbers(text, sentence.start, sentence.end)
        recent = (r.count for r in sentence.known if r.count.year in (None, str(self.latest)))
        heads = frozenset(count.head for count in recent)
        comparisons.set_years(text, counts, sentence.spans, sentence.start, self.latest, heads)
        _share_in_lists(text, counts)
        _read_present(sentence, [count for count in counts if not count.is_earlier])
        join_sum(sentence)
        if len(sentence.readings) > 1:
            _set_places(sentence.readings, sentence)
            tell_agencies_apart(sentence.readings, in_sentence=True)
        self._read_statements(sentence)
        pair_earlier(sentence, counts, self.before)
        if sentence.readings:
            pair_unchanged(sentence, self.before)
        self.numbers += [
            ReadNumber(Place(sentence.paragraph, start, end), role)
            for start, end, role in sorted(
                [*others, *((c.start, c.number_end, c.role) for c in counts)]
            )
        ]

    def _read_statements(self, sentence: Sentence) -> None:
        """Read zeros and unknown values as figures."""
        opening = comparisons.OPENING.match(sentence.words)
        for statement in find_statements(sentence.text, sentence.start, sentence.end):
            count = statement.count
            if sentence.span_of(count):
                continue
            stop = min(sentence.end, count.end + STATEMENT_REACH)
            stop = min([stop, *(s.start for s in sentence.spans if s.start >= count.end)])
            clause = sentence.text.find(";", count.end, stop)
            named = comparisons.NAMED.search(
                sentence.text, count.end, stop if clause < 0 else clause
            )
            if named and _OF_OTHER.search(sentence.text, count.end, named.start()):
                named = None
            if (period := named or opening) is not None:
                count.year = period["year"] or self.before
            if not named:
                year = comparisons.find_clause_year(
                    sentence.text, count, sentence.start, self.before
                )
                count.year = year or count.year
            statement.place = sentence.place(count)
            is_read = not statement.is_unknown and any(  # also as the number "zero"
                (r.indicator, r.count.end, r.count.value) == (statement.indicator, count.end, 0)
                for r in sentence.readings
            )
            if not (is_read or pair_zero(sentence, statement, self.latest)):
                sentence.readings.append(statement)
        sentence.readings.sort(key=lambda reading: reading.place)

    def figures(self) -> list[Figure]:
        """Return the figures in the order of their places."""
        tell_agencies_apart(self.readings)
        ordered = sorted(self.readings, key=lambda reading: reading.place)
        index = {reading: number for number, reading in enumerate(ordered)}
        return [self._build_figure(reading, index) for reading in ordered]

    def _build_figure(self, reading: Reading, index: dict[Reading, int]) -> Figure:
        count = reading.count
        definition = INDICATORS.get(reading.indicator or "")
        unit = definition.unit if definition else count.noun or "persons"
        return Figure(
            indicator=reading.indicator,
            label=definition.name if definition else f"{count.noun} {reading.frame.verb}".strip(),
            value=None if reading.is_unknown else count.value,
            unit=name_currency(count.currency, self.country) if count.currency else unit,
            place=reading.place,
            period=count.year or (str(self.latest) if self.latest else None),
            previous=tuple(sorted(reading.previous, key=lambda e: e.period or "", reverse=True)),
            breakdown=tuple(count.dimensions.items()),
            part_of=index[reading.whole] if reading.whole else None,
            scope=reading.frame.scope,
            qualifier=count.qualifier,
            doubt=" ".join(dict.fromkeys(reading.doubts)),
        )


def _stored(plain: Normalized, place: Place) -> Place:
    """Return where a place of the words that were read stands in the paragraph as stored."""
    return Place(place.paragraph, *plain.place(place.start, place.end))


def _choose_topic(sentence: Sentence) -> Reading | None:
    """Return the figure that numbers without a noun in later sentences divide."""
    if parts.OF_THESE.match(sentence.words) or sentence.words.startswith(("Of ", "Among ")):
        return sentence.topic
    return next(
        (
            r
            for r in sentence.readings
            if r.whole is None
            and r.count.head in COUNTABLE
            and (r.count.head or r.indicator not in ("AGENCIES", "LICENCES"))
            and r.count.value
            and not r.count.is_earlier
        ),
        None,
    )


def _share_in_lists(text: str, counts: Sequence[Count]) -> None:
    """Give members of a list the noun and the form of trafficking that its last one has."""
    counts = [count for count in counts if count.head != "months"]
    for count, after in pairwise(counts):
        between = re.sub(r"\([^()]*\)", "", text[count.end : after.start])
        is_more = count.head in PLACES and _MORE.match(text, after.number_end)
        is_listed = not after.head and (is_more or _LISTED.fullmatch(between))
        if (
            after.noun in ("others", "other", "matters", "issues") or is_listed
        ) and not count.is_money:
            after.head = count.head
            if after.head and after.head not in PERSONAL:
                after.dimensions.pop("nationality", None)
    for count, after in reversed(list(pairwise(counts))):
        between = text[count.end : after.start]
        if count.is_money or after.is_money or count.depth != after.depth:
            continue
        is_alike = _AND.fullmatch(
            re.sub(r"^\s+(?:new|ongoing|additional|previous|old|other)\b", "", between)
        ) or (after.head in PERSONAL and _ONE_NOUN.fullmatch(between))
        if not count.head and is_alike:
            count.head = after.head
        form = after.dimensions.get("form of trafficking")
        is_divided = count.dimensions and len(after.dimensions) > 1 and _LIST.fullmatch(between)
        is_with = count.head == "cases" and re.fullmatch(
            r"\s+(?:with|involving|against)\s+(?:\w+\s+)?", between
        )
        if form and (is_with or is_divided):
            count.dimensions = {"form of trafficking": form} | count.dimensions


def _name_indicator(
    sentence: Sentence, count: Count, built: Frame, phrase: str, *, follows: bool
) -> str | None:
    """Choose the indicator of a count, by the noun of the one it follows where it has none."""
    is_shared = not (
        built.is_adjacent
        or built.is_subject
        or re.search(r"\b(?!continued\b)\w{3,}ed\s+$", sentence.lead(count))
    )
    is_bare = count.end == count.number_end
    last = sentence.readings[-1:] if follows else []
    is_step = last and (last[0].indicator or "").startswith(("OFFICIALS_", "USERS_"))
    is_step = is_step or (is_bare and last and last[0].count.noun == "cases")
    is_thing = last and built.deed in _DONE_TO.get(last[0].count.head, ())
    last = last if is_shared or is_thing or (is_step and built.deed in HEAD_DEEDS.values()) else []
    holder = (last[0] if last[0].count.head else last[0].whole or last[0]) if last else None
    shared = holder.count.head if holder and not count.is_money else ""
    indicator = choose_indicator(count, built, phrase, head=shared)
    is_listed = (
        is_bare and last and _LISTED.fullmatch(sentence.text, last[0].count.end, count.start)
    )
    if last and count.head == shared and (indicator is None or is_listed):
        return last[0].indicator  # "12 officers in Belo and nine in Karo"
    if count.is_money and indicator in (None, "FUND_OTHER") and _ON_IT.match(built.after):
        places = [*sentence.known[-1:], *sentence.readings[-1:]]
        return "FUND_SHELTERS" if places and places[-1].indicator in _OF_SHELTERS else indicator
    return indicator


def _find_divided(sentence: Sentence) -> Reading | None:
    """Return the figure that "Of these" divides: one of the sentence before, if it has any."""
    begin = sentence.text.rfind(". ", 0, max(0, sentence.start - 2))
    mains = [
        r
        for r in sentence.known
        if r.count.start > begin and not (r.whole or r.count.is_money or r.count.is_earlier)
    ]
    return mains[0] if mains and sentence.topic not in mains else sentence.topic


def _find_done(sentence: Sentence) -> Reading | None:
    """Return the figure of "among the referred victims", or the topic."""
    done = parts.OF_THE_DONE.search(sentence.words)
    named = (r for r in reversed(sentence.known) if done and r.frame.verb == done["verb"])
    return next(named, sentence.topic)


def _read_present(sentence: Sentence, counts: Sequence[Count]) -> None:
    """Read the counts of the present year, with the wholes of those that are parts."""
    frame: Frame | None = None
    is_divided = parts.OF_THESE.match(sentence.words) is not None
    listed = _find_divided(sentence) if is_divided else None
    sentence.topic = listed or _find_done(sentence)
    for count in counts:
        if restated := parts.find_restated(sentence, count):
            parts.make_share(sentence, restated, count)
            sentence.topic = listed = restated
            is_divided = is_divided or count.start - sentence.start < OPENING_REACH
            count.role = NumberRole.FIGURE
            continue
        built = build_frame(
            sentence.text, sentence.start, count, previous=frame, subject=sentence.subject
        )
        phrase = sentence.text[count.start : count.end]
        indicator = _name_indicator(sentence, count, built, phrase, follows=frame is not None)
        if _is_receiver(sentence, count, built, indicator):
            count.role = NumberRole.OTHER
            continue
        frame = built
        if count.head or indicator == "SHELTER_BEDS" or _has_meaning(sentence, count, frame):
            reading = Reading(count, frame, indicator, sentence.place(count))
            whole = parts.find_whole(sentence, reading, listed, is_divided=is_divided)
            if whole is not None:
                if not count.head:
                    own = choose_indicator(count, frame, phrase, head=whole.count.head)
                    is_vague = whole.count.head == "others"
                    is_vague = is_vague and (frame.is_adjacent or frame.is_subject)
                    reading.indicator = own or (reading.indicator if is_vague else None)
                parts.set_whole(reading, whole, phrase)
                listed = listed if count.depth or listed else whole
            elif (frame.is_adjacent or frame.is_subject) and not is_divided:
                listed = None
            count.role = NumberRole.PART if whole else NumberRole.FIGURE
            if whole is None and parts.OF.fullmatch(sentence.lead(count)):
                listed, is_divided = reading, True
            join_convicted(sentence, reading)
            is_return = reading.indicator == "VICT_REPATRIATED" and not (
                PEOPLE.search(phrase)
                or (whole and whole.dimensions.get("nationality") == "foreign")
            )
            if is_return and count.after.startswith(" from"):
                count.dimensions.pop("nationality", None)
            sentence.readings.append(reading)
            if parts.OF_THE.search(sentence.lead(count)):
                parts.make_share(sentence, reading, count)
            parts.join_among(sentence, reading)
            parts.join_total(sentence, reading, phrase)


def _set_places(readings: Sequence[Reading], sentence: Sentence) -> None:
    """Give counts of a list the places or bodies of another of equal length as their scopes.

    "37 calls from Nairobi and 24 from Mombasa" have theirs beside them.
    """
    placed = [
        (reading, match["place"])
        for reading in readings
        if (match := _FROM_PLACE.match(sentence.text, reading.count.end, sentence.end))
        and reading.count.head not in ("victims", "persons", "")
    ]
    for names in _NAMES.finditer(sentence.words):
        listed = _AND.split(names["places"] or names["bodies"])
        for first in range(len(readings) - len(listed) + 1):
            run = readings[first : first + len(listed)]
            between = [sentence.text[a.count.end : b.count.start] for a, b in pairwise(run)]
            if all(_AND.fullmatch(words) for words in between) and (
                len(run) > MOST_UNORDERED or "respectively" in sentence.words
            ):
                placed += zip(run, listed, strict=True)
    for reading, place in placed if len(placed) > 1 else ():
        reading.frame = replace(reading.frame, scope=place)


def _is_receiver(sentence: Sentence, count: Count, frame: Frame, indicator: str | None) -> bool:
    """Return whether a number only names who received something, or where it happened."""
    lead = sentence.lead(count)
    acts = frame.is_subject and frame.deed not in _UNDERGONE
    if count.head in {*PLACES, "ngos"} and (
        re.search(r"\b(?:[Tt]he|[Tt]hese|[Bb]oth)\s+$", lead) or (count.value == 1 and acts)
    ):
        return True  # "one shelter assisted 12 victims"
    if not count.head and count.value == 1:
        return bool(_RECEIVER.search(lead))
    has_noun = count.end > count.number_end
    if (
        not has_noun
        or count.head not in _PLACES
        or not _RECEIVER.search(lead)
        or re.search(r"\b(?:units?|teams?)\b[^.;]{0,120}\bin\s+$", lead)
    ):
        return False
    is_run = frame.deed in ("give", "fund", "assist") and _RUN_BY.match(sentence.text, count.end)
    is_theirs = (
        is_run
        or re.search(r"\bits\s+$", lead)
        or _IN_EACH.match(sentence.text, count.end)
        or any(r.count.is_money and count.value > 1 for r in sentence.readings[-1:])
    )
    return indicator is None or (
        count.head in _RECEIVED
        and indicator in ("SHELTERS", "CENTERS", "AGENCIES")
        and not (is_theirs and count.head == "shelters")
    )


def _has_meaning(sentence: Sentence, count: Count, frame: Frame) -> bool:
    """Return whether a number without a noun is explained by its verb or by what it divides."""
    if frame.is_adjacent or frame.is_subject or count.dimensions:
        return bool(sentence.readings or sentence.topic or frame.deed)
    last = sentence.readings[-1].count if sentence.readings else None
    if last and parts.CONNECTED.search(sentence.text, last.end, count.start):
        return True
    if is_by_kind(sentence, count):
        return True
    if count.depth and _KIND.match(sentence.text, count.end):
        return bool(sentence.readings)
    return bool(sentence.readings or sentence.topic) and bool(
        _DIVIDED.match(sentence.text[count.end : sentence.end])
    )


def find_figures(
    paragraphs: Iterable[Paragraph], *, year: int | None = None, country: str = ""
) -> tuple[list[Figure], list[ReadNumber]]:
    """Find the figures of a narrative, and what each number of the text was read as.

    `year` is the edition's; a report of year Y describes Y−1 and compares with Y−2. Without it
    figures have the periods that the text names.
    """
    reader = _Reader(year - 1 if year else None, country)
    for paragraph in paragraphs:
        if paragraph.section not in SECTIONS_WITHOUT_FIGURES:
            reader.read(paragraph)
    return reader.figures(), reader.numbers
