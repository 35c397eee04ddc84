"""Where words stand in a report."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.errors import QuoteMismatch
from tracker.models import Passage, Report

_ENDS = re.compile(r"(?<=[.!?])[”’\"')]*\s+")
_SAME = {"'": "['’‘]", "’": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a passage, in code points from 0, with the whole sentence around it."""

    passage: Passage
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    @property
    def quote(self) -> str:
        return str(self.passage.text[self.start : self.end])


def place_of(words: str, *, report: Report, paragraph: int | None = None) -> Place:
    """The one place of the report where these words stand, whatever their white space and quotes.

    Raises SpanMismatch when they stand nowhere, or in several places and no paragraph is given.
    """
    pattern = re.compile(r"\s+".join(_loosely(word) for word in words.split()))
    passages = Passage.objects.filter(report=report).order_by("number")
    if paragraph is not None:
        passages = passages.filter(number=paragraph)
    found = [(passage, match) for passage in passages for match in pattern.finditer(passage.text)]
    if not words.strip() or not found:
        raise QuoteMismatch(
            _(
                "The words “%(words)s” do not stand in %(where)s. Copy them from the report as "
                "they are printed."
            )
            % {"words": _shortened(words), "where": _where(report, paragraph)}
        )
    if len(found) > 1:
        raise QuoteMismatch(
            _(
                "The words “%(words)s” stand %(times)s times in %(where)s (¶ %(places)s). Copy "
                "a few words more, so that one place is meant."
            )
            % {
                "words": _shortened(words),
                "times": len(found),
                "where": _where(report, paragraph),
                "places": ", ".join(str(passage.number) for passage, _match in found),
            }
        )
    passage, match = found[0]
    return Place(passage, *match.span(), *sentence_around(passage.text, *match.span()))


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """First and last code point of the sentence, or sentences, that hold the span."""
    breaks = [match.span() for match in _ENDS.finditer(text)]
    first = max((after for _before, after in breaks if after <= start), default=0)
    last = min((before for before, _after in breaks if before >= end), default=len(text))
    return first, last


def check_span(passage: Passage, start: int, end: int, quote: str, *, name: str) -> None:
    """Raises SpanMismatch unless `quote` is what stands at that place."""
    stands = passage.text[start:end]
    if stands != quote:
        raise QuoteMismatch(
            _(
                "%(name)s can't be saved: at %(start)s–%(end)s of ¶ %(number)s stands "
                "“%(stands)s”, not “%(quote)s”. Correct the place or the words."
            )
            % {
                "name": name,
                "start": start,
                "end": end,
                "number": passage.number,
                "stands": _shortened(stands),
                "quote": _shortened(quote),
            }
        )


def _loosely(word: str) -> str:
    return "".join(_SAME.get(letter) or re.escape(letter) for letter in word)


def _shortened(words: str) -> str:
    return words if len(words) <= 80 else words[:79] + "…"


def _where(report: Report, paragraph: int | None) -> str:
    if paragraph is None:
        return report.cited_as
    return f"{report.cited_as}, ¶ {paragraph}"
