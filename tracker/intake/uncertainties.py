"""Warnings about what a reading leaves uncertain, as sentences for the person who decides."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.intake.drafts import DraftRecommendation, NarrativeHeader
from tracker.intake.recommendations import ListPlace
from tracker.intake.sections import Sections
from tracker.intake.tiers import TierLine, TierPlacement
from tracker.intake.title_block import HeaderLines
from tracker.vocabulary import Tier

# "fi", "ff", "ffi" and "fl" are one glyph in print and get lost on the way out of a PDF.
LOST_LIGATURES = re.compile(
    r"\b(?:traf ?icking|tra ?cking|traf ?ck(?:ing|er|ers|ed)|of ?cials?|o ?cials|identi ?ed|"
    r"identi ?cation|speci ?c|bene ?ts?|suf ?cient|insuf ?cient|su ?cient|certi ?ed|rst-time|"
    r"e ?orts|eforts|de ?ned|con ?rmed|signi ?cant(?:ly)?)\b",
    re.IGNORECASE,
)
COLUMN_GAP = re.compile(r"\S(?: {4,}|\t+ *)\S")
MIN_LINES = 10  # fewer lines don't show columns
COLUMN_SHARE = 0.4


def describe_damage(text: str) -> list[str]:
    """Describe each damage that is detected, in one sentence each."""
    warnings = []
    if lost := LOST_LIGATURES.search(text):
        warnings.append(
            _(
                "Letters such as “fi” and “ff” are missing from the text (“%(word)s”). Paste "
                "the text from the web page, or correct it before you accept it."
            )
            % {"word": lost[0]}
        )
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) >= MIN_LINES and _count_column_gaps(lines) > COLUMN_SHARE * len(lines):
        warnings.append(
            _(
                "The text seems to come from two columns read across; this can't be corrected "
                "here. Paste the text from the web page."
            )
        )
    return warnings


def _count_column_gaps(lines: list[str]) -> int:
    return sum(COLUMN_GAP.search(line, 0, 400) is not None for line in lines)


def describe_header(
    header: NarrativeHeader,
    header_lines: HeaderLines,
    line: TierLine | None,
    placement: TierPlacement | None,
) -> list[str]:
    """Describe what is uncertain about country, year and tier."""
    warnings = []
    if header.country is None:
        warnings.append(_("The text does not name its country. Choose it."))
    if header.year is None and header_lines.years:
        warnings.append(
            _("The titles give several years (%(years)s). Choose the edition.")
            % {"years": ", ".join(str(year) for year in header_lines.years)}
        )
    elif header.year is None:
        warnings.append(_("The text does not give its year. Choose the edition."))
    if header.tier is None:
        warnings.append(_("The text does not give the tier of the country."))
    elif line and placement and line.tier != placement.tier:
        warnings.append(
            _("The heading gives %(heading)s, a sentence gives %(sentence)s. The heading was used.")
            % {"heading": line.tier.label, "sentence": placement.tier.label}
        )
    if header.tier is not None and header.previous_tier is None:
        warnings.append(_("The text does not give the tier of the year before."))
    return warnings


def describe_list(
    header: NarrativeHeader,
    place: ListPlace,
    drafts: Sequence[DraftRecommendation],
    *,
    are_sentences: bool,
) -> list[str]:
    """Describe what is uncertain about the recommendations."""
    if are_sentences:
        return [
            _(
                "There is no list of recommendations. Sentences that say what the government "
                "“should” do were used instead. Check each one."
            )
        ]
    if not drafts:
        if header.tier == Tier.SPECIAL:
            return [_("No recommendations were found. Special Cases usually have none.")]
        return [_("No recommendations were found.")]
    if not place.has_heading:
        return [
            _(
                "The recommendations have no heading. They were found in paragraph %(number)s "
                "by its first words."
            )
            % {"number": drafts[0].places[0].paragraph}
        ]
    return []


def describe_sections(sections: Sections) -> list[str]:
    """Describe sections whose heading was lost or cut off."""
    warnings = []
    if not sections.is_sure_of_first:
        warnings.append(_("The text begins in the middle of a section. The section was guessed."))
    if sections.guessed_sections:
        warnings.append(
            _("These sections have no heading and were found by their first sentence: %(names)s.")
            % {"names": ", ".join(str(section.label) for section in sections.guessed_sections)}
        )
    return warnings
