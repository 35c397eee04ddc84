"""Reader of a country narrative: text in, drafts out, with every uncertainty reported."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker import errors, vocabulary
from tracker.documents import archives, docx, html, kinds, plain_text
from tracker.intake import (
    countries,
    mechanisms,
    normalization,
    profiles,
    questions,
    recognition,
    recommendations,
    sections,
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
from tracker.intake.paragraphs import drop_page_lines, read_pdf, split_paragraphs

YEARS = range(2001, 2100)  # the first report was that of 2001


def read_document(
    source: str | bytes, *, year: int | None, country: str | None, mechanism: str | None = None
) -> Narrative:
    """Read the report in a pasted text or a file. Raises FileUnreadable if it is none."""
    document = drop_page_lines(
        read_pasted_text(source) if isinstance(source, str) else read_file(source)
    )
    narrative = read_narrative(document.text, year=year, country=country, mechanism=mechanism)
    return replace(
        narrative,
        reader=document.reader,
        uncertainties=(*document.uncertainties, *narrative.uncertainties),
    )


def read_narrative(
    text: str,
    *,
    year: int | None = None,
    country: str | None = None,
    mechanism: str | None = None,
) -> Narrative:
    """Read the text of a country narrative, or of a report of another mechanism.

    `year`, `country` and `mechanism` are as the person gives them; without them they are as the
    text states them, else None. Bodies are found apart, by their names.

    Raises FileUnreadable if the text is neither, or states another year, country or mechanism than
    given.
    """
    all_paragraphs = split_paragraphs(text)
    recognition.check_language(text)
    tier_lines = title_block.find_tier_lines(all_paragraphs)
    is_tip = recognition.names_tip_report(all_paragraphs, tier_lines)
    if report := mechanisms.read_report(all_paragraphs, mechanism, is_tip=is_tip):
        return _read_listed(text, all_paragraphs, report, year=year, country=country)
    recognition.check_is_narrative(all_paragraphs, tier_lines)
    recognition.check_speaks_of_others(all_paragraphs if not is_tip else ())
    return _read_tip(text, all_paragraphs, tier_lines, year=year, country=country)


def _read_tip(
    text: str,
    all_paragraphs: Sequence[str],
    tier_lines: Sequence[title_block.TierLine],
    *,
    year: int | None,
    country: str | None,
) -> Narrative:
    """Return what was read of a narrative of the TIP Report."""
    paragraphs, part, header_lines, list_place, found_sections, numbered = _divide(
        all_paragraphs, tier_lines, country
    )
    _check_year(year, header_lines.years)
    first = part.start + 1
    listed = recommendations.draft_recommendations(paragraphs, list_place, first=first)
    drafts = listed or recommendations.find_sentences_with_should(
        paragraphs, header_lines.text_start, first=first
    )
    check_number(drafts, MOST_RECOMMENDATIONS)
    placement = title_block.find_stated_tier(paragraphs)
    stated = (part.line.country if part.line else "") or header_lines.country
    stated = stated or title_block.find_country(paragraphs)
    countries.check_country(country, stated, paragraphs)
    country = _choose_country(country, stated, paragraphs)
    header = _make_header(header_lines, part.line, placement, year=year, country=country)
    figures, numbers = find_figures(numbered, year=header.year, country=country or "")
    narrative = Narrative(
        header,
        numbered,
        drafts,
        figures=tuple(figures),
        numbers=tuple(numbers),
        uncertainties=(
            *describe_damage(text),
            *part.notes,
            *describe_edition(header, header_lines.years),
            *describe_header(header, part.line, placement),
            *describe_list(header, list_place, drafts, are_sentences=drafts != listed),
            *describe_sections(found_sections),
        ),
    )
    return replace(
        narrative,
        figures=tuple(questions.add_doubts(figures)),
        questions=tuple(questions.find_questions(narrative)),
    )


def check_mechanism(text: str, mechanism: str) -> None:
    """Refuse a text that names another mechanism than this. Raises FileUnreadable."""
    paragraphs = split_paragraphs(text)
    lines = title_block.find_tier_lines(paragraphs)
    mechanisms.read_report(
        paragraphs, mechanism, is_tip=recognition.names_tip_report(paragraphs, lines)
    )


def _read_listed(
    text: str,
    paragraphs: Sequence[str],
    report: mechanisms.ListedReport,
    *,
    year: int | None,
    country: str | None,
) -> Narrative:
    """Return what was read of a report of another mechanism: its recommendations alone."""
    drafts = report.recommendations
    recognition.check_is_no_news(paragraphs, len(drafts))
    check_number(drafts, MOST_RECOMMENDATIONS)
    _check_year(year, report.years)
    countries.check_country(country, report.country, paragraphs)
    header = NarrativeHeader(
        title=report.title,
        mechanism=report.mechanism,
        country=_choose_country(country, report.country, paragraphs),
        year=year or (report.years[0] if len(report.years) == 1 else None),
    )
    return Narrative(
        header,
        _listed_paragraphs(paragraphs, drafts),
        drafts,
        uncertainties=(
            *describe_damage(text.replace("\t", " ")),  # between a number and its paragraph
            *describe_edition(header, report.years),
            *describe_listed(report),
        ),
    )


def _listed_paragraphs(
    paragraphs: Sequence[str], drafts: Sequence[DraftRecommendation]
) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a report of another mechanism: title, text and recommendations."""
    listed = {place.paragraph for draft in drafts for place in draft.places}
    first = next((n for n, text in enumerate(paragraphs, 1) if len(text) >= title_block.SHORT), 1)
    first = min(first, *listed) if listed else first
    sections = [
        vocabulary.Section.TITLE if number < first else vocabulary.Section.SUMMARY
        for number in range(1, len(paragraphs) + 1)
    ]
    for number in listed:
        sections[number - 1] = vocabulary.Section.RECOMMENDATIONS
    return tuple(map(Paragraph, range(1, len(paragraphs) + 1), paragraphs, sections))


