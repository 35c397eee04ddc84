"""What bodies undertook, laid out: open promises apart from what was kept or dropped."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.progress import Undertaken
from tracker.words import short_day


@dataclass(frozen=True, slots=True)
class Promise:
    """A measure as printed."""

    text: str
    late: str  # "overdue", "put off twice", "quiet …": what asks for attention
    place: str  # "THBD · undertaken 3 Jun 2024 · due 1 Dec 2024"
    words: str  # what was heard last, or why it was dropped


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a recommendation, by what came of them."""

    open: tuple[Promise, ...] = ()
    kept: tuple[Promise, ...] = ()
    dropped: tuple[Promise, ...] = ()


def measures(told: tuple[Undertaken, ...]) -> Measures:
    """The measures laid out, in the language in force."""
    return Measures(
        open=_those(told, lambda one: one.is_open),
        kept=_those(told, lambda one: one.done_on is not None),
        dropped=_those(told, lambda one: one.done_on is None and bool(one.dropped_because)),
    )


def _those(
    told: tuple[Undertaken, ...], wanted: Callable[[Undertaken], bool]
) -> tuple[Promise, ...]:
    return tuple(_promise(one) for one in told if wanted(one))


def _promise(told: Undertaken) -> Promise:
    return Promise(
        text=told.text,
        late=", ".join(_late(told)),
        place=" · ".join(filter(None, (told.body.short, *_dates(told)))),
        words=told.dropped_because or told.latest,
    )


def _late(told: Undertaken) -> list[str]:
    late = [_("overdue")] if told.is_overdue else []
    if told.is_open and told.put_off:
        times = ngettext("put off %(times)d time", "put off %(times)d times", told.put_off)
        late.append(times % {"times": told.put_off})
    if told.is_quiet:
        late.append(_("nothing heard for 180 days"))
    return late


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
        if told.heard_on:
            dates.append(_("last heard of %(day)s") % {"day": short_day(told.heard_on)})
    return dates
