"""What holds for a report of any kind: its language, its cover, its marks."""

from dataclasses import replace

from django.utils import translation

from tests.reporting.samples import a_judgment, a_progress, a_recommendation, labelled
from tests.reporting.sourced_report import faults_of, laid_out, of_type, words_of
from tracker.progress import Condition, Labelled, Letterhead
from tracker.reporting import layout
from tracker.reporting.blocks import Box, Contents, Heading, Sources
from tracker.reporting.layout import document, numbers
from tracker.vocabulary import Audience, PublicationState, ReportKind


class TestDocument:
    def test_is_in_the_language_of_the_report_whatever_the_readers_is(self):
        with translation.override("sq"):
            english = laid_out(ReportKind.FULL)
        serbian = laid_out(ReportKind.FULL, language="sr-latn")

        assert english.language == "en"
        assert english.cover.subtitle == "State on 30 November 2030, as we know today"
        assert serbian.language == "sr-Latn"
        assert serbian.cover.running_right == "30. novembra 2030."
        assert "Srpski" in words_of(serbian)

    def test_names_whose_paper_it_is_and_what_state_it_is_in(self):
        told = laid_out(
            ReportKind.FULL,
            letterhead=Letterhead("Office of Wells", "<svg/>", "#1a5276", "For the ministry."),
            state=labelled(PublicationState.DRAFT),
        )

        cover = told.cover
        assert (cover.name, cover.logo, cover.colour, cover.preface) == (
            "Office of Wells", "<svg/>", "#1a5276", "For the ministry."
        )  # fmt: skip
        assert cover.mark == "draft · internal"
        assert cover.running == "WATER 2030 Atlantis · Full report"
        assert "This is a draft." in words_of(told)

    def test_marks_a_public_one_only_with_what_it_was_printed_for(self):
        public = labelled(Audience.PUBLIC)

        plain = laid_out(ReportKind.FULL, audience=public)
        frozen = laid_out(
            ReportKind.FULL, audience=public, state=Labelled("published", "Publication 3")
        )

        assert (plain.cover.mark, frozen.cover.mark) == ("", "Publication 3")
        assert "This is a draft." not in words_of(frozen)

    def test_warns_of_samples_and_only_then(self):
        sample = a_progress(a_recommendation(assessment=a_judgment(is_sample=True)))

        assert [b.kind for b in of_type(document(sample), Box)] == ["facts", "warning", "standing"]
        assert "warning" not in [b.kind for b in of_type(laid_out(ReportKind.FULL), Box)]

    def test_says_that_the_filter_leaves_nothing(self):
        told = document(a_progress(filter=(Condition("body", "X", "Responsible body", "X"),)))

        words = words_of(told)
        assert "No recommendation of this report matches the filter." in words
        assert "Responsible body: X" in words

    def test_keeps_apart_recommendations_whose_numbers_differ_in_their_signs_only(self):
        told = document(
            a_progress(*(a_recommendation(number, title="") for number in ("4.2", "4-2", "č", "ž")))
        )

        sections = [h for h in of_type(told, Heading) if h.level == 2]
        assert [h.anchor for h in sections] == ["rec-4-2", "rec-4-2_2", "rec", "rec_2"]
        assert sections[0].text == "Recommendation 4.2"
        assert faults_of(told) == []

    def test_lists_sections_alone_where_there_are_many_recommendations(self):
        few, many = (
            document(a_progress(*(a_recommendation(str(n)) for n in range(number))))
            for number in (2, 61)
        )

        assert [of_type(told, Contents)[0].depth for told in (few, many)] == [2, 1]

    def test_puts_very_many_sources_under_headings_that_lead_to_a_number(self, monkeypatch):
        (whole,) = of_type(laid_out(ReportKind.FULL), Sources)
        monkeypatch.setattr(layout, "MANY", 10)

        told = laid_out(ReportKind.FULL)

        parts = of_type(told, Sources)
        assert [row for part in parts for row in part.rows] == list(whole.rows)
        assert [len(part.rows) for part in parts[:-1]] == [10] * (len(parts) - 1)
        titles = [b.text for b in of_type(told, Heading) if b.anchor.startswith("sources-")]
        assert titles[:2] == ["Sources 1 – 10", f"Sources 11 – {min(20, len(whole.rows))}"]

    def test_numbers_sources_alike_for_tables_that_stand_without_it(self):
        progress = replace(a_progress(), kind=labelled(ReportKind.FULL))

        assert numbers(progress).rows() == ()
