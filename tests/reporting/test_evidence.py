"""Layout of citations, each once."""

from datetime import date

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
from tracker.reporting.blocks import Bullets, Sources, plain_text
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


def listed_and_annexed(*evidence, **changes):
    """The entries under "What has been done", and what the annex says of each document."""
    report = blocks_for(*evidence, **changes)
    bullets = of_type(under(report, "What has been done"), Bullets)
    rows = [row for block in of_type(report, Sources) for row in block.rows]
    return (
        [plain_text(entry[0]) for block in bullets for entry in block.entries],
        {row.title: [plain_text(line) for line in row.uses] for row in rows},
    )


class TestSplitEvidence:
    def test_lists_current_evidence_and_annexes_older_and_that_of_views(self):
        view = citation(4, 9, date(2030, 2, 1), view_holder=view_holder())
        listed, annexed = listed_and_annexed(
            citation(1, 7, OLD), view, citation(2, None, NEW), citation(3, 8, NEW)
        )

        assert listed == [
            "2 September 2030 The decree is in force.\u00a0[1]",
            "2 September 2030 The decree is in force.\u00a0[2]",
        ]
        assert annexed == {
            "Decree 2": [],
            "Decree 3": [],
            "Decree 1": [
                "no. 1, cited for it, assessment of 31 March 2029: The decree is in force."
            ],
            "Decree 4": ["no. 1, cited for it, cited for the view of MoW: The decree is in force."],
        }

    def test_merges_equal_citations_of_two_assessments(self):
        twice = (citation(1, 7, date(2030, 1, 31)), citation(1, 8, NEW))
        listed, annexed = listed_and_annexed(*twice)

        assert (len(listed), annexed) == (1, {"Decree 1": []})
        pack = under(blocks_for(*twice, kind=ReportKind.EVIDENCE), "Concrete actions")
        assert words_of(pack).count("also cited for the assessment of 31 January 2030") == 1

    def test_keeps_citations_of_other_words_or_use(self):
        other = citation(1, 8, NEW, sentence="It is not in force.")
        against = citation(1, 8, NEW, use=labelled(Use.CONTRADICTS))

        listed, annexed = listed_and_annexed(citation(1, 7, OLD), other, against)

        assert [entry.split("2030 ")[1] for entry in listed] == [
            "It is not in force.\u00a0[1]",
            "The decree is in force.\u00a0[1] · speaks against it",
        ]
        assert len(annexed["Decree 1"]) == 1

    def test_annexes_all_but_the_newest(self):
        many = [citation(n, 8, NEW, sentence=f"Act {n}.") for n in range(10)]

        listed, annexed = listed_and_annexed(*many)

        assert [entry.split("2030 ")[1][:6] for entry in listed] == [
            f"Act {n}." for n in range(2, 10)
        ]
        assert annexed["Decree 0"] == ["no. 1, cited for it, assessment of 31 March 2030: Act 0."]

    def test_lists_a_note_once_and_a_commitment_with_what_remains(self):
        noted = citation(1, None, NEW)
        promise = citation(2, 8, NEW, use=labelled(Use.COMMITMENT))
        notes = (NoteData(NEW, noted.sentence, noted),)

        listed, _annexed = listed_and_annexed(noted, promise, citation(3, 8, NEW), notes=notes)
        report = blocks_for(noted, promise, citation(3, 8, NEW), notes=notes)

        assert [entry[:17] for entry in listed] == ["31 March 2030 The", "2 September 2030 "]
        remaining = under(report, "What remains to be done")
        assert "31 March 2030 The decree is in force.\u00a0[3]" in words_of(remaining)
        new = blocks_for(noted, citation(3, 8, NEW), kind=ReportKind.CHANGES, notes=notes)
        assert "New evidence:\u00a0[1]" in words_of(new)
        progress = replace(
            a_sourced_progress(),
            recommendations=(assessed(noted, citation(3, 8, NEW), notes=notes),),
        )
        assert len(list(evidence_rows(progress, SourceNumbers()))) == 2


class TestCitedEntry:
    def test_names_bearing_and_use(self):
        passage = a_passage(use=labelled(Use.CONTEXT), source=a_source(1), assessment=8, as_of=NEW)

        report = blocks_for(passage, kind=ReportKind.EVIDENCE)

        words = words_of(under(report, "Background"))
        assert "Shows progress: " in words and "cited as background" in words
