"""What stands beside the analysts' judgment in a progress report, and who gets to read it."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    DueDateFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.summaries.progress.helpers import ON, load_progress, says
from tracker.summaries.progress.data import ReportRows
from tracker.vocabulary import (
    PastDay,
    Sensitivity,
    Status,
)

pytestmark = pytest.mark.django_db


def undertook(body, recommendation, **changes):
    plain = {
        "text": "Open a second shelter",
        "undertaken_on": date(2024, 5, 1),
        "due_on": date(2024, 12, 1),
        "last_update_on": date(2024, 11, 1),
    }
    return CommitmentFactory(recommendation=recommendation, body=body, **{**plain, **changes})


class TestViews:
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
        CitationFactory(recommendation=row, as_of=date(2025, 4, 1))
        CitationFactory()
        views = [AssessmentFactory(recommendation=row, approved=True, cites=1) for _ in range(2)]
        CitationFactory(recommendation=row, assessment=views[1], evidence=EvidenceFactory(**held))

        known = ReportRows.load([row.pk], then=PastDay(ON), reader=ana if is_named else None)

        told_of = [told_of, *(view.citations.order_by("pk")[0] for view in views)]
        assert known.citations == {row.pk: told_of}
        assert sorted(known.evidence) == [one.evidence_id for one in told_of]
        assert known.restricted_assessments == {views[1].pk}
