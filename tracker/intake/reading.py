"""A narrative read: text in, drafts out. Nothing invented, nothing lost, every doubt said."""

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
from tracker.intake.drafts import DraftRecommendation, Head, Narrative, Paragraph
from tracker.intake.figures import figures_in
from tracker.intake.paragraphs import split
from tracker.intake.questions import questions_in
from tracker.vocabulary import Tier

YEARS = range(2001, 2100)  # the first report was that of 2001


def read(
    text: str,
    *,
    names: Mapping[str, Sequence[str]] | None = None,
    year: int | None = None,
    country: str | None = None,
) -> Narrative:
    """What the text of a country narrative holds.

    `names` gives the bodies to look for: code to names, acronyms and aliases. `year` and `country`
    are what the person says; without them they are as the text states them, else None.

    Raises Unreadable when the text is no narrative, or states another year or country than said.
    """
    own, part, top, listed, found, numbered = _built(text, country)
    _check_year(year, top.years)
    first = part.start + 1
    asked = _asked(own, listed, top.body, first)
    placed = tiers.placed_by_sentence(own)
    stated = (part.line.country if part.line else "") or top.country or heads.country_in_text(own)
    parts.check_country(country, stated, own)
    head = _head(
        own, top, part.line, placed, year=year, country=_said_or_stated(country, stated, own)
    )
    figures = figures_in(numbered, year=head.year)
    return Narrative(
        head,
        numbered,
        asked.drafts,
        figures=tuple(figures),
        queries=tuple(questions_in(numbered, figures)),
        mentions=bodies.mentions(own, names, first=first) if names else (),
        uncertain=(
            *damage.said_of(text),
            *part.said,
            *doubts.of_head(head, top, part.line, placed),
            *doubts.of_list(head, listed, asked.drafts, said_as_should=asked.as_should),
            *doubts.of_sections(found),
        ),
    )


def paragraphs_in(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a narrative that was read before, with their sections and nothing else."""
    return _built(text, None)[-1]


Built = tuple[
    Sequence[str],
    parts.Part,
    heads.Top,
    recommendations.ListPlace,
    sections.Sections,
    tuple[Paragraph, ...],
]


def _built(text: str, country: str | None) -> Built:
    """How it is built: its own paragraphs, which part of the text, its top, its list, sections."""
    whole = split(text)
    lines = tiers.lines_of(whole)
    refusals.check(whole, lines)
    part = parts.choose(whole, lines, country=country)
    own = whole[part.start : part.end]
    top = heads.top_of(own, part.line)
    listed = recommendations.list_in(own, top.body)
    found = sections.sections_of(own, body=top.body, line=part.line, listed=listed)
    numbered = tuple(
        Paragraph(number, words, section)
        for number, (words, section) in enumerate(
            zip(own, found.of, strict=True), start=part.start + 1
        )
    )
    return own, part, top, listed, found, numbered


@dataclass(frozen=True, slots=True)
class Asked:
    """The recommendations, and whether they are sentences with "should" for want of a list."""

    drafts: tuple[DraftRecommendation, ...]
    as_should: bool = False


def _asked(own: Sequence[str], listed: recommendations.ListPlace, body: int, first: int) -> Asked:
    if drafts := recommendations.drafts(own, listed, first=first):
        return Asked(drafts)
    drafts = recommendations.said_as_should(own, body, first=first)
    return Asked(drafts, as_should=bool(drafts))


def _head(
    own: Sequence[str],
    top: heads.Top,
    line: tiers.TierLine | None,
    placed: tiers.Placed | None,
    *,
    year: int | None,
    country: str | None,
) -> Head:
    tier = line.tier if line else placed.tier if placed else None
    previous = placed.previous if placed and placed.tier == tier else None
    return Head(
        title=top.title,
        mechanism="TIP",
        country=country,
        year=year or (top.years[0] if len(top.years) == 1 else None),
        tier=_code(tier),
        previous_tier=_code(previous),
    )


def _said_or_stated(said: str | None, stated: str | None, own: Sequence[str]) -> str | None:
    """The country's name: a code that the person gives is none, if the text has one."""
    if said and not (stated and parts.is_code(said)):
        return said
    return heads.written(stated, own) if stated else None


def _code(tier: Tier | None) -> str | None:
    return tier.value if tier else None


def _check_year(year: int | None, stated: Sequence[int]) -> None:
    """Raises Unreadable when the person says another year than the text, or an impossible one."""
    if year is None:
        return
    if year not in YEARS:
        raise Unreadable(
            _("%(year)s can't be the year of a report: the first was that of %(first)s.")
            % {"year": year, "first": YEARS.start}
        )
    if stated and year not in stated:
        raise Unreadable(
            _(
                "The text was not read as the report of %(said)s: its title states %(stated)s. "
                "Give the right year, or the right text."
            )
            % {"said": year, "stated": ", ".join(str(one) for one in stated)}
        )
