"""History of paperwork, comments and measures: nothing that is not the reader's to know."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    ClosingFactory,
    CommentFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.assessments import revise_assessment, submit_assessment
from tests.summaries.history.helpers import write
from tracker.actions.assessments.review import (
    ApproveAssessment,
    approve,
    send_back,
)
from tracker.actions.assessments.submission import Viewpoint
from tracker.actions.base import DecideRow
from tracker.actions.evidence.items import EvidenceInput
from tracker.models import (
    Assessment,
    Commitment,
    Event,
)
from tracker.summaries.history.shown import newest_events
from tracker.summaries.history.timeline import recommendation_timeline
from tracker.vocabulary import Perspective, Sensitivity, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 10, 3, 9, tzinfo=UTC)
DAY = date(2024, 10, 1)


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD")


@pytest.fixture
def commitment(recommendation, thbd):
    ResponsibilityFactory(recommendation=recommendation, body=thbd)
    with as_factory():
        return Commitment.objects.create(
            recommendation=recommendation,
            body=thbd,
            text="Build a shelter",
            undertaken_on=date(2024, 5, 1),
            last_update_on=date(2024, 5, 1),
            due_on=date(2024, 9, 1),
        )


@pytest.fixture
def focal_point(thbd):
    return UserFactory(contributor=True, speaks_for=[thbd])


def approved_at_last(recommendation, view):
    """A judgment that came back, was mended and approved."""
    ana, ben = UserFactory(analyst=True), UserFactory(reviewer=True)
    said = {"by": ana, "now": NOW, "status": "initial_steps", "as_of": DAY}
    one = submit_assessment(
        recommendation=recommendation, rationale="First words", viewpoint=view, **said,
        evidence_input=EvidenceInput(url="https://example.org", title="A draft law"),
    )  # fmt: skip
    send_back(DecideRow(row=one, by=ben, now=NOW, note="Which region?"))
    revise_assessment(
        assessment=one, rationale="Second words", evidence_input=EvidenceInput(), **said
    )
    approve(ApproveAssessment(row=one, by=ben, now=NOW, note="Now it is clear"))


class TestPaperworkReader:
    def test_who_speaks_for_a_body_learns_nothing_of_paperwork(
        self, commitment, recommendation, focal_point
    ):
        assessment = AssessmentFactory(
            recommendation=recommendation, submitted=True, rationale="Not yet said"
        )
        CommentFactory(assessment=assessment, text="Between us")
        AssessmentLineFactory(assessment=assessment, remark="Half of it")
        ClosingFactory(recommendation=recommendation, explanation="Not worth it")

        told = str(recommendation_timeline(recommendation, focal_point).lines)

        for hidden in ("Not yet said", "Between us", "Half of it", "Not worth it"):
            assert hidden not in told
        assert "Build a shelter" in told

    def test_who_speaks_for_another_body_learns_nothing_of_its_measures(
        self, commitment, recommendation
    ):
        other = BodyFactory(code="OSP")
        ResponsibilityFactory(recommendation=recommendation, body=other, role="supporting")
        reader = UserFactory(contributor=True, speaks_for=[other])

        assert "Build a shelter" not in str(recommendation_timeline(recommendation, reader).lines)
        assert recommendation_timeline(recommendation, reader).lines

    def test_who_is_a_viewer_learns_nothing_of_comments_and_proposals(self, recommendation):
        assessment = AssessmentFactory(recommendation=recommendation, approved=True)
        CommentFactory(assessment=assessment, text="Between us")
        AssessmentLineFactory(
            assessment=AssessmentFactory(
                recommendation=recommendation, submitted=True,
                perspective=Perspective.CIVIL_SOCIETY,
            ),
            remark="Half of it",
        )  # fmt: skip
        ClosingFactory(recommendation=recommendation, explanation="Not worth it")

        told = str(recommendation_timeline(recommendation, UserFactory(viewer=True)).lines)

        for hidden in ("Between us", "Half of it", "Not worth it"):
            assert hidden not in told

    @pytest.mark.parametrize("role", ["viewer", "contributor"])
    def test_who_sees_no_paperwork_learns_of_a_judgment_from_its_approval_on(
        self, recommendation, thbd, role
    ):
        ResponsibilityFactory(recommendation=recommendation, body=thbd)
        approved_at_last(recommendation, Viewpoint())

        told = str(
            recommendation_timeline(
                recommendation, UserFactory(**{role: True}, speaks_for=[thbd])
            ).lines
        )

        for hidden in ("First words", "Which region?", "Second words"):
            assert hidden not in told
        assert "Now it is clear" in told
        assert "First words" in str(
            recommendation_timeline(recommendation, UserFactory(publisher=True)).lines
        )

    def test_who_speaks_for_a_body_learns_how_its_view_came_about(
        self, recommendation, thbd, focal_point
    ):
        ResponsibilityFactory(recommendation=recommendation, body=thbd)
        approved_at_last(recommendation, Viewpoint(Perspective.RESPONSIBLE_BODY, thbd))

        for told in ("First words", "Which region?", "Second words"):
            assert told in str(recommendation_timeline(recommendation, focal_point).lines)
            assert told not in str(
                recommendation_timeline(recommendation, UserFactory(viewer=True)).lines
            )

    @pytest.mark.parametrize("role", ["viewer", "contributor", "auditor", "analyst"])
    def test_is_not_named_a_hidden_paper_that_a_measure_or_a_view_points_to(
        self, commitment, recommendation, thbd, role
    ):
        reader = UserFactory(**{role: True}, speaks_for=[thbd])
        secret = EvidenceFactory(title="Zanzibar", sensitivity=Sensitivity.NAMED_READERS)
        view = AssessmentFactory(
            recommendation=recommendation, approved=True, body=thbd, stated_by="THBD",
            perspective=Perspective.RESPONSIBLE_BODY,
        )  # fmt: skip

        def point():
            Commitment.objects.update(undertaken_in=secret)
            Assessment.objects.filter(pk=view.pk).update(stated_in=secret)

        write(point)

        line = recommendation_timeline(recommendation, reader).lines[0]
        assert "Zanzibar" not in str(line)
        assert "not shown" in str(line)


QUERIES = 9  # however many lines


def newest(recommendation, reader):
    return recommendation_timeline(recommendation, reader).lines[0]


class TestAReader:
    def test_who_is_not_named_learns_nothing_of_guarded_evidence(self, recommendation, reader):
        hidden = EvidenceFactory(title="Secret shelter", sensitivity=Sensitivity.NAMED_READERS)
        CitationFactory(recommendation=recommendation, evidence=hidden, sentence="Secret words")

        told = str(recommendation_timeline(recommendation, reader).lines)

        assert "Secret" not in told
        assert "Secret" in str(recommendation_timeline(recommendation, hidden.added_by).lines)

    def test_is_not_shown_guarded_evidence_that_a_key_once_pointed_to(self, recommendation, reader):
        hidden = EvidenceFactory(title="Secret shelter", sensitivity=Sensitivity.NAMED_READERS)
        shown = EvidenceFactory(title="Order 12")
        question = QuestionFactory(recommendation=recommendation, report=recommendation.report)

        def answer():
            question.answered_on, question.answered_by = date(2024, 10, 1), hidden
            question.save()
            question.answered_by = shown
            question.save()

        write(answer)

        changes = newest(recommendation, reader).changes
        assert ("question: evidence of the answer", "not shown", "Order 12") in changes
        assert "Secret" not in str(recommendation_timeline(recommendation, reader).lines)

    def test_who_is_a_viewer_is_told_nothing_of_paperwork(self, recommendation):
        AssessmentFactory(recommendation=recommendation, submitted=True, rationale="Not yet said")

        told = str(recommendation_timeline(recommendation, UserFactory(viewer=True)).lines)

        assert "Not yet said" not in told

    def test_waits_as_long_for_many_lines_as_for_few(self, reader, django_assert_num_queries):
        few, many = RecommendationFactory(lead="A", assessed=Status.PARTIAL), RecommendationFactory(
            lead="B", assessed=Status.PARTIAL
        )  # fmt: skip
        for n in range(20):
            CitationFactory(
                recommendation=many, assessment=many.current_assessment, sentence=str(n)
            )
        reader.group_names  # noqa: B018  asked once per request

        with django_assert_num_queries(QUERIES):
            recommendation_timeline(few, reader)
        with django_assert_num_queries(QUERIES):
            recommendation_timeline(many, reader, limit=500)


class TestNewestEvents:
    @pytest.mark.parametrize("size", [2, 150])
    def test_are_all_that_a_focal_point_may_see(self, thbd, focal_point, size):
        own, shared = (RecommendationFactory(lead=thbd) for _ in range(2))
        others = RecommendationFactory(lead=BodyFactory(code="CSW"))
        QuestionFactory(recommendation=others, body=thbd, asked_on=DAY)
        for recommendation in (own, others, shared):  # in a draft, which is not theirs to know
            evidence = EvidenceFactory(sensitivity=Sensitivity.PUBLIC)
            CitationFactory(recommendation=recommendation, evidence=evidence)
        ResponsibilityFactory(recommendation=shared, body=thbd, role="supporting")

        keys = [key for (key,) in newest_events(focal_point, size=size)]
        of_recommendations = newest_events(
            focal_point, "recommendation", size=size, of_recommendations=True
        )

        visible = Event.objects.visible_to(focal_point).newest_first()
        assert keys == list(visible.values_list("pk", flat=True))
        assert {event.recommendation for event in visible} == {
            *(None, own.pk, others.pk, shared.pk)
        }
        assert list(of_recommendations) == list(
            visible.exclude(recommendation=None).values_list("pk", "recommendation")
        )
