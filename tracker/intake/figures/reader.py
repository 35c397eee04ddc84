"""Figures from sentences: present values, their parts, and the values of earlier years."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tracker.intake.drafts import MOST_FIGURES, Figure, Paragraph, Place, check_number
from tracker.intake.figures import comparisons
from tracker.intake.figures.labels import choose_indicator, cut_clause, find_breakdown
from tracker.intake.figures.lexicon import VERB
from tracker.intake.figures.missing_values import find_missing_values
from tracker.intake.figures.quantities import Quantity, find_quantities
from tracker.intake.figures.values import OldFigure
from tracker.intake.sentences import split_sentences
from tracker.vocabulary import Section

SECTIONS_WITHOUT_FIGURES = frozenset(
    {Section.TITLE, Section.RANKING, Section.RECOMMENDATIONS, Section.PROFILE}
)
_IN_EARLIER = re.compile(
    r"^(?:In|During)\s+(?:(?P<year>(?:19|20)\d\d)|(?:the\s+)?(?:previous|prior|last)\s+(?:reporting\s+)?"
    r"(?:period|year)),"
)
_RESTATED = re.compile(r"\b[Oo]f\s+(?:the|these|those|its)\s+$")
_DEFINITE = re.compile(r"\b(?:the|these|those|both)\s+$", re.IGNORECASE)
_TOTAL = re.compile(r"^(?:This|These|The total|In total|Overall)\b")
_LISTED = re.compile(  # before a part of a count
    r"(?:includ(?:ing|ed)|—|–|:|\bwere (?:women|men|girls|boys|children|adults)\b)[^.;]*$"
)


@dataclass(slots=True)
class _Reader:
    """State of reading one paragraph."""

    paragraph: Paragraph
    current_year: str | None  # the year the figures are about: the edition's minus one
    previous_year: str | None
    latest: str | None  # the same, or the newest year that a sentence of the text begins with
    figures: list[OldFigure] = field(default_factory=list)
    topic: OldFigure | None = None  # the figure that numbers without a noun belong to
    counted: set[tuple[float, str]] = field(default_factory=set)

    @property
    def text(self) -> str:
        """Text of the paragraph."""
        return self.paragraph.text

    def read(self) -> list[OldFigure]:
        """Return the figures of the paragraph, in the order of its sentences."""
        for start, end in split_sentences(self.text):
            self._read_sentence(start, end)
            check_number(self.figures, MOST_FIGURES)
        return self.figures

    def _read_sentence(self, start: int, end: int) -> None:
        quantities = find_quantities(self.text, start, end)
        earlier = _IN_EARLIER.match(self.text[start:end])
        if earlier and (earlier["year"] is None or earlier["year"] != self.latest):
            self.figures = comparisons.apply_earlier_sentence(
                self.figures,
                self.paragraph,
                quantities,
                (start, end),
                earlier["year"] or self.previous_year,
                self.current_year,
            )
            return
        spans = comparisons.find_comparisons(self.text, start, end)
        present = [q for q in quantities if not any(s.start <= q.start < s.end for s in spans)]
        main = comparisons.merge_ranges(self.text, self._select_main(present, start))
        main = comparisons.merge_years(self.text, main, end, self.current_year, spans)
        if earlier:
            for quantity in main:
                quantity.year = quantity.year or earlier["year"]
        self._pair_comparisons(main, quantities, spans)
        self._pair_unchanged(main, start, end)
        new_figures: list[OldFigure] = []
        for quantity in main:
            if not (quantity.noun or quantity.currency or self.topic):
                continue  # a number of nothing that was named
            figure = self._make_figure(quantity, start)
            new_figures += [figure, *self._bracketed_parts(quantity, figure, present)]
        new_figures += self._missing_figures(start, end, spans)
        self.figures += sorted(new_figures, key=lambda figure: figure.place)
        if not main and spans and _TOTAL.match(self.text[start:end]):
            total = comparisons.sum_recent(
                self.figures, self.paragraph, quantities, spans, (start, end), self.current_year
            )
            self.figures += [total] if total else []

    def _select_main(self, present: list[Quantity], start: int) -> list[Quantity]:
        """Select quantities outside brackets that neither restate a figure nor name a receiver."""
        main: list[Quantity] = []
        for quantity in present:
            if quantity.bracket_depth:
                continue
            lead = self.text[max(start, quantity.start - 30) : quantity.start]
            if _RESTATED.search(lead):
                self._restate(quantity, start)
                continue
            counts = (quantity.value, quantity.noun)
            is_repeated = counts in self.counted and _DEFINITE.search(lead)
            persons = ("victims", "suspects", "defendants", "traffickers")
            is_receiver = quantity.value == 1 and quantity.noun not in (None, *persons)
            is_bare = quantity.noun is None and not quantity.currency
            if (
                is_repeated
                or (is_receiver and comparisons.RECEIVER.search(lead))
                or (is_bare and not self._has_meaning(quantity, main, lead))
            ):
                continue
            if quantity.noun:
                self.counted.add((quantity.value, quantity.noun))
                if not find_breakdown(quantity):
                    self._restate(quantity, start)
            main.append(quantity)
        return main

    def _has_meaning(self, quantity: Quantity, preceding: list[Quantity], lead: str) -> bool:
        """Return whether a number without a noun is part of the topic, or explained by its verb."""
        if self.topic is not None and find_breakdown(quantity):
            return True
        counted = [other for other in preceding if other.noun]
        verb = re.search(r"(\w+)\s+$", lead)
        if counted and verb and VERB.fullmatch(verb[1]):
            quantity.noun = counted[-1].noun
            return True
        following = self.text[quantity.end : quantity.end + 10]
        return bool(counted and re.match(r"\s+in\s+(?:19|20)\d\d", following))

    def _restate(self, quantity: Quantity, start: int) -> None:
        """Make the figure restated by "Of the 17 victims identified" the topic of what follows."""
        for figure in reversed(self.figures):
            if figure.value == quantity.value and not figure.breakdown:
                self.topic = figure
                return
        clause = cut_clause(self.text, start, quantity.start)
        code, label, unit = choose_indicator(quantity, clause)
        place = Place(self.paragraph.number, quantity.start, quantity.end)
        self.topic = OldFigure(code, label, quantity.value, unit, place, self.current_year)

    def _make_figure(self, quantity: Quantity, start: int) -> OldFigure:
        breakdown = find_breakdown(quantity)
        is_part = quantity.noun is None and not quantity.currency
        is_listed = quantity.noun in ("women", "men", "girls", "boys", "children") and (
            _LISTED.search(self.text[start : quantity.start])
        )
        if is_part or (is_listed and self.topic):
            assert self.topic is not None
            code, label, unit = self.topic.indicator, self.topic.label, self.topic.unit
        else:
            clause = cut_clause(self.text, start, quantity.start)
            code, label, unit = choose_indicator(quantity, clause)
        figure = OldFigure(
            indicator=code,
            label=label,
            value=quantity.value,
            unit=unit,
            place=Place(self.paragraph.number, quantity.start, self._span_end(quantity)),
            period=quantity.year or self.current_year,
            previous_value=quantity.previous_value,
            previous_period=(quantity.previous_period or self.previous_year)
            if quantity.previous_value is not None
            else None,
            qualifier=quantity.qualifier,
            breakdown=breakdown,
            is_previous_assumed=quantity.is_previous_assumed,
        )
        if quantity.noun and not breakdown:
            self.topic = figure
        return figure

    def _span_end(self, quantity: Quantity) -> int:
        """Return the end of a quantity; where its noun is left out, after the words of its part."""
        if quantity.noun or quantity.currency:
            return quantity.end
        match = re.match(r"[^,;.()]{0,60}", self.text[quantity.end :])
        return quantity.end + (len(match[0].rstrip()) if match else 0)

    def _bracketed_parts(
        self, total: Quantity, figure: OldFigure, present: list[Quantity]
    ) -> Iterator[OldFigure]:
        """Yield the parts in the bracket after a quantity, unless the bracket is a comparison."""
        bracketed = [part for part in present if part.bracket_depth and part.start > total.start]
        for part in bracketed:
            opens = self.text.rfind("(", 0, part.start)
            is_first_bracket = part.bracket == bracketed[0].bracket
            if not is_first_bracket or self.text[total.end : opens].count(")"):
                continue
            breakdown = find_breakdown(part)
            is_part = not part.currency and (breakdown or part.noun)
            if is_part and self._is_nearest(total, part, present):
                yield replace(
                    figure,
                    value=part.value,
                    unit=part.noun or figure.unit,
                    place=Place(self.paragraph.number, part.start, self._span_end(part)),
                    previous_value=None,
                    previous_period=None,
                    qualifier=part.qualifier,
                    breakdown=breakdown,
                    is_previous_assumed=False,
                )

    def _is_nearest(self, total: Quantity, part: Quantity, present: list[Quantity]) -> bool:
        """Return whether a bracket's part belongs to `total`: by its noun, else as the nearest."""
        candidates = [q for q in present if not q.bracket_depth and q.start < part.start]
        same_noun = [q for q in candidates if part.noun and q.noun == part.noun]
        return bool(candidates) and (same_noun[-1] if same_noun else candidates[-1]) is total

    def _pair_comparisons(
        self,
        main: list[Quantity],
        quantities: list[Quantity],
        spans: Sequence[comparisons.ComparisonSpan],
    ) -> None:
        start = 0
        for span in spans:
            earlier = [q for q in quantities if span.start <= q.start < span.first_end]
            present = [q for q in main if start <= q.start < span.start]
            is_none = comparisons.NONE.search(self.text, span.start, span.end)
            if not earlier and present and is_none:  # "none in 2022"
                present, earlier = present[-1:], [replace(present[-1], value=0.0)]
            elif span.in_bracket:
                present = present[-len(earlier) :] if earlier else []
            else:
                present = present or main[:1]
            comparisons.pair_with_previous(present, earlier, span.year)
            if not span.in_bracket:
                start = span.end

    def _pair_unchanged(self, quantities: list[Quantity], start: int, end: int) -> None:
        if (unchanged := comparisons.find_same_number(self.text, start, end)) is not None:
            place, year = unchanged
            candidates = [q for q in quantities if q.start < place and q.previous_value is None]
            for quantity in candidates[:1]:
                comparisons.set_previous(quantity, quantity.value, year, is_assumed=True)
        if (years := comparisons.find_both_years(self.text, start, end)) is not None:
            place, _later, year = years
            candidates = [q for q in quantities if q.start < place and q.previous_value is None]
            for quantity in candidates[-1:]:
                comparisons.set_previous(quantity, quantity.value, year)

    def _missing_figures(
        self, start: int, end: int, comparison_spans: Sequence[comparisons.ComparisonSpan]
    ) -> Iterator[OldFigure]:
        years = comparisons.find_both_years(self.text, start, end)
        for missing in find_missing_values(self.paragraph, start, end):
            last = missing.place.end
            later = [s for s in comparison_spans if s.start >= last and not s.in_bracket]
            quantities = find_quantities(self.text, start, end) if later else []
            earlier = [q for q in quantities if later[0].start <= q.start < later[0].first_end]
            previous, year = None, None
            if earlier and missing.value is not None:
                previous, year = earlier[0].value, later[0].year or self.previous_year
            elif years is not None and missing.value is not None and last <= years[0]:
                previous, year = missing.value, years[2]
            yield replace(
                missing,
                period=self.current_year,
                previous_value=previous,
                previous_period=year if previous is not None else None,
            )


def find_figures(paragraphs: Iterable[Paragraph], *, year: int | None = None) -> list[Figure]:
    """Find the figures of a narrative, by place. `year` is the edition's; without it, no periods.

    A report of year Y describes Y−1 and compares with Y−2.
    """
    numbered = list(paragraphs)
    current_year = str(year - 1) if year else None
    previous_year = str(year - 2) if year else None
    opening_years = [
        match["year"]
        for paragraph in numbered
        for start, end in split_sentences(paragraph.text)
        if (match := _IN_EARLIER.match(paragraph.text[start:end])) and match["year"]
    ]
    latest = current_year or max(opening_years, default=None)
    figures: list[OldFigure] = []
    for paragraph in numbered:
        if paragraph.section not in SECTIONS_WITHOUT_FIGURES:
            figures += _Reader(paragraph, current_year, previous_year, latest).read()
            check_number(figures, MOST_FIGURES)
    return [figure.finish() for figure in figures]
