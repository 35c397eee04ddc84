"""Reports on what changed, what is overdue, and what shows it."""

from collections import Counter
from dataclasses import replace
from datetime import date

from tests.reporting.samples import (
    a_document,
    a_judgment,
    a_measure,
    a_progress,
    a_recommendation,
    counted,
    labelled,
)
from tests.reporting.sourced_report import (
    a_sourced_progress,
    a_sourced_recommendation,
    headings_of,
    laid_out,
    of_type,
    under,
    words_of,
)
from tracker.progress import Withheld
from tracker.reporting.blocks import Chart, Quoted, Table, text_of
from tracker.reporting.layout import document
from tracker.reporting.tables.changes import counts
from tracker.vocabulary import ReportKind, Status, Use


class TestChanges:
    def test_puts_each_recommendation_under_what_became_of_it(self):
        told = laid_out(ReportKind.CHANGES)

        found = {title: headings_of(under(told, title), 2) for title in headings_of(told, 1)}
        assert found["Moved forward"] == ["Wells of district 1"]
        assert found["Moved back"] == ["Wells of district 2"]
        assert found["Judged for the first time"] == ["Wells of district 3"]
        assert found["No longer counted, or counted again"] == ["Wells of district 4"]
        assert found["Corrected"] == ["Wells of district 5"]
        assert "A correction is no sliding back" in words_of(under(told, "Corrected"))

    def test_sets_the_counts_of_both_days_side_by_side(self):
        (table,) = of_type(under(laid_out(ReportKind.CHANGES), "Before and after"), Table)

        rows = {
            text_of(row.cells[0][0]): [text_of(c[0]) for c in row.cells[1:]] for row in table.rows
        }
        assert [c.label for c in table.columns[1:3]] == ["31 December 2029", "30 November 2030"]
        assert rows["Partially implemented"] == ["0", "5", "+5"]
        assert rows["Fully implemented"] == ["2", "0", "−2"]
        beside = words_of(under(laid_out(ReportKind.CHANGES), "Before and after"))
        assert "1 recommendation stands elsewhere since an earlier judgment was wrong" in beside
        drawn = under(laid_out(ReportKind.CHANGES), "Before and after").blocks
        place = next(i for i, block in enumerate(drawn) if isinstance(block, Chart))
        assert text_of(drawn[place - 1].line).startswith("30 November 2030: 0 of 5 fully")

    def test_counts_what_moved_among_all_in_the_table_of_numbers_too(self):
        before = counted(Counter({"partial": 40}))
        progress = a_sourced_progress(ReportKind.CHANGES, counts_before=before)

        rows = {row[1]: row[-1] for row in counts(progress).rows()}
        assert rows["partial"] == 40

    def test_says_once_that_nothing_else_is_new_and_nothing_of_what_is_withheld(self):
        bare = a_recommendation("1", before=labelled(Status.NO_ACTION))
        plain = replace(a_sourced_progress(ReportKind.CHANGES), recommendations=(bare,))
        withheld = (Withheld("questions", "open questions", 34),)

        told = words_of(document(plain))
        public = words_of(document(replace(plain, withheld=withheld)))

        assert told.endswith("Nothing else is new in this period.")
        assert headings_of(document(plain), 1)[-1] == "No longer counted, or counted again"
        assert public.endswith("Nothing else that is new is shown in this version.")
        assert "is new in this period" not in public

    def test_tells_what_is_new_in_the_period_only(self):
        told = laid_out(ReportKind.CHANGES)

        new = of_type(under(under(told, "New evidence"), "Wells of district 1"), Quoted)
        assert [quoted.title for quoted in new] == ["", "Decree 12 on wells"]
        assert "Repair the last three wells" in words_of(under(told, "Commitments, new or ended"))

    def test_tells_apart_what_was_approved_in_it_about_an_earlier_day(self):
        since = date(2030, 9, 1)
        days = {"as_of": date(2030, 8, 1), "decided_on": date(2030, 10, 1)}
        late, early = a_judgment(**days), a_judgment(**{**days, "decided_on": since})
        baseline = a_judgment(decided_on=days["decided_on"])
        judged = [
            a_recommendation(str(n), one, before=one.status)
            for n, one in enumerate((late, early, baseline), 1)
        ]
        kind = labelled(ReportKind.CHANGES)
        told = document(a_progress(*judged, kind=kind, since=since))

        assert headings_of(under(told, "Judged late"), 2) == ["Wells of district 1"]
        assert "No recommendation changed its status." in words_of(told)

    def test_says_so_without_an_earlier_day(self):
        told = laid_out(ReportKind.CHANGES, since=None)

        assert "No earlier day was chosen" in words_of(told)
        assert headings_of(told, 1) == ["Executive summary"]


