import pytest
from django.utils import translation

from tests.reporting.html_outline import Outline, words_of
from tests.reporting.samples import (
    a_correction,
    a_full_progress,
    a_judgment,
    a_passage,
    a_progress,
    a_recommendation,
    a_view,
    whose,
)
from tests.reporting.samples import a_document as a_decree
from tracker.progress import Condition, Letterhead
from tracker.reporting import RENDERERS


def html(progress):
    return RENDERERS["html"](progress).decode()


class TestHtml:
    def test_is_well_formed_without_script_or_style_attribute(self):
        outline = Outline(html(a_full_progress()))

        assert outline.open == []
        assert outline.faults == []
        assert "script" not in outline.tags

    def test_needs_nothing_beside_it(self):
        text = html(a_full_progress())

        assert "--paper:" in text
        assert ".told-box" in text
        assert "<link" not in text
        assert "src=" not in text

    def test_has_an_anchor_for_every_recommendation_and_every_link_inside_leads_somewhere(self):
        outline = Outline(html(a_full_progress()))

        assert {"rec-1", "rec-4-2", "rec-12-b"} <= set(outline.ids)
        assert len(outline.ids) == len(set(outline.ids))
        inside = {goal[1:] for goal in outline.goals if goal.startswith("#")}
        assert inside <= set(outline.ids)

    def test_tells_what_the_pdf_tells(self):
        words = words_of(html(a_full_progress()))

        for told in a_full_progress().recommendations:
            assert told.text in words
            assert told.title in words
        assert "1 of 2 fully implemented; 1 left out: not assessed 1" in words
        assert "approved by its author" in words
        assert "Nine wells were repaired." in words

    def test_escapes_what_people_wrote(self):
        assessment = a_judgment(rationale="<b>bold</b><script>alert(1)</script>")

        text = html(a_progress(a_recommendation("1", assessment, title="a < b")))

        assert "&lt;b&gt;bold&lt;/b&gt;&lt;script&gt;" in text
        assert "<script" not in text
        assert "a &lt; b" in text

    def test_marks_the_words_that_count_within_their_sentence(self):
        text = html(a_progress(a_recommendation(evidence=(a_passage(),))))

        assert (
            "“The government <mark>repaired nine of the twelve wells</mark> in the north.”" in text
        )

    def test_sets_views_side_by_side_with_the_gap_and_marks_the_overview(self):
        text = html(a_full_progress())
        words = words_of(text)

        assert 'scope="col">Analysts</th><th scope="col">MoW</th>' in text
        assert "Gap – 2 steps more the same" in words
        assert "as stated by the Minister, on 20 February 2030, in “Letter 7”" in words
        assert "Every well gives water." in words
        assert "Partially implemented corroborated views differ: MoW" in words

    def test_begins_each_table_with_the_analysts_when_there_are_many_views(self):
        many = a_recommendation("1", a_judgment(), views=(a_view(),) * 3)

        text = html(a_progress(many))

        assert text.count('<th scope="col">Analysts</th>') == 2
        assert text.count('<th scope="col">MoW</th>') == 3

    @pytest.mark.parametrize(
        ("gap", "differs", "told"),
        [
            (1, True, "1 step more"),
            (-2, True, "2 steps less"),
            (0, False, "the same"),
            (None, True, "not on the scale"),
        ],
    )
    def test_says_how_far_a_view_is_from_the_analysts(self, gap, differs, told):
        view = a_view(gap=gap, differs=differs)

        words = words_of(html(a_progress(a_recommendation("1", a_judgment(), views=(view,)))))

        assert f"Gap – {told}" in words

    def test_tells_promises_apart_from_what_was_kept(self):
        words = words_of(html(a_full_progress()))

        promises, kept, dropped = (
            words.index(heading)
            for heading in (
                "Commitments, which do not count",
                "Commitments that were kept",
                "Commitments that were dropped",
            )
        )
        assert promises < words.index("Repair the last three wells") < kept
        assert kept < words.index("Hire a well-keeper") < dropped
        assert dropped < words.index("Dig a new well") < words.index("The ground is rock.")
        assert "due 1 Oct 2030 · last heard of 3 Aug 2030 · overdue, put off 2 times" in words
        assert "done 5 May 2030 · shown by “Contract 4”" in words

    def test_tells_each_component_and_which_do_not_bear_on_the_whole(self):
        words = words_of(html(a_full_progress()))

        assert "1a repair the wells Partially implemented Nine of twelve." in words
        assert (
            "1b say who pays set apart by the analysts: does not bear on the whole Not assessed"
            in words
        )

    def test_says_what_a_correction_corrects(self):
        corrected = a_judgment(corrects=a_correction())

        words = words_of(html(a_progress(a_recommendation("1", corrected))))

        assert (
            "corrects the judgment of 31 March 2030, which said “Fully implemented” until"
            " 9 September 2030" in words
        )

    def test_says_whose_view_a_piece_is_cited_for(self):
        evidence = (a_decree(cited_by=whose()),)

        assert "cited for the view of MoW" in words_of(
            html(a_progress(a_recommendation(evidence=evidence)))
        )

    def test_prints_strength_wherever_it_prints_a_status(self):
        words = words_of(html(a_full_progress()))

        assert "Evidence behind these statuses: corroborated 2" in words
        assert "improving Evidence strength: corroborated" in words
        assert "Initial steps · ↗ improving · corroborated · as of 31 March 2029" in words

    def test_prints_nothing_of_what_there_is_not(self):
        words = words_of(html(a_progress(a_recommendation("1", a_judgment()), a_recommendation())))

        for heading in ("Views side by side", "What others say", "Component by", "Commitments"):
            assert heading not in words
        assert "views differ" not in words
        assert "stands beside" not in words

    def test_links_only_to_web_addresses(self):
        evidence = (a_decree(), a_decree(url="javascript:alert(1)"))

        text = html(a_progress(a_recommendation(evidence=evidence)))

        assert 'href="https://example.org/decree-12"' in text
        assert "javascript:" not in text

    def test_leaves_out_a_title_that_only_begins_the_sentence(self):
        untitled = a_decree(title="The decree is…")
        text = html(a_progress(a_recommendation("1", a_judgment(), evidence=(untitled,))))

        assert "The decree is in force." in text
        assert "The decree is…" not in text

    def test_says_that_a_status_is_a_sample(self):
        sample = a_recommendation("1", a_judgment(is_sample=True))

        words = words_of(html(a_progress(sample)))

        assert words.count("sample approval") == 2  # in the overview, and in its section
        assert "No reviewer has confirmed them." in words
        assert "sample" not in words_of(html(a_full_progress()))

    @pytest.mark.parametrize(
        ("language", "tag"), [("en", "en"), ("sq", "sq"), ("sr-latn", "sr-Latn")]
    )
    def test_is_in_its_own_language_whatever_the_readers_is(self, language, tag):
        progress = a_full_progress(language)

        with translation.override("en"):
            text = html(progress)
        with translation.override("sq"):
            same = html(progress)

        assert f'<html lang="{tag}">' in text
        assert text == same

    def test_says_so_when_the_filter_leaves_nothing(self):
        told = Condition("theme", "prevention", "Theme", "Prevention")

        words = words_of(html(a_progress(filter=(told,))))

        assert "No recommendation of this report matches the filter." in words
        assert "Theme: Prevention" in words
        assert "has no recommendations yet." in words_of(html(a_progress()))


class TestColour:
    @pytest.mark.parametrize(
        ("colour", "times"), [("#1A2b3c", 1), ("", 0), ("#fff;} * {display: none", 0)]
    )
    def test_is_that_of_the_letterhead_where_it_is_one(self, colour, times):
        letterhead = Letterhead(colour=colour)

        text = html(a_progress(letterhead=letterhead))

        assert text.count("prefers-color-scheme: light") == times
        assert "display: none}" not in text
