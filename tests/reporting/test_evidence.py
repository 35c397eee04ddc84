"""The evidence cited on a recommendation, each piece once."""

import re
from dataclasses import replace
from datetime import date

from tests.reporting.all_blocks import DECREE
from tests.reporting.pdf_files import told_in
from tests.reporting.samples import a_document, a_judgment, a_passage, labelled, whose
from tests.reporting.sourced_report import (
    a_source,
    a_sourced_progress,
    a_sourced_recommendation,
    of_type,
    under,
    words_of,
)
from tracker.progress import Note, StandingPoint
from tracker.reporting.blocks import Quoted
from tracker.reporting.layout import document
from tracker.reporting.source_numbers import Numbers
from tracker.reporting.tables.evidence import evidence as evidence_table
from tracker.vocabulary import ReportKind, Status, Use

OLD, NEW = date(2029, 3, 31), date(2030, 3, 31)
COURSE = (
    StandingPoint(OLD, labelled(Status.INITIAL_STEPS), 1, key=7),
    StandingPoint(NEW, labelled(Status.PARTIAL), 2, key=8),
)


def cited(number, judgment, as_of, **changes):
    return a_document(
        title=f"Decree {number}", key=100 * (judgment or 0) + number, assessment=judgment,
        as_of=as_of, of=a_source(number), **changes,
    )  # fmt: skip


def judged(*evidence, **changes):
    return a_sourced_recommendation(
        assessment=a_judgment(key=8, as_of=NEW), course=COURSE, evidence=evidence,
        **{"notes": (), "views": (), "commitments": (), **changes},
    )  # fmt: skip


def told(*evidence, kind=ReportKind.FULL, **changes):
    whole = replace(
        a_sourced_progress(kind), recommendations=(judged(*evidence, **changes),), figures=()
    )
    return document(whole)


class TestEvidenceCited:
    def test_of_the_newest_judgment_comes_first_and_each_group_says_what_it_is_cited_for(self):
        view = cited(4, 9, date(2030, 2, 1), cited_by=whose())
        section = under(
            told(cited(1, 7, OLD), view, cited(2, None, NEW), cited(3, 8, NEW)), "Evidence cited"
        )

        assert [q.title for q in of_type(section, Quoted)] == [f"Decree {n}" for n in (3, 1, 4, 2)]
        assert words_of(section).splitlines() == [
            "For the judgment of 31 March 2030",
            "For the judgment of 31 March 2029",
            "For the view of MoW",
            "For no judgment",
        ]

    def test_is_told_once_though_two_judgments_cite_it_with_the_same_words(self):
        for kind, head in (
            (ReportKind.FULL, "Evidence cited"),
            (ReportKind.EVIDENCE, "Concrete actions"),
            (ReportKind.CHANGES, "New evidence"),
        ):
            twice = (cited(1, 7, date(2030, 1, 31)), cited(1, 8, NEW))
            (piece,) = of_type(under(told(*twice, kind=kind), head), Quoted)
            assert piece.place.endswith("also cited for the judgment of 31 Jan 2030")

    def test_of_other_words_or_another_use_is_told_beside_it(self):
        other = cited(1, 8, NEW, sentence="It is not in force.")
        against = cited(1, 8, NEW, use=labelled(Use.CONTRADICTS))
        section = under(told(cited(1, 7, OLD), other, against), "Evidence cited")

        assert len(of_type(section, Quoted)) == 3

    def test_is_no_note_and_no_commitment(self):
        noted = cited(1, None, NEW)
        promise = cited(2, 8, NEW, use=labelled(Use.COMMITMENT))
        notes = (Note(NEW, noted.sentence, noted),)
        whole = told(noted, promise, cited(3, 8, NEW), notes=notes)

        assert [q.title for q in of_type(under(whole, "Evidence cited"), Quoted)] == ["Decree 3"]
        promised = of_type(under(whole, "Commitments, which do not count"), Quoted)
        assert [q.title for q in promised] == ["Decree 2"]
        new = told(noted, cited(3, 8, NEW), kind=ReportKind.CHANGES, notes=notes)
        assert [q.title for q in of_type(under(new, "New evidence"), Quoted)] == ["Decree 3"]
        progress = replace(
            a_sourced_progress(), recommendations=(judged(noted, cited(3, 8, NEW), notes=notes),)
        )
        assert len(list(evidence_table(progress, Numbers()).rows())) == 2


class TestAQuotation:
    def test_says_how_it_bears_in_bold_and_beside_its_place_what_it_is_cited_as(self):
        passage = a_passage(use=labelled(Use.CONTEXT), of=a_source(1), assessment=8)

        (piece,) = of_type(under(told(passage), "Evidence cited"), Quoted)
        assert (piece.head, "cited as background" in piece.place) == ("Shows progress", True)

    def test_keeps_its_number_on_paper_where_its_title_is_only_its_beginning(self):
        alone = told_in(replace(DECREE, title=""))

        assert re.search(r"The decree is in force\. ?\[2\]", alone)
        assert alone.count("[2]") == told_in(DECREE).count("[2]") == 1
