"""Quotations: spans of words in the passages of a report."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker import errors, models

_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\"')]*\s+")
_QUOTE_MARKS = {"'": "['’‘]", "’": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}


@dataclass(frozen=True, slots=True)
class Quotation:
    """Span of a passage, in code points from 0, with the whole sentence around it."""

    passage: models.Passage
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    @property
    def quote(self) -> str:
        """The words of the span."""
        return str(self.passage.text[self.start : self.end])


def find_quote(words: str, *, report: models.Report, paragraph: int | None = None) -> Quotation:
    """Find the one place of the report with these words, whatever their white space and quotes.

    Raises:
        QuoteMismatch: They are not found, or found in several places.
    """
    pattern = re.compile(r"\s+".join(_lenient_pattern(word) for word in words.split()))
    passages = models.Passage.objects.filter(report=report).order_by("number")
    if paragraph is not None:
        passages = passages.filter(number=paragraph)
    matches = [(passage, match) for passage in passages for match in pattern.finditer(passage.text)]
    errors.QuoteMismatch.raise_if(
        not words.strip() or not matches,
        _("“%(words)s” is not in %(where)s. Paste the quote exactly as printed."),
        words=_shorten(words),
        where=_location(report, paragraph),
    )
    errors.QuoteMismatch.raise_if(
        len(matches) > 1,
        _(
            "“%(words)s” occurs %(times)s times in %(where)s (¶ %(places)s). Add "
            "a few more words, so that it is clear which place you mean."
        ),
        words=_shorten(words),
        times=len(matches),
        where=_location(report, paragraph),
        places=", ".join(str(passage.number) for passage, _match in matches),
    )
    passage, match = matches[0]
    return Quotation(passage, *match.span(), *find_sentence(passage.text, *match.span()))


def find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return start and end, in code points, of the sentence or sentences that hold the span."""
    breaks = [match.span() for match in _SENTENCE_END.finditer(text)]
    return (
        max((after for _before, after in breaks if after <= start), default=0),
        min((before for before, _after in breaks if before >= end), default=len(text)),
    )


def check_quote(passage: models.Passage, start: int, end: int, quote: str, *, name: str) -> None:
    """Check that the passage has these words at that place.

    Raises:
        QuoteMismatch: It has other words there.
    """
    actual = passage.text[start:end]
    errors.QuoteMismatch.raise_if(
        actual != quote,
        _(
            "%(name)s can't be saved: characters %(start)s–%(end)s of ¶ "
            "%(number)s are “%(stands)s”, not “%(quote)s”. Correct the place or "
            "the words."
        ),
        name=name,
        start=start,
        end=end,
        number=passage.number,
        stands=_shorten(actual),
        quote=_shorten(quote),
    )


def _lenient_pattern(word: str) -> str:
    return "".join(_QUOTE_MARKS.get(letter) or re.escape(letter) for letter in word)


def _shorten(words: str) -> str:
    return words if len(words) <= 80 else words[:79] + "…"


def _location(report: models.Report, paragraph: int | None) -> str:
    return report.cited_as if paragraph is None else f"{report.cited_as}, ¶ {paragraph}"