class TestOutstanding:
    def test_tells_the_longest_overdue_first_with_the_days_and_how_often_put_off(self):
        late = a_sourced_recommendation(
            "2", review_on=date(2030, 1, 1), commitments=(a_measure(due_on=date(2030, 11, 29)),)
        )
        told = document(
            replace(
                a_sourced_progress(ReportKind.OUTSTANDING),
                recommendations=(a_sourced_recommendation("1"), late),
            )
        )

        reviews, commitments, questions = (
            of_type(under(told, title), Table)[0].rows
            for title in (
                "Recommendations past their review date",
                "Commitments past their due date",
                "Questions past their due date",
            )
        )
        assert [[text_of(c[0]) for c in (r.cells[0], r.cells[-1])] for r in reviews] == [
            ["2", "333 days"],
            ["1", "60 days"],
        ]
        assert [[text_of(c[0]) for c in row.cells[-2:]] for row in commitments] == [
            ["60 days", "2"],
            ["1 day", "2"],
        ]
        assert len(questions) == 2

    def test_says_where_nothing_is_overdue(self):
        told = document(
            replace(
                a_progress(a_sourced_recommendation(is_overdue=False, commitments=(), asked=())),
                kind=a_sourced_progress(ReportKind.OUTSTANDING).kind,
            )
        )

        assert words_of(told).count("None.") == 3
        (table,) = of_type(under(told, "Outstanding recommendations"), Table)
        assert [text_of(cell[0]) for cell in table.rows[0].cells] == [
            "1", "Wells of district 1", "Partially implemented", "MoW", "1 Oct 2030"
        ]  # fmt: skip

    def test_never_says_that_there_is_none_of_what_is_withheld(self):
        one = a_sourced_recommendation(is_overdue=False, commitments=(), asked=())
        for kind, none in (
            (ReportKind.OUTSTANDING, "None."),
            (ReportKind.BRIEF, "No question is open."),
        ):
            plain = replace(a_progress(one), kind=labelled(kind))
            withheld = (
                Withheld("questions", "open questions", 34),
                Withheld("commitments", "m", 1),
            )
            public = words_of(document(replace(plain, withheld=withheld)))

            assert words_of(document(plain)).count(none) - public.count(none) in (1, 2)
            assert "None is shown in this version." in public


class TestEvidence:
    def test_parts_what_was_done_from_what_was_promised(self):
        section = under(laid_out(ReportKind.EVIDENCE), "Wells of district 1")

        acts = of_type(under(section, "Concrete actions"), Quoted)
        promised = under(section, "Commitments, which do not count")
        assert [quoted.title for quoted in acts] == ["", "Decree 12 on wells", "Letter 7"]
        assert headings_of(section) == ["Concrete actions", "Commitments, which do not count"]
        assert [quoted.title for quoted in of_type(promised, Quoted)] == ["Plan 2031"]
        assert "Repair the last three wells" in words_of(promised)
        assert "1 piece of evidence that the status rests on is not named here." in words_of(
            section
        )

    def test_sets_what_speaks_against_it_and_background_apart_from_concrete_actions(self):
        pieces = [
            a_document(title="Names were read aloud", use=labelled(Use.CONTRADICTS)),
            a_document(title="Article 165", use=labelled(Use.CONTEXT)),
        ]
        one = a_sourced_recommendation(evidence=tuple(pieces), commitments=())
        told = document(replace(a_sourced_progress(ReportKind.EVIDENCE), recommendations=(one,)))
        section = under(told, "Wells of district 1")

        assert "No evidence of a concrete action in this period." in words_of(
            under(section, "Concrete actions")
        )
        for head, piece in zip(("What speaks against it", "Context"), pieces, strict=True):
            assert [q.title for q in of_type(under(section, head), Quoted)] == [piece.title]
