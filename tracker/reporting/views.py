"""Whose views of a recommendation there are, laid out side by side."""

from dataclasses import dataclass
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.progress import Judgment, RecommendationProgress, View
from tracker.reporting import phrases
from tracker.reporting.standings import Standing, not_judged, standing
from tracker.words import day, short_day

BESIDE = 2  # other views in one table: more would be too narrow to read on paper


@dataclass(frozen=True, slots=True)
class Column:
    """One view in the table: whose, what it says and on which day."""

    whose: str
    says: Standing
    apart: str  # "2 steps more"; empty for the analysts and where nothing can be compared
    as_of: str  # "31 Mar 2024 · baseline"
    period: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody else says, in words, and where that is from."""

    whose: str
    stated: str  # "as stated by the Director, on 3 June 2024, in “Letter 12”"
    words: str
    correction: str


@dataclass(frozen=True, slots=True)
class Views:
    """The views of a recommendation. Each table begins with the analysts."""

    tables: tuple[tuple[Column, ...], ...] = ()
    statements: tuple[Statement, ...] = ()
    differ: str = ""  # "views differ: THBD, CSW"


def views(told: RecommendationProgress) -> Views:
    """The views laid out, in the language in force; nothing where nobody else spoke."""
    if not told.views:
        return Views()
    analysts = _analysts(told)
    others = [_column(view) for view in told.views]
    names = ", ".join(view.whose.short for view in told.differing)
    return Views(
        tables=tuple((analysts, *some) for some in batched(others, BESIDE)),
        statements=tuple(_statement(view) for view in told.views),
        differ=_("views differ: %(names)s") % {"names": names} if names else "",
    )


def _analysts(told: RecommendationProgress) -> Column:
    says = standing(told.judgment) if told.judgment else not_judged(told.status)
    return Column(_("Analysts"), says, "", *_when(told.judgment))


def _column(view: View) -> Column:
    return Column(view.whose.short, standing(view.judgment), _apart(view), *_when(view.judgment))


def _when(judgment: Judgment | None) -> tuple[str, str]:
    """Its day with its kind, and its period, short enough for a cell; empty where nobody judged."""
    if judgment is None:
        return "", ""
    period = phrases.span(judgment.period_from, judgment.period_to, written=short_day)
    return f"{short_day(judgment.as_of)} · {judgment.kind.label}", period


def _apart(view: View) -> str:
    """How far its status is from the analysts', in steps of the scale."""
    if view.gap is None:
        return _("not on the scale") if view.differs else ""
    if view.gap == 0:
        return _("the same")
    told = (
        ngettext("%(number)s step more", "%(number)s steps more", view.gap)
        if view.gap > 0
        else ngettext("%(number)s step less", "%(number)s steps less", -view.gap)
    )
    return told % {"number": abs(view.gap)}


def _statement(view: View) -> Statement:
    return Statement(
        whose=phrases.named(view.whose.name, view.whose.short),
        stated=_stated(view),
        words=view.judgment.rationale,
        correction=phrases.correction(view.judgment.corrects),
    )


def _stated(view: View) -> str:
    """Where a view that came by letter is from; empty for one that was written here."""
    if not (view.stated_by or view.stated_on or view.stated_in):
        return ""
    parts = [_("as stated by %(who)s") % {"who": view.stated_by or view.whose.short}]
    if view.stated_on:
        parts.append(_("on %(day)s") % {"day": day(view.stated_on)})
    if view.stated_in:
        parts.append(_("in “%(title)s”") % {"title": view.stated_in})
    return ", ".join(parts)
