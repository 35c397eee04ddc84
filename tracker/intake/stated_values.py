"""Values as a narrative states them: questions on conversions, and on what is not counted."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from django.utils.translation import gettext as _, gettext_lazy

from tracker import grouping, vocabulary
from tracker.intake import numbers, sentences
from tracker.intake.drafts import DraftQuestion, DraftRecommendation, Figure, Narrative, Place


@dataclass(frozen=True, slots=True)
class StatedValue:
    """Present or earlier value of a figure, at the place where the text gives it."""

    figure: Figure
    value: float
    period: str | None  # "": an earlier one without a year
    place: Place
    text: str  # of the paragraph

    @property
    def is_present(self) -> bool:
        """Whether it is what the figure counts, not an earlier value."""
        return self.place == self.figure.place


def list_values(narrative: Narrative) -> list[StatedValue]:
    """List the values that the text gives as they are, neither rounded nor inferred, by place."""
    texts = {paragraph.number: paragraph.text for paragraph in narrative.paragraphs}
    values = [
        StatedValue(figure, value, period, place, texts[place.paragraph])
        for figure in narrative.figures
        if not figure.qualifier
        for value, period, place in (
            (figure.value, figure.period, figure.place),
            *((earlier.value, earlier.period or "", earlier.place) for earlier in figure.previous),
        )
        if value is not None and place is not None
    ]
    return sorted(values, key=lambda value: value.place)


def year_of(period: str | None) -> int:
    """Return the last year that a period names, 0 if it names none."""
    return max(map(int, re.findall(r"\b(?:19|20)\d\d\b", period or "")), default=0)


def is_before(period: str | None, later: str | None) -> bool:
    """Return whether a period may be before another, by their years; one of no year may be."""
    return not year_of(later) or (year_of(period), period or "") < (year_of(later), later or "")


FEWEST = 3  # changes, or rates, that can be compared with a statement on all


def make_question(
    kind: vocabulary.QuestionKind, message: str, places: Iterable[Place], **values: object
) -> DraftQuestion:
    """Make a question, of which the message may name the paragraph of the first place."""
    first, *others = places
    return DraftQuestion(kind, message % {"paragraph": first.paragraph, **values}, (first, *others))


SAME_RATE = 0.005  # share by which rates differ for their rounding
WRONG_RATE = 0.08  # rounding of "1.2 million" explains half of it
LEAST_RATE, MOST_RATE = 1e-5, 5.0  # that one unit of any currency is worth
_CONVERTED = re.compile(
    rf"(?:{numbers.CONVERTING.pattern})(?P<sign>US\$|[€$£])\s?"
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
    groups = grouping.group_pairs(
        (
            (value.figure.unit, match["sign"]),
            Conversion(
                value,
                numbers.parse_number(match["digits"], None, match["scale"]) / value.value,
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
    currency: str, sign: str, conversions: Iterable[Conversion]
) -> Iterator[DraftQuestion]:
    """Ask about amounts that no rate of a currency explains: a scale was lost."""
    for odd in conversions:
        yield make_question(
            vocabulary.QuestionKind.DOES_NOT_ADD_UP,
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
            vocabulary.QuestionKind.DOES_NOT_ADD_UP,
            _(
                "%(words)s (¶ %(paragraph)s): at the rate of the other amounts it would be "
                "%(sign)s%(expected)s. Which of the two amounts is right?"
            ),
            (place,),
            words=wrong[0].amount.text[place.start : place.end],
            sign=sign,
            expected=numbers.format_number(round(wrong[0].amount.value * rate)),
        )


def _ask_about_single(
    currency: str, sign: str, conversions: Sequence[Conversion], rate: float
) -> Iterator[DraftQuestion]:
    """Ask about one rate for amounts of several years."""
    latest = max(year_of(c.amount.period) for c in conversions)
    earlier = [c for c in conversions if 0 < year_of(c.amount.period) < latest]
    if earlier and all(abs(c.rate - rate) <= SAME_RATE * rate for c in conversions):
        yield make_question(
            vocabulary.QuestionKind.ASK,
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


# What recommendations ask for; what shows in a sentence with a number, or by an indicator's code,
# that the text counts it; and the question where it does not.
GAPS = (
    (
        r"(?<!vocational )(?<!job )(?<!skills )(?<!language )\btrain(?:ing|ings|ed)?\b",
        r"\btrain|\bworkshop|\bseminar|\bcourse",
        ("TRAIN_",),
        gettext_lazy(
            "Recommendation %(number)s asks for training. Was anybody trained, how many people, "
            "and of which profession? The text gives no number."
        ),
    ),
    (
        r"\bscreen",
        r"\bscreen",
        ("VICT_SCREENED",),
        gettext_lazy(
            "Recommendation %(number)s asks for screening. How many people were screened, and by "
            "whom? The text gives no number."
        ),
    ),
    (
        r"\bcomplicit",
        r"\bcomplicit|\bcorrupt",
        ("OFFICIALS_",),
        gettext_lazy(
            "Recommendation %(number)s asks to hold complicit officials to account. How many "
            "were investigated, prosecuted and convicted? The text gives no number."
        ),
    ),
    (
        r"\bcompensation\b|\brestitution\b",
        r"\bcompensat|\brestitution",
        ("VICT_COMPENSATED", "COMP_AMOUNT", "FUND_COMPENSATION"),
        gettext_lazy(
            "Recommendation %(number)s asks for compensation. How many victims received any, and "
            "how much? The text gives no number."
        ),
    ),
    (
        r"\blabou?r inspect",
        r"\binspect",
        ("INSPECT", "VIOLATIONS"),
        gettext_lazy(
            "Recommendation %(number)s asks for labor inspections. How many were conducted, and "
            "what did they find? The text gives no number."
        ),
    ),
    (
        r"\bshelters?\b",
        r"\bshelter",
        ("SHELTER", "VICT_SHELTERED", "VICT_ASSISTED", "FUND_SHELTERS", "CENTERS"),
        gettext_lazy(
            "Recommendation %(number)s asks for shelter. How many places are there, and how many "
            "victims stayed in them? The text gives no number."
        ),
    ),
    (
        r"\bawareness\b",
        r"\bawareness|\bcampaign",
        ("CAMPAIGNS", "REACHED"),
        gettext_lazy(
            "Recommendation %(number)s asks to raise awareness. How many people were reached, "
            "and how? The text gives no number."
        ),
    ),
)
MOST_GAPS = 3  # questions; more would be a questionnaire
COUNTING = {
    vocabulary.Section.PROSECUTION,
    vocabulary.Section.PROTECTION,
    vocabulary.Section.PREVENTION,
}


def list_data_gaps(narrative: Narrative) -> list[tuple[str, DraftRecommendation]]:
    """List questions on what a recommendation asks for and a whole narrative nowhere counts."""
    paragraphs = [text for text in narrative.paragraphs if text.section in COUNTING]
    counted = {figure.indicator or "" for figure in narrative.figures if figure.value is not None}
    counting = "\n".join(
        sentence
        for paragraph in paragraphs
        for start, end in sentences.split_sentences(paragraph.text)
        if numbers.NUMBER.search(sentence := paragraph.text[start:end])
    )
    is_whole = {paragraph.section for paragraph in paragraphs} == COUNTING
    return [
        (str(message), requests[0])
        for wanted, shown, codes, message in GAPS
        if is_whole
        and not any(code.startswith(codes) for code in counted)
        and (requests := [r for r in narrative.recommendations if re.search(wanted, r.text, re.I)])
        and not re.search(shown, counting, re.IGNORECASE)
    ][:MOST_GAPS]
