"""What each kind of report tells, and in which order."""

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.reporting.samples import a_full_progress, a_judgment, a_measure
from tests.reporting.sourced_report import (
    a_question,
    a_series,
    a_sourced_progress,
    a_sourced_recommendation,
    blocks_of,
    faults_of,
    for_the_public,
    headings_of,
    laid_out,
    of_type,
    under,
    with_nothing,
    without_evidence,
    words_of,
)
from tracker.progress import FigureValue, Remark
from tracker.reporting import recommendations
from tracker.reporting.blocks import (
    Bullets,
    Chart,
    Para,
    Quoted,
    Sources,
    Style,
    Table,
    Verbatim,
    text_of,
)
from tracker.reporting.kinds import full
from tracker.reporting.layout import document
from tracker.vocabulary import ReportKind

FACTS = [
    "State on", "Period", "Source", "Filter", "Covers", "Language", "Fully implemented",
    "Without a judgment", "Evidence strength", "Method", "History",
]  # fmt: skip
EMPTY = {
    ReportKind.CHANGES: "Nothing that matches the filter changed in this period.",
    ReportKind.BODY: "No recommendation of this report matches the filter.",
}
LONG = "Water ran 🚰 and ran. " * 2_500  # 50,000 characters and more
RTL = "الماء حق لكل قرية"


def facts_of(told):
    box = next(b for b in told.blocks if getattr(b, "kind", "") == "facts")
    return {fact.label: " | ".join(map(text_of, fact.lines)) for fact in box.blocks[0].facts}


@pytest.mark.parametrize("kind", list(ReportKind))
class TestEveryKind:
    def test_states_what_it_is_based_on_and_refers_only_to_what_is_there(self, kind):
        told = laid_out(kind)

        facts = facts_of(told)
        assert list(facts) == FACTS
        assert facts["Period"] == "1 January 2030 – 30 November 2030"
        assert facts["Fully implemented"] == "0 of 5 fully implemented; 1 left out: not assessed 1"
        assert facts["Without a judgment"] == "not assessed 1; unable to verify 0"
        assert faults_of(told) == []
        assert told.cover.mark == "internal"
        assert document(a_sourced_progress(kind)) == told
        blocks = list(blocks_of(told))
        for place, block in enumerate(blocks):
            if isinstance(block, Chart):
                below = any(isinstance(near, Table) for near in blocks[place : place + 3])
                assert below or re.findall(r"\d", text_of(block.signs)) == ["5", "1"]

    def test_is_true_and_readable_with_nothing_in_it(self, kind):
        told = document(with_nothing(kind))

        assert faults_of(told) == []
        assert EMPTY.get(kind, "This report has no recommendations yet.") in words_of(told)
        assert of_type(told, Chart) == []

    def test_names_no_source_where_there_is_no_evidence(self, kind):
        told = document(without_evidence(kind))

        assert faults_of(told) == []
        assert of_type(told, Sources) == []

    def test_says_what_a_public_version_leaves_out(self, kind):
        told = document(for_the_public(a_sourced_progress(kind)))

        assert facts_of(told)["Not shown in this version"] == (
            "evidence that is not public (3); views"
        )
        assert told.cover.mark == ""
        assert "mira" not in repr(told)

    def test_bears_long_texts_emoji_and_words_from_right_to_left(self, kind):
        judgment = a_judgment(key=1, rationale=LONG, next_step=RTL)
        one = a_sourced_recommendation(
            assessment=judgment, title=f"=cmd|' /C calc'!A0 {RTL}", text=LONG, asked=()
        )
        told = document(replace(a_sourced_progress(kind), recommendations=(one,)))

        assert faults_of(told) == []
        assert f"=cmd|' /C calc'!A0 {RTL}" in repr(told)


