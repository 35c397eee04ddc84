"""What bodies undertook, laid out: open promises apart from what was kept or dropped."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.formats import short_day
from tracker.progress import Asked, RecommendationProgress, Undertaken
from tracker.reporting.blocks import Bit, Block, Bullets, Cell, Line, Style, plain
from tracker.reporting.context import Printing
from tracker.reporting.evidence import Piece, quotations
from tracker.vocabulary import QuestionKind


def commitments(
    told: Sequence[Undertaken], printing: Printing, promised: Sequence[Piece] = ()
) -> Iterator[Block]:
    """The measures under a heading for each of what came of them; nothing where there are none.

    What is `promised` in evidence that is cited for it stands with those that are open.
    """
    parted = {
        "promises": [one for one in told if one.is_open],
        "kept": [one for one in told if one.done_on is not None],
        "dropped": [one for one in told if one.done_on is None and one.dropped_reason],
    }
    for heading, some in parted.items():
        pieces = promised if heading == "promises" else ()
        if some or pieces:
            yield printing.heading(heading)
        if some:
            yield Bullets(tuple(entry(one, printing) for one in some))
        yield from quotations(pieces, printing)


def entry(told: Undertaken, printing: Printing) -> Cell:
    """A measure as an entry of a list."""
    place = " · ".join((told.body.short, *_dates(told)))
    late = ", ".join(attention(told))
    below: Line = (Bit(place, Style.SOFT), *((Bit(" · "), Bit(late, Style.STRONG)) if late else ()))
    words = told.dropped_reason or told.latest
    first = (Bit(told.text), *printing.numbers.refs(told.sources))
    return (first, below, *(((Bit(words),),) if words else ()))


def attention(told: Undertaken) -> list[str]:
    """What asks for attention: overdue, put off, quiet."""
    late = [_("overdue")] if told.is_overdue else []
    if told.is_open and told.put_off:
        late.append(put_off(told.put_off))
    if told.is_quiet:
        late.append(_("nothing heard for 180 days or more"))
    return late


def put_off(times: int) -> str:
    """How often the due date was moved to a later one."""
    told = ngettext("put off %(times)d time", "put off %(times)d times", times)
    return told % {"times": times}


def _dates(told: Undertaken) -> list[str]:
    dates = [_("undertaken %(day)s") % {"day": short_day(told.on)}]
    if told.done_on:
        dates.append(_("done %(day)s") % {"day": short_day(told.done_on)})
        if told.shown_by:
            dates.append(_("shown by “%(title)s”") % {"title": told.shown_by})
    elif told.is_open:
        dates.append(
            _("due %(day)s") % {"day": short_day(told.due_on)} if told.due_on else _("no due date")
        )
        if told.last_update_on:
            dates.append(_("last heard of %(day)s") % {"day": short_day(told.last_update_on)})
    else:
        dates.append(_("dropped"))
    return dates


def questions(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """The open questions of a recommendation under their heading; nothing where there are none."""
    entries = tuple(asked(one) for one in told.asked) or tuple(
        (plain(question),) for question in told.questions
    )
    if entries:
        yield printing.heading("questions")
        yield Bullets(entries)


def asked(one: Asked, *, of: str = "") -> Cell:
    """A question as an entry of a list; `of` is the recommendation it belongs to."""
    beside = " · ".join(filter(None, (of, *dates(one))))
    below: Line = (Bit(beside, Style.SOFT),) if beside else ()
    if one.is_overdue:
        below = (*below, *((Bit(" · "),) if below else ()), Bit(_("overdue"), Style.STRONG))
    return ((Bit(one.question),), below) if below else ((Bit(one.question),),)


def dates(one: Asked) -> list[str]:
    """Who is asked, since when and until when; empty texts for what is not known."""
    return [
        _("asked of %(body)s") % {"body": one.body} if one.body else _kind(one),
        _("asked %(day)s") % {"day": short_day(one.asked_on)} if one.asked_on else "",
        _("answer due %(day)s") % {"day": short_day(one.due_on)} if one.due_on else "",
    ]


def _kind(one: Asked) -> str:
    """What sort of question nobody in particular is asked; empty for a plain one."""
    return "" if one.kind.code == QuestionKind.ASK else one.kind.label
