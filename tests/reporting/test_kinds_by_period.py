"""Reports on changes, on overdue items, and on evidence."""

from collections import Counter
from datetime import date

import pytest

from tests.reporting.samples import (
    a_commitment,
    a_correction,
    a_document,
    a_move,
    a_progress,
    a_recommendation,
    an_assessment,
    counted,
    labelled,
    replace,
)
from tests.reporting.sourced_report import (
    SINCE,
    a_sourced_progress,
    a_sourced_recommendation,
    headings_of,
    laid_out,
    of_type,
    under,
    words_of,
)
from tracker.progress import ReportPart, WithheldCount
from tracker.reporting.blocks import Bullets, Table, plain_text
from tracker.reporting.changes import in_words
from tracker.reporting.context import LayoutContext, SourceNumbers
from tracker.reporting.front_matter import at_a_glance
from tracker.reporting.layout import document
from tracker.reporting.table_rows import status_count_rows
from tracker.vocabulary import ReportKind, Status, Use


class TestChanges:
    def test_groups_recommendations_by_change(self):
        report = laid_out(ReportKind.CHANGES)

        titles_by_heading = {
            title: headings_of(under(report, title), 2) for title in headings_of(report, 1)
        }
        assert titles_by_heading["Moved forward"] == ["Wells of district 1"]
        assert titles_by_heading["Moved back"] == ["Wells of district 2"]
        assert titles_by_heading["Assessed for the first time"] == ["Wells of district 3"]
        assert titles_by_heading["Applicable again"] == ["Wells of district 4"]
        assert titles_by_heading["Corrected"] == ["Wells of district 5"]
        assert "A correction changes what we know" in words_of(under(report, "Corrected"))

    @pytest.mark.parametrize(
        ("before", "after", "heading"),
        [
            (Status.UNABLE_TO_VERIFY, Status.PARTIAL, "Can now be verified"),
            (Status.PARTIAL, Status.UNABLE_TO_VERIFY, "Can no longer be verified"),
            (Status.NOT_APPLICABLE, Status.PARTIAL, "Applicable again"),
            (Status.PARTIAL, Status.NOT_APPLICABLE, "No longer applicable"),
            (Status.PARTIAL, Status.NOT_ASSESSED, "No longer assessed"),
        ],
    )
    def test_says_what_a_change_off_the_scale_means(self, before, after, heading):
        changed = a_recommendation("1", status=labelled(after), previous_status=labelled(before))
        progress = replace(a_sourced_progress(ReportKind.CHANGES), recommendations=(changed,))

        assert heading in headings_of(document(progress), 1)

    def test_counts_both_days_and_what_moved_by_lead_body(self):
        before = counted(Counter({"partial": 40}))
        progress = a_sourced_progress(ReportKind.CHANGES, previous_counts=before)

        counts, by_body = of_type(document(progress), Table)

        assert [column.label for column in counts.columns] == [
            "Status", "31 December 2029", "30 November 2030"
        ]  # fmt: skip
        assert ["Partially implemented", "40", "5"] in [
            [plain_text(cell[0]) for cell in row.cells] for row in counts.rows
        ]
        assert [[plain_text(cell[0]) for cell in row.cells] for row in by_body.rows] == [
            ["MoW", in_words(progress).replace(" · Applicable again: 4", "")]  # no. 4 has no lead
        ]
        part = replace(progress, part=ReportPart(0, 40))
        assert of_type(document(part), Table) == [counts]

    def test_counts_changes_in_the_workbook_as_well(self):
        before = counted(Counter({"partial": 40}))
        progress = a_sourced_progress(ReportKind.CHANGES, previous_counts=before)

        rows = {
            row.current.status.code: row.previous_number
            for row in status_count_rows(progress, SourceNumbers())
        }
        assert rows["partial"] == 40

    def test_lists_what_is_new_with_its_recommendation(self):
        report = under(laid_out(ReportKind.CHANGES), "Wells of district 1")

        (new,) = of_type(report, Bullets)
        assert [plain_text(entry[0]) for entry in new.entries] == [
            "New evidence:\u00a0[1][2]",
            "1 October 2030 The tender is out.\u00a0[2]",
            "Repair the last three wells\u00a0[3]",
            "Who pays for the pumps?",
            "How deep?",
        ]
        assert "Nine wells were repaired." in words_of(report)

    def test_lists_what_moved_a_due_date_in_the_period_only(self):
        moved = a_commitment(undertaken_on=date(2028, 1, 1))
        early = a_move(date(2029, 3, 1), date(2030, 10, 1), "Late.")
        unmoved = replace(moved, text="Before", moves=(early,))
        recommendation = a_recommendation(
            "1", previous_status=labelled(Status.NOT_ASSESSED), commitments=(moved, unmoved)
        )
        progress = replace(
            a_sourced_progress(ReportKind.CHANGES), recommendations=(recommendation,)
        )

        report = under(document(progress), "New, with the same status")

        (new,) = of_type(report, Bullets)
        assert len(new.entries) == 1

    def test_separates_late_approvals(self):
        since = date(2030, 9, 1)
        days = {"as_of": date(2030, 8, 1), "decided_on": date(2030, 10, 1)}
        late, early = an_assessment(**days), an_assessment(**{**days, "decided_on": since})
        baseline = an_assessment(decided_on=days["decided_on"])
        assessed = [
            a_recommendation(str(n), recommendation, previous_status=recommendation.status)
            for n, recommendation in enumerate((late, early, baseline), 1)
        ]
        kind = labelled(ReportKind.CHANGES)
        report = document(a_progress(*assessed, kind=kind, since=since))

        assert headings_of(under(report, "Assessed later"), 2) == ["Wells of district 1"]
        assert "Since 1 September 2030: Assessed later: 1" in words_of(report)

    def test_says_that_no_earlier_day_was_chosen(self):
        report = laid_out(ReportKind.CHANGES, since=None)

        assert "No earlier day was chosen" in words_of(report)
        assert headings_of(report, 1) == ["About this report"]