class TestFull:
    def test_tells_everything_of_a_recommendation_in_a_fixed_order(self):
        told = laid_out(ReportKind.FULL)

        assert headings_of(told, 1) == [
            "Executive summary", "Where the recommendations stand", "Overview",
            "By responsible body", "Recommendations", "Figures", "Sources",
        ]  # fmt: skip
        assert headings_of(under(told, "Wells of district 1")) == [
            "Status over time", "Remark of the analysts", "Views side by side", "Why this status",
            "What others say", "Component by component", "Commitments, which do not count",
            "Noted without a judgment", "Evidence cited", "Open questions", "Next step",
        ]  # fmt: skip

    def test_ends_the_reasons_with_all_that_the_judgment_cites(self):
        told = laid_out(ReportKind.FULL)

        section = under(told, "Wells of district 1")
        done = words_of(under(section, "Why this status"))
        assert done == "Nine wells were repaired.\u00a0[1][2] (1 source not named here)"
        assert words_of(under(section, "What others say")).endswith(
            "Every well gives water.\u00a0[3]"
        )
        promised = under(section, "Commitments, which do not count")
        assert [q.number for q in of_type(promised, Quoted)] == [5]
        assert [q.number for q in of_type(under(section, "Evidence cited"), Quoted)] == [1, 2, 3]

    def test_draws_figures_without_what_may_not_be_shown_and_tells_their_change(self):
        told = under(laid_out(ReportKind.FULL), "Wells that give water")

        (table,) = of_type(told, Table)
        rows = [[text_of(cell[0]) for cell in row.cells] for row in table.rows]
        (chart,) = of_type(told, Chart)
        assert [row[1][:2] for row in rows] == ["4\u00a0", "un", "<5", "9\u00a0"]
        assert [row[2:] for row in rows[2:]] == [["7", "–"], ["7", "+2"]]
        assert ">3<" not in chart.svg and "&lt;5" in chart.svg
        assert "Counted otherwise: without dry wells" in words_of(told)
        assert table.columns[2].label == "Period before, by the same source"
        assert "Hollow circle: provisional." in words_of(told)
        assert "Diamond" not in words_of(told)

    def test_says_what_marks_mean_that_are_no_full_circle_and_what_a_later_source_states_first(
        self,
    ):
        stated = FigureValue("2024-03", 2024.2, 5.0, "5")
        later = FigureValue(
            "2024-05", 2024.4, 9.0, "9", previous=7.0, previous_period="2024-02", previous_at=2024.1
        )
        told = laid_out(ReportKind.FULL, figures=(a_series(figures=(stated, later), breaks=()),))

        section = under(told, "Wells that give water")
        (table,) = of_type(section, Table)
        assert [text_of(row.cells[0][0]) for row in table.rows] == ["March 2024", "May 2024"]
        assert "Diamond: what only a later source states of that period." in words_of(section)
        assert "February 2024: 7" in of_type(section, Chart)[0].told  # no room to label it

    def test_counts_a_recommendation_for_each_body_that_answers_for_it(self):
        (table,) = of_type(under(laid_out(ReportKind.FULL), "By responsible body"), Table)

        assert [column.label for column in table.columns] == [
            "Body", "Partially implemented", "Not assessed", "Total"
        ]  # fmt: skip
        assert [[text_of(c[0]) for c in row.cells] for row in table.rows] == [
            ["Ministry of Wells (MoW)", "4", "1", "5"]
        ]

    def test_tells_very_many_in_short_with_what_must_stand_beside_a_status(self, monkeypatch):
        monkeypatch.setattr(full, "MANY", 5)
        monkeypatch.setattr(recommendations, "AT_ONCE", 4)

        told = laid_out(ReportKind.FULL)

        assert headings_of(told, 1) == [
            "Executive summary", "Where the recommendations stand", "By responsible body",
            "Recommendations 1 – 4", "Recommendations 5 – 6", "Figures", "Sources",
        ]  # fmt: skip
        assert "Above 5 recommendations each is told in short; its page has all." in words_of(told)
        section = under(told, "Wells of district 1")
        assert headings_of(section) == ["Remark of the analysts"]
        assert [block.text for block in of_type(section, Verbatim)] == [
            "Repair the wells of district 1 and say who pays for them."
        ]
        assert words_of(section).splitlines()[:3] == [
            "Partially implemented ·  improving · corroborated · as of 31 March 2030 · Lead: MoW"
            " · views differ: MoW",
            "Nine wells were repaired.\u00a0[1][2] (1 source not named here)",
            "Evidence cited:\u00a0[1]–[4]",
        ]
        assert of_type(section, Quoted) == []
        monkeypatch.setattr(full, "MANY", 2)
        own = under(document(a_full_progress()), "Wells of district 4.2")
        assert "approved by its author" in words_of(own)
        assert faults_of(told) == []


