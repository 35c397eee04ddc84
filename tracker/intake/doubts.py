"""What a reading leaves uncertain, as sentences for the person who decides."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.intake.drafts import DraftRecommendation, Head
from tracker.intake.heads import Top
from tracker.intake.recommendations import ListPlace
from tracker.intake.sections import Sections
from tracker.intake.tiers import Placed, TierLine
from tracker.vocabulary import Tier


def of_head(head: Head, top: Top, line: TierLine | None, placed: Placed | None) -> list[str]:
    """Of country, year and tier."""
    said = []
    if head.country is None:
        said.append(_("The text does not name its country. Say which it is."))
    if head.year is None and top.years:
        said.append(
            _("The titles state several years (%(years)s). Say which edition it is.")
            % {"years": ", ".join(str(year) for year in top.years)}
        )
    elif head.year is None:
        said.append(_("The text does not state its year. Say which edition it is."))
    if head.tier is None:
        said.append(_("The text does not say on which tier the country was placed."))
    elif line and placed and line.tier != placed.tier:
        said.append(
            _("The heading says %(heading)s, a sentence %(sentence)s. The heading was taken.")
            % {"heading": line.tier.label, "sentence": placed.tier.label}
        )
    if head.tier is not None and head.previous_tier is None:
        said.append(_("The text does not say on which tier the country was the year before."))
    return said


def of_list(
    head: Head,
    listed: ListPlace,
    drafts: Sequence[DraftRecommendation],
    *,
    said_as_should: bool,
) -> list[str]:
    """Of the recommendations."""
    if said_as_should:
        return [
            _(
                "There is no list of recommendations. The sentences that say what the government "
                "“should” do were taken instead; check each."
            )
        ]
    if not drafts:
        if head.tier == Tier.SPECIAL:
            return [_("No recommendations were found. Special cases usually have none.")]
        return [_("No recommendations were found.")]
    if not listed.has_heading:
        return [
            _(
                "The recommendations have no heading; they were found in paragraph %(number)s by "
                "how it begins."
            )
            % {"number": drafts[0].places[0].paragraph}
        ]
    return []


def of_sections(found: Sections) -> list[str]:
    """Of sections whose heading was lost, or cut off."""
    said = []
    if not found.is_sure_of_first:
        said.append(_("The text begins within a section; which one it is was guessed."))
    if found.guessed:
        said.append(
            _("These sections have no heading and were found by their first sentence: %(names)s.")
            % {"names": ", ".join(str(section.label) for section in found.guessed)}
        )
    return said
