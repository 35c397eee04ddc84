"""Values of earlier years beside the present ones: "compared with 21 in 2022", "(194 in 2022)"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tracker.intake.drafts import Paragraph, Place
from tracker.intake.figures.labels import choose_indicator, cut_clause
from tracker.intake.figures.missing_values import find_missing_values
from tracker.intake.figures.quantities import Quantity
from tracker.intake.figures.values import OldFigure
from tracker.intake.numbers import NUMBER

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LEAD = re.compile(
    r"(?:compared|comparison|relative)\s+(?:with|to)\b"
    r"|\b(?:increase[ds]?|decrease[ds]?|decline[ds]?|rise|rose|drop(?:ped)?|fell|up|down|reduction|fewer|more)"
    r"(?:\s+\w+){0,3}?\s+(?:from|than|over)\b"
    r"|\bversus\b|\bas opposed to\b",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(r"\b(?:in|during|for|from)\s+(?:calendar\s+year\s+)?((?:19|20)\d\d)\b")
_EARLIER = re.compile(
    r"\b(?:in|during|from|over)\s+(?:the\s+)?(?:previous|prior|last|preceding)\s+(?:reporting\s+)?"
    r"(?:period|year|cycle)",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\bthe same (?:number|amount|as)\b[^.;()]*?(?:\bas\b|\bin\b)\s+(?:in\s+)?"
    r"((?:19|20)\d\d|the (?:previous|prior) (?:reporting period|year))",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\bin\s+(?:both\s+|either\s+)?((?:19|20)\d\d),?\s+(?:and|or)\s+(?:in\s+)?((?:19|20)\d\d)"
)
_RUN = re.compile(r"(?:,\s*(?:and\s+)?|\s+and\s+)[\w,-]+(?:\s+[\w-]+){0,4}?\s+in\s+(?:19|20)\d\d")
_ASIDE = re.compile(r"\([^()]*\)")
_THE_SAME = re.compile(r"\bthe same\b", re.IGNORECASE)
# "more than 1,000 calls in 2016" is a number with a qualifier; ", more than 77 in 2021" is none.
_QUALIFIED = re.compile(r"(?:more|fewer) than$", re.IGNORECASE)
_BARE = re.compile(r"\s+[\w,.-]+ in (?:19|20)\d\d")
NONE = re.compile(r"\b(?:none|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ComparisonSpan:
    """Span of a paragraph that gives values of an earlier year."""

    start: int
    end: int
    year: str | None
    in_bracket: bool
    first_end: int  # of a run over several years only the first year counts


def find_comparisons(text: str, start: int, end: int) -> list[ComparisonSpan]:
    """Find the spans of a sentence that hold earlier values, in order and without overlap."""
    spans = [*_spans_after_lead(text, start, end), *_spans_in_brackets(text, start, end)]
    spans.sort(key=lambda span: (span.start, -span.end))
    distinct: list[ComparisonSpan] = []
    for span in spans:
        if not distinct or span.start >= distinct[-1].end:
            distinct.append(span)
    return distinct


def _spans_after_lead(text: str, start: int, end: int) -> Iterator[ComparisonSpan]:
    """Find spans after "compared with" and the like, to the year named or the clause's end."""
    for match in _LEAD.finditer(text, start, end):
        clause_end = _find_clause_end(text, match.end(), end)
        year = _IN_YEAR.search(text, match.end(), clause_end)
        earlier = _EARLIER.search(text, match.end(), clause_end)
        if re.match(r"\s*(?:the )?(?:previous|prior|last)\b", text[match.end() : clause_end]):
            continue  # "compared with the previous reporting period" names no value
        if _QUALIFIED.match(match[0]) and NUMBER.match(text[match.end() : end].lstrip()):
            aside = text[: match.start()].rstrip().endswith(",")
            if not (aside and _BARE.match(text[match.end() : end])):
                continue
        word = match[0].lower()
        if not (year or earlier) and not word.startswith(("compar", "versus", "relative")):
            continue
        first_end = year.end() if year else earlier.end() if earlier else clause_end
        run_end = first_end
        while (run := _RUN.match(text, run_end, end)) is not None:
            run_end = run.end()
        yield ComparisonSpan(match.start(), run_end, year[1] if year else None, False, first_end)


def _find_clause_end(text: str, start: int, end: int) -> int:
    depth = 0
    for index in range(start, end):
        if depth == 0 and text[index] in ");":
            return index
        depth += {"(": 1, ")": -1}.get(text[index], 0)
    return end


def _spans_in_brackets(text: str, start: int, end: int) -> Iterator[ComparisonSpan]:
    """Find brackets that compare: those that hold a year or "the previous period"."""
    for match in re.compile(r"\(([^()]*)\)").finditer(text, start, end):
        year = _IN_YEAR.search(match[1])
        if year or _EARLIER.search(match[1]):
            first_end = match.start(1) + year.end() if year else match.end()
            stated_year = year[1] if year else None
            yield ComparisonSpan(match.start(), match.end(), stated_year, True, first_end)