def read_paragraphs(text: str, mechanism: str = "") -> tuple[Paragraph, ...]:
    """Return the paragraphs of a report that was read before, with their sections only."""
    paragraphs = split_paragraphs(text)
    if profile := profiles.PROFILES.get(mechanism):
        return _listed_paragraphs(
            paragraphs, mechanisms.read_recommendations(profile, paragraphs)[0]
        )
    tier_lines = title_block.find_tier_lines(paragraphs)
    recognition.check_is_narrative(paragraphs, tier_lines)
    return _divide(paragraphs, tier_lines, None)[-1]


NarrativeParts = tuple[
    Sequence[str],
    countries.CountryRange,
    title_block.HeaderLines,
    recommendations.ListPlace,
    sections.Sections,
    tuple[Paragraph, ...],
]


def _divide(
    all_paragraphs: Sequence[str], tier_lines: Sequence[title_block.TierLine], country: str | None
) -> NarrativeParts:
    """Divide a text: its own paragraphs, its part, its header, its list, its sections."""
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
    line: title_block.TierLine | None,
    placement: title_block.TierPlacement | None,
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
    errors.FileUnreadable.raise_if(
        year is not None and year not in YEARS,
        _("%(year)s can't be the year of a report: the first report was for %(first)s."),
        year=year,
        first=YEARS.start,
    )
    errors.FileUnreadable.raise_if(
        year is not None and stated_years and year not in stated_years,
        _(
            "The title of the text gives the year %(stated)s, not %(given)s. Choose the "
            "right year, or paste the right text."
        ),
        given=year,
        stated=", ".join(map(str, stated_years)),
    )


COLUMN_GAP = re.compile(r"\S(?: {4,}|\t+ *)\S")


def describe_damage(text: str) -> tuple[str, ...]:
    """Describe each damage that is detected, in one sentence each."""
    lost = normalization.find_lost_letters(text)
    lines = [line for line in text.split("\n") if line.strip()]
    gaps = sum(COLUMN_GAP.search(line, 0, 400) is not None for line in lines)
    return plain_text.select_notes(
        (
            lost,
            _(
                "Letters such as “fi” and “ff” are missing from the text (“%(word)s”). Paste "
                "the text from the web page, or correct it before you accept it."
            )
            % {"word": lost},
        ),
        (
            len(lines) >= 10 and gaps > 0.4 * len(lines),  # fewer lines don't show columns
            _(
                "The text seems to come from two columns read across; this can't be corrected "
                "here. Paste the text from the web page."
            ),
        ),
    )


