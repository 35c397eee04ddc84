"""Sections of paragraphs: by headings, else by how a section's text begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.intake import headings, recommendations, title_block
from tracker.vocabulary import Section

ORDER = (
    Section.SUMMARY,
    Section.RECOMMENDATIONS,
    Section.PROSECUTION,
    Section.PROTECTION,
    Section.PREVENTION,
    Section.PROFILE,
)
PREVIOUS_SECTION = {  # an excerpt that begins in mid-section
    Section.PROTECTION: Section.PROSECUTION,
    Section.PREVENTION: Section.PROTECTION,
    Section.PROFILE: Section.PREVENTION,
}


@dataclass(frozen=True, slots=True)
class Sections:
    """Section of every paragraph, and the sections recognised by their first sentence alone."""

    by_paragraph: tuple[Section, ...]
    guessed_sections: tuple[Section, ...]
    is_sure_of_first: bool = True  # an excerpt may begin in mid-section


def find_sections(
    paragraphs: Sequence[str],
    *,
    text_start: int,
    line: title_block.TierLine | None,
    list_place: recommendations.ListPlace,
) -> Sections:
    """Return the section of every paragraph; one without a sign belongs to the one before it."""
    sections = [
        Section.RANKING if line and line.first <= index <= line.last else Section.TITLE
        for index in range(min(text_start, len(paragraphs)))
    ]
    headed = {
        heading.section
        for text in paragraphs[text_start:]
        if (heading := headings.find_heading(text))
    } - {Section.SUMMARY}  # the introduction has no heading of its own
    cue_sections = [headings.find_opened_section(text) for text in paragraphs[text_start:]]
    current = _first_section(cue_sections, headed)
    in_list = list_place.paragraphs
    seen: set[Section] = set()
    guessed: list[Section] = []
    for index in range(text_start, len(paragraphs)):
        cue = cue_sections[index - text_start]
        heading = headings.find_heading(paragraphs[index])
        if title_block.ONLY_EXTRACTED.fullmatch(paragraphs[index]):
            sections.append(Section.TITLE)
            continue
        if heading:
            current = heading.section
        elif index in in_list:
            current = Section.RECOMMENDATIONS
        elif current == Section.RECOMMENDATIONS:  # what follows the list
            current = cue if cue and _may_open(cue, current) else Section.PROSECUTION
            guessed.append(current)
        elif cue and cue not in headed and _is_due(cue, current, index, list_place, seen):
            current = cue
            guessed.append(cue)
        sections.append(current)
        seen.add(current)
    is_sure = text_start >= len(paragraphs) or bool(
        cue_sections[0] or headings.find_heading(paragraphs[text_start])
    )
    return Sections(
        tuple(sections),
        tuple(dict.fromkeys(guessed)),
        is_sure or Section.SUMMARY in cue_sections or bool(line),
    )


def _first_section(cue_sections: Sequence[Section | None], headed: set[Section]) -> Section:
    """Return the section that the text begins in. Up to 2016 the profile comes first."""
    cues_only = [cue for cue in cue_sections if cue]
    if not cue_sections:
        return Section.SUMMARY
    if Section.SUMMARY in cues_only:
        return (
            Section.PROFILE
            if cue_sections[0] != Section.SUMMARY and Section.PROFILE not in headed
            else Section.SUMMARY
        )
    return cue_sections[0] or PREVIOUS_SECTION.get(
        next(iter(cues_only), Section.SUMMARY), Section.SUMMARY
    )


def _may_open(cue: Section, current: Section) -> bool:
    return ORDER.index(cue) > ORDER.index(current)


def _is_due(
    cue: Section,
    current: Section,
    index: int,
    list_place: recommendations.ListPlace,
    seen: set[Section],
) -> bool:
    """Return whether a section may open here.

    Sections come in their order; the profile may come first, and the introduction after it.
    """
    if (
        list_place.first is not None
        and index < list_place.first
        and cue not in {Section.SUMMARY, Section.PROFILE}
    ):
        return False
    if current == Section.PROFILE:
        return cue != Section.PROFILE and not seen & set(PREVIOUS_SECTION.values())
    return cue != Section.SUMMARY and _may_open(cue, current)
