"""One recommendation of very many: its words, how it stands and why, with what that rests on."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import batched

from tracker.progress import RecommendationProgress
from tracker.reporting import phrases
from tracker.reporting.blocks import Bit, Block, Heading, Line, Para, Style
from tracker.reporting.counting import leads
from tracker.reporting.printing import Printing, cited_by
from tracker.reporting.sections import quote, remark, title, why
from tracker.reporting.standings import marks, status, trend
from tracker.words import day

AT_ONCE = 500  # recommendations under one heading: that many pages are set at the same time


def recommendation_summaries(
    recommendations: Sequence[RecommendationProgress], printing: Printing
) -> Iterator[Block]:
    """All of them, some hundred under each heading that the contents name."""
    for place, some in enumerate(batched(recommendations, AT_ONCE), start=1):
        words = f"{printing.words['recommendations']} {some[0].number} – {some[-1].number}"
        yield Heading(1, words, anchor=f"recommendations-{place}", breaks=True)
        for told in some:
            yield from recommendation_summary(told, printing)


def recommendation_summary(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """What must be known of it, in the language in force; a paragraph for each thing."""
    yield title(told, printing)
    yield from quote(told)
    yield Para(_stands(told, printing))
    if told.judgment and told.judgment.corrects:
        yield Para((Bit(phrases.correction(told.judgment.corrects)),), is_small=True)
    yield from why(told, printing)
    yield from _cited(told, printing)
    yield from remark(told, printing)


def _stands(told: RecommendationProgress, printing: Printing) -> Line:
    """Its standing with its day, who leads it, and whose views differ, in few pieces."""
    line = status(told.status, Style.STRONG)
    judgment, words = told.judgment, printing.words
    beside = []
    if judgment:
        if judgment.trend.code:
            line = (*line, Bit(" · "), *trend(judgment.trend))
        beside = [
            judgment.strength.label,
            *marks(judgment),
            printing.once(("short day", judgment.as_of), lambda: _as_of(judgment.as_of, printing)),
        ]
    beside.append(f"{words['lead']}: {leads(told)}")
    line = (*line, Bit("".join(f" · {one}" for one in beside if one)))
    if told.differing:
        line = (*line, Bit(" · "), Bit(phrases.differ(told.differing), Style.STRONG))
    return line


def _as_of(on: date, printing: Printing) -> str:
    return f"{printing.words['as_of_within']} {day(on)}"


def _cited(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """References to all the evidence, where that is more than what stands beside the judgment."""
    own = {one.key for one in cited_by(told.judgment, told.evidence)} if told.judgment else set()
    if any(cited.of is None or cited.of.key not in own for cited in told.evidence):
        refs = printing.numbers.refs(cited.of for cited in told.evidence)
        yield Para((Bit(f"{printing.words['evidence']}:", Style.SOFT), *refs))
