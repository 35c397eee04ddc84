"""Questions on a narrative: figures that do not add up, and facts only its author knows."""

from collections.abc import Sequence

from tracker.intake.drafts import DraftQuestion, Figure, Paragraph
from tracker.intake.questions import exchange_rates
from tracker.intake.questions import figures as questions_figures


def find_questions(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> list[DraftQuestion]:
    """Return the questions that these figures raise, by place. A source is never corrected."""
    questions = [
        *questions_figures.ask_about_parts(paragraphs, figures),
        *questions_figures.ask_about_providers(paragraphs, figures),
        *questions_figures.ask_about_contradictions(figures),
        *questions_figures.ask_about_trends(paragraphs, figures),
        *questions_figures.ask_about_single_figures(paragraphs, figures),
        *questions_figures.ask_about_totals(paragraphs, figures),
        *questions_figures.ask_about_prosecutions(figures),
        *questions_figures.ask_about_same_number(paragraphs, figures),
        *exchange_rates.ask_about_deviating_conversions(paragraphs),
        *exchange_rates.ask_about_single_rate(paragraphs),
    ]
    return sorted(questions, key=lambda question: question.places[0])