def pair_with_previous(present: list[Quantity], earlier: list[Quantity], year: str | None) -> None:
    """Give the present quantities their previous values: by noun, the others in order.

    The others are paired only where there are no more earlier values than present ones. Of a run
    over several years only the first counts: the caller cuts it there.
    """
    open_quantities = [q for q in present if q.previous_value is None]
    unpaired = list(earlier)
    for older in list(unpaired):
        matches = [q for q in open_quantities if _is_alike(q, older)]
        if matches:
            set_previous(matches[0], older.value, year)
            open_quantities.remove(matches[0])
            unpaired.remove(older)
    if unpaired and len(unpaired) <= len(open_quantities):
        for quantity, older in zip(open_quantities, unpaired, strict=False):
            if older.noun is None and bool(quantity.currency) == bool(older.currency):
                is_assumed = 1 < len(open_quantities) != len(unpaired)
                set_previous(quantity, older.value, year, is_assumed=is_assumed)


def _is_alike(quantity: Quantity, earlier: Quantity) -> bool:
    if quantity.currency or earlier.currency:
        return quantity.currency == earlier.currency
    return earlier.noun is not None and quantity.noun == earlier.noun


def _may_be_alike(quantity: Quantity, earlier: Quantity) -> bool:
    return _is_alike(quantity, earlier) or quantity.noun is None or earlier.noun is None


def set_previous(
    quantity: Quantity, value: float, year: str | None, *, is_assumed: bool = False
) -> None:
    """Set the value and the year that a quantity is compared with."""
    quantity.previous_value, quantity.previous_period = value, year
    quantity.is_previous_assumed = is_assumed


def _stated_year(
    text: str, quantity: Quantity, stop: int, spans: list[ComparisonSpan]
) -> str | None:
    """Return the year stated of a quantity itself, outside brackets and comparisons."""
    words = text[quantity.end : stop]
    for span in spans:
        first = max(span.start, quantity.end) - quantity.end
        end = min(span.end, stop) - quantity.end
        if first < end:
            words = words[:first] + " " * (end - first) + words[end:]
    while (blanked := _ASIDE.sub(lambda aside: " " * len(aside[0]), words)) != words:
        words = blanked
    words = _THE_SAME.split(words, maxsplit=1)[0][:80]
    if (years := _BOTH.search(words)) is not None:
        return max(years[1], years[2])
    match = _IN_YEAR.search(words)
    return match[1] if match else None


def merge_years(
    text: str,
    quantities: list[Quantity],
    end: int,
    current_year: str | None,
    spans: list[ComparisonSpan],
) -> list[Quantity]:
    """Return the quantities of the latest year, with earlier ones as their previous values.

    "two in 2016 and eight in 2017", "prosecuted 50; it reported prosecuting 77 in 2021". Of three
    years, the one just before the latest counts.
    """
    for quantity, following in zip(quantities, [*quantities[1:], None], strict=False):
        quantity.year = _stated_year(text, quantity, following.start if following else end, spans)
    years = [q.year for q in quantities if q.year]
    has_undated = len(years) < len(quantities)
    latest = current_year if has_undated and current_year else max(years, default=None)
    present = [
        q for q in quantities if q.year is None or q.year == latest or q.year == current_year
    ]
    older = [q for q in quantities if q not in present]
    for quantity in sorted(older, key=lambda other: other.year or "", reverse=True):
        if any(other.previous_period and _may_be_alike(other, quantity) for other in present):
            continue
        candidates = [q for q in present if q.previous_value is None and _may_be_alike(q, quantity)]
        if candidates:
            nearest = min(candidates, key=lambda other: abs(other.start - quantity.start))
            if nearest.noun is None:
                nearest.noun = quantity.noun
            set_previous(nearest, quantity.value, quantity.year)
        else:
            present.append(quantity)
    return sorted(present, key=lambda q: q.start)


_FROM_TO = re.compile(r"\bfrom\s+$")
_TO = re.compile(r"^(?:\s*\([^()]*\))?(?:\s+in\s+(?P<year>(?:19|20)\d\d))?\s+to\s+$")


