"""Questions on a narrative: figures that do not add up, and facts only its author knows."""

from collections.abc import Sequence

from tracker.intake.drafts import DraftQuestion, Figure, Paragraph
from tracker.intake.questions.exchange_rates import (
    ask_about_deviating_conversions,
    ask_about_single_rate,
)
from tracker.intake.questions.figures import (
    ask_about_contradictions,
    ask_about_parts,
    ask_about_prosecutions,
    ask_about_providers,
    ask_about_same_number,
    ask_about_single_figures,
    ask_about_totals,
    ask_about_trends,
)


def find_questions(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> list[DraftQuestion]:
    """Return the questions that these figures raise, by place. A source is never corrected."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    questions = [
        *ask_about_parts(figures),
        *ask_about_providers(texts, figures),
        *ask_about_contradictions(figures),
        *ask_about_trends(paragraphs, figures),
        *ask_about_single_figures(texts, figures),
        *ask_about_totals(texts, figures),
        *ask_about_prosecutions(figures),
        *ask_about_same_number(texts, figures),
        *ask_about_deviating_conversions(paragraphs),
        *ask_about_single_rate(paragraphs),
    ]
    return sorted(questions, key=lambda question: question.places[0])
