"""From sentences to figures: present values, parts of them, and the values of earlier years."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tracker.intake.drafts import Figure, Paragraph, Place
from tracker.intake.figures import comparing
from tracker.intake.figures.absent import Absent, absent_in
from tracker.intake.figures.earlier import earlier_sentence, total_of
from tracker.intake.figures.lexicon import VERB
from tracker.intake.figures.naming import breakdown_of, clause_before, named
from tracker.intake.figures.quantities import Quantity, quantities_in
from tracker.intake.sentences import sentences
from tracker.vocabulary import Section

WITHOUT = frozenset({Section.TITLE, Section.RANKING, Section.RECOMMENDATIONS})
_IN_EARLIER = re.compile(
    r"^(?:In|During)\s+(?:(?P<year>(?:19|20)\d\d)|(?:the\s+)?(?:previous|prior|last)\s+(?:reporting\s+)?"
    r"(?:period|year)),"
)
_RESTATED = re.compile(r"\b[Oo]f\s+(?:the|these|those|its)\s+$")
_DEFINITE = re.compile(r"\b(?:the|these|those|both)\s+$", re.IGNORECASE)
_RECIPIENT = re.compile(r"\b(?:to|of|at|by|in|with|from|for)\s+$")
_TOTAL = re.compile(r"^(?:This|These|The total|In total|Overall)\b")
_LISTED = re.compile(
    r"(?:includ(?:ing|ed)|—|–|:|\bwere (?:women|men|girls|boys|children|adults)\b)[^.;]*$"
)
_LAW = re.compile(
    r"\b(?:prescribed|punishable by|penalt(?:y|ies) of|sentences? (?:of|ranging)|imprisonment)\b"
)


@dataclass(slots=True)
class _Reader:
    """What is known while a paragraph is read."""

    paragraph: Paragraph
    now: str | None  # the year the figures are about: the edition's minus one
    before: str | None
    latest: str | None  # the same, or the newest year that a sentence of the text begins with
    figures: list[Figure] = field(default_factory=list)
    topic: Figure | None = None  # what left-out nouns stand for
    told: set[tuple[float, str]] = field(default_factory=set)

    def read(self) -> list[Figure]:
        for start, end in sentences(self.paragraph.text):
            self._sentence(start, end)
        return self.figures

    def _sentence(self, start: int, end: int) -> None:
        text = self.paragraph.text
        found = quantities_in(text, start, end)
        earlier = _IN_EARLIER.match(text[start:end])
        if earlier and (earlier["year"] is None or earlier["year"] != self.latest):
            self.figures = earlier_sentence(
                self.figures,
                self.paragraph,
                found,
                (start, end),
                earlier["year"] or self.before,
                self.now,
            )
            return
        regions = comparing.regions_in(text, start, end)
        present = [one for one in found if not any(r.start <= one.start < r.end for r in regions)]
        main = comparing.from_to(text, self._main(present, start))
        main = comparing.by_year(text, main, end, self.now, regions)
        if earlier:
            for one in main:
                one.year = one.year or earlier["year"]
        self._compare(main, found, regions)
        self._same(main, start, end)
        fresh: list[Figure] = []
        for one in main:
            figure = self._figure(one, start)
            if figure is None:
                continue
            fresh.append(figure)
            fresh += self._parts(one, figure, present)
        fresh += self._absent(start, end, regions)
        self.figures += sorted(fresh, key=lambda one: one.place)
        if not main and regions and _TOTAL.match(text[start:end]):
            total = total_of(self.figures, self.paragraph, found, regions, (start, end), self.now)
            self.figures += [total] if total else []

    def _main(self, present: list[Quantity], start: int) -> list[Quantity]:
        """Outside brackets, and not what only restates or names a receiver."""
        text = self.paragraph.text
        main: list[Quantity] = []
        for one in present:
            if one.depth:
                continue
            lead = text[max(start, one.start - 30) : one.start]
            if _RESTATED.search(lead):
                self._restate(one, start)
                continue
            if one.noun and _DEFINITE.search(lead) and (one.value, one.noun) in self.told:
                continue
            singular = one.value == 1 and one.noun not in (
                "victims",
                "suspects",
                "defendants",
                "traffickers",
            )
            if singular and one.noun and _RECIPIENT.search(lead):
                continue
            if one.noun is None and not one.currency and not self._inherits(one, main, lead):
                continue
            if one.noun:
                self.told.add((one.value, one.noun))
                if not breakdown_of(one):
                    self._restate(one, start)
            main.append(one)
        return main

    def _inherits(self, one: Quantity, main: list[Quantity], lead: str) -> bool:
        """Whether a number without a noun can be told: as a part of the topic, or by its verb."""
        if self.topic is not None and breakdown_of(one):
            return True
        counted = [other for other in main if other.noun]
        verb = re.search(r"(\w+)\s+$", lead)
        if counted and verb and VERB.fullmatch(verb[1]):
            one.noun = counted[-1].noun
            return True
        in_year = re.match(r"\s+in\s+(?:19|20)\d\d", self.paragraph.text[one.end : one.end + 10])
        return bool(counted and in_year)

    def _restate(self, one: Quantity, start: int) -> None:
        """ "Of the 17 victims identified": what follows are its parts."""
        for figure in reversed(self.figures):
            if figure.value == one.value and not figure.breakdown:
                self.topic = figure
                return
        code, label, unit = named(one, self._clause(one, start))
        place = Place(self.paragraph.number, one.start, one.end)
        self.topic = Figure(code, label, one.value, unit, place, self.now)

    def _clause(self, one: Quantity, start: int) -> str:
        return clause_before(self.paragraph.text, start, one.start)

    def _figure(self, one: Quantity, start: int) -> Figure | None:
        breakdown = breakdown_of(one)
        if one.noun is None and not one.currency:
            assert self.topic is not None
            code, label, unit = self.topic.indicator, self.topic.label, self.topic.unit
        else:
            code, label, unit = named(one, self._clause(one, start))
            if (
                one.noun in ("women", "men", "girls", "boys", "children")
                and self.topic
                and self._is_list(one, start)
            ):
                code, label, unit = self.topic.indicator, self.topic.label, self.topic.unit
        figure = Figure(
            indicator=code,
            label=label,
            value=one.value,
            unit=unit,
            place=Place(self.paragraph.number, one.start, self._end(one)),
            period=one.year or self.now,
            previous=one.previous,
            previous_period=(one.previous_period or self.before)
            if one.previous is not None
            else None,
            qualifier=one.qualifier,
            breakdown=breakdown,
            is_assumed=one.is_assumed,
        )
        if one.noun and not breakdown:
            self.topic = figure
        return figure

    def _is_list(self, one: Quantity, start: int) -> bool:
        """Whether it stands after "including", "were women" or a dash: a part of the last count."""
        return bool(_LISTED.search(self.paragraph.text[start : one.start]))

    def _end(self, one: Quantity) -> int:
        """With a left-out noun the words that say which part belong to the span."""
        if one.noun or one.currency:
            return one.end
        match = re.match(r"[^,;.()]{0,60}", self.paragraph.text[one.end :])
        return one.end + (len(match[0].rstrip()) if match else 0)

    def _parts(self, whole: Quantity, figure: Figure, present: list[Quantity]) -> Iterator[Figure]:
        """What stands in the bracket after a quantity, if it is no comparison: parts of it."""
        text = self.paragraph.text
        between = [one for one in present if one.depth and one.start > whole.start]
        if not between:
            return
        nearest = between[0].bracket
        for one in between:
            opens = text.rfind("(", 0, one.start)
            if one.bracket != nearest or text[whole.end : opens].count(")"):
                continue
            if not self._is_nearest(whole, one, present):
                continue
            breakdown = breakdown_of(one)
            if one.currency or not (breakdown or one.noun):
                continue
            yield replace(
                figure,
                value=one.value,
                unit=one.noun or figure.unit,
                place=Place(self.paragraph.number, one.start, self._end(one)),
                previous=None,
                previous_period=None,
                qualifier=one.qualifier,
                breakdown=breakdown,
                is_assumed=False,
            )

    def _is_nearest(self, whole: Quantity, part: Quantity, present: list[Quantity]) -> bool:
        """Of several quantities before a bracket, the one with the same noun, else the nearest."""
        before = [one for one in present if not one.depth and one.start < part.start]
        alike = [one for one in before if part.noun and one.noun == part.noun]
        return bool(before) and (alike[-1] if alike else before[-1]) is whole

    def _compare(
        self, main: list[Quantity], found: list[Quantity], regions: Sequence[comparing.Region]
    ) -> None:
        text, since = self.paragraph.text, 0
        for region in regions:
            earlier = [one for one in found if region.start <= one.start < region.first_end]
            present = [one for one in main if since <= one.start < region.start]
            if not earlier and comparing.none_in(text, region) and present:  # "none in 2022"
                comparing.pair(present[-1:], [replace(present[-1], value=0.0)], region.year)
            elif region.in_bracket:
                comparing.pair(present[-len(earlier) :] if earlier else [], earlier, region.year)
            else:
                comparing.pair(present or main[:1], earlier, region.year)
            if not region.in_bracket:
                since = region.end

    def _same(self, main: list[Quantity], start: int, end: int) -> None:
        text = self.paragraph.text
        if (same := comparing.same_as(text, start, end)) is not None:
            place, year = same
            before = [one for one in main if one.start < place and one.previous is None]
            if before:
                before[0].previous, before[0].previous_period = before[0].value, year
                before[0].is_assumed = True
        if (both := comparing.in_both(text, start, end)) is not None:
            place, _later, year = both
            for one in [one for one in main if one.start < place and one.previous is None][-1:]:
                one.previous, one.previous_period = one.value, year

    def _absent(
        self, start: int, end: int, regions: Sequence[comparing.Region]
    ) -> Iterator[Figure]:
        text = self.paragraph.text
        both = comparing.in_both(text, start, end)
        for one in absent_in(text, start, end):
            later = [r for r in regions if r.start >= one.end and not r.in_bracket]
            told = quantities_in(text, start, end) if later else []
            before = [q for q in told if later[0].start <= q.start < later[0].first_end]
            if before and one.value is not None:
                yield self._of(one, previous=before[0].value, year=later[0].year or self.before)
                continue
            known = both is not None and one.value is not None and one.end <= both[0]
            yield self._of(
                one, previous=one.value if known else None, year=both[2] if both else None
            )

    def _of(self, one: Absent, *, previous: float | None, year: str | None) -> Figure:
        return Figure(
            one.code,
            one.label,
            one.value,
            one.unit,
            Place(self.paragraph.number, one.start, one.end),
            self.now,
            previous,
            year if previous is not None else None,
        )


def figures_in(paragraphs: Iterable[Paragraph], *, year: int | None = None) -> list[Figure]:
    """The figures of a narrative, by place. `year` is the edition's; without it no period is told.

    A report of year Y describes Y−1 and compares with Y−2.
    """
    told = list(paragraphs)
    now = str(year - 1) if year else None
    before = str(year - 2) if year else None
    began = [
        match["year"]
        for paragraph in told
        for start, end in sentences(paragraph.text)
        if (match := _IN_EARLIER.match(paragraph.text[start:end])) and match["year"]
    ]
    latest = now or max(began, default=None)
    found: list[Figure] = []
    for paragraph in told:
        if paragraph.section not in WITHOUT and paragraph.section != Section.PROFILE:
            found += _Reader(paragraph, now, before, latest).read()
    return found
