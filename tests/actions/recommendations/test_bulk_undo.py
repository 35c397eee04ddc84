"""Undoing what a request changed in several rows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.actions.recommendations.test_bulk import ASKED, change, due_date
from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tests.views import rows as views_rows
from tracker.actions import reference_rows
from tracker.actions.people import HandOver, Successors, hand_over
from tracker.actions.questions.questions import QuestionCommand, remind
from tracker.actions.recommendations import bulk
from tracker.actions.recommendations.bulk import UndoRequest
from tracker.actions.reference_rows import ChangeRow
from tracker.audit.context import acting_as
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, PersonalDataFound
from tracker.models import Event, Question, Recommendation
from tracker.vocabulary import Sensitivity, Theme

pytestmark = pytest.mark.django_db
AT_ONCE = "assigned-THBD"  # the request of `taken_over`


@pytest.fixture
def arta():
    return UserFactory(username="arta", analyst=True)


@pytest.fixture
def ben():
    return UserFactory(username="ben", analyst=True)


def undo(by, request="r-bulk", words="A slip"):
    with acting_as(by.username, id=by.pk, source="site", request="r-undo"):
        return len(bulk.undo(UndoRequest(key=request, by=by, reason=words)))


def refused(by, request="r-bulk", **how):
    """Return the message of a refusal, after which nothing was written."""
    before = Event.objects.count()
    with pytest.raises(NotAllowed) as refusal:
        undo(by, request, **how)
    assert Event.objects.count() == before
    return str(refusal.value)


@pytest.fixture
def taken_over(arta, ben):
    """Three recommendations that ben followed and two that nobody did, given to arta at once."""
    held = [*views_rows.recommendations(3, assignee=ben), *views_rows.recommendations(2)]
    views_rows.assigned(arta)
    return held


def followers():
    return list(Recommendation.objects.order_by("pk").values_list("assignee__username", flat=True))


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD")


def ask(by, body):
    days = {"on": timezone.localdate(), "due": due_date()}
    return change(by, "ask", Question.objects.unasked(), body=body, **days)


class TestUndoOfAsking:
    def test_is_undone_and_done_again(self, arta, thbd):
        for _number in range(2):
            QuestionFactory(body=thbd)
        ask(arta, thbd)

        assert undo(arta) == 2

        assert Question.objects.unasked().count() == 2
        assert undo(arta, "r-undo") == 2
        assert Question.objects.put_to_bodies().count() == 2

    def test_is_not_undone_once_the_due_date_was_moved(self, arta, thbd):
        question, _other = (QuestionFactory(body=thbd) for _number in range(2))
        ask(arta, thbd)
        with as_factory():
            Question.objects.filter(pk=question.pk).update(due_on=due_date() + timedelta(9))

        assert f"1 row has been changed since ({question})" in refused(arta)


class TestUndo:
    def test_gives_each_back_to_whom_it_was(self, taken_over, ben, django_assert_max_num_queries):
        events = Event.objects.filter(request=AT_ONCE).order_by("pk")
        first, last = events.first().pk, events.last().pk

        with django_assert_max_num_queries(20):  # no question for each of them
            assert undo(ben, AT_ONCE) == 5

        assert followers() == ["ben"] * 3 + [None] * 2
        events = Event.objects.filter(request="r-undo")
        assert {(event.actor_name, event.reason_code) for event in events} == {
            ("ben", "reassignment")
        }
        assert {event.reason for event in events} == {f"Undo of changes {first} to {last}: A slip"}

    @pytest.mark.once  # PostgreSQL counts on from where it was
    def test_takes_two_numbers_of_five_digits_for_no_personal_number(self, request, ben):
        Event.objects.create(
            pk=10_027, at=timezone.now(), table="", key=1, operation="insert", actor_name="x"
        )
        request.getfixturevalue("taken_over")

        assert undo(ben, AT_ONCE) == 5

    def test_gives_back_what_was_handed_over(self, arta, ben):
        views_rows.recommendations(2, assignee=ben)
        boss = UserFactory(username="boss", administrator=True)
        with acting_as("boss", id=boss.pk, source="site", request="r-leave"):
            hand_over(HandOver(row=ben, to=Successors(assigned=arta), reason="On leave", by=boss))

        assert undo(arta, "r-leave") == 2

        assert followers() == ["ben"] * 2

    def test_can_itself_be_undone(self, taken_over, ben):
        undo(ben, AT_ONCE)

        bulk.undo(UndoRequest(key="r-undo", by=ben, reason="They were arta's"))

        assert followers() == ["arta"] * 5

    def test_puts_back_review_dates(self, arta):
        day = date(2027, 3, 31)
        views_rows.recommendations(2, review_on=day)
        views_rows.recommendations(2)
        change(arta, "set_review_date", review_on=date(2027, 6, 30))

        assert undo(arta) == 4

        assert Recommendation.objects.filter(review_on=day).count() == 2
        assert Recommendation.objects.filter(review_on=None).count() == 2

    def test_puts_back_topics_that_were_added_or_removed(self, arta):
        shelters, begging = TopicFactory(), TopicFactory(code="begging")
        for topics in ([shelters], [shelters, begging], []):
            RecommendationFactory(topics=topics)
        before = links()
        change(arta, "add_topics", request="r-add", topics=[shelters, begging])
        complete = links()

        assert undo(arta, "r-add") == 2
        assert links() == before
        change(arta, "remove_topics", request="r-remove", topics=[shelters])
        bulk.undo(UndoRequest(key="r-remove", by=arta, reason="A slip"))
        assert links() == before
        assert undo(arta, "r-undo") == 2
        assert links() == complete

    def test_leaves_a_topic_that_was_removed_since(self, arta):
        topic = TopicFactory()
        rows = [RecommendationFactory(), RecommendationFactory()]
        change(arta, "add_topics", topics=[topic])
        reference_rows.change(
            ChangeRow(row=rows[1], by=arta, reason="Not so", fields={}, many={"topics": []})
        )

        assert undo(arta) == 2
        assert not links()

    def test_dismisses_questions_that_were_added(self, arta):
        for _number in range(2):
            RecommendationFactory(lead="THBD")
        change(arta, "request_updates", text=ASKED, due=due_date())

        assert undo(arta) == 2

        assert not Question.objects.open().exists()
        assert {
            question.dismissal_reason.split(": ")[1] for question in Question.objects.all()
        } == {"A slip"}
        assert undo(arta, "r-undo") == 2
        assert Question.objects.open().count() == 2

    def test_is_refused_once_one_of_the_questions_is_answered_or_reminded_of(self, arta):
        for _number in range(2):
            RecommendationFactory(lead="THBD")
        change(arta, "request_updates", text=ASKED, due=due_date())
        question = Question.objects.first()
        remind(
            QuestionCommand(question=question, on=timezone.localdate(), by=arta, now=timezone.now())
        )

        assert "1 row has been changed since (What has been done?" in refused(arta)

    def test_is_refused_without_the_name_of_what_is_hidden_since(self, arta, ben):
        for _number in range(2):
            RecommendationFactory(lead="THBD")
        change(arta, "request_updates", text=ASKED, due=due_date())
        question = Question.objects.first()
        with as_factory():
            Question.objects.filter(pk=question.pk).update(
                answered_on=timezone.localdate(),
                answered_by=EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS),
            )
        assert not Question.objects.visible_to(ben).filter(pk=question.pk).exists()

        assert "1 row has been changed since (not shown)" in refused(ben)

    def test_leaves_what_else_was_changed_since(self, taken_over, ben):
        row = taken_over[0]
        reference_rows.change(
            ChangeRow(row=row, by=ben, reason="Due", fields={"theme": Theme.PROSECUTION})
        )

        undo(ben, AT_ONCE)

        row.refresh_from_db()
        assert (row.assignee, row.theme) == (ben, Theme.PROSECUTION)

    def test_takes_more_than_fit_in_one_statement(self, taken_over, ben, monkeypatch):
        monkeypatch.setattr(bulk, "BATCH_SIZE", 2)

        assert undo(ben, AT_ONCE) == 5

        assert followers() == ["ben"] * 3 + [None] * 2

    def test_names_what_was_assigned_again_since_and_changes_nothing(self, taken_over, arta, ben):
        row = taken_over[3]
        change(arta, "assign", Recommendation.objects.filter(pk=row.pk), person=ben)

        assert f"1 row has been changed since ({row})" in refused(ben, AT_ONCE)

        assert followers() == ["arta"] * 3 + ["ben", "arta"]

    def test_a_second_time_is_refused(self, taken_over, ben):
        undo(ben, AT_ONCE)

        assert "5 rows have been changed since" in refused(ben, AT_ONCE)

    def test_is_refused_when_one_is_there_no_more(self, taken_over, ben):
        with as_factory():
            taken_over[4].responsibilities.all().delete()
            taken_over[4].delete()

        assert "1 row has been changed since (not shown)" in refused(ben, AT_ONCE)

    def test_is_refused_when_somebody_left_meanwhile(self, taken_over, arta, ben):
        with as_factory():
            type(ben).objects.filter(pk=ben.pk).update(is_active=False)

        with pytest.raises(PermissionRefused, match="ben: the account is closed"):
            undo(arta, AT_ONCE)

        assert followers() == ["arta"] * 5

    def test_is_refused_to_who_logs_no_progress(self, taken_over):
        for role in ("viewer", "administrator", "auditor"):
            with pytest.raises(PermissionRefused, match="can't assign"):
                undo(UserFactory(**{role: True}), AT_ONCE)

    @pytest.mark.parametrize("words", [" ", "The victim Arta Gashi was born on 3 May 2001"])
    def test_asks_for_words_that_name_no_victim(self, taken_over, ben, words):
        with pytest.raises((InvalidValue, PersonalDataFound)):
            undo(ben, AT_ONCE, words=words)

        assert followers() == ["arta"] * 5

    def test_is_of_several_rows_changed_in_one_request_alone(self, arta, ben):
        row, _other = views_rows.recommendations(2)
        change(ben, "assign", Recommendation.objects.filter(pk=row.pk), "r-one", person=arta)
        change(ben, "assign", request="r-more", person=ben)
        with acting_as("ben", id=ben.pk, source="site", request="r-more"):
            reference_rows.change(
                ChangeRow(row=row, by=ben, reason="Due", fields={"theme": Theme.PROSECUTION})
            )

        for request in ("r-one", "r-more", "r-none", ""):
            assert "can't be undone as a whole" in refused(ben, request)


def links():
    return set(bulk.TOPIC_LINKS.objects.values_list("recommendation", "topic"))
