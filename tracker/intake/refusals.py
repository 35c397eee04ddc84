"""Refusal of texts that are no country narrative: empty ones, news items, anything else."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.intake import cues, headings
from tracker.intake.heads import LABEL, is_title
from tracker.intake.imperatives import starts_request
from tracker.intake.tiers import TierLine
from tracker.vocabulary import Section

SAMPLE_SIZE = 400  # paragraphs that are looked at; a narrative has thirty
SUBJECT = re.compile(
    r"traf\w{0,3} ?i?c?king|traffick|forced (?:labor|labour|begging)|victims?\b", re.I
)
TRAFFICKING = re.compile(
    r"tra(?:f|ff|ﬀ|ﬃ)?i?c?k(?:ing|er|ed)|sex traf|forced (?:labor|begging)", re.I
)
MINIMUM = re.compile(
    r"\bminimum\s+standards\s+for\s+the\s+elimination\s+of\s+(?:\w+\s+){0,2}traf", re.I
)
VOICE = re.compile(
    r"\b[Tt]he\s+[Gg]overnment\s+(?:\w+\s+){0,2}(?:\w+ed|made|did|ran|had|has|continued)\b"
    r"|\b(?:Authorities|Officials|Observers|NGOs|Police|Courts|Traffickers|traffickers)\s+\w+"
    r"|\bcompared\s+(?:with|to)\b|\bAs reported over\b|\bshelters?\b"
)
# A narrative tells; news tell who told, and when.
NEWS = re.compile(
    r"\bthe\s+(?:\w+\s+){0,3}report,?\s+(?:also\s+)?(?:said|says|noted|notes|found|finds|states?d?|urge[sd]|"
    r"recommend(?:s|ed)|praise[sd]|criticize[sd]|warn(?:s|ed)|add(?:s|ed)|place[sd]|kept|keeps|ranks?|ranked)\b"
    r"|\bState\s+Department\b|\bSecretary\s+of\s+State\b|\bspokes(?:man|woman|person)\b"
    r"|\b(?:said|told|says|added\s+that)\b|\baccording\s+to\s+the\s+(?:\w+\s+){0,3}report\b"
    r"|\bon\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\((?:Reuters|AFP|AP|BIRN)\)"
    r"|\b(?:annual|latest|new)\s+(?:\w+\s+){0,4}report\b|\bnewsletter\b|\bread\s+more\b",
    re.IGNORECASE,
)
OTHER_BODY = re.compile(
    r"\bGRETA\s+(?:considers|urges|invites|welcomes|notes)\b|\bthe\s+Committee\s+(?:urges|recommends)\b",
)
NEWS_PER_SIGN = 3  # signs of news that outweigh one sign of a narrative's build
LENGTH_PER_NEWS = 1500  # code points to one sign of news; a narrative has not one in 5,000
SURE_SIGNS = 6  # signs of a narrative's build that no news item has
FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I)\b")


def check_is_narrative(paragraphs: Sequence[str], lines: Sequence[TierLine]) -> None:
    """Refuse a text that is no country narrative or part of one.

    Raises:
        Unreadable: It is none, with the reason.
    """
    if not paragraphs:
        raise Unreadable(
            _(
                "There is nothing to read: the text is empty. "
                "Paste the narrative or choose its file."
            )
        )
    sample = paragraphs[:SAMPLE_SIZE]
    signs = _count_signs(sample, lines)
    news = sum(
        len(NEWS.findall(text)) for text in sample if not LABEL.match(text) and not is_title(text)
    )
    length = sum(len(text) for text in sample)
    is_dense = news >= 3 and signs < SURE_SIGNS and news * LENGTH_PER_NEWS >= length
    if is_dense or (news >= 2 and news >= NEWS_PER_SIGN * signs):
        raise Unreadable(
            _(
                "This was not taken in: it reads like a news item about a narrative, not like the "
                "narrative. Give the text of the report itself."
            )
        )
    if not signs and not _is_excerpt(sample):
        raise Unreadable(
            _(
                "This was not taken in: it is no country narrative of the Trafficking in Persons "
                "Report. No tier, no section and no list of recommendations was found in it. Give "
                "the report's text on one country."
            )
        )


def _count_signs(paragraphs: Sequence[str], lines: Sequence[TierLine]) -> int:
    """Count the signs that a text is built like a narrative."""
    headed_sections = {
        heading.section for text in paragraphs if (heading := headings.heading_of(text))
    }
    is_on_trafficking = any(TRAFFICKING.search(text) for text in paragraphs)
    if not is_on_trafficking and not any(is_title(text) for text in paragraphs[:5]):
        return int(len(paragraphs) == 1 and bool(lines))
    opened_sections = {cues.section_opened_by(text) for text in paragraphs} - {None}
    judges_standards = any(
        MINIMUM.search(text[:400]) and re.match(r"\W*(?:[A-Z ()\d]*)?The\s+[Gg]overnment", text)
        for text in paragraphs
    )
    has_title = any(is_title(text) for text in paragraphs[:5])
    return (
        len(headed_sections - {Section.SUMMARY})
        + len(opened_sections - headed_sections - {Section.SUMMARY})
        + 2 * bool(lines)
        + 2 * judges_standards
        + has_title
    )


def _is_excerpt(paragraphs: Sequence[str]) -> bool:
    """Return whether a text may be part of a narrative: on its subject, in the report's voice."""
    text = " ".join(paragraphs)[:100_000]
    if OTHER_BODY.search(text) or len(FIRST_PERSON.findall(text)) > 1:
        return False
    subject = len(SUBJECT.findall(text))
    voice = VOICE.search(text) is not None or starts_request(text.lstrip("*•- "), case="upper")
    return voice and subject >= 2 and subject * 800 >= len(text)