class TestAnExecutiveSummary:
    def test_leads_to_the_recommendations_it_names_and_to_their_sources(self):
        text = "Water came (no. 1).\n\nMore is due (Nr. 2, 6), nobody knows where (no. 99)."
        for kind, links in ((ReportKind.FULL, ["#rec-1", "#rec-2", "#rec-6"]), ("brief", [])):
            told = laid_out(ReportKind(kind), summary=Remark(text, date(2030, 11, 2)))

            summary = under(told, "Executive summary")
            first, second, written = words_of(summary).splitlines()
            assert first == "Water came (no. 1)\u00a0[1][2]."
            assert second.startswith("More is due (Nr. 2, 6)\u00a0[")
            assert second.endswith("], nobody knows where (no. 99).")
            assert written == "Written by the analysts, as of 2 November 2030."
            bits = [bit for block in of_type(summary, Para) for bit in block.line]
            assert [bit.href for bit in bits if bit.style is Style.LINK] == links
            assert faults_of(told) == []


class TestBrief:
    def test_tells_what_changed_what_is_next_and_what_is_open_with_few_sources(self):
        told = laid_out(ReportKind.BRIEF)

        assert headings_of(told, 1)[2:] == [
            "What changed", "Recommendations", "Next steps", "Open questions",
            "About this report", "Sources",
        ]  # fmt: skip
        (changed,) = of_type(under(told, "What changed"), Bullets)
        lines = [text_of(entry[0]) for entry in changed.entries]
        assert lines[0].startswith(
            "No. 1 Wells of district 1:  Initial steps →  Partially implemented"
        )
        assert [len(entry) for entry in changed.entries] == [1, 1, 1, 1, 2]
        (sources,) = of_type(told, Sources)
        assert sources.rows[0].place == "WATER 2030 Atlantis, ¶ 8"
        assert len(sources.rows) == 1 + 5

    def test_names_a_few_questions_the_overdue_first_and_counts_the_rest(self):
        asked = tuple(a_question(question=f"Q{n}?", is_overdue=n == 20) for n in range(30))
        one = a_sourced_recommendation(asked=asked)
        told = under(
            document(replace(a_sourced_progress(ReportKind.BRIEF), recommendations=(one,))),
            "Open questions",
        )

        (questions,) = of_type(told, Bullets)
        assert len(questions.entries) == 5
        assert text_of(questions.entries[0][0]).startswith("No. 1 Q20? asked of MoW")
        assert "25 more questions are open; the full report has them." in words_of(told)


class TestTheme:
    def test_tells_the_share_of_each_theme_with_both_numbers_and_its_figures(self):
        told = laid_out(ReportKind.THEME)

        assert headings_of(told, 1)[2:] == ["By theme", "Protection", "Without a theme", "Sources"]
        protection = under(told, "Protection")
        assert "0 of 4 fully implemented; 1 left out: not assessed 1" in words_of(protection)
        assert "Figures" in headings_of(protection, 2)
        assert "Wells that give water" in headings_of(protection, 3)
        assert of_type(protection, Quoted) == []


class TestBody:
    def test_is_for_the_body_and_tells_disputes_first(self):
        told = laid_out(ReportKind.BODY)

        assert told.cover.kind == "Progress report · for Ministry of Wells (MoW)"
        assert headings_of(told, 1)[2:-1] == [
            "What is asked", "Where views differ", "No differing view"
        ]  # fmt: skip
        captions = [table.caption for table in of_type(under(told, "What is asked"), Table)]
        assert captions == ["Lead", "Without a role"]
        assert headings_of(under(told, "Where views differ"), 2) == [
            f"Wells of district {n}" for n in (1, 3, 4, 5)
        ]

    def test_leaves_out_what_others_promised_and_are_asked(self):
        other = a_measure(body=replace(a_measure().body, code="OSP", short="OSP"), text="Others")
        one = a_sourced_recommendation(commitments=(a_measure(), other))
        words = words_of(
            document(replace(a_sourced_progress(ReportKind.BODY), recommendations=(one,)))
        )

        assert "Repair the last three wells" in words and "overdue, put off 2 times" in words
        assert "Others" not in words and "How deep?" not in words
