"""Content and order of each kind of report."""

import re
from datetime import date

import pytest

from tests.reporting.samples import (
    a_commitment,
    a_full_progress,
    an_assessment,
    labelled,
    replace,
)
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
from tracker.progress import (
    FigureValue,
    LabelledCode,
    Letterhead,
    RemarkData,
    ReportYear,
    YearStatus,
)
from tracker.reporting import context, recommendations
from tracker.reporting.blocks import (
    Box,
    Bullets,
    Chart,
    Paragraph,
    SideBySide,
    Sources,
    SourceText,
    Style,
    Table,
    plain_text,
)
from tracker.reporting.follow_up import question_dates
from tracker.reporting.layout import document
from tracker.vocabulary import ReportKind, Status

FACTS = [
    "As of", "Period", "Source", "Filter", "Covers", "Language", "Fully implemented",
    "Unassessed or unverified", "Strength of the evidence", "Method", "History",
]  # fmt: skip
SHORT_FACTS = ["Method", "Source", "History"]  # of the kinds of two pages
SHORT = (ReportKind.BRIEF, ReportKind.AGENDA)
EMPTY = {
    ReportKind.CHANGES: "In this period nothing changed that matches the filter.",
    ReportKind.BODY: "No recommendation of this report matches the filter.",
}
LONG = "Water ran 🚰 and ran. " * 2_500  # 50,000 characters and more
RTL = "الماء حق لكل قرية"


def facts_of(report):
    box = next(b for b in report.blocks if getattr(b, "kind", "") == "facts")
    return {fact.label: " | ".join(map(plain_text, fact.lines)) for fact in box.blocks[0].facts}


@pytest.mark.parametrize("kind", list(ReportKind))
class TestEveryKind:
    def test_states_its_base_and_resolves_its_references(self, kind):
        report = laid_out(kind)

        facts = facts_of(report)
        share = "None of the five recommendations is fully implemented; one more is not counted: not assessed (1)."
        if kind in SHORT:
            assert list(facts) == SHORT_FACTS
            assert share in words_of(report)
        else:
            assert list(facts) == FACTS
            assert facts["Period"] == "1 January 2030 – 30 November 2030"
            assert facts["Fully implemented"] == share
            assert facts["Unassessed or unverified"] == "not assessed (1)"
        assert faults_of(report) == []
        assert report.cover.watermark == "internal"
        assert document(a_sourced_progress(kind)) == report
        blocks = list(blocks_of(report))
        for place, block in enumerate(blocks):
            if isinstance(block, Chart):
                below = any(isinstance(near, Table) for near in blocks[place : place + 3])
                assert below or re.findall(r"\d", plain_text(block.legend)) == ["5", "1"]

    def test_renders_an_empty_report(self, kind):
        report = document(with_nothing(kind))

        assert faults_of(report) == []
        assert EMPTY.get(kind, "This report has no recommendations yet.") in words_of(report)
        assert of_type(report, Chart) == []

    def test_has_no_references_without_evidence(self, kind):
        report = document(without_evidence(kind))

        assert faults_of(report) == []
        assert of_type(report, Sources) == []

    def test_names_what_a_public_version_leaves_out(self, kind):
        report = document(for_the_public(a_sourced_progress(kind)))

        assert facts_of(report)["Not shown in this version"] == (
            "evidence that is not public (3); views"
        )
        assert report.cover.watermark == ""
        assert "mira" not in repr(report)

    def test_renders_long_emoji_and_right_to_left_text(self, kind):
        assessment = an_assessment(key=1, rationale=LONG, remaining=RTL, next_step=RTL)
        recommendation = a_sourced_recommendation(
            assessment=assessment, title=f"=cmd|' /C calc'!A0 {RTL}", text=LONG, questions=()
        )
        report = document(replace(a_sourced_progress(kind), recommendations=(recommendation,)))

        assert faults_of(report) == []
        assert f"=cmd|' /C calc'!A0 {RTL}" in repr(report)