class TestInWords:
    def test_names_what_moved_by_number(self):
        text = in_words(a_sourced_progress(ReportKind.CHANGES))

        assert text == (
            "Forward: 1 · Back: 2 · First assessed: 3 · Applicable again: 4 · Corrected: 5 "
            "(we said “Fully implemented” until 9 September 2030)"
        )

    def test_says_what_was_said_of_older_assessments_and_was_taken_back(self):
        row = a_recommendation(
            previous_status=labelled(Status.NOT_ASSESSED), older_corrections=(a_correction(),)
        )

        assert in_words(a_progress(row, since=SINCE)) == (
            "Corrected: 1 (we said “Fully implemented” until 9 September 2030)"
        )

    def test_says_nothing_of_a_status_that_a_correction_kept(self):
        correction = a_correction()
        assessment = an_assessment(Status.FULL, correction=correction)
        row = a_recommendation(
            "1", assessment, status=correction.status, previous_status=correction.status
        )

        assert in_words(a_progress(row, since=SINCE)) == "Corrected: 1"

    def test_says_what_was_taken_back_after_the_day_of_the_report(self):
        row = a_recommendation(
            previous_status=labelled(Status.NOT_ASSESSED), older_corrections=(a_correction(),)
        )
        progress = a_progress(row, since=SINCE, on=date(2030, 6, 30))
        kind = labelled(ReportKind.CHANGES)

        assert in_words(progress).startswith("Corrected: 1 (we said")
        assert "Corrects the assessment of 31 March 2030, which gave “Fully" in words_of(
            under(document(replace(progress, kind=kind)), "Corrected")
        )

    def test_says_that_nothing_moved(self):
        progress = a_progress(a_recommendation(previous_status=labelled(Status.NOT_ASSESSED)))

        assert in_words(progress) == "No earlier day was chosen for comparison."
        assert in_words(replace(progress, since=SINCE)) == "No recommendation changed status."


class TestAtAGlance:
    @pytest.mark.parametrize(
        ("kind", "changes", "labels"),
        [
            (ReportKind.BRIEF, {}, ["State", "What moved", "Overdue", "How sure"]),
            (ReportKind.CHANGES, {"number": 1}, ["State", "What moved"]),
            (ReportKind.OUTSTANDING, {"number": 1}, ["State", "Overdue", "How sure"]),
            (ReportKind.BRIEF, {"part": ReportPart(0, 2)}, ["State"]),
        ],
    )
    def test_says_nothing_of_recommendations_that_are_not_listed(self, kind, changes, labels):
        settled = (an_assessment(Status.FULL), labelled(Status.FULL))
        rows = [a_recommendation(n, settled[0], status=settled[1]) for n in "12"]
        progress = a_progress(*rows, kind=labelled(kind), since=SINCE)
        listed = progress.recommendations[: changes.pop("number", 2)]

        box = at_a_glance(LayoutContext(replace(progress, recommendations=listed, **changes)))

        assert [fact.label for fact in box.blocks[0].facts] == labels


