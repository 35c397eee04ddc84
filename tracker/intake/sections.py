"""Which section each paragraph stands in: by headings, else by how a section's text begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.intake import cues, headings, heads
from tracker.intake.recommendations import ListPlace
from tracker.intake.tiers import TierLine
from tracker.vocabulary import Section

ORDER = (
    Section.SUMMARY,
    Section.RECOMMENDATIONS,
    Section.PROSECUTION,
    Section.PROTECTION,
    Section.PREVENTION,
    Section.PROFILE,
)
BEFORE = {  # an excerpt that begins in mid-section
    Section.PROTECTION: Section.PROSECUTION,
    Section.PREVENTION: Section.PROTECTION,
    Section.PROFILE: Section.PREVENTION,
}


@dataclass(frozen=True, slots=True)
class Sections:
    """The section of every paragraph, and those that were told by their first sentence alone."""

    of: tuple[Section, ...]
    guessed: tuple[Section, ...]
    is_sure_of_first: bool = True  # an excerpt may begin in mid-section


def sections_of(
    paragraphs: Sequence[str], *, body: int, line: TierLine | None, listed: ListPlace
) -> Sections:
    """The section of every paragraph; one without a sign belongs to the section before it."""
    found = [
        Section.RANKING if line and line.first <= at <= line.last else Section.TITLE
        for at in range(min(body, len(paragraphs)))
    ]
    named = _named(paragraphs, body)
    opened = [cues.opens(text) for text in paragraphs[body:]]
    current = _first(opened, named)
    in_list = listed.paragraphs
    seen: set[Section] = set()
    guessed: list[Section] = []
    for at in range(body, len(paragraphs)):
        cue = opened[at - body]
        heading = headings.heading_of(paragraphs[at])
        if heads.ONLY_EXTRACTED.fullmatch(paragraphs[at]):
            found.append(Section.TITLE)
            continue
        if heading:
            current = heading.section
        elif at in in_list:
            current = Section.RECOMMENDATIONS
        elif current == Section.RECOMMENDATIONS:  # what follows the list
            current = cue if cue and _may_open(cue, current) else Section.PROSECUTION
            guessed.append(current)
        elif cue and cue not in named and _is_due(cue, current, at, listed, seen):
            current = cue
            guessed.append(cue)
        found.append(current)
        seen.add(current)
    sure = body >= len(paragraphs) or bool(opened[0] or headings.heading_of(paragraphs[body]))
    return Sections(
        tuple(found), tuple(dict.fromkeys(guessed)), sure or Section.SUMMARY in opened or bool(line)
    )


def _named(paragraphs: Sequence[str], body: int) -> set[Section]:
    """Sections that have a heading. The introduction has none of its own."""
    found = {
        heading.section for text in paragraphs[body:] if (heading := headings.heading_of(text))
    }
    return found - {Section.SUMMARY}


def _first(opened: Sequence[Section | None], named: set[Section]) -> Section:
    """The section that the text begins in. Up to 2016 the profile comes first."""
    cues_only = [cue for cue in opened if cue]
    if not opened:
        return Section.SUMMARY
    if Section.SUMMARY in cues_only:
        is_later = opened[0] != Section.SUMMARY
        return Section.PROFILE if is_later and Section.PROFILE not in named else Section.SUMMARY
    if opened[0]:
        return opened[0]
    return BEFORE.get(cues_only[0], Section.SUMMARY) if cues_only else Section.SUMMARY


def _may_open(cue: Section, current: Section) -> bool:
    return ORDER.index(cue) > ORDER.index(current)


def _is_due(cue: Section, current: Section, at: int, listed: ListPlace, seen: set[Section]) -> bool:
    """Sections come in their order; the profile may come first, and the introduction after it."""
    if (
        listed.first is not None
        and at < listed.first
        and cue not in {Section.SUMMARY, Section.PROFILE}
    ):
        return False
    if current == Section.PROFILE:
        return cue != Section.PROFILE and not seen & set(BEFORE.values())
    if cue == Section.SUMMARY:
        return False
    return _may_open(cue, current)
