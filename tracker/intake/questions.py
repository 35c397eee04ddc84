"""Questions on a narrative: figures that do not add up, and facts only its author knows."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _

from tracker.grouping import group_pairs
from tracker.intake.drafts import DraftQuestion, Figure, Paragraph, Place
from tracker.intake.numbers import (
    MONEY,
    NUMBER,
    format_amount,
    format_number,
    parse_money,
    parse_number,
)
from tracker.intake.sentences import LONGEST_SENTENCE
from tracker.vocabulary import QuestionKind


def find_questions(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> list[DraftQuestion]:
    """Return the questions that these figures raise, by place. A source is never corrected."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    questions = [
        *ask_about_parts(figures),
        *ask_about_providers(texts, figures),
        *ask_about_contradictions(figures),
        *ask_about_trends(paragraphs, figures),
        *ask_about_single_figures(texts, figures),
        *ask_about_totals(texts, figures),
        *ask_about_prosecutions(figures),
        *ask_about_same_number(texts, figures),
        *ask_about_deviating_conversions(paragraphs),
        *ask_about_single_rate(paragraphs),
    ]
    return sorted(questions, key=lambda question: question.places[0])


CORE_SUMS = frozenset({"INV_CASES", "PROS_CASES", "CONV_TRAFFICKERS", "VICT_IDENTIFIED"})
PERSON_DIMENSIONS = frozenset({"sex", "age group"})
_SUBJECT = re.compile(
    r"(?P<many>(?:the|these|all|both)\s+(?P<count>[\w-]+)\s+(?:[\w-]+\s+)*?(?P<what>\w+s)|"
    r"(?:the|one)\s+(?:[\w-]+\s+){0,3}?(?P<one>[A-Z][\w-]+|\w+))\s+(?:also\s+)?\w+ed\s+$",
    re.IGNORECASE,
)


def ask_about_parts(figures: Sequence[Figure]) -> Iterator[DraftQuestion]:
    """Ask about parts in one dimension (forms, sexes and ages, nationality) that miss the total."""
    for total, parts in _totals_with_parts(figures):
        by_dimension = group_pairs(
            (tuple(name for name, _value in part.breakdown), part) for part in parts
        )
        person_parts = [
            part for part in parts if {name for name, _value in part.breakdown} & PERSON_DIMENSIONS
        ]
        for parts_alike in by_dimension.values():
            if (
                parts_alike[0] in person_parts
                and sum(part.value or 0 for part in person_parts) == total.value
            ):
                continue  # "160 women, 110 men, and 42 children": one list, of sexes and of ages
            parts_sum = sum(part.value or 0 for part in parts_alike)
            are_adjacent = parts_alike[-1].place.start - parts_alike[0].place.end < 200
            if len(parts_alike) > 1 and are_adjacent and parts_sum != total.value:
                yield DraftQuestion(
                    QuestionKind.DOES_NOT_ADD_UP,
                    _(
                        "%(parts)s make %(sum)s, but the text says %(whole)s (%(label)s). Which is "
                        "right?"
                    )
                    % {
                        "parts": " + ".join(format_number(part.value or 0) for part in parts_alike),
                        "sum": format_number(parts_sum),
                        "whole": format_number(total.value or 0),
                        "label": total.label,
                    },
                    (total.place, *(part.place for part in parts_alike)),
                )


