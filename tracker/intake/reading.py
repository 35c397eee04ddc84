"""Reader of a country narrative: text in, drafts out, with every uncertainty reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.intake import (
    bodies,
    damage,
    doubts,
    heads,
    parts,
    recommendations,
    refusals,
    sections,
    tiers,
)
from tracker.intake.drafts import DraftRecommendation, Narrative, NarrativeHeader, Paragraph
from tracker.intake.figures import find_figures
from tracker.intake.paragraphs import split_paragraphs
from tracker.intake.questions import find_questions
from tracker.vocabulary import Tier

YEARS = range(2001, 2100)  # the first report was that of 2001


def read_narrative(
    text: str,
    *,
    names: Mapping[str, Sequence[str]] | None = None,
    year: int | None = None,
    country: str | None = None,
) -> Narrative:
    """Read the text of a country narrative.

    `names` gives the bodies to look for: code to names, acronyms and aliases. `year` and `country`
    are as the person gives them; without them they are as the text states them, else None.

    Raises:
        Unreadable: The text is no narrative, or states another year or country than given.
    """
    paragraphs, part, header_lines, list_place, found_sections, numbered = _divide(text, country)
    _check_year(year, header_lines.years)
    first = part.start + 1
    drafts = _draft_recommendations(paragraphs, list_place, header_lines.text_start, first)
    placement = tiers.tier_from_sentence(paragraphs)
    stated = (
        (part.line.country if part.line else "")
        or header_lines.country
        or heads.country_in_text(paragraphs)
    )
    parts.check_country(country, stated, paragraphs)
    header = _make_header(
        header_lines,
        part.line,
        placement,
        year=year,
        country=_choose_country(country, stated, paragraphs),
    )
    figures = find_figures(numbered, year=header.year)
    return Narrative(
        header,
        numbered,
        drafts.items,
        figures=tuple(figures),
        questions=tuple(find_questions(numbered, figures)),
        mentions=bodies.find_mentions(paragraphs, names, first=first) if names else (),
        uncertainties=(
            *damage.damage_warnings(text),
            *part.notes,
            *doubts.header_warnings(header, header_lines, part.line, placement),
            *doubts.list_warnings(
                header, list_place, drafts.items, are_sentences=drafts.are_sentences
            ),
            *doubts.section_warnings(found_sections),
        ),
    )


def paragraphs_in(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a narrative that was read before, with their sections only."""
    return _divide(text, None)[-1]


NarrativeParts = tuple[
    Sequence[str],
    parts.CountryRange,
    heads.HeaderLines,
    recommendations.ListPlace,
    sections.Sections,
    tuple[Paragraph, ...],
]


def _divide(text: str, country: str | None) -> NarrativeParts:
    """Divide a text: its own paragraphs, its part, its header, its list, its sections."""
    all_paragraphs = split_paragraphs(text)
    tier_lines = tiers.find_tier_lines(all_paragraphs)
    refusals.check_is_narrative(all_paragraphs, tier_lines)
    part = parts.select_country(all_paragraphs, tier_lines, country=country)
    paragraphs = all_paragraphs[part.start : part.end]
    header_lines = heads.read_header(paragraphs, part.line)
    list_place = recommendations.find_list(paragraphs, header_lines.text_start)
    found_sections = sections.find_sections(
        paragraphs, text_start=header_lines.text_start, line=part.line, list_place=list_place
    )
    numbered = tuple(
        Paragraph(number, words, section)
        for number, (words, section) in enumerate(
            zip(paragraphs, found_sections.by_paragraph, strict=True), start=part.start + 1
        )
    )
    return paragraphs, part, header_lines, list_place, found_sections, numbered


@dataclass(frozen=True, slots=True)
class RecommendationDrafts:
    """Recommendations, and whether they are sentences with "should" for want of a list."""

    items: tuple[DraftRecommendation, ...]
    are_sentences: bool = False


def _draft_recommendations(
    paragraphs: Sequence[str], list_place: recommendations.ListPlace, text_start: int, first: int
) -> RecommendationDrafts:
    if drafts := recommendations.draft_recommendations(paragraphs, list_place, first=first):
        return RecommendationDrafts(drafts)
    drafts = recommendations.sentences_with_should(paragraphs, text_start, first=first)
    return RecommendationDrafts(drafts, are_sentences=bool(drafts))


def _make_header(
    header_lines: heads.HeaderLines,
    line: tiers.TierLine | None,
    placement: tiers.TierPlacement | None,
    *,
    year: int | None,
    country: str | None,
) -> NarrativeHeader:
    tier = line.tier if line else placement.tier if placement else None
    previous = placement.previous if placement and placement.tier == tier else None
    return NarrativeHeader(
        title=header_lines.title,
        mechanism="TIP",
        country=country,
        year=year or (header_lines.years[0] if len(header_lines.years) == 1 else None),
        tier=_tier_code(tier),
        previous_tier=_tier_code(previous),
    )


def _choose_country(given: str | None, stated: str | None, paragraphs: Sequence[str]) -> str | None:
    """Return the country's name; a code that the person gives is replaced by the text's name."""
    if given and not (stated and parts.is_code(given)):
        return given
    return heads.country_spelling(stated, paragraphs) if stated else None


def _tier_code(tier: Tier | None) -> str | None:
    return tier.value if tier else None


def _check_year(year: int | None, stated_years: Sequence[int]) -> None:
    """Refuse an impossible year, or another year than the text states.

    Raises:
        Unreadable: The year can't be that of this report.
    """
    if year is None:
        return
    if year not in YEARS:
        raise Unreadable(
            _("%(year)s can't be the year of a report: the first was that of %(first)s.")
            % {"year": year, "first": YEARS.start}
        )
    if stated_years and year not in stated_years:
        raise Unreadable(
            _(
                "The text was not read as the report of %(said)s: its title states %(stated)s. "
                "Give the right year, or the right text."
            )
            % {"said": year, "stated": ", ".join(str(stated_year) for stated_year in stated_years)}
        )