class TestFull:
    def test_lists_all_parts_in_a_fixed_order(self):
        report = laid_out(ReportKind.FULL)

        assert headings_of(report, 1) == [
            "Executive summary", "Year by year", "Recommendations",
            "About this report", "Annex",
        ]  # fmt: skip
        assert headings_of(report, 2)[-4:] == [
            "By responsible body", "Figures", "Sources", "Passages of reports"
        ]  # fmt: skip
        assert headings_of(under(report, "Wells of district 1")) == [
            "What has been done", "Analysts' remark", "What bodies and others say", "Conclusion",
            "What remains to be done", "Our next step",
        ]  # fmt: skip

    def test_names_two_sources_a_sentence_and_all_in_the_annex(self):
        report = laid_out(ReportKind.FULL)

        section = under(report, "Wells of district 1")
        assert words_of(under(section, "What has been done")) == (
            "Nine wells were repaired.\u00a0[1][18] (1 source not named here)\n"
            "2 September 2030 The decree is in force.\u00a0[1]\n"
            "1 October 2030 The tender is out.\u00a0[1]\n"
            "Reason given by mira. Approved by ana, no note."
        )
        assert words_of(under(section, "What bodies and others say")).endswith(
            "Every well gives water.\u00a0[3]"
        )
        documents, passages = of_type(report, Sources)
        assert [row.title for row in documents.rows][:3] == ["Decree 1", "Decree 61", "Decree 51"]
        (passage,) = passages.rows
        assert passage.place == "WATER 2030 Atlantis, ¶ 8"
        assert [plain_text(line) for line in passage.uses] == [
            "“repaired nine of the twelve wells” · nos. 1, 2, 3, 4, 5, shows progress"
        ]

    def test_draws_figures_without_suppressed_values(self):
        report = under(laid_out(ReportKind.FULL), "Wells that give water")

        (table,) = of_type(report, Table)
        rows = [[plain_text(cell[0]) for cell in row.cells] for row in table.rows]
        (chart,) = of_type(report, Chart)
        assert [row[1][:2] for row in rows] == ["4\u00a0", "un", "<5", "9\u00a0"]
        assert [row[2:] for row in rows[2:]] == [["7", "–"], ["7", "+2"]]
        assert ">3<" not in chart.svg and "&lt;5" in chart.svg
        assert "Counted differently: without dry wells" in words_of(report)
        assert table.columns[2].label == "Previous period, same source"
        assert "Hollow circle: provisional." in words_of(report)
        assert "Diamond" not in words_of(report)

    def test_explains_marks_and_values_of_later_sources(
        self,
    ):
        stated = FigureValue("2024-03", 2024.2, 5.0, "5")
        later = FigureValue(
            "2024-05",
            2024.4,
            9.0,
            "9",
            previous_value=7.0,
            previous_period="2024-02",
            previous_decimal_year=2024.1,
        )
        report = laid_out(ReportKind.FULL, figures=(a_series(figures=(stated, later), breaks=()),))

        section = under(report, "Wells that give water")
        (table,) = of_type(section, Table)
        assert [plain_text(row.cells[0][0]) for row in table.rows] == ["March 2024", "May 2024"]
        assert "Diamond: given for that period only by a later source." in words_of(section)
        assert "February 2024: 7" in of_type(section, Chart)[0].description  # no room to label it

    def test_counts_for_each_answerable_body(self):
        (table,) = of_type(under(laid_out(ReportKind.FULL), "By responsible body"), Table)

        assert [column.label for column in table.columns] == [
            "Body", "Partially implemented", "Not assessed", "Total"
        ]  # fmt: skip
        assert [[plain_text(c[0]) for c in row.cells] for row in table.rows] == [
            ["Ministry of Wells (MoW)", "1, 2, 3, 5", "6", "5"]
        ]

    def test_summarizes_very_many_recommendations(self, monkeypatch):
        monkeypatch.setattr(context, "MAX_FULL_SECTIONS", 5)
        monkeypatch.setattr(recommendations, "SUMMARIES_PER_HEADING", 4)

        report = laid_out(ReportKind.FULL)

        assert headings_of(report, 1) == [
            "Executive summary",
            "Recommendations 1 – 4", "Recommendations 5 – 6", "About this report", "Annex",
        ]  # fmt: skip
        assert "With more than 1000 recommendations, each is summarized." in words_of(report)
        section = under(report, "Wells of district 1")
        assert headings_of(section) == [
            "What has been done", "Analysts' remark", "What remains to be done"
        ]  # fmt: skip
        assert [block.text for block in of_type(section, SourceText)] == [
            "Repair the wells of district 1 and say who pays for them."
        ]
        assert of_type(section, Bullets) == []
        (documents, _passages) = of_type(report, Sources)
        uses = {row.title: row.uses for row in documents.rows}
        assert plain_text(uses["Decree 1"][0]).startswith("no. 1, cited for it, assessment of")
        monkeypatch.setattr(context, "MAX_FULL_SECTIONS", 2)
        other_section = under(document(a_full_progress()), "Wells of district 4.2")
        assert "approved by its author" in words_of(other_section)
        assert faults_of(report) == []


