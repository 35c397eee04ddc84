"""Reader of a country narrative: text in, drafts out, with every uncertainty reported."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker.documents import archives, docx, html, plain_text
from tracker.documents.kinds import OLE, PDF, RTF, ZIP
from tracker.documents.plain_text import ExtractedText
from tracker.errors import FileUnreadable
from tracker.intake import (
    countries,
    headings,
    recommendations,
    sections,
    tiers,
    title_block,
)
from tracker.intake.drafts import (
    MOST_RECOMMENDATIONS,
    DraftRecommendation,
    Narrative,
    NarrativeHeader,
    Paragraph,
    check_number,
)
from tracker.intake.figures.reader import find_figures
from tracker.intake.normalization import find_lost_letters
from tracker.intake.paragraphs import drop_page_lines, split_paragraphs
from tracker.intake.questions import add_doubts, find_questions
from tracker.vocabulary import Section, Tier

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
    r"\bthe\s+(?:\w+\s+){0,3}report,?\s+(?:also\s+)?(?:said|says|noted|notes|found|finds|states?d?|urge[sd]|"
    r"recommend(?:s|ed)|praise[sd]|criticize[sd]|warn(?:s|ed)|add(?:s|ed)|place[sd]|kept|keeps|ranks?|ranked)\b"
    r"|\bState\s+Department\b|\bSecretary\s+of\s+State\b|\bspokes(?:man|woman|person)\b"
    r"|\b(?:said|told|says|added\s+that)\b|\baccording\s+to\s+the\s+(?:\w+\s+){0,3}report\b"
    r"|\bon\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\((?:Reuters|AFP|AP|BIRN)\)"
    r"|\b(?:annual|latest|new)\s+(?:\w+\s+){0,4}report\b|\bnewsletter\b|\bread\s+more\b",
    re.IGNORECASE,
)
OTHER_BODY = re.compile(
    r"\bGRETA\s+(?:considers|urges|invites|welcomes|notes)\b|\bthe\s+Committee\s+(?:urges|recommends)\b"
)
NEWS_PER_SIGN = 3  # signs of news that outweigh one sign of a narrative's build
LENGTH_PER_NEWS = 1500  # code points to one sign of news; a narrative has not one in 5,000
SURE_SIGNS = 6  # signs of a narrative's build that no news item has
FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I)\b")


def check_is_narrative(paragraphs: Sequence[str], lines: Sequence[tiers.TierLine]) -> None:
    """Refuse a text that is no country narrative or part of one.

    Raises FileUnreadable if it is none, with the reason.
    """
    FileUnreadable.raise_if(
        not paragraphs,
        _("There is nothing to import: the text is empty. Paste the narrative or choose its file."),
    )
    sample = paragraphs[:SAMPLE_SIZE]
    signs = _count_signs(sample, lines)
    news = sum(
        len(NEWS.findall(text))
        for text in sample
        if not title_block.LABEL.match(text) and not title_block.is_title(text)
    )
    length = sum(len(text) for text in sample)
    is_dense = news >= 3 and signs < SURE_SIGNS and news * LENGTH_PER_NEWS >= length
    FileUnreadable.raise_if(
        is_dense or (news >= 2 and news >= NEWS_PER_SIGN * signs),
        _(
            "Nothing was imported: this seems to be a news item about a report, not the "
            "report. Paste the text of the report itself."
        ),
    )
    FileUnreadable.raise_if(
        not signs and not _is_excerpt(sample),
        _(
            "Nothing was imported: this is not a country narrative of the Trafficking in "
            "Persons Report. It contains no tier, no section and no list of "
            "recommendations. Paste the report's text on one country."
        ),
    )


def _count_signs(paragraphs: Sequence[str], lines: Sequence[tiers.TierLine]) -> int:
    """Count the signs that a text is built like a narrative."""
    headed_sections = {
        heading.section for text in paragraphs if (heading := headings.find_heading(text))
    }
    has_title = any(title_block.is_title(text) for text in paragraphs[:5])
    if not has_title and not any(TRAFFICKING.search(text) for text in paragraphs):
        return int(len(paragraphs) == 1 and bool(lines))
    opened_sections = {headings.find_opened_section(text) for text in paragraphs} - {None}
    rates_standards = any(
        MINIMUM.search(text[:400]) and re.match(r"\W*(?:[A-Z ()\d]*)?The\s+[Gg]overnment", text)
        for text in paragraphs
    )
    return (
        len(headed_sections - {Section.SUMMARY})
        + len(opened_sections - headed_sections - {Section.SUMMARY})
        + 2 * bool(lines)
        + 2 * rates_standards
        + has_title
    )


def _is_excerpt(paragraphs: Sequence[str]) -> bool:
    """Return whether a text may be part of a narrative: on its subject, in the report's voice."""
    text = " ".join(paragraphs)[:100_000]
    if OTHER_BODY.search(text) or len(FIRST_PERSON.findall(text)) > 1:
        return False
    subject = len(SUBJECT.findall(text))
    voice = VOICE.search(text) is not None or recommendations.starts_request(
        text.lstrip("*•- "), case="upper"
    )
    return voice and subject >= 2 and subject * 800 >= len(text)