def _totals_with_parts(figures: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Yield each total with the parts of the same indicator right after it."""
    for index, total in enumerate(figures):
        if total.breakdown or total.value is None or total.unit.isupper():
            continue
        parts = []
        for figure in figures[index + 1 :]:
            if figure.place.paragraph != total.place.paragraph:
                break
            if figure.indicator == total.indicator and figure.unit == total.unit:
                if not figure.breakdown:
                    break
                parts.append(figure)
        yield total, parts


def ask_about_providers(
    texts: Mapping[int, str], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask where "the three shelters" differ from the sum of one shelter and the two others."""
    by_kind: dict[tuple[int, str | None], list[tuple[int, Figure]]] = defaultdict(list)
    for figure in figures:
        if figure.value is None or figure.breakdown or figure.unit.isupper():
            continue
        subject = _SUBJECT.search(texts[figure.place.paragraph][: figure.place.start][-120:])
        if subject is not None:
            count = _count(subject["count"]) if subject["count"] else 1
            by_kind[figure.place.paragraph, figure.indicator].append((count, figure))
    for group in by_kind.values():
        for count, total in group:
            parts = [(m, f) for m, f in group if f is not total]
            if count > 1 and len(parts) > 1 and sum(m for m, _f in parts) == count:
                parts_sum = sum(f.value or 0 for _m, f in parts)
                if parts_sum != total.value:
                    yield DraftQuestion(
                        QuestionKind.DOES_NOT_ADD_UP,
                        _(
                            "All %(many)s together: %(whole)s; one by one: %(parts)s, which makes "
                            "%(sum)s. Are some counted twice, or is one of the numbers wrong?"
                        )
                        % {
                            "many": count,
                            "whole": format_amount(total),
                            "parts": " + ".join(format_number(f.value or 0) for _m, f in parts),
                            "sum": format_number(parts_sum),
                        },
                        (total.place, *(f.place for _m, f in parts)),
                    )


def _count(word: str) -> int:
    if (match := NUMBER.fullmatch(word)) is None:
        return 2 if word.lower() == "both" else 1
    return int(parse_number(match["digits"], match["words"]))


def ask_about_contradictions(figures: Sequence[Figure]) -> Iterator[DraftQuestion]:
    """Ask about a core figure that two paragraphs state with two values."""
    first_figures: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        if figure.indicator not in CORE_SUMS or figure.breakdown or figure.value is None:
            continue
        key = (figure.indicator, figure.unit)
        first = first_figures.setdefault(key, figure)
        is_elsewhere = first.place.paragraph != figure.place.paragraph
        if (
            is_elsewhere
            and first.value != figure.value
            and not (first.qualifier or figure.qualifier)
        ):
            yield DraftQuestion(
                QuestionKind.DOES_NOT_ADD_UP,
                _("%(label)s: %(one)s in ¶ %(first)s, %(other)s in ¶ %(second)s. Which is right?")
                % {
                    "label": figure.label,
                    "one": format_number(first.value or 0),
                    "first": first.place.paragraph,
                    "other": format_number(figure.value),
                    "second": figure.place.paragraph,
                },
                (first.place, figure.place),
            )


_EFFORTS = re.compile(
    r"\b(?P<how>slightly|significantly|substantially|moderately)?\s*(?P<way>increased|decreased)\s+"
    r"(?:its\s+|their\s+)?(?:overall\s+)?(?:anti-trafficking\s+)?(?:law enforcement|"
    r"prosecution|victim protection|protection|prevention)?\s*efforts",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:this|these|which)\s+(?:was|were|represented|marked)\s+an?\s+(?:\w+\s+)?(?P<way>increase|decrease)",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"[^.;\d]{0,60}?\ban?\s+(?:\w+\s+)?(?P<way>increase|decrease)\s+(?:from|over|compared)\b[^.;()]*",
    re.IGNORECASE,
)
_SAME = re.compile(r"\bthe same (?:number|amount)[^.;()]*", re.IGNORECASE)
SLIGHT_CHANGE = 0.4  # a change by less may be called slight
CORE_COMPARISONS = ("INV_", "PROS_", "CONV_TRAFFICKERS", "VICT_IDENTIFIED", "VICT_ASSISTED")


