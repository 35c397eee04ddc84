"""Texts in another language than the report, and translations, in every format."""

import re
from io import BytesIO
from zipfile import ZipFile

from django.utils.translation import override
from msgspec.structs import replace

from tests.reporting.samples import HEAD, a_commitment, a_progress, a_recommendation, labelled
from tracker.progress import RemarkData, TranslationData
from tracker.reporting import docx, html, layout
from tracker.reporting.blocks import (
    Bullets,
    Heading,
    Paragraph,
    SourceRow,
    Sources,
    Span,
    Style,
    text_line,
)
from tracker.reporting.front_matter import translation_mark
from tracker.reporting.layout import mark_languages
from tracker.reporting.typst_document import typst_document
from tracker.vocabulary import TRANSLATED_TEXTS, ReportKind

ENGLISH = "The wells of the north were opened."


def progress_of(*commitments, **changes):
    row = a_recommendation(commitments=commitments)
    values = {"language": "sq", "missing_translations": (("commitment.text", 1),), **changes}
    return a_progress(row, **values)


def foreign(text=ENGLISH, language="en"):
    return replace(a_commitment(), text=text, text_languages={"text": language})


def translated(text="U hapën puset.", **changes):
    mark = TranslationData(**changes)
    stated = {"text_languages": {"text": "sq"}, "translations": {"text": mark}}
    return replace(a_commitment(), text=text, **stated)


class TestMarkLanguages:
    def test_marks_a_text_alone_inside_a_sentence_and_by_paragraphs(self):
        progress = progress_of(foreign(f"{ENGLISH}\n\nAnd the ponds of the south."))
        lines = [
            (Span("Zotimi: "), Span(ENGLISH, Style.STRONG)),
            text_line("shih “And the ponds of the south.” (2024)"),
            (Span(ENGLISH, Style.QUOTED),),
        ]

        alone, inside, quoted = (
            paragraph.line for paragraph in mark_languages(map(Paragraph, lines), progress)
        )

        assert alone[1] == Span(ENGLISH, Style.STRONG, language="en")
        assert [(span.text, span.language) for span in inside] == [
            ("shih “", ""),
            ("And the ponds of the south.", "en"),
            ("” (2024)", ""),
        ]
        assert quoted == lines[2]

    def test_finds_a_short_text_only_where_it_stands_alone(self):
        progress = progress_of(foreign("Staff"))
        block = Bullets(((text_line("Staff"), text_line("Staff of MoJ")),))

        (marked,) = mark_languages([block], progress)

        ((alone, inside),) = marked.entries
        assert (alone[0].language, inside[0].language) == ("en", "")

    def test_gives_languages_to_headings_evidence_and_sources(self):
        progress = progress_of(foreign(), foreign("Puset u hapën.", "sr-latn"))
        blocks = [
            Heading(2, ENGLISH),
            Bullets(((text_line("Puset u hapën."), text_line(ENGLISH)),)),
            Sources((SourceRow(1, "source-1", ENGLISH, ""),)),
        ]

        heading, evidence, sources = mark_languages(blocks, progress)

        assert heading.language == sources.rows[0].language == "en"
        ((sentence, title),) = evidence.entries
        assert (title[0].language, sentence[0].language) == ("en", "sr-Latn")

    def test_marks_translations_and_what_was_changed_since(self):
        progress = progress_of(translated(is_outdated=True), translation_count=1)

        (paragraph,) = mark_languages([Paragraph(text_line("U hapën puset."))], progress)

        text, mark = paragraph.line
        assert (text.language, mark.style) == ("", Style.MUTED)
        assert mark.text == " (tr.; the original was changed since)"
        assert translation_mark(TranslationData(is_official=True)) == " (official tr.)"

    def test_marks_a_translated_summary_below_its_linked_text(self):
        summary = RemarkData(
            "Puset (nr. 1) u hapën.",
            HEAD.period_to,
            text_languages={"text": "sq"},
            translations={"text": TranslationData(is_outdated=True)},
        )
        progress = progress_of(summary=summary, translation_count=1)

        page = html.render_article(layout.document(progress))

        with override("sq"):
            assert page.count(translation_mark(TranslationData(is_outdated=True))) == 1

    def test_counts_in_a_brief_what_is_not_translated(self):
        missing = (("citation.sentence", 40), ("commitment.text", 2))
        progress = progress_of(kind=labelled(ReportKind.BRIEF), missing_translations=missing)

        page = html.render_article(layout.document(progress))

        assert re.search(r"<dd>42 [^<]+</dd>", page)

    def test_leaves_a_report_in_one_language_as_it_is(self):
        blocks = (Paragraph(text_line(ENGLISH)),)

        assert mark_languages(blocks, a_progress(language="sq")) == blocks


class TestFormats:
    def test_say_the_language_and_what_is_missing(self):
        document = layout.document(progress_of(foreign(), translated(), translation_count=1))

        page = html.render_article(document)
        sheet = repr(typst_document(document, is_compact=False))
        file = BytesIO(docx.render_document(document, on=HEAD.period_to))
        word = ZipFile(file).read("word/document.xml").decode()

        assert f'<span lang="en">{ENGLISH}</span>' in page
        assert f"['of-language', '{ENGLISH}', 'en']" in sheet
        assert re.search(rf'<w:lang w:val="en-GB"/></w:rPr><w:t[^>]*>{ENGLISH}<', word)
        with override("sq"):
            assert str(TRANSLATED_TEXTS["commitment.text"] % {"number": 1}) in page