def describe_edition(header: NarrativeHeader, years: Sequence[int]) -> tuple[str, ...]:
    """Describe what is uncertain about country and year."""
    return plain_text.select_notes(
        (header.country is None, _("The text does not name its country. Choose it.")),
        (
            header.year is None and years,
            _("The titles give several years (%(years)s). Choose the edition.")
            % {"years": ", ".join(map(str, years))},
        ),
        (
            header.year is None and not years,
            _("The text does not give its year. Choose the edition."),
        ),
    )


def describe_header(
    header: NarrativeHeader,
    line: title_block.TierLine | None,
    placement: title_block.TierPlacement | None,
) -> tuple[str, ...]:
    """Describe what is uncertain about the tier."""
    heading, sentence = line and line.tier, placement and placement.tier
    return plain_text.select_notes(
        (header.tier is None, _("The text does not give the tier of the country.")),
        (
            heading and sentence and heading != sentence,
            _("The heading gives %(heading)s, a sentence gives %(sentence)s. The heading was used.")
            % {"heading": heading and heading.label, "sentence": sentence and sentence.label},
        ),
        (
            header.tier is not None and header.previous_tier is None,
            _("The text does not give the tier of the year before."),
        ),
    )


def describe_listed(report: mechanisms.ListedReport) -> tuple[str, ...]:
    """Describe what was not read of a report of another mechanism."""
    return plain_text.select_notes(
        (
            not all(draft.is_numbered for draft in report.recommendations),
            _("Some recommendations have no number in the text. They were counted in its order."),
        ),
        (
            report.left_out,
            (
                _("Paragraph %(numbers)s asks for reports to the mechanism and was left out.")
                if len(report.left_out) == 1
                else _("Paragraphs %(numbers)s ask for reports to the mechanism and were left out.")
            )
            % {"numbers": ", ".join(report.left_out)},
        ),
        (True, _("Figures are read from narratives of the TIP Report only. Add others by hand.")),
    )


def describe_list(
    header: NarrativeHeader,
    place: recommendations.ListPlace,
    drafts: Sequence[DraftRecommendation],
    *,
    are_sentences: bool,
) -> tuple[str, ...]:
    """Describe what is uncertain about the recommendations."""
    is_special = header.tier == vocabulary.Tier.SPECIAL
    return plain_text.select_notes(
        (
            are_sentences,
            _(
                "There is no list of recommendations. Sentences that say what the government "
                "“should” do were used instead. Check each one."
            ),
        ),
        (
            not drafts and is_special,
            _("No recommendations were found. Special Cases usually have none."),
        ),
        (not drafts and not is_special, _("No recommendations were found.")),
        (
            drafts and not (are_sentences or place.has_heading),
            _(
                "The recommendations have no heading. They were found in paragraph %(number)s "
                "by its first words."
            )
            % {"number": drafts[0].places[0].paragraph if drafts else ""},
        ),
    )


def describe_sections(found_sections: sections.Sections) -> tuple[str, ...]:
    """Describe sections whose heading was lost or cut off."""
    return plain_text.select_notes(
        (
            not found_sections.is_sure_of_first,
            _("The text begins in the middle of a section. The section was guessed."),
        ),
        (
            found_sections.guessed_sections,
            _("These sections have no heading and were found by their first sentence: %(names)s.")
            % {"names": ", ".join(str(s.label) for s in found_sections.guessed_sections)},
        ),
    )


def read_file(content: bytes) -> plain_text.ExtractedText:
    """Read the text of a file, by the reader of its content, since its name can be wrong.

    Raises FileUnreadable if it is too large, locked, damaged or no text.
    """
    plain_text.check_narrative_size(len(content))
    if kinds.PDF in content[:1024]:
        return read_pdf(content)
    kind = ""
    if content.startswith(kinds.ZIP):
        if (paths := archives.paths_of(content)) and docx.BODY in paths:
            return docx.read(content)
        kind = _archive_kind(paths)
    elif content.startswith(kinds.OLE):
        kind = _("an old Word file or one with a password")
    elif content.startswith(kinds.RTF):
        kind = "RTF"
    errors.FileUnreadable.raise_if(
        kind,
        _(
            "The file was not read: it is %(kind)s. Save it as DOCX without a password, as PDF or "
            "as plain text, or paste the text."
        ),
        kind=kind,
    )
    words, _notes = plain_text.decode(content)
    return html.read(content) if html.is_html(words) else plain_text.read(content)


def read_pasted_text(words: str) -> plain_text.ExtractedText:
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
