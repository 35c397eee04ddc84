"""Open questions laid out: what is asked, of whom, since when and until when."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.progress import Asked, RecommendationProgress
from tracker.reporting.blocks import Bit, Block, Bullets, Cell, Line, Style, plain
from tracker.reporting.printing import Printing
from tracker.vocabulary import QueryKind
from tracker.words import short_day


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
    return "" if one.kind.code == QueryKind.ASK else one.kind.label
