"""By theme: where the recommendations of each theme stand, each in short, and its figures."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.progress import Labelled, RecommendationProgress
from tracker.reporting import front_matter
from tracker.reporting.blocks import Block, Heading, Para, Rule, plain
from tracker.reporting.context import Printing
from tracker.reporting.figures import figures
from tracker.reporting.recommendations import done, head, next_step, remark
from tracker.reporting.status_counts import counted, distribution, share_of
from tracker.reporting.status_matrix import Standings, matrix
from tracker.reporting.statuses import box
from tracker.vocabulary import Theme

type Themes = dict[str, list[RecommendationProgress]]


def blocks(printing: Printing) -> Iterator[Block]:
    """The report in reading order, up to its sources."""
    progress = printing.progress
    yield front_matter.facts(printing)
    yield from front_matter.warnings(progress)
    yield from front_matter.summary(printing)
    yield front_matter.contents(printing)
    yield printing.heading("distribution", level=1)
    yield from distribution(printing, zeros=False)
    yield from front_matter.here(progress)
    themes = _grouped(progress.recommendations)
    if len(themes) > 1 and not progress.part:
        yield printing.heading("by_theme", level=1)
        title = _("Recommendations by theme and status")
        names = [_name(some[0].theme) for some in themes.values()]
        counts = [counted([one.status for one in some]) for some in themes.values()]
        rows = [Standings(name, some) for name, some in zip(names, counts, strict=True)]
        yield from matrix(title, _("Theme"), names, rows)
    for some in themes.values():
        yield from _theme(some, printing)
    if not progress.part:
        yield from _figures_alone(themes, printing)
    elif progress.is_last:
        yield from figures(progress.figures, printing)


def _theme(some: Sequence[RecommendationProgress], printing: Printing) -> Iterator[Block]:
    theme = some[0].theme
    yield _heading(theme)
    part = printing.progress.part
    if not part:  # of some of a theme, a share says nothing of the theme
        yield Para(plain(share_of(counted([one.status for one in some]))))
    for place, told in enumerate(some):
        if place:
            yield Rule()
        yield from head(told, printing)
        yield box(told, printing)
        yield from remark(told, printing)
        yield from done(told, printing)
        yield from next_step(told, printing)
    if not part:
        yield from _figures(theme, printing)


def _figures_alone(themes: Themes, printing: Printing) -> Iterator[Block]:
    """The figures of themes without a recommendation, which would else be told nowhere."""
    for theme in dict.fromkeys(one.theme for one in printing.progress.figures if one.figures):
        if theme.code not in themes:
            yield _heading(theme)
            yield from _figures(theme, printing)


def _figures(theme: Labelled, printing: Printing) -> Iterator[Block]:
    some = [one for one in printing.progress.figures if one.theme.code == theme.code]
    yield from figures(some, printing, level=2, theme=theme.code or "none")


def _heading(theme: Labelled) -> Heading:
    return Heading(1, _name(theme), anchor=f"theme-{theme.code or 'none'}", breaks=True)


def _grouped(recommendations: Sequence[RecommendationProgress]) -> Themes:
    """The recommendations of each theme, in the order of the vocabulary; without one at the end."""
    order = [theme.value for theme in Theme]
    found: Themes = {}
    for told in recommendations:
        found.setdefault(told.theme.code, []).append(told)
    known = [code for code in order if code in found]
    return {code: found[code] for code in (*known, *(c for c in found if c not in order))}


def _name(theme: Labelled) -> str:
    return theme.label or _("Without a theme")