class TestSummary:
    def test_links_named_recommendations_and_their_sources(self):
        text = "Water came (no. 1).\n\nMore is due (Nr. 2, 6), nobody knows where (no. 99)."
        report = laid_out(ReportKind.FULL, summary=RemarkData(text, date(2030, 11, 2)))

        summary = under(report, "Executive summary")
        first, second, written = words_of(summary).splitlines()
        assert first.startswith("Water came (no. 1)\u00a0[1][")
        assert second.startswith("More is due (Nr. 2, 6)\u00a0[")
        assert second.endswith("], nobody knows where (no. 99).")
        assert written == "Written by the analysts, as of 2 November 2030."
        spans = [span for block in of_type(summary, Paragraph) for span in block.line]
        links = [span.href for span in spans if span.style is Style.LINK]
        assert links == ["#rec-1", "#rec-2", "#rec-6"]
        assert faults_of(report) == []


class TestBrief:
    def test_answers_first_and_lists_the_rest_in_order(self):
        report = laid_out(ReportKind.BRIEF)

        box = next(block for block in report.blocks if isinstance(block, Box))
        answers = {fact.label: plain_text(fact.lines[0]) for fact in box.blocks[0].facts}
        assert answers["What moved"].startswith("Since 31 December 2029: Forward: 1 · Back: 2")
        assert answers["Furthest behind"] == "Partially implemented: 1, 2, 3, 4, 5"
        assert answers["Overdue"].startswith("MoW (no. 1) since 1 March 2030; MoW (no. 2) since")
        assert answers["Overdue"].endswith("and 2 more; 10 unanswered questions")
        assert answers["How sure"] == (
            "Corroborated: 1, 2, 3, 4, 5 · older than a year: 5 · a body says more: 1, 3, 4, 5"
        )
        assert headings_of(report, 1) == [
            "Year by year", "What remains to be done",
            "Bodies that say more than was found", "What changed", "Unanswered questions",
            "Next dates", "About this report", "Sources",
        ]  # fmt: skip
        (changed,) = of_type(under(report, "What changed"), Bullets)
        lines = list(map(plain_text, changed.entries[0]))
        assert lines[0] == (
            "No. 2 Wells of district 2:  Fully implemented →  Partially implemented"
        )
        (sources,) = of_type(report, Sources)
        assert sources.rows[0].place == "WATER 2030 Atlantis, ¶ 8"

    def test_draws_the_years_with_the_bodies_view(self):
        years = tuple(
            ReportYear(f"20{n}/{n + 1}", date(2000 + n, 4, 1), date(2001 + n, 3, 31))
            for n in range(26, 31)
        )
        status = labelled(Status.INITIAL_STEPS)
        assessed = YearStatus(date(2029, 3, 31), status, LabelledCode(), date(2029, 3, 31))
        recommendation = a_sourced_recommendation("1", years=(assessed,))
        progress = replace(
            a_sourced_progress(ReportKind.BRIEF), recommendations=(recommendation,), years=years
        )

        (table,) = of_type(under(document(progress), "Year by year"), Table)

        assert [column.label for column in table.columns[2:]] == [
            "2027/28", "2028/29", "2029/30", "2030/31", "Status", "The body says"
        ]  # fmt: skip
        assert [list(map(plain_text, cell)) for cell in table.rows[0].cells[2:]] == [
            ["Not assessed"], ["Initial steps"], ["Not assessed"], ["Not assessed"],
            ["Partially implemented\u00a0[1]", "31 March 2030 improving"],
            ["Fully implemented MoW"],
        ]  # fmt: skip

    def test_keeps_what_is_overdue_and_counts_what_does_not_fit(self):
        many = tuple(a_commitment(text=f"Plan {n}", is_overdue=n == 70) for n in range(80))
        recommendation = a_sourced_recommendation(commitments=many)
        progress = replace(a_sourced_progress(ReportKind.BRIEF), recommendations=(recommendation,))

        report = under(document(progress), "What remains to be done")

        (table,) = of_type(report, Table)
        assert plain_text(table.rows[0].cells[1][0]) == "Plan 70"
        assert list(map(plain_text, table.rows[0].cells[3])) == [
            "60 days late", "due since 1 March 2030 (274 days), moved twice"
        ]  # fmt: skip
        assert f"and {81 - len(table.rows)} more in the full report" in words_of(report)

    def test_lists_what_was_asked_by_body(self):
        many = tuple(
            a_question(question=f"Q{n}?", body=f"B{n % 2}", due_on=date(2030, 6, 1 + n))
            for n in range(9)
        )
        waiting = a_question(question="Not yet?", asked_on=None, due_on=None, is_overdue=False)
        recommendation = a_sourced_recommendation(questions=(*many, waiting))
        progress = replace(a_sourced_progress(ReportKind.BRIEF), recommendations=(recommendation,))
        report = under(document(progress), "Unanswered questions")

        (questions,) = of_type(report, Bullets)
        assert list(map(plain_text, questions.entries[0])) == [
            "B0",
            "No. 1 Q0? (answer due 1 June 2030, 182 days late)",
            "No. 1 Q2? (answer due 3 June 2030, 180 days late)",
            "No. 1 Q4? (answer due 5 June 2030, 178 days late)",
            "and 2 more",
        ]
        assert "Not yet?" not in words_of(report)

    def test_says_of_a_question_that_nobody_asked_it_yet(self):
        question = a_question(question="How many wells?", asked_on=None, due_on=None)

        assert question_dates(question)[0] == "for MoW, not asked yet"


