"""What people wrote for a report, led to the recommendations that it names: "(no. 6)"."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.formats import day
from tracker.progress import Progress, RecommendationProgress
from tracker.reporting import phrases
from tracker.reporting.blocks import (
    Bit,
    Block,
    Box,
    Contents,
    Cover,
    Fact,
    Facts,
    Line,
    Para,
    Style,
    plain,
)
from tracker.reporting.context import Printing, paragraphs
from tracker.reporting.names import filtered_by
from tracker.vocabulary import Audience, Language, PublicationState, ReportKind, Status

# "(no. 6)", "(nos. 1, 3)"; in Albanian "(nr. 6)", in Serbian "(br. 6)".
_NAMED = re.compile(r"(\((?:nos?|nr|br)\.\s*)([^()]+)(\))", re.IGNORECASE)


def referring(text: str, printing: Printing) -> Line:
    """A paragraph, in which every recommendation named is followed by its first sources.

    The number leads to its section where it has one. A number that the report does not tell of
    stays as it was written.
    """
    each = {told.number: told for told in printing.progress.recommendations}
    return tuple(_bits(text, each, printing))


def _bits(text: str, each: dict[str, RecommendationProgress], printing: Printing) -> Iterator[Bit]:
    begins = 0
    for found in _NAMED.finditer(text):
        numbers = [number.strip() for number in found[2].split(",")]
        told = [each[number] for number in numbers if number in each]
        if len(told) < len(numbers):
            continue
        yield Bit(text[begins : found.start()] + found[1])
        for place, one in enumerate(told):
            yield Bit(", " if place else "")
            yield _number(one, printing)
        yield Bit(found[3])
        sources = [source for one in told for source in printing.first_sources(one)]
        unnamed = sum(one.assessment.withheld for one in told if one.assessment and not sources)
        if sources or unnamed:
            yield from printing.numbers.refs(sources, withheld=unnamed)
        begins = found.end()
    yield Bit(text[begins:])


def _number(told: RecommendationProgress, printing: Printing) -> Bit:
    if printing.progress.kind.code == ReportKind.BRIEF:  # it has no section for each
        return Bit(told.number)
    return Bit(told.number, Style.LINK, f"#{printing.anchor(told)}")


MANY = 60  # recommendations, above which the contents name sections alone


def cover(progress: Progress) -> Cover:
    """The head of the report, in the language in force."""
    head, letter = progress.report, progress.letterhead
    kind = _of_whom(progress)
    state, narrowed = _("State on %(day)s"), filtered_by(progress)
    return Cover(
        kind=f"{phrases.HEADINGS['kind']} · {kind}",
        title=head.title,
        subtitle=" · ".join(filter(None, (state % {"day": phrases.then(progress)}, narrowed))),
        running=f"{head.cited_as} · {kind}",
        running_right=day(progress.on),
        mark=" · ".join(_marks(progress)),
        name=letter.name,
        logo=letter.logo,
        colour=letter.colour,
        preface=letter.preface,
        page=str(phrases.HEADINGS["page"]),
        page_of=str(phrases.HEADINGS["page_of"]),
    )


def _of_whom(progress: Progress) -> str:
    """The kind of the report, with the body or theme that it is about."""
    label = str(progress.kind.label)
    about = progress.theme.label
    if progress.body and progress.kind.code == ReportKind.BODY:
        named = phrases.named(progress.body.name, progress.body.short)
        return _("for %(body)s") % {"body": named}
    return f"{label}: {about}" if about else label


def _marks(progress: Progress) -> Iterator[str]:
    if progress.state.code:  # once it left the house: "Publication 3"
        yield progress.state.label
    if progress.audience.code == Audience.INTERNAL:
        yield progress.audience.label


def warnings(progress: Progress) -> Iterator[Block]:
    """What must be known before anything else is read."""
    told = []
    if progress.state.code == PublicationState.DRAFT:
        told.append(_("This is a draft. It was not released; do not cite it."))
    if progress.has_samples:
        told.append(phrases.samples())
    if told:
        yield Box(tuple(Para((Bit(one),)) for one in told), "warning")


def facts(printing: Printing) -> Box:
    """All that a number of the report is based on."""
    progress = printing.progress
    return Box((Facts((*_what(progress), *_numbers(progress), *_how(progress))),), "facts")


def _what(progress: Progress) -> Iterator[Fact]:
    yield Fact(_("State on"), (plain(phrases.then(progress)),))
    yield Fact(_("Period"), (plain(period(progress)),))
    yield Fact(_("Source"), tuple(plain(line) for line in _source(progress)))
    yield Fact(_("Filter"), tuple(plain(line) for line in _conditions(progress)))
    yield Fact(pgettext("a progress report", "Covers"), (plain(phrases.tells_of(progress)),))
    yield Fact(_("Language"), (plain(_language(progress)),))


def period(progress: Progress) -> str:
    """The time told of, from the day after `since` on."""
    first = progress.since + timedelta(days=1) if progress.since else None
    if first and first > progress.on:
        return _("no day: it would begin after %(day)s") % {"day": day(progress.on)}
    return phrases.span(first, progress.on)


def _source(progress: Progress) -> list[str]:
    head = progress.report
    covers = _("covers %(period)s") % {"period": phrases.span(head.period_from, head.period_to)}
    return [
        " · ".join(filter(None, (head.issuer, head.cited_as, head.tier.label))),
        " · ".join(filter(None, (phrases.published(head.published_on), covers))),
    ]


def _conditions(progress: Progress) -> list[str]:
    if not progress.filter:
        return [_("none: all recommendations of the report")]
    return [f"{condition.label}: {condition.reads}" for condition in progress.filter]


def _language(progress: Progress) -> str:
    name = dict(Language.choices).get(progress.language, progress.language)
    told = _(
        "%(language)s; quotations, and what analysts wrote, stand in the language they were "
        "written in"
    )
    return told % {"language": name}


def _numbers(progress: Progress) -> Iterator[Fact]:
    fully = f"{phrases.share(progress.fully)}; {phrases.left_out(progress.left_out)}"
    yield Fact(_("Fully implemented"), (plain(fully),))
    yield Fact(_("Without a judgment"), (plain(_unjudged(progress)),))
    backed = phrases.backed(progress)
    yield Fact(_("Evidence strength"), (plain(backed or _("nothing was judged")),))
    if progress.is_outward or progress.withheld:
        yield Fact(_("Not shown in this version"), (_withheld(progress),))


def _unjudged(progress: Progress) -> str:
    """Both numbers, also where they are zero."""
    wanted = (Status.NOT_ASSESSED, Status.UNABLE_TO_VERIFY)
    return "; ".join(
        f"{phrases.in_sentence(c.status.label)} {c.number}"
        for c in progress.counts
        if c.status.code in wanted
    )


def _withheld(progress: Progress) -> Line:
    told = [
        one.label if one.number is None else f"{one.label} ({one.number})"
        for one in progress.withheld
    ]
    return plain("; ".join(told) or _("nothing was left out"))


def _how(progress: Progress) -> Iterator[Fact]:
    yield Fact(_("Method"), tuple(plain(line) for line in phrases.method(progress)))
    yield Fact(_("History"), (plain(_sealed(progress)),))


def here(progress: Progress) -> Iterator[Block]:
    """That what follows tells only of some, in a part of a long report."""
    told = phrases.here(progress)
    if told:
        yield Para((Bit(told, Style.STRONG),))


def summary(printing: Printing) -> Iterator[Block]:
    """The executive summary, where the analysts wrote one."""
    told = printing.progress.summary
    if told and told.text.strip():
        yield printing.heading("summary", level=1)
        yield from (Para(referring(part, printing)) for part in paragraphs(told.text))
        written = _("Written by the analysts, as of %(day)s.")
        yield Para((Bit(written % {"day": day(told.as_of)}, Style.SOFT),), is_small=True)


def contents(printing: Printing) -> Contents:
    """The list of what follows, with each recommendation where they are not too many."""
    depth = 2 if printing.progress.total <= MANY else 1
    return Contents(printing.words["contents"], depth=depth)


def _sealed(progress: Progress) -> str:
    """Under which seal of history it was made, so that the paper proves the database."""
    if progress.seal is None:
        return _("not sealed yet")
    return _("Made under seal %(number)d: %(hash)s") % {
        "number": progress.seal.number,
        "hash": progress.seal.hash,
    }
