"""Requests of a narrative that its own text answers with no number."""

import re

from django.utils.translation import gettext_lazy

from tracker.intake.drafts import DraftRecommendation, Narrative
from tracker.intake.numbers import NUMBER
from tracker.intake.sentences import split_sentences
from tracker.vocabulary import Section

# What recommendations ask for; what shows in a sentence with a number, or by an indicator's code,
# that the text counts it; and the question where it does not.
GAPS = (
    (
        r"(?<!vocational )(?<!job )(?<!skills )(?<!language )\btrain(?:ing|ings|ed)?\b",
        r"\btrain|\bworkshop|\bseminar|\bcourse",
        ("TRAIN_",),
        gettext_lazy(
            "Recommendation %(number)s asks for training. Was anybody trained, how many people, "
            "and of which profession? The text gives no number."
        ),
    ),
    (
        r"\bscreen",
        r"\bscreen",
        ("VICT_SCREENED",),
        gettext_lazy(
            "Recommendation %(number)s asks for screening. How many people were screened, and by "
            "whom? The text gives no number."
        ),
    ),
    (
        r"\bcomplicit",
        r"\bcomplicit|\bcorrupt",
        ("OFFICIALS_",),
        gettext_lazy(
            "Recommendation %(number)s asks to hold complicit officials to account. How many "
            "were investigated, prosecuted and convicted? The text gives no number."
        ),
    ),
    (
        r"\bcompensation\b|\brestitution\b",
        r"\bcompensat|\brestitution",
        ("VICT_COMPENSATED", "COMP_AMOUNT", "FUND_COMPENSATION"),
        gettext_lazy(
            "Recommendation %(number)s asks for compensation. How many victims received any, and "
            "how much? The text gives no number."
        ),
    ),
    (
        r"\blabou?r inspect",
        r"\binspect",
        ("INSPECT", "VIOLATIONS"),
        gettext_lazy(
            "Recommendation %(number)s asks for labor inspections. How many were conducted, and "
            "what did they find? The text gives no number."
        ),
    ),
    (
        r"\bshelters?\b",
        r"\bshelter",
        ("SHELTER", "VICT_SHELTERED", "VICT_ASSISTED", "FUND_SHELTERS", "CENTERS"),
        gettext_lazy(
            "Recommendation %(number)s asks for shelter. How many places are there, and how many "
            "victims stayed in them? The text gives no number."
        ),
    ),
    (
        r"\bawareness\b",
        r"\bawareness|\bcampaign",
        ("CAMPAIGNS", "REACHED"),
        gettext_lazy(
            "Recommendation %(number)s asks to raise awareness. How many people were reached, "
            "and how? The text gives no number."
        ),
    ),
)
MOST_GAPS = 3  # questions; more would be a questionnaire
COUNTING = {Section.PROSECUTION, Section.PROTECTION, Section.PREVENTION}


def list_data_gaps(narrative: Narrative) -> list[tuple[str, DraftRecommendation]]:
    """List questions on what a recommendation asks for and a whole narrative nowhere counts."""
    paragraphs = [text for text in narrative.paragraphs if text.section in COUNTING]
    counted = {figure.indicator or "" for figure in narrative.figures if figure.value is not None}
    counting = "\n".join(
        sentence
        for paragraph in paragraphs
        for start, end in split_sentences(paragraph.text)
        if NUMBER.search(sentence := paragraph.text[start:end])
    )
    is_whole = {paragraph.section for paragraph in paragraphs} == COUNTING
    return [
        (str(message), requests[0])
        for wanted, shown, codes, message in GAPS
        if is_whole
        and not re.search(shown, counting, re.IGNORECASE)
        and not any(code.startswith(codes) for code in counted)
        and (requests := [r for r in narrative.recommendations if re.search(wanted, r.text, re.I)])
    ][:MOST_GAPS]
