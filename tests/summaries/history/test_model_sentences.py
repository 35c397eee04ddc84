"""History of judgments, measures, comments and closings, in words of their own."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    ClosingFactory,
    ComponentFactory,
    EvidenceFactory,
    QuestionFactory,
    ResponsibilityFactory,
    UserFactory,
    as_factory,
)
from tests.summaries.history.helpers import write
from tracker.models import (
    Assessment,
    AssessmentLine,
    Closing,
    Comment,
    Commitment,
    DueDate,
    Event,
    Question,
    Recommendation,
    User,
)
from tracker.summaries.history.timeline import build_lines, recommendation_timeline
from tracker.vocabulary import ClosureReason, Lifecycle, Perspective, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2024, 10, 3, 9, tzinfo=UTC)


def newest_sentence(recommendation, reader):
    """The newest sentence up to its reason."""
    return recommendation_timeline(recommendation, reader).lines[0].sentence.split(". Reason")[0]


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


class TestAMeasure:
    def move(self, commitment, due_on, request="r-1"):
        def deed():
            DueDate.objects.create(
                recommendation=commitment.recommendation,
                commitment=commitment,
                before=commitment.due_on,
                due_on=due_on,
                agreed_on=date(2024, 8, 1),
                agreed_by="The head of THBD",
                reason="Order in force since May",
                added_by=UserFactory(),
                added_at=NOW,
            )
            commitment.due_on, commitment.postponements, commitment.last_update_on = (
                due_on,
                1,
                date(2024, 8, 1),
            )
            commitment.save()

        write(deed, request=request)

    def test_put_off_is_told_once_with_both_dates(self, commitment, recommendation, reader):
        self.move(commitment, date(2025, 3, 1))

        line = recommendation_timeline(recommendation, reader).lines[0]
        assert line.sentence == (
            "Ana postponed the due date of the commitment “Build a shelter” from “1 September 2024” to "
            "“1 March 2025”. Reason: “Order in force since May”."
        )
        assert ("commitment: due date", "1 September 2024", "1 March 2025") in line.changes
        assert ("due date of a commitment: who agreed", "", "The head of THBD") in line.changes
        assert ("commitment: times postponed", "0", "1") in line.bookkeeping

    def test_brought_forward_is_told_as_that(self, commitment, recommendation, reader):
        self.move(commitment, date(2024, 8, 20))

        assert newest_sentence(recommendation, reader).startswith(
            "Ana brought the due date of the commitment"
        )

    def test_describes_a_date_set_or_removed(self, commitment, recommendation, reader):
        self.move(commitment, None, request="r-2")
        taken = newest_sentence(recommendation, reader)
        self.move(commitment, date(2025, 3, 1), request="r-3")

        assert taken == (
            "Ana removed the due date of the commitment “Build a shelter”, which was “1 September 2024”"
        )
        assert newest_sentence(recommendation, reader) == (
            "Ana set the due date of the commitment “Build a shelter” to “1 March 2025”"
        )

    def test_undertaken_with_its_first_date_is_one_phrase(self, recommendation, thbd, reader):
        def undertake():
            made = Commitment.objects.create(
                recommendation=recommendation, body=thbd, text="Train judges",
                undertaken_on=date(2024, 5, 1), last_update_on=date(2024, 5, 1), due_on=date(2024, 9, 1),
            )  # fmt: skip
            DueDate.objects.create(
                recommendation=recommendation, commitment=made, due_on=made.due_on,
                agreed_on=date(2024, 5, 1), added_by=reader, added_at=NOW,
            )  # fmt: skip

        write(undertake)

        assert newest_sentence(recommendation, reader) == "Ana added the commitment “Train judges”"

    def test_describes_updates_and_ends(self, commitment, recommendation, reader):
        rows, piece = Commitment.objects.filter(pk=commitment.pk), EvidenceFactory()
        write(lambda: rows.update(latest="The tender is out", last_update_on=date(2024, 8, 1)))
        heard = newest_sentence(recommendation, reader)
        write(lambda: rows.update(done_on=date(2024, 9, 1), done_by=piece), request="r-2")
        done = newest_sentence(recommendation, reader)
        write(
            lambda: rows.update(done_on=None, done_by=None, dropped_reason="No money"),
            request="r-3",
        )

        assert heard == "Ana added an update to the commitment “Build a shelter”"
        assert done == ("Ana marked the commitment “Build a shelter” as done on 1 September 2024")
        assert newest_sentence(recommendation, reader) == (
            "Ana marked the commitment “Build a shelter” as dropped"
        )


class TestAssessment:
    def test_of_a_component_is_told_by_component_and_status(self, recommendation, reader):
        assessment = AssessmentFactory(recommendation=recommendation, submitted=True)
        part = ComponentFactory(recommendation=recommendation, code="1a", title="Investigate")

        write(lambda: AssessmentLine.objects.create(
            recommendation=recommendation, assessment=assessment, component=part,
            status=Status.PARTIAL,
        ))  # fmt: skip
        first = newest_sentence(recommendation, reader)
        write(lambda: AssessmentLine.objects.update(status=Status.FULL), request="r-2")
        second = newest_sentence(recommendation, reader)

        assert first == ("Ana assessed the component “1a Investigate” as “Partially implemented”")
        assert second == (
            "Ana changed the assessment of the component “1a Investigate” from "
            "“Partially implemented” to “Fully implemented”"
        )

    def test_names_the_body_whose_view_it_is(self, recommendation, thbd, reader):
        view = AssessmentFactory(
            recommendation=recommendation, submitted=True, body=thbd,
            perspective=Perspective.RESPONSIBLE_BODY,
        )  # fmt: skip

        write(lambda: Assessment.objects.filter(pk=view.pk).update(next_step="Ask"))

        assert "assessment “THBD: Initial steps as of 1 October 2024”" in newest_sentence(
            recommendation, reader
        )

    def test_handed_to_another_author_names_both(self, recommendation, reader):
        view = AssessmentFactory(recommendation=recommendation, submitted=True)
        old, new = view.author, UserFactory(analyst=True, username="besa")

        write(lambda: Assessment.objects.filter(pk=view.pk).update(author=new))

        assert f"from {old} to besa" in newest_sentence(recommendation, reader)

    def test_quotes_a_comment(self, recommendation, reader):
        assessment = AssessmentFactory(recommendation=recommendation, submitted=True)

        write(lambda: Comment.objects.create(
            recommendation=recommendation, assessment=assessment, text="Which group?",
            added_by=reader, added_at=NOW,
        ))  # fmt: skip

        assert newest_sentence(recommendation, reader) == (
            "Ana commented “Which group?” on the assessment “Initial steps as of 1 October 2024”"
        )


class TestARecommendation:
    def test_handed_from_one_to_another_names_both(self, recommendation, reader):
        arta, besa = UserFactory(username="arta"), UserFactory(username="besa")
        told = []
        for n, person in enumerate((arta, besa, None)):
            write(
                lambda person=person: Recommendation.objects.update(assignee=person),
                request=f"r-{n}",
            )
            told.append(newest_sentence(recommendation, reader))

        assert told == [
            "Ana assigned the recommendation to arta",
            "Ana reassigned the recommendation from arta to besa",
            "Ana removed the assignment to besa",
        ]

    def test_closed_and_reopened_is_told_in_a_word(self, recommendation, reader):
        closing = ClosingFactory(recommendation=recommendation)
        proposed = build_lines(Event.objects.filter(table="tracker_closing"), reader)[0].sentence

        def close():
            Closing.objects.filter(pk=closing.pk).update(
                state=State.APPROVED, decided_by=UserFactory(), decided_at=NOW
            )
            Recommendation.objects.update(
                lifecycle=Lifecycle.CLOSED, closure_reason=ClosureReason.MOOT
            )

        with as_factory():
            UserFactory()
        write(close)
        closed = newest_sentence(recommendation, reader)
        write(
            lambda: Recommendation.objects.update(lifecycle=Lifecycle.ACTIVE, closure_reason=""),
            request="r-2",
        )

        assert "proposed to close the recommendation as “moot”" in proposed
        assert "closed the recommendation as “moot”" in closed
        assert "approved closing" not in closed
        assert newest_sentence(recommendation, reader) == "Ana reopened the recommendation"

    def test_whose_closing_is_returned_or_withdrawn_tells_so(self, recommendation, reader):
        closing = ClosingFactory(recommendation=recommendation)
        told = []
        for n, state in enumerate((State.RETURNED, State.SUBMITTED, State.WITHDRAWN)):
            write(
                lambda state=state: Closing.objects.filter(pk=closing.pk).update(state=state),
                request=f"r-{n}",
            )
            told.append(newest_sentence(recommendation, reader))

        assert told == [
            "Ana returned the proposal to close the recommendation as “moot”",
            "Ana proposed again to close the recommendation as “moot”",
            "Ana withdrew the proposal to close the recommendation as “moot”",
        ]


class TestAQuestion:
    def test_describes_a_reminder(self, recommendation, thbd, reader):
        question = QuestionFactory(
            recommendation=recommendation, report=recommendation.report, body=thbd,
            text="How many?", asked_on=date(2024, 5, 1),
        )  # fmt: skip

        write(lambda: Question.objects.filter(pk=question.pk).update(reminded_on=date(2024, 6, 1)))

        assert (
            newest_sentence(recommendation, reader)
            == "Ana reminded the body of the question “How many?”"
        )


class TestAnAccount:
    def test_closed_and_opened_again_is_told_to_an_administrator(self):
        person, reader = UserFactory(username="ben"), UserFactory(administrator=True)
        write(lambda: User.objects.filter(pk=person.pk).update(is_active=False))
        write(lambda: User.objects.filter(pk=person.pk).update(is_active=True), request="r-2")

        events = Event.objects.visible_to(reader).newest_first()[:2]
        told = [line.sentence.split(". Reason")[0] for line in build_lines(events, reader)]

        assert told == [
            "Ana reopened the account of ben",
            "Ana closed the account of ben",
        ]
