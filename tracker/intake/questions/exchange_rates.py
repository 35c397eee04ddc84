"""Questions on amounts converted in brackets: whether the text's exchange rate holds throughout."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _

from tracker.grouping import group_pairs
from tracker.intake.drafts import DraftQuestion, Paragraph, Place
from tracker.intake.numbers import CURRENCIES, MONEY, SYMBOLS, format_number, parse_number
from tracker.intake.sentences import LONGEST_SENTENCE
from tracker.vocabulary import QuestionKind

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


def find_conversions(paragraphs: Sequence[Paragraph]) -> list[Conversion]:
    """Find the amounts that are followed by a conversion in brackets."""
    conversions = []
    for paragraph in paragraphs:
        text = paragraph.text
        amounts = list(MONEY.finditer(text))
        for amount, converted in pairwise(amounts):
            if not _OPENS.fullmatch(text, amount.end(), converted.start()) or not _parse_amount(
                amount
            ):
                continue
            year = re.search(
                r"\bin ((?:19|20)\d\d)\b", text[converted.end() : converted.end() + 60]
            )
            reach = max(0, amount.start() - LONGEST_SENTENCE)
            opening = _OPENING.search(text, reach, amount.start())
            conversions.append(
                Conversion(
                    _parse_amount(amount),
                    _currency(amount),
                    _parse_amount(converted),
                    _currency(converted),
                    Place(paragraph.number, amount.start(), converted.end()),
                    text[amount.start() : converted.end()]
                    + (")" if text[converted.end() : converted.end() + 1] == ")" else ""),
                    opening[1] if opening else year[1] if year else None,
                )
            )
    return [amount for amount in conversions if amount.currency != amount.target_currency]


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
    conversions = find_conversions(paragraphs)
    yield from group_pairs(((c.currency, c.target_currency), c) for c in conversions).values()


def _parse_amount(match: "re.Match[str]") -> float:
    return parse_number(match["before"] or match["after"], None, match["scale1"] or match["scale2"])


def _currency(match: "re.Match[str]") -> str:
    return SYMBOLS.get(match["symbol"] or "") or CURRENCIES[match["name"]]
