"""A piece of evidence laid out: what it says, where it stands, what it is cited for."""

import re
from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.progress import Cited
from tracker.reporting import phrases
from tracker.reporting.blocks import Quoted
from tracker.reporting.printing import Printing
from tracker.vocabulary import Use
from tracker.words import locator, short_day

# What a quotation is cited for, beside the head that says how it bears.
CITED_AS: dict[str, Promise] = {
    Use.SUPPORTS: gettext_lazy("cited as support"),
    Use.CONTRADICTS: gettext_lazy("cited as contrary evidence"),
    Use.CONTEXT: gettext_lazy("cited as background"),
    Use.COMMITMENT: gettext_lazy("cited as a commitment"),
}


def quoted(cited: Cited, printing: Printing, *, also_for: Sequence[date] = ()) -> Quoted:
    """The evidence as printed, in the language in force.

    `also_for` are the days of other judgments that cite it with the same words.
    """
    bearing = cited.bearing.code
    stands = " · ".join(filter(None, (place(cited, printing), _also(also_for))))
    safe = cited.url.startswith(("https://", "http://"))
    before, marked, after = _quotation(cited)
    return Quoted(
        head=printing.bears[bearing] if bearing else phrases.capital(cited.use.label),
        tone=bearing or cited.use.code,
        number=printing.numbers.of(cited.of),
        before=before,
        marked=marked,
        after=after,
        title="" if cited.quote or says_again(cited.title, cited.sentence) else cited.title,
        sentence=cited.sentence,
        place=stands if cited.of else f"{stands} · {_('source not named here')}",
        url=cited.url if safe else "",
    )


def says_again(title: str, sentence: str) -> bool:
    """Whether a title is only the beginning of the sentence beside it, as where nobody gave one."""
    return sentence.startswith(title.removesuffix("…").rstrip())


def place(cited: Cited, printing: Printing) -> str:
    """Where it stands, when it was published, what for it is cited, which time it is about."""
    whose = cited.cited_by
    days = (cited.published_on, cited.covers_from, cited.covers_to)
    published, covers = printing.once(("when", *days), lambda: _when(cited))
    parts = (
        cited.source or cited.issuer,
        "" if cited.source else cited.kind.label,
        locator(cited.page, cited.at_paragraph) if cited.page or cited.at_paragraph else "",
        published,
        str(CITED_AS.get(cited.use.code, "")) if cited.bearing.code else "",
        covers,
        _("cited for the view of %(whose)s") % {"whose": whose.short} if whose else "",
    )
    return " · ".join(filter(None, parts))


def _also(days: Sequence[date]) -> str:
    """That older judgments cite it, too; empty for none."""
    if not days:
        return ""
    told = ", ".join(map(short_day, days))
    return _("also cited for the judgment of %(days)s") % {"days": told}


def _quotation(cited: Cited) -> tuple[str, str, str]:
    """What stands before the words that count, they, and what stands after them.

    Nothing is marked where the whole sentence counts: to stress everything is to stress nothing.
    """
    if not cited.quote:
        return "", "", ""
    before, found, after = cited.context.partition(cited.quote)
    if not found:
        return cited.quote, "", ""
    if not re.search(r"\w", before + after):
        return cited.context, "", ""
    return before, found, after


def _when(cited: Cited) -> tuple[str, str]:
    """When it was published, and which time it is about."""
    span = phrases.span(cited.covers_from, cited.covers_to, written=short_day)
    covers = _("covers %(period)s") % {"period": span} if span else ""
    return phrases.published(cited.published_on, written=short_day), covers
