"""What stands beside the analysts' judgment in a progress report, and who gets to read it."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    ComponentFactory,
    DueDateFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.models import Recommendation
from tracker.summaries.progress.data import ReportRows
from tracker.summaries.progress.report import build_progress
from tracker.vocabulary import (
    AssessmentKind,
    ComponentBasis,
    PastDay,
    Perspective,
    Sensitivity,
    Status,
)

pytestmark = pytest.mark.django_db
ON = date(2025, 3, 31)


def load_progress(recommendation, on=ON, **options):
    (one,) = build_progress(
        recommendation.report,
        recommendations=Recommendation.objects.filter(pk=recommendation.pk),
        on=on,
        **options,
    ).recommendations
    return one


def says(body, recommendation, **changes):
    """The approved view of a responsible body."""
    plain = {
        "perspective": Perspective.RESPONSIBLE_BODY,
        "body": body,
        "recommendation": recommendation,
        "approved": True,
        "status": Status.FULL,
    }
    return AssessmentFactory(**{**plain, **changes})


def undertook(body, recommendation, **changes):
    plain = {
        "text": "Open a second shelter",
        "undertaken_on": date(2024, 5, 1),
        "due_on": date(2024, 12, 1),
        "last_update_on": date(2024, 11, 1),
    }
    return CommitmentFactory(recommendation=recommendation, body=body, **{**plain, **changes})


class TestViews:
    def test_stand_beside_the_judgment_with_the_gap_in_steps(self):
        recommendation = RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)
        says(BodyFactory(code="THBD"), recommendation, stated_by="the Director")

        one = load_progress(recommendation)

        (view,) = one.views
        assert one.status.code == Status.PARTIAL
        assert (view.holder.code, view.assessment.status.code) == ("THBD", Status.FULL)
        assert (view.rank_difference, view.differs, view.stated_by) == (2, True, "the Director")

    def test_are_the_newest_approved_of_each_on_the_day(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL)
        body = BodyFactory()
        says(body, recommendation, status=Status.INITIAL_STEPS, as_of=date(2024, 5, 1))
        says(body, recommendation, status=Status.PARTIAL, as_of=date(2024, 9, 1))
        says(body, recommendation, status=Status.FULL, as_of=date(2025, 2, 1))
        says(body, recommendation, approved=False, submitted=True, as_of=date(2024, 9, 20))

        (view,) = load_progress(recommendation, on=date(2024, 12, 1)).views

        assert (view.assessment.status.code, view.rank_difference, view.differs) == (
            Status.PARTIAL,
            0,
            False,
        )

    def test_come_lead_first_then_civil_society_then_the_report(self):
        recommendation = RecommendationFactory(lead="ZZZ", assessed=Status.PARTIAL)
        for perspective, body in (
            (Perspective.SOURCE_REPORT, None),
            (Perspective.CIVIL_SOCIETY, None),
            (Perspective.RESPONSIBLE_BODY, BodyFactory(code="AAA")),
            (Perspective.RESPONSIBLE_BODY, BodyFactory(code="ZZZ")),
        ):
            says(body, recommendation, perspective=perspective)

        views = load_progress(recommendation).views

        assert [view.holder.code for view in views] == ["ZZZ", "AAA", "", ""]
        assert [view.holder.short for view in views][2:] == [
            "Civil society",
            recommendation.report.cited_as,
        ]

    def test_name_the_letter_unless_it_is_for_named_readers_or_withdrawn(self):
        recommendation = RecommendationFactory()
        letters = [
            EvidenceFactory(title="Letter 1"),
            EvidenceFactory(title="Zanzibar", sensitivity=Sensitivity.NAMED_READERS),
            EvidenceFactory(title="Letter 3", withdrawn_at=datetime(2025, 1, 1, tzinfo=UTC)),
        ]
        for code, letter in zip("ABC", letters, strict=True):
            says(BodyFactory(code=code), recommendation, stated_in=letter)

        views = load_progress(recommendation).views

        assert [view.stated_in for view in views] == ["Letter 1", "", ""]


class TestCorrections:
    def test_say_what_they_corrected_and_cite_once(self):
        recommendation = RecommendationFactory(assessed=Status.FULL)
        wrong = recommendation.current_assessment
        piece = wrong.citations.get().evidence
        right = AssessmentFactory(
            recommendation=recommendation,
            approved=True,
            kind=AssessmentKind.CORRECTION,
            corrects=wrong,
            status=Status.PARTIAL,
            decided_at=datetime(2025, 1, 20, 23, 30, tzinfo=UTC),
        )
        CitationFactory(recommendation=recommendation, assessment=right, evidence=piece)

        one = load_progress(recommendation)

        assert one.status.code == Status.PARTIAL
        assert one.previous_assessment is None
        assert one.assessment.correction.status.code == Status.FULL
        assert one.assessment.correction.as_of == wrong.as_of
        assert one.assessment.correction.corrected_on == date(2025, 1, 21)  # in Belgrade
        assert [cited.title for cited in one.citations] == [piece.title]


class TestLines:
    def test_name_every_component_once_the_judgment_speaks_of_one(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL)
        first = ComponentFactory(recommendation=recommendation, code="1a")
        ComponentFactory(
            recommendation=recommendation, code="1b", basis=ComponentBasis.ANALYST, quote=""
        )
        AssessmentLineFactory(
            assessment=recommendation.current_assessment,
            component=first,
            status=Status.FULL,
            remark="In force.",
        )

        lines = load_progress(recommendation).component_lines

        assert [(line.code, line.status.code, line.remark) for line in lines] == [
            ("1a", Status.FULL, "In force."),
            ("1b", Status.NOT_ASSESSED, ""),
        ]
        assert [line.basis.code for line in lines] == ["in_text", "analyst"]

    def test_are_none_where_only_an_earlier_judgment_had_any(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL)
        component = ComponentFactory(recommendation=recommendation)
        AssessmentLineFactory(assessment=recommendation.current_assessment, component=component)
        AssessmentFactory(recommendation=recommendation, approved=True, as_of=date(2025, 1, 1))

        assert load_progress(recommendation).component_lines == ()
        assert len(load_progress(recommendation, on=date(2024, 12, 1)).component_lines) == 1


class TestMeasures:
    def test_are_told_as_they_stood_on_the_day(self):
        recommendation = RecommendationFactory()
        commitment = undertook(BodyFactory(code="THBD"), recommendation, postponements=1)
        DueDateFactory(
            commitment=commitment,
            before=date(2024, 8, 1),
            agreed_on=date(2024, 7, 20),
            reason="No money",
        )

        early, late = (
            load_progress(recommendation, on=day).commitments[0] for day in (date(2024, 7, 1), ON)
        )

        assert (early.due_on, early.postponements, early.is_overdue) == (date(2024, 8, 1), 0, False)
        assert (early.last_update_on, early.is_without_update) == (None, False)
        assert (late.due_on, late.postponements, late.is_overdue) == (date(2024, 12, 1), 1, True)
        assert load_progress(recommendation, on=date(2024, 4, 30)).commitments == ()

    def test_are_quiet_after_180_days_and_gone_when_withdrawn(self):
        recommendation = RecommendationFactory()
        undertook(BodyFactory(), recommendation, last_update_on=date(2024, 10, 2), due_on=None)
        undertook(BodyFactory(), recommendation, withdrawn_at=datetime(2025, 1, 1, tzinfo=UTC))

        (day_before,) = load_progress(recommendation, on=date(2025, 3, 30)).commitments
        (on_the_day,) = load_progress(recommendation, on=ON).commitments

        assert (day_before.is_without_update, on_the_day.is_without_update) == (False, True)
        assert not on_the_day.is_overdue


class TestAFocalPoint:
    def test_gets_only_what_they_may_see_of_what_stands_below(self):
        thbd, police = BodyFactory(code="THBD"), BodyFactory(code="KP")
        recommendation = RecommendationFactory(lead=thbd, assessed=Status.PARTIAL)
        ana = UserFactory(contributor=True, speaks_for=[thbd])
        for sensitivity in (Sensitivity.PUBLIC, Sensitivity.INTERNAL):
            evidence = EvidenceFactory(title=f"A {sensitivity} paper", sensitivity=sensitivity)
            CitationFactory(recommendation=recommendation, evidence=evidence, sentence="")
        letter = EvidenceFactory(title="An internal letter")
        says(police, recommendation, stated_in=letter)
        undertook(police, recommendation)
        undertook(thbd, recommendation, text="Hire two people")
        QuestionFactory(recommendation=recommendation, text="How many?")
        QuestionFactory(
            recommendation=recommendation,
            text="Since when?",
            body=thbd,
            asked_on=date(2024, 6, 1),
        )

        theirs, everybodys = (
            load_progress(recommendation, reader=ana),
            load_progress(recommendation),
        )

        assert [piece.title for piece in theirs.citations] == ["A public paper"]
        assert [view.stated_in for view in theirs.views] == [""]
        assert [commitment.text for commitment in theirs.commitments] == ["Hire two people"]
        assert [question.question for question in theirs.questions] == ["Since when?"]
        assert len(everybodys.citations) == 3
        assert [view.stated_in for view in everybodys.views] == ["An internal letter"]
        assert len(everybodys.commitments) == len(everybodys.questions) == 2


class TestEvidenceForNamedReaders:
    @pytest.mark.parametrize("is_named", [True, False])
    def test_is_not_even_read(self, is_named):
        ana = UserFactory(analyst=True)
        row = RecommendationFactory()
        held = {"sensitivity": Sensitivity.NAMED_READERS, "readers": [ana]}
        CitationFactory(recommendation=row, evidence=EvidenceFactory(**held))
        undertook(BodyFactory(), row, undertaken_in=EvidenceFactory(**held))
        told_of = CitationFactory(recommendation=row)

        known = ReportRows.load(
            Recommendation.objects.filter(pk=row.pk),
            then=PastDay(ON),
            reader=ana if is_named else None,
        )

        assert known.citations == {row.pk: [told_of]}
        assert list(known.evidence) == [told_of.evidence_id]