def ask_about_trends(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask about "slightly decreased" where figures fall by 40 % and "increased" where all fall."""
    for paragraph in paragraphs:
        claim = _EFFORTS.search(paragraph.text[:300])
        changes = list(_core_changes(paragraph, figures))
        if claim is None or not changes:
            continue
        falls = claim["way"].lower() == "decreased"
        agreeing = [(f, change) for f, change in changes if change and (change < 0) == falls]
        large = [(f, change) for f, change in agreeing if abs(change) >= SLIGHT_CHANGE]
        slight = (claim["how"] or "").lower() == "slightly"
        place = Place(paragraph.number, claim.start(), claim.end())
        if slight and len(large) > 1 and 2 * len(large) > len(changes):
            sizes = [abs(change) for _f, change in large]
            yield DraftQuestion(
                QuestionKind.DOES_NOT_ADD_UP,
                _(
                    "The text says “%(words)s”, and its figures change by %(least)s to "
                    "%(most)s %%: %(figures)s. What does “slightly” refer to?"
                )
                % {
                    "words": claim[0].strip(),
                    "least": format_number(round(100 * min(sizes), 1)),
                    "most": format_number(round(100 * max(sizes), 1)),
                    "figures": "; ".join(_format_change(f) for f, _change in large),
                },
                (place, *(f.place for f, _change in large)),
            )
        elif len(changes) > 1 and not agreeing and any(change for _f, change in changes):
            yield DraftQuestion(
                QuestionKind.DOES_NOT_ADD_UP,
                _(
                    "The text says “%(words)s”, but every figure points the other way: "
                    "%(figures)s. What is the statement based on?"
                )
                % {
                    "words": claim[0].strip(),
                    "figures": "; ".join(_format_change(f) for f, _change in changes),
                },
                (place, *(f.place for f, _change in changes)),
            )


def _core_changes(
    paragraph: Paragraph, figures: Sequence[Figure]
) -> Iterator[tuple[Figure, float]]:
    """Yield the core figures of a paragraph with their change as a share of the previous value."""
    for figure in figures:
        if (
            figure.place.paragraph == paragraph.number
            and figure.value is not None
            and figure.previous_value
            and not figure.breakdown
            and (figure.indicator or "").startswith(CORE_COMPARISONS)
        ):
            yield figure, (figure.value - figure.previous_value) / figure.previous_value


def _format_change(figure: Figure) -> str:
    previous, value = figure.previous_value or 0, figure.value or 0
    return f"{figure.label} {format_number(previous)} → {format_number(value)}"


def ask_about_single_figures(
    texts: Mapping[int, str], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask about "2,300 inspections, an increase from 2,450": the wrong direction, or no change."""
    for figure in figures:
        if (
            figure.value is None
            or figure.previous_value is None
            or (figure.indicator or "").startswith("TOTAL_")
        ):
            continue
        claim = _WAY.match(texts[figure.place.paragraph], figure.place.end)
        if claim is None:
            continue
        change = figure.value - figure.previous_value
        if change > 0 if claim["way"].lower() == "increase" else change < 0:
            continue
        place = Place(figure.place.paragraph, claim.start(), claim.end())
        yield DraftQuestion(
            QuestionKind.DOES_NOT_ADD_UP,
            _("The text says “%(words)s”, but its figures are %(figures)s. Which is right?")
            % {"words": claim[0].strip(" ,"), "figures": _format_change(figure)},
            (figure.place, place),
        )


def ask_about_totals(
    texts: Mapping[int, str], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask about "This was an increase compared with …" where only the sum, or nothing, rose."""
    for figure in figures:
        if not (figure.indicator or "").startswith("TOTAL_") or figure.previous_value is None:
            continue
        text = texts[figure.place.paragraph][figure.place.start : figure.place.end]
        if (claim := _TOTAL.search(text)) is None:
            continue
        rises = claim["way"].lower() == "increase"
        parts = [
            part
            for part in figures
            if part.unit == figure.unit
            and part.place.paragraph == figure.place.paragraph
            and 0 < figure.place.start - part.place.end < 400
            and part is not figure
        ]
        largest = max(parts, key=lambda part: part.value or 0, default=None)
        before = figure.previous_value
        if (
            largest is not None
            and largest.value is not None
            and not (largest.value > before if rises else largest.value < before)
        ):
            yield DraftQuestion(
                QuestionKind.DOES_NOT_ADD_UP,
                _(
                    "The text says “%(words)s” compared with %(before)s, but %(largest)s is not; "
                    "only %(sum)s would be, the total of all figures given before. What is "
                    "compared with what?"
                )
                % {
                    "words": claim[0].strip(),
                    "before": format_amount(figure, before),
                    "largest": format_amount(largest),
                    "sum": format_amount(figure),
                },
                (figure.place, *(part.place for part in parts)),
            )


def ask_about_prosecutions(figures: Sequence[Figure]) -> Iterator[DraftQuestion]:
    """Ask why more cases were prosecuted than investigated; some may come from earlier years."""
    first: dict[str | None, Figure] = {}
    for figure in figures:
        if not figure.breakdown and figure.value is not None:
            first.setdefault(figure.indicator, figure)
    investigated, prosecuted = first.get("INV_CASES"), first.get("PROS_CASES")
    if investigated and prosecuted and (prosecuted.value or 0) > (investigated.value or 0):
        yield DraftQuestion(
            QuestionKind.ASK,
            _(
                "More people were prosecuted (%(prosecuted)s) than investigated "
                "(%(investigated)s). Are cases of earlier years included?"
            )
            % {
                "prosecuted": format_amount(prosecuted),
                "investigated": format_amount(investigated),
            },
            (investigated.place, prosecuted.place),
        )


def ask_about_same_number(
    texts: Mapping[int, str], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask for the number behind "the same number as in 2022", which the text doesn't state."""
    for figure in figures:
        if not figure.doubt or figure.previous_value != figure.value or figure.value is None:
            continue
        text = texts[figure.place.paragraph]
        claim = _SAME.search(text, figure.place.end, figure.place.end + 200)
        if claim is not None:
            yield DraftQuestion(
                QuestionKind.ASK,
                _("The text says “%(words)s” without a number. Is it %(value)s?")
                % {"words": claim[0].strip(), "value": format_amount(figure)},
                (figure.place, Place(figure.place.paragraph, claim.start(), claim.end())),
            )


RATE_TOLERANCE = 0.02  # of the text's own rate; dollars are printed rounded to tens
ROUNDING_TOLERANCE = 5.0  # at most, by rounding to tens
_OPENING = re.compile(r"(?:^|[.;]\s+)In ((?:19|20)\d\d),[^.;]*$")
_OPENS = re.compile(r"\s*\(\s*(?:approximately\s+|about\s+)?")


@dataclass(frozen=True, slots=True)
class Conversion:
    """Amount, its conversion to another currency, and the place of both."""

    amount: float
    currency: str
    target_amount: float
    target_currency: str
    place: Place
    words: str
    year: str | None

    @property
    def rate(self) -> float:
        """Units of the target currency for one unit of the currency."""
        return self.target_amount / self.amount


def find_conversions(paragraphs: Sequence[Paragraph]) -> Iterator[Conversion]:
    """Find the amounts that are followed by a conversion in brackets."""
    for paragraph in paragraphs:
        text = paragraph.text
        for first, second in pairwise(MONEY.finditer(text)):
            amount, currency = parse_money(first)
            target_amount, target_currency = parse_money(second)
            is_bracketed = _OPENS.fullmatch(text, first.end(), second.start())
            if not amount or currency == target_currency or not is_bracketed:
                continue
            year = re.search(r"\bin ((?:19|20)\d\d)\b", text[second.end() : second.end() + 60])
            reach = max(0, first.start() - LONGEST_SENTENCE)
            opening = _OPENING.search(text, reach, first.start())
            yield (
                Conversion(
                    amount,
                    currency,
                    target_amount,
                    target_currency,
                    Place(paragraph.number, first.start(), second.end()),
                    text[first.start() : second.end()]
                    + (")" if text[second.end() : second.end() + 1] == ")" else ""),
                    opening[1] if opening else year[1] if year else None,
                )
            )


def ask_about_deviating_conversions(paragraphs: Sequence[Paragraph]) -> Iterator[DraftQuestion]:
    """Ask about conversions that depart from the text's own rate by more than rounding."""
    for conversions in _group_by_currencies(paragraphs):
        rate = median(conversion.rate for conversion in conversions)
        for conversion in conversions:
            expected = conversion.amount * rate
            difference = abs(conversion.target_amount - expected)
            if len(conversions) > 2 and difference > RATE_TOLERANCE * expected + ROUNDING_TOLERANCE:
                yield DraftQuestion(
                    QuestionKind.DOES_NOT_ADD_UP,
                    _(
                        "%(words)s: at the rate of the other amounts in the text it would be "
                        "%(into)s %(expected)s. Which of the two amounts is right?"
                    )
                    % {
                        "words": conversion.words,
                        "into": conversion.target_currency,
                        "expected": format_number(round(expected)),
                    },
                    (conversion.place,),
                )


def ask_about_single_rate(paragraphs: Sequence[Paragraph]) -> Iterator[DraftQuestion]:
    """Ask about amounts of an earlier year converted at the rate of this one."""
    for conversions in _group_by_currencies(paragraphs):
        years = {conversion.year for conversion in conversions}
        earlier = [conversion for conversion in conversions if conversion.year]
        if len(conversions) < 3 or not earlier or len(years) < 2:
            continue
        rate = median(conversion.rate for conversion in conversions)
        if all(abs(conversion.rate - rate) <= RATE_TOLERANCE * rate for conversion in conversions):
            yield DraftQuestion(
                QuestionKind.ASK,
                _(
                    "All amounts are converted at one rate (%(rate)s), those of %(years)s "
                    "included. Is the change in %(into)s meant, or in %(currency)s alone?"
                )
                % {
                    "rate": f"{rate:.4f}",
                    "years": ", ".join(sorted({str(conversion.year) for conversion in earlier})),
                    "into": conversions[0].target_currency,
                    "currency": conversions[0].currency,
                },
                tuple(conversion.place for conversion in earlier),
            )


def _group_by_currencies(paragraphs: Sequence[Paragraph]) -> Iterator[list[Conversion]]:
    pairs = (((c.currency, c.target_currency), c) for c in find_conversions(paragraphs))
    yield from group_pairs(pairs).values()
