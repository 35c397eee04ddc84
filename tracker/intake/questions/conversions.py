"""Amounts with their conversions in brackets: whether the rate of a text holds throughout."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _

from tracker.intake.drafts import DraftQuery, Paragraph, Place
from tracker.intake.numbers import CURRENCIES, MONEY, SYMBOLS, value_of
from tracker.intake.questions.telling import number
from tracker.vocabulary import QueryKind

OFF_BY = 0.02  # of the text's own rate; dollars are printed rounded to tens
ROUNDED = 5.0  # what rounding to tens moves an amount by
_OPENS = re.compile(r"\s*\(\s*(?:approximately\s+|about\s+)?")


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount, the other it was converted to, and where both stand."""

    amount: float
    currency: str
    converted: float
    into: str
    place: Place
    words: str
    year: str | None

    @property
    def rate(self) -> float:
        return self.converted / self.amount


def conversions_in(paragraphs: Sequence[Paragraph]) -> list[Conversion]:
    found = []
    for paragraph in paragraphs:
        text = paragraph.text
        amounts = list(MONEY.finditer(text))
        for one, other in pairwise(amounts):
            if not _OPENS.fullmatch(text, one.end(), other.start()) or not _value(one):
                continue
            year = re.search(r"\bin ((?:19|20)\d\d)\b", text[other.end() : other.end() + 60])
            starts = re.search(r"(?:^|[.;]\s+)In ((?:19|20)\d\d),[^.;]*$", text[: one.start()])
            found.append(
                Conversion(
                    _value(one),
                    _currency(one),
                    _value(other),
                    _currency(other),
                    Place(paragraph.number, one.start(), other.end()),
                    text[one.start() : other.end()]
                    + (")" if text[other.end() : other.end() + 1] == ")" else ""),
                    starts[1] if starts else year[1] if year else None,
                )
            )
    return [one for one in found if one.currency != one.into]


def broken(paragraphs: Sequence[Paragraph]) -> Iterator[DraftQuery]:
    """A conversion that departs from the text's own rate by more than rounding."""
    for same in _by_pair(paragraphs):
        rate = median(one.rate for one in same)
        for one in same:
            expected = one.amount * rate
            off = abs(one.converted - expected)
            if len(same) > 2 and off > OFF_BY * expected + ROUNDED:
                yield DraftQuery(
                    QueryKind.DOES_NOT_ADD_UP,
                    _(
                        "%(words)s: at the rate of the other amounts in the text it would be "
                        "%(into)s %(expected)s. Which of the two amounts is right?"
                    )
                    % {
                        "words": one.words,
                        "into": one.into,
                        "expected": number(round(expected)),
                    },
                    (one.place,),
                )


def one_rate(paragraphs: Sequence[Paragraph]) -> Iterator[DraftQuery]:
    """Amounts of an earlier year converted at the rate of this one."""
    for same in _by_pair(paragraphs):
        years = {one.year for one in same}
        earlier = [one for one in same if one.year]
        if len(same) < 3 or not earlier or len(years) < 2:
            continue
        rate = median(one.rate for one in same)
        if all(abs(one.rate - rate) <= OFF_BY * rate for one in same):
            yield DraftQuery(
                QueryKind.ASK,
                _(
                    "All amounts are converted at one rate (%(rate)s), those of %(years)s "
                    "included. Is the change in %(into)s meant, or in %(currency)s alone?"
                )
                % {
                    "rate": f"{rate:.4f}",
                    "years": ", ".join(sorted({str(one.year) for one in earlier})),
                    "into": same[0].into,
                    "currency": same[0].currency,
                },
                tuple(one.place for one in earlier),
            )


def _by_pair(paragraphs: Sequence[Paragraph]) -> Iterator[list[Conversion]]:
    pairs: dict[tuple[str, str], list[Conversion]] = defaultdict(list)
    for one in conversions_in(paragraphs):
        pairs[one.currency, one.into].append(one)
    yield from pairs.values()


def _value(match: "re.Match[str]") -> float:
    return value_of(match["before"] or match["after"], None, match["scale1"] or match["scale2"])


def _currency(match: "re.Match[str]") -> str:
    return SYMBOLS.get(match["symbol"] or "") or CURRENCIES[match["name"]]
