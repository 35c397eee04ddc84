"""What a text is: a narrative of the TIP Report, or what is refused as something else."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker import errors, vocabulary
from tracker.documents.guesses import guess_language
from tracker.intake import headings, recommendations, title_block

SAMPLE_SIZE = 400  # paragraphs; a narrative has thirty
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
# Unlike a narrative, news items name their source and the day.
NEWS = re.compile(
    r"(?:(?<!\w)|(?=\())(?:the\s+(?:\w+\s+){0,3}report,?\s+(?:also\s+)?(?:said|says|noted|notes|found|finds|states?d?|urge[sd]|"
    r"recommend(?:s|ed)|praise[sd]|criticize[sd]|warn(?:s|ed)|add(?:s|ed)|place[sd]|kept|keeps|ranks?|ranked)\b"
    r"|State\s+Department\b|Secretary\s+of\s+State\b|spokes(?:man|woman|person)\b"
    r"|(?:said|told|says|added\s+that)\b|according\s+to\s+the\s+(?:\w+\s+){0,3}report\b"
    r"|on\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\((?:Reuters|AFP|AP|BIRN)\)"
    r"|(?:annual|latest|new)\s+(?:\w+\s+){0,4}report\b|newsletter\b|read\s+more\b)",
    re.IGNORECASE,
)
NEWS_PER_SIGN = 3  # signs of news that outweigh one sign of a narrative's build
LENGTH_PER_NEWS = 1500  # code points to one sign of news; a narrative has not one in 5,000
SURE_SIGNS = 6  # signs of a narrative's build that no news item has
LANGUAGE_SAMPLE = 20_000  # code points
CYRILLIC = re.compile("[\u0400-\u04ff]")
ADDRESSEE = re.compile(r"(?:Recommendations\s+)?[Tt]o\s+(?:the\s+)?[A-Z][^.:]{2,80}:")
FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I)\b")


def check_is_narrative(paragraphs: Sequence[str], lines: Sequence[title_block.TierLine]) -> None:
    """Refuse a text that is no country narrative or part of one.

    Raises FileUnreadable if it is none, with the reason.
    """
    errors.FileUnreadable.raise_if(
        not paragraphs,
        _("There is nothing to import: the text is empty. Paste the narrative or choose its file."),
    )
    sample = paragraphs[:SAMPLE_SIZE]
    signs = _count_signs(sample, lines)
    check_is_no_news(sample, signs)
    errors.FileUnreadable.raise_if(
        not signs and not _is_excerpt(sample),
        _(
            "Nothing was imported: this is not a country narrative of the Trafficking in "
            "Persons Report. It contains no tier, no section and no list of "
            "recommendations. Paste the report's text on one country."
        ),
    )


def check_is_no_news(paragraphs: Sequence[str], signs: int) -> None:
    """Refuse a text with more signs of a news item than of a report. Raises FileUnreadable."""
    sample = paragraphs[:SAMPLE_SIZE]
    news = sum(
        len(NEWS.findall(text))
        for text in sample
        if not title_block.LABEL.match(text) and not title_block.is_title(text)
    )
    length = sum(map(len, sample))
    is_dense = news >= 3 and signs < SURE_SIGNS and news * LENGTH_PER_NEWS >= length
    errors.FileUnreadable.raise_if(
        is_dense or (news >= 2 and news >= NEWS_PER_SIGN * signs),
        _(
            "Nothing was imported: this seems to be a news item about a report, not the "
            "report. Paste the text of the report itself."
        ),
    )


def _count_signs(paragraphs: Sequence[str], lines: Sequence[title_block.TierLine]) -> int:
    """Count the signs that a text is built like a narrative."""
    headed_sections = {
        heading.section for text in paragraphs if (heading := headings.find_heading(text))
    }
    has_title = any(title_block.is_title(text) for text in paragraphs[:5])
    if not has_title and not any(TRAFFICKING.search(text) for text in paragraphs):
        return int(len(paragraphs) == 1 and bool(lines))
    opened_sections = {headings.find_opened_section(text) for text in paragraphs} - {None}
    return (
        len(headed_sections - {vocabulary.Section.SUMMARY})
        + len(opened_sections - headed_sections - {vocabulary.Section.SUMMARY})
        + 2 * bool(lines)
        + 2 * _rates_standards(paragraphs)
        + has_title
    )


def _rates_standards(paragraphs: Sequence[str]) -> bool:
    """Return whether a paragraph begins by rating a government, as only the TIP Report does."""
    return any(
        MINIMUM.search(text[:400]) and re.match(r"\W*(?:[A-Z ()\d]*)?The\s+[Gg]overnment", text)
        for text in paragraphs
    )


def _is_excerpt(paragraphs: Sequence[str]) -> bool:
    """Return whether a text may be part of a narrative: on its subject, in the report's voice."""
    text = " ".join(paragraphs)[:100_000]
    if len(FIRST_PERSON.findall(text)) > 1:
        return False
    subject = len(SUBJECT.findall(text))
    voice = VOICE.search(text) is not None or recommendations.starts_request(
        text.lstrip("*•- "), is_capital=True
    )
    return voice and subject >= 2 and subject * 800 >= len(text)


def names_tip_report(paragraphs: Sequence[str], lines: Sequence[title_block.TierLine]) -> bool:
    """Return whether a text says of itself that it is of the TIP Report."""
    return (
        bool(lines)
        or any(map(title_block.is_title, paragraphs[:5]))
        or _rates_standards(paragraphs)
    )


def check_speaks_of_others(paragraphs: Sequence[str]) -> None:
    """Refuse a report whose authors speak of themselves or address their list to several bodies.

    The TIP Report does neither. Raises FileUnreadable.
    """
    sample = paragraphs[:SAMPLE_SIZE]
    errors.FileUnreadable.raise_if(
        sum(len(FIRST_PERSON.findall(text)) for text in sample) > 1
        or any(map(ADDRESSEE.fullmatch, sample)),
        _(
            "Nothing was imported: this seems to be a report of another organization. Choose its"
            " mechanism if Heed knows it, or import its recommendations as a table."
        ),
    )


def check_language(text: str) -> None:
    """Refuse a text in Albanian or Serbian, which no reader knows. Raises FileUnreadable."""
    letters = "".join(filter(str.isalpha, text[:LANGUAGE_SAMPLE]))
    is_cyrillic = 2 * len(CYRILLIC.findall(letters)) > len(letters)
    language = "sr-latn" if is_cyrillic else guess_language(text, enough=20, margin=2)
    languages = {"sq": _("Albanian"), "sr-latn": _("Serbian")}
    errors.FileUnreadable.raise_if(
        language in languages,
        _(
            "Nothing was imported: the text is in %(language)s, and only English reports can be"
            " imported. Paste the English original; this text can be added to each"
            " recommendation as its translation. Recommendations in any language can be imported"
            " as a table."
        ),
        language=languages.get(language, ""),
    )
