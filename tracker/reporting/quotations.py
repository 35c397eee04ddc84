"""A piece of evidence laid out: what it says, where it stands, what it is cited for."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.progress import Cited
from tracker.reporting import phrases
from tracker.vocabulary import Bearing
from tracker.words import short_day


@dataclass(frozen=True, slots=True)
class Quotation:
    """A whole sentence of a source, with the words that count between what stands around them.

    `marked` is empty where the whole sentence counts: to stress everything is to stress nothing.
    """

    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A citation as printed."""

    head: str  # "Shows progress"; for what is no passage, what it is cited for
    tone: str  # code of the bearing, or of the use
    quotation: Quotation | None
    title: str  # empty for a passage, and where the sentence says it already
    place: str  # "TIP 2024 Kosovo, ¶ 8 · published 24 June 2024 · supports · covers …"
    url: str  # only what a browser may safely open
    sentence: str


def piece(cited: Cited) -> Piece:
    """The evidence as printed, in the language in force."""
    bearing = cited.bearing.code
    safe = cited.url.startswith(("https://", "http://"))
    return Piece(
        head=str(phrases.BEARS[Bearing(bearing)]) if bearing else phrases.capital(cited.use.label),
        tone=bearing or cited.use.code,
        quotation=_quotation(cited),
        title="" if cited.quote or says_again(cited.title, cited.sentence) else cited.title,
        place=" · ".join(filter(None, _place(cited))),
        url=cited.url if safe else "",
        sentence=cited.sentence,
    )


def says_again(title: str, sentence: str) -> bool:
    """Whether a title is only the beginning of the sentence beside it, as where nobody gave one."""
    return sentence.startswith(title.removesuffix("…").rstrip())


def _quotation(cited: Cited) -> Quotation | None:
    if not cited.quote:
        return None
    before, found, after = cited.context.partition(cited.quote)
    if not found:
        return Quotation(cited.quote, "", "")
    if not re.search(r"\w", before + after):
        return Quotation(cited.context, "", "")
    return Quotation(before, found, after)


def _place(cited: Cited) -> list[str]:
    return [
        cited.source or cited.issuer,
        "" if cited.source else cited.kind.label,
        phrases.published(cited.published_on, written=short_day),
        cited.use.label if cited.bearing.code else "",
        _covers(cited),
        _("cited for the view of %(whose)s") % {"whose": cited.cited_by.short}
        if cited.cited_by
        else "",
    ]


def _covers(cited: Cited) -> str:
    span = phrases.span(cited.covers_from, cited.covers_to, written=short_day)
    return _("covers %(period)s") % {"period": span} if span else ""