class TestTheme:
    def test_gives_the_figures_of_each_theme(self):
        report = laid_out(ReportKind.THEME)

        assert headings_of(report, 1)[1:] == [
            "By theme",
            "Protection",
            "Without a theme",
            "About this report",
            "Sources",
        ]
        protection = under(report, "Protection")
        assert "Figures" in headings_of(protection, 2)
        assert "Wells that give water" in headings_of(protection, 3)


class TestBody:
    def test_is_a_letter_with_a_sheet_as_its_last_part(self):
        letterhead = Letterhead(
            name="Office", sender="Office of Wells", contact="Well Street 1\noffice@example.org",
            preface="Dear colleagues,", note="* Without prejudice.",
        )  # fmt: skip
        report = laid_out(
            ReportKind.BODY, reference="HEED 12/2030", reply_by=date(2031, 1, 15),
            letterhead=letterhead,
        )  # fmt: skip

        assert report.cover.kind == "Letter to Ministry of Wells (MoW)"
        assert (report.cover.preface, report.cover.sender) == ("", "")
        assert report.cover.title.startswith("Progress on six recommendations of the 2030 WATER")
        assert report.cover.title.endswith("Atlantis*") and report.cover.note == letterhead.note
        facts = {f.label: " | ".join(map(plain_text, f.lines)) for f in report.blocks[0].facts}
        assert facts == {
            "From": "Office of Wells",
            "To": "Ministry of Wells (MoW)",
            "Reference": "HEED 12/2030",
            "Date": "30 November 2030",
            "Reply by": "15 January 2031",
            "Contact": "Well Street 1 | office@example.org",
        }
        assert "Dear colleagues," in words_of(report)
        assert "return it by 15 January 2031." in words_of(report)
        assert headings_of(report, 1) == [
            "What is asked of you", "Recommendations",
            "About this report", "Sources", "Sheet to fill in and return",
        ]  # fmt: skip

    def test_sets_its_view_beside_ours_and_asks_by_role(self):
        report = laid_out(ReportKind.BODY)

        (table,) = of_type(under(report, "What is asked of you"), Table)
        roles = [plain_text(row.cells[2][0]) for row in table.rows]
        assert roles == ["lead", "lead", "lead", "–", "lead", "lead"]
        assert [plain_text(line) for line in table.rows[0].cells[3]] == [
            "Partially implemented", "as of 31 March 2030", "you say: Fully implemented"
        ]  # fmt: skip
        asked = words_of(under(report, "What is asked of you"))
        assert "MoW · due since 1 March 2030 (274 days), moved twice, now 60 days late" in asked
        pairs = of_type(under(report, "Recommendations"), SideBySide)
        assert len(pairs) == 4  # two have no view of the body
        ours, theirs = (words_of(replace(report, blocks=part)) for part in pairs[0].parts)
        assert ours.startswith("Partially implemented")
        assert "Every well gives water." in theirs
        sheet = of_type(under(report, "Sheet to fill in and return"), Table)
        assert [len(table.rows) for table in sheet] == [6, 5, 3]

    def test_leaves_out_commitments_and_questions_of_others(self):
        other = a_commitment(
            body=replace(a_commitment().body, code="OSP", short="OSP"), text="Others"
        )
        recommendation = a_sourced_recommendation(commitments=(a_commitment(), other))
        words = words_of(
            document(
                replace(a_sourced_progress(ReportKind.BODY), recommendations=(recommendation,))
            )
        )

        assert (
            "Repair the last three wells" in words
            and "due since 1 March 2030 (274 days), moved twice, now 60 days late" in words
        )
        assert "Others" not in words and "How deep?" not in words