YEARS = range(2001, 2100)  # the first report was that of 2001


def read_document(
    source: str | bytes, *, year: int | None, country: str | None
) -> tuple[ExtractedText, Narrative]:
    """Read the narrative in a pasted text or a file. Raises FileUnreadable if it is none."""
    document = read_pasted_text(source) if isinstance(source, str) else read_file(source)
    document = drop_page_lines(document)
    return document, read_narrative(document.text, year=year, country=country)


def read_narrative(
    text: str,
    *,
    year: int | None = None,
    country: str | None = None,
) -> Narrative:
    """Read the text of a country narrative.

    `year` and `country` are as the person gives them; without them they are as the text states
    them, else None. Bodies are found apart, by their names.

    Raises FileUnreadable if the text is no narrative, or states another year or country than given.
    """
    paragraphs, part, header_lines, list_place, found_sections, numbered = _divide(text, country)
    _check_year(year, header_lines.years)
    first = part.start + 1
    listed = recommendations.draft_recommendations(paragraphs, list_place, first=first)
    drafts = listed or recommendations.find_sentences_with_should(
        paragraphs, header_lines.text_start, first=first
    )
    check_number(drafts, MOST_RECOMMENDATIONS)
    placement = tiers.find_stated_tier(paragraphs)
    stated = (part.line.country if part.line else "") or header_lines.country
    stated = stated or title_block.find_country(paragraphs)
    countries.check_country(country, stated, paragraphs)
    country = _choose_country(country, stated, paragraphs)
    header = _make_header(header_lines, part.line, placement, year=year, country=country)
    figures, numbers = find_figures(numbered, year=header.year)
    narrative = Narrative(
        header,
        numbered,
        drafts,
        figures=tuple(figures),
        numbers=tuple(numbers),
        uncertainties=(
            *describe_damage(text),
            *part.notes,
            *describe_header(header, header_lines, part.line, placement),
            *describe_list(header, list_place, drafts, are_sentences=drafts != listed),
            *describe_sections(found_sections),
        ),
    )
    return replace(
        narrative,
        figures=tuple(add_doubts(figures)),
        questions=tuple(find_questions(narrative)),
    )


