"""What a narrative should be asked: figures that do not add up, and what only its author knows."""

from collections.abc import Sequence

from tracker.intake.drafts import DraftQuery, Figure, Paragraph
from tracker.intake.questions import conversions, directions, sums


def questions_in(paragraphs: Sequence[Paragraph], figures: Sequence[Figure]) -> list[DraftQuery]:
    """The questions that these figures raise, by place. A source is never corrected."""
    found = [
        *sums.of_parts(paragraphs, figures),
        *sums.of_providers(paragraphs, figures),
        *sums.told_twice(figures),
        *directions.against_figures(paragraphs, figures),
        *directions.of_single(paragraphs, figures),
        *directions.of_totals(paragraphs, figures),
        *directions.more_prosecuted(figures),
        *directions.the_same_number(paragraphs, figures),
        *conversions.broken(paragraphs),
        *conversions.one_rate(paragraphs),
    ]
    return sorted(found, key=lambda one: one.places[0])
