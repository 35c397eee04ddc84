"""A status laid out with all that must be told beside it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.formats import day
from tracker.progress import Judgment, Labelled, RecommendationProgress, View
from tracker.reporting import phrases
from tracker.reporting.blocks import Bit, Block, Box, Cell, Fact, Facts, Line, Para, Style, plain
from tracker.reporting.context import Printing
from tracker.vocabulary import ARROW

SPACE = Bit(" ")
ARROWS = {trend.value: arrow for trend, arrow in ARROW.items()}
DASH: Line = (Bit("–"),)


def status(told: Labelled, style: Style = Style.PLAIN) -> Line:
    """A status: its circle and its label."""
    return (Bit(told.code, Style.CIRCLE), SPACE, Bit(told.label, style))


def trend(told: Labelled) -> Line:
    """A trend: its arrow and its label; nothing where it is not set."""
    if not told.code:
        return ()
    return (Bit(ARROWS[told.code], Style.ARROW), SPACE, Bit(told.label))


def turn(before: Labelled, after: Labelled) -> Line:
    """From one status to another."""
    return (*status(before), Bit(" → "), *status(after))


def marks(judgment: Judgment | None) -> tuple[str, ...]:
    """What must be said beside a status: who approved it, and that it is a sample."""
    if judgment is None:
        return ()
    return (
        *((_("approved by its author"),) if judgment.approved_by_its_author else ()),
        *((_("sample approval"),) if judgment.is_sample else ()),
    )


def in_cell(told: RecommendationProgress, differing: Sequence[View]) -> Cell:
    """The standing of a recommendation in a table, with what must be told small below it.

    `differing` are the views that are said to differ.
    """
    judgment = told.assessment
    beside: list[Line] = []
    if judgment and judgment.strength.label:
        beside.append((Bit(judgment.strength.label),))
    beside.extend((Bit(mark, Style.EM),) for mark in marks(judgment))
    if differing:
        beside.append((Bit(phrases.differ(differing), Style.STRONG),))
    return (status(told.status), *beside)


def box(told: RecommendationProgress, printing: Printing) -> Box:
    """How a recommendation stands, since when, before, and who answers for it."""
    judgment = told.assessment
    blocks: list[Block] = [Para(_standing(told, printing))]
    if judgment and judgment.corrects:
        blocks.append(Para((Bit(phrases.correction(judgment.corrects)),), is_small=True))
    facts = tuple(_facts(told, printing))
    return Box((*blocks, Facts(facts)) if facts else tuple(blocks))


def _standing(told: RecommendationProgress, printing: Printing) -> Line:
    judgment = told.assessment
    line = status(told.status, Style.STRONG)
    if judgment is None:
        return line
    if judgment.trend.code:
        line = (*line, Bit(" · "), *trend(judgment.trend))
    if judgment.strength.label:
        strength = f" · {printing.words['strength']}: {judgment.strength.label}"
        line = (*line, Bit(strength, Style.SOFT))
    for mark in marks(judgment):
        line = (*line, Bit(" · "), Bit(mark, Style.EM))
    return line


def _facts(told: RecommendationProgress, printing: Printing) -> list[Fact]:
    facts = []
    if told.assessment:
        facts.append(Fact(printing.words["as_of"], (as_of(told.assessment, printing),)))
    if told.previous:
        facts.append(Fact(printing.words["before"], (_before(told.previous, printing),)))
    facts.extend(Fact(role, (plain(named),)) for role, named in phrases.by_role(told.bodies))
    return facts


def as_of(judgment: Judgment, printing: Printing) -> Line:
    """The day a judgment speaks of, with its period."""
    key = ("as of", judgment.as_of, judgment.period_from, judgment.period_to)
    return printing.once(key, lambda: _as_of(judgment))


def _as_of(judgment: Judgment) -> Line:
    period = _("for the period %(period)s") % {
        "period": phrases.span(judgment.period_from, judgment.period_to)
    }
    return (Bit(f"{day(judgment.as_of)} "), Bit(period, Style.SOFT))


def _before(judgment: Judgment, printing: Printing) -> Line:
    line = status(judgment.status)
    if judgment.trend.code:
        line = (*line, Bit(" · "), *trend(judgment.trend))
    told = [judgment.strength.label, f"{printing.words['as_of_within']} {day(judgment.as_of)}"]
    line = (*line, Bit("".join(f" · {one}" for one in told if one)))
    for mark in marks(judgment):
        line = (*line, Bit(" · "), Bit(mark, Style.EM))
    correction = phrases.correction(judgment.corrects)
    return (*line, Bit(f" · {correction}")) if correction else line
