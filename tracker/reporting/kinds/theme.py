"""By theme: counts, short sections and figures of the recommendations of each theme."""

from collections.abc import Iterator, Sequence

from tracker.formats import gettext as _
from tracker.grouping import group_pairs
from tracker.progress import LabelledCode, RecommendationProgress
from tracker.reporting.at_a_glance import long_opening
from tracker.reporting.blocks import Block, Contents, Heading, ruled
from tracker.reporting.context import LayoutContext
from tracker.reporting.figures import figures
from tracker.reporting.front_matter import closing
from tracker.reporting.recommendations import short_section
from tracker.reporting.status_matrix import status_table
from tracker.vocabulary import Theme

type Themes = dict[str, list[RecommendationProgress]]


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the report in reading order, up to its sources."""
    progress = context.progress
    yield from long_opening(context)
    yield Contents(context.words["contents"], depth=1)
    themes = _grouped(progress.recommendations)
    if len(themes) > 1 and not progress.part:
        yield context.heading("by_theme", level=1)
        title = _("Recommendations by theme and status")
        groups = {_name(group[0].theme): group for group in themes.values()}
        yield from status_table(title, _("Theme"), groups, context)
    for group in themes.values():
        yield from _theme(group, context)
    if not progress.part:
        yield from _figures_alone(themes, context)
    elif progress.is_last_part:
        yield from figures(progress.figures, context)
    yield from closing(context)


def _theme(
    recommendations: Sequence[RecommendationProgress], context: LayoutContext
) -> Iterator[Block]:
    theme = recommendations[0].theme
    yield _heading(theme)
    yield from ruled(short_section(recommendation, context) for recommendation in recommendations)
    if not context.progress.part:
        yield from _figures(theme, context)


def _figures_alone(themes: Themes, context: LayoutContext) -> Iterator[Block]:
    """Yield the figures of themes that have no recommendation."""
    for theme in dict.fromkeys(
        series.theme for series in context.progress.figures if series.figures
    ):
        if theme.code not in themes:
            yield _heading(theme)
            yield from _figures(theme, context)


def _figures(theme: LabelledCode, context: LayoutContext) -> Iterator[Block]:
    theme_series = [
        series for series in context.progress.figures if series.theme.code == theme.code
    ]
    yield from figures(theme_series, context, level=2, theme=theme.code or "none")


def _heading(theme: LabelledCode) -> Heading:
    return Heading(1, _name(theme), anchor=f"theme-{theme.code or 'none'}")


def _grouped(recommendations: Sequence[RecommendationProgress]) -> Themes:
    """Group recommendations by theme, in vocabulary order; those without a theme last."""
    places = {theme.value: place for place, theme in enumerate(Theme)}
    ordered = sorted(recommendations, key=lambda r: places.get(r.theme.code, len(places)))
    return group_pairs((recommendation.theme.code, recommendation) for recommendation in ordered)


def _name(theme: LabelledCode) -> str:
    return theme.label or _("Without a theme")