class TestAgenda:
    def test_leaves_a_column_for_what_is_decided(self):
        (table,) = of_type(under(laid_out(ReportKind.AGENDA), "Recommendations"), Table)

        assert [column.label for column in table.columns] == [
            "No.", "Recommendation", "Status", "What remains to be done", "Decision"
        ]  # fmt: skip
        number, _title, status, remaining, decision = (
            list(map(plain_text, cell)) for cell in table.rows[0].cells
        )
        assert (number, status) == (["1"], ["Partially implemented", "31 March 2030"])
        assert remaining == [
            "Repair the last three wells\u00a0[1]",
            "MoW · due since 1 March 2030 (274 days), moved twice, now 60 days late",
            "Repair the three that remain.",
            "MoW · due 31 March 2032",
        ]
        assert decision == [""]


class TestOutstanding:
    def test_lists_what_remains_the_longest_overdue_first(self):
        late = a_sourced_recommendation(
            "2", review_on=date(2030, 1, 1), commitments=(a_commitment(due_on=date(2030, 11, 29)),)
        )
        report = document(
            replace(
                a_sourced_progress(ReportKind.OUTSTANDING),
                recommendations=(a_sourced_recommendation("1"), late),
            )
        )

        (remaining,) = of_type(under(report, "What remains to be done"), Table)
        assert [[plain_text(cell[0]) for cell in row.cells] for row in remaining.rows] == [
            ["1", "Repair the last three wells\u00a0[1]", "MoW", "60 days late"],
            ["2", "Repair the last three wells", "MoW", "1 day late"],
            ["1", "Repair the three that remain.", "MoW", "due 31 March 2032"],
            ["2", "Repair the three that remain.", "MoW", "due 31 March 2032"],
        ]
        assert words_of(under(report, "Recommendations past their review date")) == (
            "No. 2 Wells of district 2: 1 January 2030 333 days late\n"
            "No. 1 Wells of district 1: 1 October 2030 60 days late"
        )
        assert headings_of(report, 1)[1] == "Unanswered questions"

    def test_never_denies_withheld_content(self):
        recommendation = a_sourced_recommendation(
            is_overdue=False,
            commitments=(),
            questions=(),
            assessment=an_assessment(key=1, remaining=""),
        )
        for kind, none in (
            (ReportKind.OUTSTANDING, "Nothing is recorded."),
            (ReportKind.BRIEF, "Nothing is recorded."),
        ):
            plain = replace(a_progress(recommendation), kind=labelled(kind))
            withheld = (
                WithheldCount("questions", "open questions", 34),
                WithheldCount("commitments", "m", 1),
            )
            public = words_of(document(replace(plain, withheld=withheld)))

            assert words_of(document(plain)).count(none) - public.count(none) in (1, 2)
            assert "This version shows none." in public


class TestEvidence:
    def test_separates_actions_from_commitments(self):
        section = under(laid_out(ReportKind.EVIDENCE), "Wells of district 1")

        (acts,) = of_type(under(section, "Concrete actions"), Bullets)
        promised = under(section, "Commitments (these do not affect the status)")
        assert [plain_text(entry[0]) for entry in acts.entries] == [
            "Shows progress: “The government repaired nine of the twelve wells in the north.”\u00a0[1]",
            "Speaks for it: The decree is in force.\u00a0[2]",
            "Speaks for it: The decree is in force.\u00a0[3]",
        ]
        assert headings_of(section) == [
            "Concrete actions",
            "Commitments (these do not affect the status)",
        ]
        assert "The decree is in force." in words_of(promised)
        assert "Repair the last three wells" in words_of(promised)
        assert "(1 source not named here)" in words_of(section)

    def test_separates_contrary_evidence_and_background(self):
        pieces = [
            a_document(title="Names were read aloud", use=labelled(Use.CONTRADICTS)),
            a_document(title="Article 165", use=labelled(Use.CONTEXT)),
        ]
        recommendation = a_sourced_recommendation(citations=tuple(pieces), commitments=())
        report = document(
            replace(a_sourced_progress(ReportKind.EVIDENCE), recommendations=(recommendation,))
        )
        section = under(report, "Wells of district 1")

        assert "No evidence of a concrete action in this period." in words_of(
            under(section, "Concrete actions")
        )
        for head, citation in zip(("Speaks against it", "Background"), pieces, strict=True):
            assert citation.title in words_of(under(section, head))
