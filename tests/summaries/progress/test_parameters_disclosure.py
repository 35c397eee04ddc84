"""What a report does not show, and how it says so."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    FigureFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.errors import InvalidValue
from tracker.models import Recommendation
from tracker.summaries.progress.parameters import count_withheld
from tracker.summaries.progress.report import build_progress
from tracker.vocabulary import Attribution, Audience, Perspective, ReportKind, Sensitivity, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ON = date(2025, 3, 31)
PUBLIC = Sensitivity.PUBLIC


def planted():
    """A recommendation with public and other matter of each kind; the other says "Zanzibar"."""
    staff = UserFactory(analyst=True, username="zanzibar")
    row = RecommendationFactory(lead="THBD")
    open_, shut = EvidenceFactory(sensitivity=PUBLIC), EvidenceFactory(title="Zanzibar minutes")
    hidden = [
        shut,
        EvidenceFactory(title="Zanzibar", sensitivity=Sensitivity.NAMED_READERS, added_by=staff),
        EvidenceFactory(
            title="Zanzibar talk", sensitivity=PUBLIC, attribution=Attribution.NOT_ATTRIBUTABLE
        ),
    ]
    assessed = AssessmentFactory(
        recommendation=row, approved=True, status=Status.PARTIAL, author=staff
    )
    AssessmentLineFactory(assessment=assessed, remark="Nine of twelve.")
    for piece in (open_, *hidden):
        CitationFactory(
            recommendation=row, assessment=assessed, evidence=piece, sentence=f"From {piece.title}."
        )
    noted = EvidenceFactory(sensitivity=PUBLIC, title="Gazette 7")
    CitationFactory(recommendation=row, evidence=noted, sentence="Zanzibar in the gazette.")
    for code, letter in (("THBD", open_), ("KP", shut), ("OSP", None)):
        AssessmentFactory(
            recommendation=row,
            approved=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code=code),
            stated_in=letter,
            stated_by="Zanzibar, the minister",
            rationale="All is done." if letter is open_ else "Zanzibar is done.",
        )
    CommitmentFactory(
        recommendation=row, text="Open a shelter", undertaken_in=open_, latest="Zanzibar called."
    )
    CommitmentFactory(recommendation=row, text="Zanzibar house", undertaken_in=shut)
    CommitmentFactory(recommendation=row, text="Zanzibar hall")
    CommitmentFactory(
        recommendation=row,
        text="Zanzibar court",
        undertaken_in=open_,
        done_on=date(2025, 1, 1),
        done_by=shut,
    )
    QuestionFactory(recommendation=row, text="Is it in Zanzibar?")
    FigureFactory(evidence=shut, value=37_037.0)
    FigureFactory(evidence=shut, value=3.0, period="2022")
    FigureFactory(edition=2024, value=2.0, period="2021")
    return row


def build(row, audience, **more):
    rows = Recommendation.objects.all()
    return build_progress(row.report, recommendations=rows, on=ON, audience=audience, **more)


class TestAPublicReport:
    def test_holds_what_is_public_and_says_what_kinds_of_matter_it_withholds(self):
        row = planted()

        whole = build(row, Audience.PUBLIC)

        (one,) = whole.recommendations
        assert "zanzibar" not in repr(whole).lower()
        assert "37037" not in repr(whole)
        assert {kept.code: kept.number for kept in whole.withheld} == {
            "evidence": 2,
            "notes": 1,
            "views": 2,
            "commitments": 3,
            "questions": 1,
            "figures": 2,
            "small_counts": None,
            "names": None,
        }
        assert whole.audience.code == "public"
        assert [(cited.title, cited.sentence == "") for cited in one.citations] == [
            (one.citations[0].title, False),
            ("Gazette 7", True),
        ]
        assert (
            one.assessment.withheld_citations,
            one.assessment.author,
            one.assessment.decided_by,
        ) == (
            2,
            "",
            "",
        )
        assert one.assessment.rationale == "A working group was set up."
        assert one.component_lines[0].remark == "Nine of twelve."
        assert [(v.holder.code, v.assessment.rationale) for v in one.views] == [
            ("THBD", "All is done.")
        ]
        assert [(m.text, m.last_update, m.last_update_on) for m in one.commitments] == [
            ("Open a shelter", "", None)
        ]
        assert [figure.value for series in whole.figures for figure in series.figures] == [2.0]

    def test_keeps_a_view_that_rests_on_public_pieces_alone_and_the_reports_own(self):
        row = RecommendationFactory()
        for code, sensitivity in (("KP", PUBLIC), ("OSP", Sensitivity.INTERNAL)):
            view = AssessmentFactory(
                recommendation=row,
                approved=True,
                perspective=Perspective.RESPONSIBLE_BODY,
                body=BodyFactory(code=code),
            )
            piece = EvidenceFactory(sensitivity=sensitivity)
            CitationFactory(recommendation=row, assessment=view, evidence=piece)
        AssessmentFactory(recommendation=row, approved=True, perspective=Perspective.SOURCE_REPORT)

        (one,) = build(row, Audience.PUBLIC).recommendations

        assert [view.holder.code for view in one.views] == ["KP", ""]

    def test_withholds_views_that_rest_on_an_internal_piece_too_with_their_citations(self):
        row, body = RecommendationFactory(), BodyFactory(code="KP")
        for as_of in (date(2024, 5, 1), date(2024, 6, 1)):  # the older one is not even a view now
            view = AssessmentFactory(
                recommendation=row,
                approved=True,
                perspective=Perspective.RESPONSIBLE_BODY,
                body=body,
                as_of=as_of,
            )
            for sensitivity in (PUBLIC, Sensitivity.INTERNAL):
                piece = EvidenceFactory(sensitivity=sensitivity)
                CitationFactory(recommendation=row, assessment=view, evidence=piece, as_of=as_of)

        whole = build(row, Audience.PUBLIC)

        (one,) = whole.recommendations
        assert (one.views, one.citations) == ((), ())
        assert {kept.code: kept.number for kept in whole.withheld} == {"views": 2, "evidence": 2}

    def test_withholds_a_measure_from_the_day_it_was_done_by_what_is_not_public(self):
        law = EvidenceFactory(sensitivity=PUBLIC)
        done = CommitmentFactory(undertaken_in=law, done_on=ON, done_by=EvidenceFactory())

        whole = build(done.recommendation, Audience.PUBLIC)

        assert whole.recommendations[0].commitments == ()
        assert [(kept.code, kept.number) for kept in whole.withheld] == [("commitments", 1)]

    def test_withholds_a_view_that_rests_on_a_piece_for_named_readers_too(self):
        row = RecommendationFactory()
        view = AssessmentFactory(
            recommendation=row,
            approved=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code="KP"),
        )
        for sensitivity in (PUBLIC, Sensitivity.NAMED_READERS):
            piece = EvidenceFactory(sensitivity=sensitivity)
            CitationFactory(recommendation=row, assessment=view, evidence=piece, sentence="Zan.")

        whole = build(row, Audience.PUBLIC)

        (one,) = whole.recommendations
        assert (one.views, one.citations) == ((), ())
        assert [(kept.code, kept.number) for kept in whole.withheld] == [("views", 1)]

    def test_counts_what_it_withholds_but_for_a_part(self):
        keys = {"notes": {1, 2}, "names": {0}, "views": set()}

        whole, part = (
            count_withheld(keys, is_external=True, **is_part) for is_part in ({}, {"is_part": True})
        )

        assert [(one.code, one.number) for one in whole] == [("notes", 2), ("names", None)]
        assert [(one.code, one.number) for one in part] == [("notes", None), ("names", None)]
        assert count_withheld(keys, is_external=False) == ()


class TestAnInternalReport:
    def test_withholds_small_counts_and_does_not_tell_of_evidence_for_named_readers(self):
        row = planted()

        whole = build(row, Audience.INTERNAL)

        (one,) = whole.recommendations
        assert [(kept.code, kept.label, kept.number) for kept in whole.withheld] == [
            ("small_counts", "small counts of persons", None),
        ]
        assert one.assessment.withheld_citations == 0
        assert (one.assessment.author, len(one.views), len(one.commitments)) == ("zanzibar", 3, 4)
        assert one.questions[0].question == "Is it in Zanzibar?"
        assert [note.sentence for note in one.notes] == ["Zanzibar in the gazette."]
        (series,) = whole.figures
        assert [(f.period, f.value, f.display_value) for f in series.figures] == [
            ("2021", 2.0, "2"),
            ("2022", None, "<5"),
            ("2023", 37_037.0, "37,037"),
        ]

    def test_gives_no_address_of_the_tracker_to_people_outside(self):
        row = planted()

        inside, outside = build(row, Audience.INTERNAL), build(row, Audience.PUBLIC)

        for whole, has_some in ((inside, True), (outside, False)):
            found = whole.figures[0].figures[0].source, whole.recommendations[0]
            assert [bool(one.address) for one in found] == [has_some, has_some]
            assert ("address='/" in repr(whole)) == has_some


class TestAReportOfSome:
    def test_tells_that_matter_is_withheld_where_nothing_else_would_bring_it_up(self):
        row = RecommendationFactory(assessed=Status.FULL, assessed__cites=0)
        QuestionFactory(recommendation=row, asked_on=date(2024, 11, 1), due_on=date(2024, 11, 9))

        for kind in (ReportKind.CHANGES, ReportKind.OUTSTANDING):
            whole = build(row, Audience.PUBLIC, kind=kind, since=date(2024, 10, 30))
            assert whole.recommendations == ()
            assert {one.code for one in whole.withheld} == {"names", "questions"}


class TestAReportForTheBodyItself:
    def test_holds_what_the_body_said_issued_or_was_asked_and_nothing_else_that_is_not_public(self):
        thbd, ngo = BodyFactory(code="THBD"), BodyFactory(code="NGO")
        row = RecommendationFactory(lead="THBD")
        assessed = AssessmentFactory(recommendation=row, approved=True)
        own = EvidenceFactory(issuer=thbd, title="Letter of the directorate")
        theirs = EvidenceFactory(issuer=ngo, title="Zanzibar report")
        for piece in (own, theirs):
            CitationFactory(recommendation=row, assessment=assessed, evidence=piece)
        CitationFactory(recommendation=row, evidence=own, sentence="Zanzibar was heard.")
        for body, words in ((thbd, "All is done."), (ngo, "Zanzibar is not.")):
            AssessmentFactory(
                recommendation=row,
                approved=True,
                perspective=Perspective.RESPONSIBLE_BODY,
                body=body,
                rationale=words,
            )
            CommitmentFactory(recommendation=row, body=body, text=words, undertaken_in=theirs)
            QuestionFactory(
                recommendation=row, body=body, text=f"How? {words}", asked_on=date(2025, 1, 1)
            )
        QuestionFactory(recommendation=row, text="Zanzibar?")

        whole = build(row, Audience.BODY, kind=ReportKind.BODY, body=thbd)

        (one,) = whole.recommendations
        assert "Zanzibar" not in repr(whole)
        assert [cited.title for cited in one.citations if cited.assessment] == [own.title]
        assert one.assessment.withheld_citations == 1
        assert [view.assessment.rationale for view in one.views] == ["All is done."]
        assert [commitment.text for commitment in one.commitments] == ["All is done."]
        assert [question.question for question in one.questions] == ["How? All is done."]
        assert one.assessment.author == one.views[0].assessment.author == ""
        assert {kept.code for kept in whole.withheld} >= {"evidence", "notes", "views", "questions"}

    def test_is_one_for_a_responsible_body(self):
        with pytest.raises(InvalidValue, match="can have the audience"):
            build(RecommendationFactory(), Audience.BODY)
