"""Language, cover and marks of a report of any kind."""

from django.utils import translation

from tests.reporting.samples import a_progress, a_recommendation, an_assessment, labelled, replace
from tests.reporting.sourced_report import faults_of, laid_out, of_type, words_of
from tracker.progress import Condition, LabelledCode, Letterhead
from tracker.reporting import evidence
from tracker.reporting.blocks import Box, Contents, Heading, Sources
from tracker.reporting.layout import document, source_numbers
from tracker.vocabulary import Audience, PublicationState, ReportKind


class TestDocument:
    def test_is_in_the_report_language(self):
        with translation.override("sq"):
            english = laid_out(ReportKind.FULL)
        serbian = laid_out(ReportKind.FULL, language="sr-latn")

        assert english.language == "en"
        assert english.cover.subtitle == "As of 30 November 2030, based on what we know now"
        assert serbian.language == "sr-Latn"
        assert serbian.cover.header_right == "30. novembra 2030."
        assert "Srpski" in words_of(serbian)

    def test_shows_letterhead_and_state(self):
        report = laid_out(
            ReportKind.FULL,
            letterhead=Letterhead("Office of Wells", "<svg/>", "#1a5276", "For the ministry."),
            state=labelled(PublicationState.DRAFT),
        )

        cover = report.cover
        assert (cover.name, cover.logo, cover.colour, cover.preface) == (
            "Office of Wells", "<svg/>", "#1a5276", "For the ministry."
        )  # fmt: skip
        assert cover.watermark == "draft · internal"
        assert cover.header_left == "WATER 2030 Atlantis · Full report"
        assert "This is an unpublished draft." in words_of(report)

    def test_marks_a_public_report_with_its_publication(self):
        public = labelled(Audience.PUBLIC)

        plain = laid_out(ReportKind.FULL, audience=public)
        frozen = laid_out(
            ReportKind.FULL, audience=public, state=LabelledCode("published", "Publication 3")
        )

        assert (plain.cover.watermark, frozen.cover.watermark) == ("", "Publication 3")
        assert "This is an unpublished draft." not in words_of(frozen)

    def test_warns_of_samples_only(self):
        sample = a_progress(a_recommendation(assessment=an_assessment(is_sample=True)))

        assert [b.kind for b in of_type(document(sample), Box)] == [
            "warning",
            "status",
            "status",
            "facts",
        ]
        assert "warning" not in [b.kind for b in of_type(laid_out(ReportKind.FULL), Box)]

    def test_says_that_no_recommendation_matches(self):
        report = document(a_progress(filter=(Condition("body", "X", "Responsible body", "X"),)))

        words = words_of(report)
        assert "No recommendation of this report matches the filter." in words
        assert "Responsible body: X" in words

    def test_gives_similar_numbers_distinct_anchors(self):
        report = document(
            a_progress(*(a_recommendation(number, title="") for number in ("4.2", "4-2", "č", "ž")))
        )

        sections = [h for h in of_type(report, Heading) if h.number]
        assert [h.anchor for h in sections] == ["rec-4-2", "rec-4-2_2", "rec", "rec_2"]
        assert sections[0].text == "Recommendation 4.2"
        assert faults_of(report) == []

    def test_lists_only_sections_of_a_long_report(self):
        few, many = (
            document(a_progress(*(a_recommendation(str(n)) for n in range(number))))
            for number in (2, 61)
        )

        assert [of_type(report, Contents)[0].depth for report in (few, many)] == [2, 1]

    def test_splits_very_many_sources_over_headings(self, monkeypatch):
        (sources,) = of_type(laid_out(ReportKind.CHANGES), Sources)
        monkeypatch.setattr(evidence, "MAX_SOURCES_PER_HEADING", 10)

        report = laid_out(ReportKind.CHANGES)

        parts = of_type(report, Sources)
        assert [row for part in parts for row in part.rows] == list(sources.rows)
        assert [len(part.rows) for part in parts[:-1]] == [10] * (len(parts) - 1)
        titles = [b.text for b in of_type(report, Heading) if b.anchor.startswith("sources-")]
        assert titles[:2] == ["Sources 1 – 10", f"Sources 11 – {min(20, len(sources.rows))}"]

    def test_numbers_sources_alike_for_tables(self):
        progress = replace(a_progress(), kind=labelled(ReportKind.FULL))

        assert source_numbers(progress).source_rows() == ()
