"""The open work of a day, and where views of a recommendation differ."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    ClosingFactory,
    CommitmentFactory,
    QuestionFactory,
    RecommendationFactory,
    SensitivityRequestFactory,
    UserFactory,
)
from tracker.summaries import assessments
from tracker.summaries.assessments import (
    body_backlogs,
    decidable_assessments,
    find_disagreements,
    load_review_queue,
    submitted_assessments,
)
from tracker.vocabulary import Perspective, State, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer():
    return UserFactory(viewer=True)


def view_of(recommendation, status, *, code="THBD", **fields):
    return AssessmentFactory(
        approved=fields.pop("approved", True),
        recommendation=recommendation,
        perspective=Perspective.RESPONSIBLE_BODY,
        body=BodyFactory(code=code),
        status=status,
        **fields,
    )


class TestDisagreements:
    @pytest.mark.parametrize(
        ("ours", "theirs", "gap"),
        [
            (Status.INITIAL_STEPS, Status.FULL, 3),
            (Status.SUBSTANTIAL, Status.NO_ACTION, -3),
            (Status.UNABLE_TO_VERIFY, Status.PARTIAL, None),
            (Status.PARTIAL, Status.UNABLE_TO_VERIFY, None),
            (Status.PARTIAL, Status.NOT_APPLICABLE, None),
        ],
    )
    def test_are_told_with_their_gap_in_steps(self, viewer, ours, theirs, gap):
        view_of(RecommendationFactory(assessed=ours), theirs)

        (row,) = find_disagreements(viewer)

        assert row.gap == gap
        assert row.steps == (gap and abs(gap))

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            (Status.PARTIAL, Status.PARTIAL),
            (Status.UNABLE_TO_VERIFY, Status.UNABLE_TO_VERIFY),
            (Status.UNABLE_TO_VERIFY, Status.NOT_APPLICABLE),
            (None, Status.FULL),
        ],
    )
    def test_are_none_where_nothing_differs(self, viewer, ours, theirs):
        view_of(RecommendationFactory(assessed=ours), theirs)

        assert not find_disagreements(viewer)

    def test_are_of_the_newest_approved_view_alone(self, viewer):
        one = RecommendationFactory(assessed=Status.PARTIAL)
        view_of(one, Status.FULL, as_of=date(2024, 10, 1))
        assert len(find_disagreements(viewer)) == 1

        view_of(one, Status.PARTIAL, as_of=date(2024, 11, 1))
        view_of(one, Status.NO_ACTION, as_of=date(2024, 12, 1), approved=False)

        assert not find_disagreements(viewer)

    def test_stand_since_the_later_of_both_days(self, viewer):
        early = RecommendationFactory(assessed=Status.PARTIAL, assessed__as_of=date(2024, 6, 1))
        view_of(early, Status.FULL, as_of=date(2024, 9, 1))
        late = RecommendationFactory(assessed=Status.PARTIAL, assessed__as_of=date(2024, 12, 1))
        view_of(late, Status.FULL, as_of=date(2024, 5, 1))

        assert [(row.recommendation, row.since) for row in find_disagreements(viewer)] == [
            (early, date(2024, 9, 1)),
            (late, date(2024, 12, 1)),
        ]

    def test_come_by_gap_then_by_age_and_last_without_steps(self, viewer):
        wanted = [
            view_of(RecommendationFactory(assessed=ours), theirs, as_of=date(2024, month, 1))
            for ours, theirs, month in (
                (Status.NO_ACTION, Status.FULL, 12),
                (Status.FULL, Status.PARTIAL, 11),
                (Status.PARTIAL, Status.FULL, 12),
                (Status.PARTIAL, Status.UNABLE_TO_VERIFY, 10),
            )
        ]

        assert list(find_disagreements(viewer)) == wanted

    def test_are_one_for_each_body_that_spoke_and_for_civil_society(self, viewer):
        one = RecommendationFactory(assessed=Status.PARTIAL)
        view_of(one, Status.FULL, code="THBD")
        view_of(one, Status.NO_ACTION, code="CSW")
        view_of(one, Status.PARTIAL, code="OSP")
        for perspective in (Perspective.CIVIL_SOCIETY, Perspective.SOURCE_REPORT):
            AssessmentFactory(
                approved=True,
                recommendation=one,
                perspective=perspective,
                status=Status.INITIAL_STEPS,
            )

        whose = {
            row.body.code if row.body else row.perspective for row in find_disagreements(viewer)
        }

        assert whose == {"THBD", "CSW", "civil_society", "source_report"}

    def test_are_hidden_with_their_recommendation(self):
        thbd = BodyFactory(code="THBD")
        focal = UserFactory(contributor=True, speaks_for=[thbd])
        own = view_of(RecommendationFactory(assessed=Status.PARTIAL, lead=thbd), Status.FULL)
        view_of(RecommendationFactory(assessed=Status.PARTIAL), Status.FULL, code="CSW")

        assert list(find_disagreements(focal)) == [own]
        assert not find_disagreements(UserFactory())


class TestReviewQueue:
    """On 1 February 2025."""

    def queue(self, user):
        return load_review_queue(user, on=date(2025, 2, 1))

    def test_is_empty_without_work(self):
        assert not self.queue(UserFactory(reviewer=True))

    def test_shows_what_waits_and_what_is_ones_own_the_oldest_first(self):
        ana = UserFactory(analyst=True)
        late, early = (
            AssessmentFactory(
                author=ana, submitted=True, created_at=datetime(2024, month, 1, tzinfo=UTC)
            )
            for month in (11, 10)
        )
        draft = AssessmentFactory(author=ana)
        AssessmentFactory()  # somebody else's draft
        returned = AssessmentFactory(author=ana, state=State.RETURNED)
        AssessmentFactory(approved=True)
        closing = ClosingFactory()
        ClosingFactory(approved=True)
        lower = SensitivityRequestFactory()
        SensitivityRequestFactory(author=ana)

        queue = self.queue(ana)

        assert queue.submitted.rows == [early, late]
        assert queue.drafts.rows == [draft]
        assert queue.returned.rows == [returned]
        assert queue.closings.rows == [closing]
        assert queue.sensitivity_requests.rows == [lower]
        assert (queue.submitted.more, queue.drafts.more) == (0, 0)
        assert queue

    def test_shows_no_paperwork_to_who_sees_none(self, viewer):
        AssessmentFactory(submitted=True)

        assert not self.queue(viewer)
        assert not submitted_assessments(viewer)

    def test_counts_what_is_beyond_the_first_rows(self, monkeypatch):
        monkeypatch.setattr(assessments, "MAX_ROWS", 2)
        AssessmentFactory.create_batch(3, submitted=True)
        for code in ("A", "B", "C"):
            CommitmentFactory(body__code=code, due_on=date(2025, 1, 1))

        queue = self.queue(UserFactory(reviewer=True))

        assert (len(queue.submitted.rows), queue.submitted.more) == (2, 1)
        assert ([row.code for row in queue.bodies], queue.more_bodies) == (["A", "B"], 1)

    def test_gives_reviewers_the_assessments_of_others_to_decide(self):
        rea = UserFactory(reviewer=True)
        other = AssessmentFactory(submitted=True)
        AssessmentFactory(submitted=True, author=rea)

        assert list(decidable_assessments(rea)) == [other]
        assert not decidable_assessments(other.author)


class TestOverdueReviews:
    def test_are_listed_by_person_the_most_first_and_nobodys_last(self, viewer):
        ana, ben = UserFactory(username="ana"), UserFactory(username="ben")
        day = date(2025, 1, 31)
        of_ben = [RecommendationFactory(assignee=ben, review_on=day) for _ in range(4)]
        of_ana = RecommendationFactory(assignee=ana, review_on=day)
        first = RecommendationFactory(assignee=ben, review_on=date(2025, 1, 1))
        for _ in range(2):
            RecommendationFactory(review_on=day)
        RecommendationFactory(assignee=ana, review_on=date(2025, 2, 1))  # due today

        people = load_review_queue(viewer, on=date(2025, 2, 1)).people

        assert [(each.person, each.count, each.more) for each in people] == [
            (ben, 5, 2),
            (ana, 1, 0),
            (None, 2, 0),
        ]
        assert [row.pk for row in people[0].rows] == [row.pk for row in (first, *of_ben[:2])]
        assert [row.pk for row in people[1].rows] == [of_ana.pk]

    def test_are_counted_up_to_a_limit(self, viewer, monkeypatch):
        monkeypatch.setattr(assessments, "MAX_COUNT", 5)
        day = date(2025, 1, 31)
        RecommendationFactory.create_batch(6, assignee=viewer, review_on=day)
        RecommendationFactory.create_batch(4, review_on=day)

        people = load_review_queue(viewer, on=date(2025, 2, 1)).people

        assert [(each.count, each.more, each.plus) for each in people] == [(5, 2, "+"), (4, 1, "")]

    def test_are_for_who_reads(self):
        RecommendationFactory(review_on=date(2025, 1, 1))

        assert not load_review_queue(UserFactory(contributor=True), on=date(2025, 2, 1)).people


class TestBodyBacklogs:
    def test_count_questions_and_overdue_work_the_most_overdue_first(self, viewer):
        csw, osp, thbd = (BodyFactory(code=code) for code in ("CSW", "OSP", "THBD"))
        question = {"asked_on": date(2025, 1, 1), "due_on": date(2025, 2, 1)}
        QuestionFactory(body=csw, **question)
        for body in (osp, thbd, thbd):
            QuestionFactory(body=body, **{**question, "due_on": date(2025, 1, 31)})
        CommitmentFactory(body=thbd, due_on=date(2025, 1, 31))
        CommitmentFactory(body=csw, due_on=date(2025, 2, 1))

        backlogs = body_backlogs(viewer, on=date(2025, 2, 1))

        assert [
            (b, b.open_questions, b.overdue_questions, b.overdue_commitments) for b in backlogs
        ] == [(thbd, 2, 2, 1), (osp, 1, 1, 0), (csw, 1, 0, 0)]

    def test_count_up_to_a_limit(self, viewer, monkeypatch):
        monkeypatch.setattr(assessments, "MAX_COUNT_OF_BODY", 2)
        thbd = BodyFactory(code="THBD")
        QuestionFactory.create_batch(3, body=thbd, asked_on=date(2025, 1, 1))

        assert [b.open_questions for b in body_backlogs(viewer, on=date(2025, 2, 1))] == [2]
