"""Where recommendations stand: their distribution, the share, and every one in a line."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.progress import Count, Labelled, Progress, RecommendationProgress, Share
from tracker.reporting import phrases
from tracker.reporting.blocks import Bit, Block, Chart, Column, Line, Para, Row, Style, Table
from tracker.reporting.context import Printing
from tracker.reporting.distribution_bar import distribution_bar, in_rank_order
from tracker.reporting.statuses import DASH, in_cell, status, trend
from tracker.vocabulary import LEFT_OUT, RANK, Role, Status


def distribution(
    printing: Printing, *, zeros: bool = True, is_short: bool = False
) -> Iterator[Block]:
    """The bar with its table and, below, how well the statuses are backed.

    Where there is nothing to count, that is said. Without `zeros` the table leaves out statuses at
    which nothing stands; in short a line says as much.
    """
    progress, words = printing.progress, printing.words
    counts = in_rank_order(progress.counts)
    told = phrases.listed(counts)
    title = words["distribution_caption"]
    bar = distribution_bar(counts, title=title, description=told)
    if not bar:
        yield Para((Bit(phrases.nothing(progress)),))
        return
    share = f"{phrases.share(progress.fully)}; {phrases.left_out(progress.left_out)}"
    if is_short:
        yield Para((Bit(share, Style.STRONG),))
        yield Chart(str(bar), title, f"{title}: {told}", signs=_numbered(counts))
        return
    yield Chart(str(bar), title, f"{title}: {told}")
    shown = [c for c in counts if c.number or zeros]
    yield count_table(shown, f"{title}: {share}", printing)
    yield from backed(progress)


def backed(progress: Progress) -> Iterator[Block]:
    """How well the statuses counted are backed; nothing where nothing was judged."""
    told = phrases.backed(progress)
    if told:
        words = _("Evidence behind these statuses: %(strengths)s") % {"strengths": told}
        yield Para((Bit(words, Style.SOFT),), is_small=True)


def _numbered(counts: Sequence[Count]) -> Line:
    """What each circle stands for, with its number."""
    shown = [(*status(c.status), Bit(f" {c.number}")) for c in counts if c.number]
    return tuple(bit for bits in shown for bit in (*bits, Bit(" · ")))[:-1]


def count_table(counts: Sequence[Count], caption: str, printing: Printing) -> Table:
    """How many stand at each status, and whether they are counted."""
    words = printing.words
    return Table(
        caption=caption,
        columns=(
            Column(words["status"], 3),
            Column(words["base"], 2),
            Column(words["how_many"], 0, is_number=True),
        ),
        rows=tuple(
            Row(
                (
                    (status(c.status),),
                    ((Bit(words["left_out" if c.rank is None else "counted"], Style.SOFT),),),
                    ((Bit(str(c.number)),),),
                )
            )
            for c in counts
        ),
        shows_caption=True,
        is_narrow=True,
    )


def overview(printing: Printing) -> Table:
    """Every recommendation in a line, each linked to its section."""
    words = printing.words
    return Table(
        caption=words["overview_caption"],
        columns=(
            Column(words["number"], 0),
            Column(words["recommendation"], 6),
            Column(words["status"], 5),
            Column(words["trend"], 0),
            Column(words["lead"], 4),
        ),
        rows=tuple(_line(told, printing) for told in printing.progress.recommendations),
    )


def _line(told: RecommendationProgress, printing: Printing) -> Row:
    return Row(
        (
            ((Bit(told.number),),),
            (printing.link(told, told.title or told.number),),
            in_cell(told, told.differing),
            (trend_of(told),),
            ((Bit(leads(told)),),),
        )
    )


def trend_of(told: RecommendationProgress) -> Line:
    """The trend in a cell; a dash where nobody judged it."""
    return (trend(told.assessment.trend) if told.assessment else ()) or DASH


def leads(told: RecommendationProgress) -> str:
    """The acronyms of the leading bodies; a dash for none."""
    return ", ".join(b.short for b in told.bodies if b.role.code == Role.LEAD) or "–"


def counted(told: Sequence[Labelled]) -> tuple[Count, ...]:
    """How many of these statuses there are of each, every status in the order of the vocabulary."""
    codes = [one.code for one in told]
    labels = {one.code: one.label for one in told}
    return tuple(
        Count(Labelled(s.value, labels.get(s.value, str(s.label))), RANK.get(s), codes.count(s))
        for s in Status
    )


def share_of(counts: Sequence[Count]) -> str:
    """The share of some recommendations, with both numbers and what was left out."""
    part = sum(c.number for c in counts if c.status.code == Status.FULL)
    fully = Share(part, sum(c.number for c in counts if c.rank is not None))
    left_out = [c for c in counts if c.status.code in LEFT_OUT]
    return f"{phrases.share(fully)}; {phrases.left_out(left_out)}"
