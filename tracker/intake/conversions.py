"""Questions on amounts that a narrative gives in two currencies."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from django.utils.translation import gettext as _

from tracker.grouping import group_pairs
from tracker.intake.drafts import DraftQuestion, Place
from tracker.intake.numbers import format_number, parse_number
from tracker.intake.stated_values import FEWEST, StatedValue, make_question, year_of
from tracker.vocabulary import QuestionKind

SAME_RATE = 0.005  # share by which rates differ for their rounding
LEAST_RATE, MOST_RATE = 1e-5, 5.0  # that one unit of any currency is worth
WRONG_RATE = 0.08  # rounding of "1.2 million" explains half of it
_CONVERTED = re.compile(
    r"(?:\s+\w+){0,2}\s*\(\s*(?:approximately\s+|about\s+)?(?P<sign>US\$|[€$£])\s?"
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)(?:\s+(?P<scale>thousand|million|billion)\b)?\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Conversion:
    """Rate at which an amount is converted, in brackets after it."""

    amount: StatedValue
    rate: float  # units of the other currency for one unit of the currency
    place: Place  # of both


def ask_about_conversions(values: Sequence[StatedValue]) -> Iterator[DraftQuestion]:
    """Ask about conversions that can't be, that depart from the others, and one rate for years."""
    groups = group_pairs(
        (
            (value.figure.unit, match["sign"]),
            Conversion(
                value,
                parse_number(match["digits"], None, match["scale"]) / value.value,
                replace(value.place, end=match.end()),
            ),
        )
        for value in values
        if value.value > 0
        if (match := _CONVERTED.match(value.text, value.place.end))
    )
    for (currency, sign), conversions in groups.items():
        likely = [c for c in conversions if LEAST_RATE < c.rate < MOST_RATE]
        yield from _ask_about_unlikely(currency, sign, [c for c in conversions if c not in likely])
        if len(likely) >= FEWEST:
            rate = median(c.rate for c in likely)
            yield from _ask_about_odd(sign, likely, rate)
            yield from _ask_about_single(currency, sign, likely, rate)


def _ask_about_unlikely(
    currency: str, sign: str, conversions: Collection[Conversion]
) -> Iterator[DraftQuestion]:
    """Ask about amounts that no rate of a currency explains: a scale was lost."""
    for odd in conversions:
        yield make_question(
            QuestionKind.DOES_NOT_ADD_UP,
            _(
                "%(words)s (¶ %(paragraph)s): one %(currency)s would be worth "
                "%(sign)s%(rate)s. Which of the two amounts is right?"
            ),
            (odd.place,),
            words=odd.amount.text[odd.place.start : odd.place.end],
            currency=currency,
            sign=sign,
            rate=f"{odd.rate:.8f}".rstrip("0").rstrip("."),
        )


def _ask_about_odd(
    sign: str, conversions: Sequence[Conversion], rate: float
) -> Iterator[DraftQuestion]:
    """Ask about the one conversion of a year that departs from the rate of the others."""
    wrong = [c for c in conversions if abs(c.rate - rate) > WRONG_RATE * rate]
    peers = [c for c in conversions if wrong and c.amount.period == wrong[0].amount.period]
    if len(wrong) == 1 < len(peers):
        place = wrong[0].place
        yield make_question(
            QuestionKind.DOES_NOT_ADD_UP,
            _(
                "%(words)s (¶ %(paragraph)s): at the rate of the other amounts it would be "
                "%(sign)s%(expected)s. Which of the two amounts is right?"
            ),
            (place,),
            words=wrong[0].amount.text[place.start : place.end],
            sign=sign,
            expected=format_number(round(wrong[0].amount.value * rate)),
        )


def _ask_about_single(
    currency: str, sign: str, conversions: Sequence[Conversion], rate: float
) -> Iterator[DraftQuestion]:
    """Ask about one rate for amounts of several years."""
    latest = max(year_of(c.amount.period) for c in conversions)
    earlier = [c for c in conversions if 0 < year_of(c.amount.period) < latest]
    if earlier and all(abs(c.rate - rate) <= SAME_RATE * rate for c in conversions):
        yield make_question(
            QuestionKind.ASK,
            _(
                "All amounts are converted at one rate (%(rate)s), those of %(years)s "
                "included. Is the change in %(into)s meant, or in %(currency)s alone?"
            ),
            [c.place for c in earlier],
            rate=f"{rate:.4f}",
            years=", ".join(sorted({str(c.amount.period) for c in earlier})),
            into=sign,
            currency=currency,
        )