def read_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a narrative that was read before, with their sections only."""
    return _divide(text, None)[-1]


NarrativeParts = tuple[
    Sequence[str],
    countries.CountryRange,
    title_block.HeaderLines,
    recommendations.ListPlace,
    sections.Sections,
    tuple[Paragraph, ...],
]


def _divide(text: str, country: str | None) -> NarrativeParts:
    """Divide a text: its own paragraphs, its part, its header, its list, its sections."""
    all_paragraphs = split_paragraphs(text)
    tier_lines = tiers.find_tier_lines(all_paragraphs)
    check_is_narrative(all_paragraphs, tier_lines)
    part = countries.select_country(all_paragraphs, tier_lines, country=country)
    paragraphs = all_paragraphs[part.start : part.end]
    header_lines = title_block.read_header(paragraphs, part.line)
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


def _make_header(
    header_lines: title_block.HeaderLines,
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
        tier=tier.value if tier else None,
        previous_tier=previous.value if previous else None,
    )


def _choose_country(given: str | None, stated: str | None, paragraphs: Sequence[str]) -> str | None:
    """Return the country's name; a code that the person gives is replaced by the text's name."""
    if given and not (stated and countries.is_code(given)):
        return given
    return title_block.find_country_spelling(stated, paragraphs) if stated else None


def _check_year(year: int | None, stated_years: Sequence[int]) -> None:
    """Refuse an impossible year, or another year than the text states.

    Raises FileUnreadable if the year can't be that of this report.
    """
    FileUnreadable.raise_if(
        year is not None and year not in YEARS,
        _("%(year)s can't be the year of a report: the first report was for %(first)s."),
        year=year,
        first=YEARS.start,
    )
    if year is not None and stated_years and year not in stated_years:
        raise FileUnreadable(
            _(
                "The title of the text gives the year %(stated)s, not %(said)s. Choose the "
                "right year, or paste the right text."
            )
            % {"said": year, "stated": ", ".join(map(str, stated_years))}
        )


COLUMN_GAP = re.compile(r"\S(?: {4,}|\t+ *)\S")
MIN_LINES = 10  # fewer lines don't show columns
COLUMN_SHARE = 0.4


def describe_damage(text: str) -> Iterator[str]:
    """Describe each damage that is detected, in one sentence each."""
    if lost := find_lost_letters(text):
        yield (
            _(
                "Letters such as “fi” and “ff” are missing from the text (“%(word)s”). Paste "
                "the text from the web page, or correct it before you accept it."
            )
            % {"word": lost}
        )
    lines = [line for line in text.split("\n") if line.strip()]
    gaps = sum(COLUMN_GAP.search(line, 0, 400) is not None for line in lines)
    if len(lines) >= MIN_LINES and gaps > COLUMN_SHARE * len(lines):
        yield (
            _(
                "The text seems to come from two columns read across; this can't be corrected "
                "here. Paste the text from the web page."
            )
        )


def describe_header(
    header: NarrativeHeader,
    header_lines: title_block.HeaderLines,
    line: tiers.TierLine | None,
    placement: tiers.TierPlacement | None,
) -> Iterator[str]:
    """Describe what is uncertain about country, year and tier."""
    if header.country is None:
        yield _("The text does not name its country. Choose it.")
    if header.year is None and header_lines.years:
        yield (
            _("The titles give several years (%(years)s). Choose the edition.")
            % {"years": ", ".join(str(year) for year in header_lines.years)}
        )
    elif header.year is None:
        yield _("The text does not give its year. Choose the edition.")
    if header.tier is None:
        yield _("The text does not give the tier of the country.")
    elif line and placement and line.tier != placement.tier:
        yield _(
            "The heading gives %(heading)s, a sentence gives %(sentence)s. The heading was used."
        ) % {"heading": line.tier.label, "sentence": placement.tier.label}
    if header.tier is not None and header.previous_tier is None:
        yield _("The text does not give the tier of the year before.")


def describe_list(
    header: NarrativeHeader,
    place: recommendations.ListPlace,
    drafts: Sequence[DraftRecommendation],
    *,
    are_sentences: bool,
) -> Iterator[str]:
    """Describe what is uncertain about the recommendations."""
    if are_sentences:
        yield _(
            "There is no list of recommendations. Sentences that say what the government "
            "“should” do were used instead. Check each one."
        )
    elif not drafts and header.tier == Tier.SPECIAL:
        yield _("No recommendations were found. Special Cases usually have none.")
    elif not drafts:
        yield _("No recommendations were found.")
    elif not place.has_heading:
        yield _(
            "The recommendations have no heading. They were found in paragraph %(number)s "
            "by its first words."
        ) % {"number": drafts[0].places[0].paragraph}


def describe_sections(found_sections: sections.Sections) -> Iterator[str]:
    """Describe sections whose heading was lost or cut off."""
    if not found_sections.is_sure_of_first:
        yield _("The text begins in the middle of a section. The section was guessed.")
    if found_sections.guessed_sections:
        names = ", ".join(str(section.label) for section in found_sections.guessed_sections)
        yield _(
            "These sections have no heading and were found by their first sentence: %(names)s."
        ) % {"names": names}


def read_file(content: bytes) -> ExtractedText:
    """Read the text of a file, by the reader of its content, since its name can be wrong.

    Raises FileUnreadable if it is too large, locked, damaged or no text.
    """
    plain_text.check_narrative_size(len(content))
    if PDF in content[:1024]:
        from tracker.intake import pdf  # brings large libraries

        return pdf.read(content)
    kind = ""
    if content.startswith(ZIP):
        paths = archives.paths_of(content)
        if paths and docx.BODY in paths:
            return docx.read(content)
        kind = _archive_kind(paths)
    elif content.startswith(OLE):
        kind = _("an old Word file or one with a password")
    elif content.startswith(RTF):
        kind = "RTF"
    FileUnreadable.raise_if(
        kind,
        _(
            "The file was not read: it is %(kind)s. Save it as DOCX without a password, as PDF or "
            "as plain text, or paste the text."
        ),
        kind=kind,
    )
    words, _notes = plain_text.decode(content)
    return html.read(content) if html.is_html(words) else plain_text.read(content)


def read_pasted_text(words: str) -> ExtractedText:
    """Read pasted text: the source of a web page, or its words.

    Raises FileUnreadable if it is too long, or no text.
    """
    plain_text.check_text(len(words))
    return (
        html.read_text(words)
        if html.is_html(words)
        else plain_text.clean_text(words, reader="text")
    )


def _archive_kind(paths: list[str] | None) -> str:
    if paths is None:
        return _("a damaged archive")
    if any(path.startswith("xl/") for path in paths):
        return _("a workbook")
    return "ODT" if "content.xml" in paths else _("an archive")