def merge_ranges(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Merge "from 100,000 euros to 120,000 euros" into one quantity with a previous value."""
    merged = list(quantities)
    for quantity, following in pairwise(quantities):
        bridge = _TO.match(text[quantity.end : following.start])
        if bridge and _FROM_TO.search(text[max(0, quantity.start - 6) : quantity.start]):
            set_previous(following, quantity.value, bridge["year"])
            merged.remove(quantity)
    return merged


def find_same_number(text: str, start: int, end: int) -> tuple[int, str | None] | None:
    """Return the offset of "the same number as in 2022", and its year if it is named."""
    if (match := _SAME.search(text, start, end)) is None:
        return None
    return match.start(), match[1] if match[1].isdigit() else None


def find_both_years(text: str, start: int, end: int) -> tuple[int, str, str] | None:
    """Return the offset of "in both 2023 and 2022", the later year and the earlier year."""
    if (match := _BOTH.search(text, start, end)) is None:
        return None
    years = sorted((match[1], match[2]))
    return match.start(), years[1], years[0]


RECEIVER = re.compile(r"\b(?:to|of|at|by|in|with|from|for)\s+$")
RECENT_REACH = 400  # code points


def apply_earlier_sentence(
    figures: list[OldFigure],
    paragraph: Paragraph,
    quantities: Sequence[Quantity],
    bounds: tuple[int, int],
    year: str | None,
    current_year: str | None,
) -> list[OldFigure]:
    """Give figures their previous values from a sentence like "In 2022, the government provided …".

    A value that fits no figure becomes a figure of its own, whose present value is unknown.
    """
    updated = list(figures)
    text, (start, end) = paragraph.text, bounds
    for quantity in quantities:
        if (
            quantity.bracket_depth
            or not (quantity.noun or quantity.currency)
            or _is_receiver(quantity, text)
        ):
            continue
        code, label, unit = choose_indicator(quantity, cut_clause(text, start, quantity.start))
        place = Place(paragraph.number, quantity.start, quantity.end)
        earlier = OldFigure(code, label, None, unit, place, current_year, quantity.value, year)
        updated = _apply_earlier(updated, earlier, quantity.text_after)
    for zero in find_missing_values(paragraph, start, end):
        if zero.value is not None:
            earlier = replace(
                zero,
                value=None,
                period=current_year,
                previous_value=zero.value,
                previous_period=year,
            )
            updated = _apply_earlier(updated, earlier, "")
    return updated


def _is_receiver(quantity: Quantity, text: str) -> bool:
    """Return whether a quantity only names a receiver: "to one shelter"."""
    return (
        quantity.value == 1
        and quantity.noun != "victims"
        and bool(RECEIVER.search(text[max(0, quantity.start - 30) : quantity.start]))
    )


def _apply_earlier(
    figures: list[OldFigure], earlier: OldFigure, text_after: str
) -> list[OldFigure]:
    """Add an earlier value to the figure it fits best, or append it as a figure of its own."""
    candidates = [
        index
        for index, figure in enumerate(figures)
        if figure.previous_value is None and figure.unit == earlier.unit and not figure.breakdown
    ]
    best = max(
        candidates,
        key=lambda index: (_score_match(figures[index], earlier, text_after), -index),
        default=None,
    )
    if best is None or not _fits(figures[best], earlier):
        return [*figures, earlier]
    fitted = replace(
        figures[best],
        previous_value=earlier.previous_value,
        previous_period=earlier.previous_period,
        is_previous_assumed=True,
    )
    return [*figures[:best], fitted, *figures[best + 1 :]]


def _fits(figure: OldFigure, earlier: OldFigure) -> bool:
    """Return whether the earlier value may belong to a figure: same currency, or same verb."""
    same_deed = figure.label.split()[-1:] == earlier.label.split()[-1:]
    return earlier.unit.isupper() or figure.indicator == earlier.indicator or same_deed


def _score_match(figure: OldFigure, earlier: OldFigure, text_after: str) -> int:
    """Score how well an earlier value fits a figure: words of its purpose first, then indicator."""
    words = set(re.findall(r"[A-Za-z]{3,}", " ".join(text_after.split()[:8])))
    label_words = set(re.findall(r"[A-Za-z]{3,}", figure.label))
    shared = (words & label_words) - {"the", "and", figure.unit}
    return 2 * len(shared) + (figure.indicator == earlier.indicator)


def sum_recent(
    figures: Sequence[OldFigure],
    paragraph: Paragraph,
    quantities: Sequence[Quantity],
    spans: Sequence[ComparisonSpan],
    bounds: tuple[int, int],
    current_year: str | None,
) -> OldFigure | None:
    """Sum the figures just before "This was an increase compared with €8,180", for comparison.

    None unless the sentence names an earlier amount of money and such figures stand near it.
    """
    earlier = [q for q in quantities if any(s.start <= q.start < s.end for s in spans)]
    if not earlier or not earlier[0].currency:
        return None
    unit = earlier[0].currency
    recent = [f for f in figures if f.unit == unit and bounds[0] - f.place.end < RECENT_REACH]
    summands = [f for f in recent if f.previous_value is None and f.value is not None]
    if not summands:
        return None
    return OldFigure(
        indicator=f"TOTAL_{unit}",
        label=f"{unit} in total",
        value=sum(f.value or 0 for f in summands),
        unit=unit,
        place=Place(paragraph.number, *bounds),
        period=current_year,
        previous_value=earlier[0].value,
        previous_period=spans[0].year,
        is_previous_assumed=True,
    )
