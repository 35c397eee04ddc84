import re
from datetime import date

import pytest
from django.utils import translation

from tests.reporting.html_outline import Outline, words_of
from tests.reporting.samples import (
    a_correction,
    a_document as a_decree,
    a_full_progress,
    a_passage,
    a_progress,
    a_recommendation,
    a_view,
    an_assessment,
    labelled,
    replace,
    view_holder,
)
from tracker.progress import Condition, Letterhead, Source
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind


def html(progress):
    return RENDERERS["html"](progress).decode()


class TestRender:
    def test_is_well_formed_without_script_or_style_attribute(self):
        outline = Outline(html(a_full_progress()))

        assert outline.open == []
        assert outline.faults == []
        assert "script" not in outline.tags

    def test_is_standalone(self):
        text = html(a_full_progress())

        assert "--paper:" in text
        assert ".report-box" in text
        assert "<link" not in text
        assert "src=" not in text

    def test_resolves_every_internal_link(self):
        outline = Outline(html(a_full_progress()))

        assert {"rec-1", "rec-4-2", "rec-12-b"} <= set(outline.ids)
        assert len(outline.ids) == len(set(outline.ids))
        inside = {goal[1:] for goal in outline.goals if goal.startswith("#")}
        assert inside <= set(outline.ids)

    def test_holds_the_text_of_the_pdf(self):
        words = words_of(html(a_full_progress()))

        for recommendation in a_full_progress().recommendations:
            assert recommendation.text in words
            assert recommendation.title in words
        assert (
            "One of the two recommendations is fully implemented; one more is not counted: not assessed (1)."
            in words
        )
        assert "approved by its author" in words
        assert "Nine wells were repaired." in words

    def test_escapes_user_text(self):
        assessment = an_assessment(rationale="<b>bold</b><script>alert(1)</script>")

        text = html(a_progress(a_recommendation("1", assessment, title="a < b")))

        assert "&lt;b&gt;bold&lt;/b&gt;&lt;script&gt;" in text
        assert "<script" not in text
        assert "a &lt; b" in text

    def test_marks_the_quotation_in_its_sentence(self):
        row = a_recommendation(citations=(a_passage(as_of=date(2030, 3, 31)),))
        text = html(replace(a_progress(row), kind=labelled(ReportKind.EVIDENCE)))

        assert "<mark>repaired nine of the twelve wells</mark>" in text
        words = "“The government repaired nine of the twelve wells in the north.”"
        assert words in re.sub("<[^>]*>", "", text)

    def test_states_views_and_marks_the_overview(self):
        words = words_of(html(a_full_progress()))

        assert "Fully implemented · 2 steps higher · as of 15 February 2030 · as stated" in words
        assert "stated by the Minister · on 20 February 2030 · in “Letter 7”" in words
        assert "Every well gives water." in words
        assert "31 March 2030 ↗ improving Fully implemented MoW" in words

    @pytest.mark.parametrize(
        ("gap", "differs", "text"),
        [
            (1, True, "1 step higher"),
            (-2, True, "2 steps lower"),
            (0, False, "the same"),
            (None, True, "not on the scale"),
        ],
    )
    def test_names_the_rank_difference_of_a_view(self, gap, differs, text):
        view = a_view(rank_difference=gap, differs=differs)

        words = words_of(html(a_progress(a_recommendation("1", an_assessment(), views=(view,)))))

        assert f" · {text} · as of" in words

    def test_lists_fulfilled_commitments_with_what_was_done(self):
        words = words_of(html(a_full_progress()))

        texts = (
            "What has been done", "Hire a well-keeper", "What remains to be done",
            "Repair the last three wells", "Dig a new well", "The ground is rock.",
        )  # fmt: skip
        places = [words.index(text) for text in texts]
        assert places == sorted(places)
        assert "due since 1 March 2030 (274 days), moved twice, now 60 days late" in words
        assert "done 5 May 2030 · evidence: “Contract 4”" in words

    def test_lists_components_and_marks_the_analysts_own(self):
        words = words_of(html(a_full_progress()))

        assert "1a repair the wells: Partially implemented · Nine of twelve." in words
        assert (
            "1b say who pays: Not assessed separated by the analysts; does not affect the overall status"
            in words
        )

    def test_names_the_corrected_status(self):
        corrected = an_assessment(correction=a_correction())

        words = words_of(html(a_progress(a_recommendation("1", corrected))))

        assert (
            "Corrects the assessment of 31 March 2030, which gave “Fully implemented” until"
            " 9 September 2030" in words
        )

    def test_names_the_view_that_evidence_is_cited_for(self):
        evidence = (a_decree(view_holder=view_holder()),)

        assert "cited for the view of MoW" in words_of(
            html(a_progress(a_recommendation(citations=evidence)))
        )

    def test_prints_the_strength_beside_each_status(self):
        words = words_of(html(a_full_progress()))

        assert "How sure Corroborated: 1, 4.2" in words
        assert "improving Strength of the evidence: corroborated" in words

    def test_leaves_out_empty_sections(self):
        words = words_of(
            html(a_progress(a_recommendation("1", an_assessment()), a_recommendation()))
        )

        for heading in ("What bodies and others say", "Component", "Commitments"):
            assert heading not in words
        assert "views differ" not in words
        assert "stands beside" not in words

    def test_links_only_to_web_addresses(self):
        addresses = ("https://example.org/decree-12", "javascript:alert(1)")
        sources = [Source(f"evidence:{url}", "Decree 12", url=url) for url in addresses]
        row = a_recommendation(citations=tuple(a_decree(source=source) for source in sources))

        text = html(replace(a_progress(row), kind=labelled(ReportKind.EVIDENCE)))

        assert 'href="https://example.org/decree-12"' in text
        assert "javascript:" not in text

    def test_leaves_out_a_title_repeated_by_the_sentence(self):
        untitled = a_decree(title="The decree is…")
        text = html(a_progress(a_recommendation("1", an_assessment(), citations=(untitled,))))

        assert "The decree is in force." in text
        assert "The decree is…" not in text

    def test_marks_a_sample_approval(self):
        sample = a_recommendation("1", an_assessment(is_sample=True))

        words = words_of(html(a_progress(sample)))

        assert words.count("sample approval") == 3  # in the notice, the overview and its section
        assert "No reviewer has confirmed them." in words
        assert "sample" not in words_of(html(a_full_progress()))

    @pytest.mark.parametrize(
        ("language", "tag"), [("en", "en"), ("sq", "sq"), ("sr-latn", "sr-Latn")]
    )
    def test_is_in_the_report_language(self, language, tag):
        progress = a_full_progress(language)

        with translation.override("en"):
            text = html(progress)
        with translation.override("sq"):
            same = html(progress)

        assert f'<html lang="{tag}">' in text
        assert text == same

    def test_says_that_no_recommendation_matches(self):
        condition = Condition("theme", "prevention", "Theme", "Prevention")

        words = words_of(html(a_progress(filter=(condition,))))

        assert "No recommendation of this report matches the filter." in words
        assert "Theme: Prevention" in words
        assert "has no recommendations yet." in words_of(html(a_progress()))


class TestStylesheet:
    @pytest.mark.parametrize(
        ("colour", "times"), [("#1A2b3c", 1), ("", 0), ("#fff;} * {display: none", 0)]
    )
    def test_uses_a_valid_letterhead_colour(self, colour, times):
        letterhead = Letterhead(colour=colour)

        text = html(a_progress(letterhead=letterhead))

        assert text.count("prefers-color-scheme: light") == times
        assert "display: none}" not in text
