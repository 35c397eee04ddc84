"""Layout of citations, each once."""

import re
from datetime import date

from tests.reporting.all_blocks import DECREE
from tests.reporting.pdf_files import pdf_text
from tests.reporting.samples import (
    a_document,
    a_passage,
    an_assessment,
    labelled,
    replace,
    view_holder,
)
from tests.reporting.sourced_report import (
    a_source,
    a_sourced_progress,
    a_sourced_recommendation,
    of_type,
    under,
    words_of,
)
from tracker.progress import NoteData, StatusPoint
from tracker.reporting.blocks import EvidenceBlock
from tracker.reporting.context import SourceNumbers
from tracker.reporting.layout import document
from tracker.reporting.table_rows import evidence_rows
from tracker.vocabulary import ReportKind, Status, Use

OLD, NEW = date(2029, 3, 31), date(2030, 3, 31)
COURSE = (
    StatusPoint(OLD, labelled(Status.INITIAL_STEPS), 1, key=7),
    StatusPoint(NEW, labelled(Status.PARTIAL), 2, key=8),
)


def citation(number, assessment, as_of, **changes):
    return a_document(
        title=f"Decree {number}", key=100 * (assessment or 0) + number, assessment=assessment,
        as_of=as_of, source=a_source(number), **changes,
    )  # fmt: skip


def assessed(*evidence, **changes):
    return a_sourced_recommendation(
        assessment=an_assessment(key=8, as_of=NEW), status_history=COURSE, citations=evidence,
        **{"notes": (), "views": (), "commitments": (), **changes},
    )  # fmt: skip


def blocks_for(*evidence, kind=ReportKind.FULL, **changes):
    report = replace(
        a_sourced_progress(kind), recommendations=(assessed(*evidence, **changes),), figures=()
    )
    return document(report)


class TestEvidenceSection:
    def test_groups_by_assessment_newest_first(self):
        view = citation(4, 9, date(2030, 2, 1), view_holder=view_holder())
        section = under(
            blocks_for(citation(1, 7, OLD), view, citation(2, None, NEW), citation(3, 8, NEW)),
            "Evidence cited",
        )

        assert [q.title for q in of_type(section, EvidenceBlock)] == [
            f"Decree {n}" for n in (3, 1, 4, 2)
        ]
        assert words_of(section).splitlines() == [
            "For the assessment of 31 March 2030",
            "For the assessment of 31 March 2029",
            "For the view of MoW",
            "For no assessment",
        ]

    def test_merges_equal_citations_of_two_assessments(self):
        for kind, head in (
            (ReportKind.FULL, "Evidence cited"),
            (ReportKind.EVIDENCE, "Concrete actions"),
            (ReportKind.CHANGES, "New evidence"),
        ):
            twice = (citation(1, 7, date(2030, 1, 31)), citation(1, 8, NEW))
            (evidence_block,) = of_type(under(blocks_for(*twice, kind=kind), head), EvidenceBlock)
            assert evidence_block.place.endswith("also cited for the assessment of 31 January 2030")

    def test_keeps_citations_of_other_words_or_use(self):
        other = citation(1, 8, NEW, sentence="It is not in force.")
        against = citation(1, 8, NEW, use=labelled(Use.CONTRADICTS))
        section = under(blocks_for(citation(1, 7, OLD), other, against), "Evidence cited")

        assert len(of_type(section, EvidenceBlock)) == 3

    def test_leaves_out_notes_and_commitments(self):
        noted = citation(1, None, NEW)
        promise = citation(2, 8, NEW, use=labelled(Use.COMMITMENT))
        notes = (NoteData(NEW, noted.sentence, noted),)
        report = blocks_for(noted, promise, citation(3, 8, NEW), notes=notes)

        assert [q.title for q in of_type(under(report, "Evidence cited"), EvidenceBlock)] == [
            "Decree 3"
        ]
        promised = of_type(
            under(report, "Commitments (these do not affect the status)"), EvidenceBlock
        )
        assert [q.title for q in promised] == ["Decree 2"]
        new = blocks_for(noted, citation(3, 8, NEW), kind=ReportKind.CHANGES, notes=notes)
        assert [q.title for q in of_type(under(new, "New evidence"), EvidenceBlock)] == ["Decree 3"]
        progress = replace(
            a_sourced_progress(),
            recommendations=(assessed(noted, citation(3, 8, NEW), notes=notes),),
        )
        assert len(list(evidence_rows(progress, SourceNumbers()))) == 2


class TestEvidenceBlock:
    def test_names_bearing_and_use(self):
        passage = a_passage(use=labelled(Use.CONTEXT), source=a_source(1), assessment=8)

        (evidence_block,) = of_type(under(blocks_for(passage), "Evidence cited"), EvidenceBlock)
        assert (evidence_block.heading, "cited as background" in evidence_block.place) == (
            "Shows progress",
            True,
        )

    def test_keeps_its_number_without_a_title(self):
        alone = pdf_text(replace(DECREE, title=""))

        assert re.search(r"The decree is in force\. ?\[2\]", alone)
        assert alone.count("[2]") == pdf_text(DECREE).count("[2]") == 1
