"""Assigning recommendations to people."""

import pytest
from django.utils import timezone

from tests.factories import RecommendationFactory, UserFactory, as_factory
from tests.views import rows as views_rows
from tracker.actions import reference_rows
from tracker.actions.assessments import assignments
from tracker.actions.assessments.assignments import (
    AssignRecommendation,
    AssignRecommendations,
    UndoAssignments,
    assign,
    assign_several,
    undo_several,
)
from tracker.actions.people import HandOver, Successors, hand_over
from tracker.actions.reference_rows import ChangeRow
from tracker.audit.context import acting_as
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, PersonalDataFound, Stale
from tracker.models import Event, Recommendation
from tracker.vocabulary import Reason, ReasonCode, Theme

pytestmark = pytest.mark.django_db
AT_ONCE = "assigned-THBD"  # the request of `taken_over`


@pytest.fixture
def arta():
    return UserFactory(username="arta", analyst=True)


class TestAssign:
    def test_takes_one_click_and_leaves_one_line_of_history(self, arta):
        one = RecommendationFactory()

        assign(AssignRecommendation(recommendation=one, person=arta, by=arta))

        one.refresh_from_db()
        assert one.assignee == arta
        event = Event.objects.about(one).changing("assignee_id").get()
        assert (event.actor_name, event.reason, event.reason_code) == ("arta", "", "reassignment")
        assert event.new == {"assignee_id": arta.pk}

    def test_keeps_words_where_somebody_gave_them(self, arta):
        one = RecommendationFactory()

        assign(
            AssignRecommendation(recommendation=one, person=arta, by=arta, reason="Ben is on leave")
        )

        assert Event.objects.about(one).newest_first().first().reason == "Ben is on leave"

    def test_gives_it_to_nobody_in_particular(self, arta):
        one = RecommendationFactory(assignee=arta)

        assert assign(AssignRecommendation(recommendation=one, person=None, by=arta)) == one

        one.refresh_from_db()
        assert one.assignee is None

    def test_writes_nothing_for_who_has_it_already(self, arta):
        one = RecommendationFactory(assignee=arta)
        before = Event.objects.count()

        assign(AssignRecommendation(recommendation=one, person=arta, by=arta))

        assert Event.objects.count() == before

    @pytest.mark.parametrize("role", ["viewer", "contributor", "publisher", "auditor"])
    def test_is_refused_to_who_logs_no_progress(self, arta, role):
        other = UserFactory(**{role: True})
        one = RecommendationFactory()

        with pytest.raises(PermissionRefused, match="can't assign"):
            assign(AssignRecommendation(recommendation=one, person=arta, by=other))
        with pytest.raises(PermissionRefused, match="can't log progress"):
            assign(AssignRecommendation(recommendation=one, person=other, by=arta))

    def test_is_refused_for_an_account_closed_meanwhile(self, arta):
        gone = UserFactory(username="gone", analyst=True)
        assert gone.may_write  # as it was when the form was opened
        with as_factory():
            type(gone).objects.filter(pk=gone.pk).update(is_active=False)

        with pytest.raises(PermissionRefused, match="gone: the account is closed"):
            assign(
                AssignRecommendation(recommendation=RecommendationFactory(), person=gone, by=arta)
            )

    def test_is_refused_for_a_code_that_needs_words(self, arta):
        with pytest.raises(InvalidValue, match="alone is not a reason"):
            assign(
                AssignRecommendation(
                    recommendation=RecommendationFactory(),
                    person=arta,
                    by=arta,
                    reason=Reason(code=ReasonCode.OTHER),
                )
            )

    def test_has_no_other_door(self, arta):
        with pytest.raises(NotAllowed):
            reference_rows.change(
                ChangeRow(
                    row=RecommendationFactory(), by=arta, reason="x", fields={"assignee": arta}
                )
            )


class TestAssignSeveral:
    def test_gives_all_that_are_found_to_one_person_under_the_same_words(self, arta):
        views_rows.recommendations(3)

        keys = assign_several(
            AssignRecommendations(
                recommendations=Recommendation.objects.all(),
                person=arta,
                by=arta,
                reason="New team",
            )
        )

        assert len(keys) == 3
        assert Recommendation.objects.filter(assignee=arta).count() == 3
        events_or_error = Event.objects.filter(reason="New team")
        assert {(e.reason_code, e.operation) for e in events_or_error} == {
            ("reassignment", "update")
        }
        assert events_or_error.count() == 3

    def test_asks_for_words(self, arta):
        views_rows.recommendations(2)

        with pytest.raises(InvalidValue, match="give a reason"):
            assign_several(
                AssignRecommendations(
                    recommendations=Recommendation.objects.all(), person=arta, by=arta, reason="  "
                )
            )

    def test_is_all_or_nothing_when_there_are_more_or_fewer_meanwhile(self, arta):
        views_rows.recommendations(3)
        found = Recommendation.objects.all()

        with pytest.raises(Stale, match=r"found 2 recommendations .* finds 3 recommendations now"):
            assign_several(
                AssignRecommendations(
                    recommendations=found, person=arta, by=arta, reason="x", expected=2
                )
            )

        assert not found.filter(assignee=arta).exists()

    def test_is_refused_to_who_logs_no_progress(self, arta):
        RecommendationFactory()
        viewer = UserFactory(viewer=True)

        for person, by in ((arta, viewer), (viewer, arta)):
            with pytest.raises(PermissionRefused):
                assign_several(
                    AssignRecommendations(
                        Recommendation.objects.all(), person, by=by, reason="Ben is on leave"
                    )
                )
        assert Recommendation.objects.get().assignee is None

    def test_refuses_to_do_nothing(self, arta):
        with pytest.raises(InvalidValue, match="no recommendation matches"):
            assign_several(
                AssignRecommendations(
                    recommendations=Recommendation.objects.none(), person=arta, by=arta, reason="x"
                )
            )

    def test_takes_more_than_fit_in_one_statement(self, arta, monkeypatch):
        monkeypatch.setattr("tracker.actions.assessments.assignments.BATCH_SIZE", 2)
        views_rows.recommendations(5)

        keys = assign_several(
            AssignRecommendations(
                recommendations=Recommendation.objects.all(), person=arta, by=arta, reason="x"
            )
        )

        assert len(keys) == Recommendation.objects.filter(assignee=arta).count() == 5


@pytest.fixture
def ben():
    return UserFactory(username="ben", analyst=True)


@pytest.fixture
def taken_over(arta, ben):
    """Three recommendations that ben followed and two that nobody did, given to arta at once."""
    held = [*views_rows.recommendations(3, assignee=ben), *views_rows.recommendations(2)]
    views_rows.assigned(arta)
    return held


def undo(by, request=AT_ONCE, words="A slip"):
    with acting_as(by.username, id=by.pk, source="site", request="r-undo"):
        return len(undo_several(UndoAssignments(request=request, by=by, reason=words)))


def refused(by, request=AT_ONCE, **how):
    """Return the message of a refusal, after which nothing was written."""
    before = Event.objects.count()
    with pytest.raises(NotAllowed) as events_or_error:
        undo(by, request, **how)
    assert Event.objects.count() == before
    return str(events_or_error.value)


def followers():
    return list(Recommendation.objects.order_by("pk").values_list("assignee__username", flat=True))


class TestUndoSeveral:
    def test_gives_each_back_to_whom_it_was(self, taken_over, ben, django_assert_max_num_queries):
        events = Event.objects.filter(request=AT_ONCE).order_by("pk")
        first, last = events.first().pk, events.last().pk

        with django_assert_max_num_queries(20):  # no question for each of them
            assert undo(ben) == 5

        assert followers() == ["ben"] * 3 + [None] * 2
        events_or_error = Event.objects.filter(request="r-undo")
        assert {(event.actor_name, event.reason_code) for event in events_or_error} == {
            ("ben", "reassignment")
        }
        assert {event.reason for event in events_or_error} == {
            f"Undo of changes {first} to {last}: A slip"
        }

    @pytest.mark.once  # PostgreSQL counts on from where it was
    def test_takes_two_numbers_of_five_digits_for_no_personal_number(self, request, ben):
        Event.objects.create(
            pk=10_027, at=timezone.now(), table="", key=1, operation="insert", actor_name="x"
        )
        request.getfixturevalue("taken_over")

        assert undo(ben) == 5

    def test_gives_back_what_was_handed_over(self, arta, ben):
        views_rows.recommendations(2, assignee=ben)
        boss = UserFactory(username="boss", administrator=True)
        with acting_as("boss", id=boss.pk, source="site", request="r-leave"):
            hand_over(
                HandOver(person=ben, to=Successors(assigned=arta), reason="On leave", by=boss)
            )

        assert undo(arta, "r-leave") == 2

        assert followers() == ["ben"] * 2

    def test_can_itself_be_undone(self, taken_over, ben):
        undo(ben)

        undo_several(UndoAssignments(request="r-undo", by=ben, reason="They were arta's"))

        assert followers() == ["arta"] * 5

    def test_leaves_what_else_was_changed_since(self, taken_over, ben):
        row = taken_over[0]
        reference_rows.change(
            ChangeRow(row=row, by=ben, reason="Due", fields={"theme": Theme.PROSECUTION})
        )

        undo(ben)

        row.refresh_from_db()
        assert (row.assignee, row.theme) == (ben, Theme.PROSECUTION)

    def test_takes_more_than_fit_in_one_statement(self, taken_over, ben, monkeypatch):
        monkeypatch.setattr(assignments, "BATCH_SIZE", 2)

        assert undo(ben) == 5

        assert followers() == ["ben"] * 3 + [None] * 2

    def test_names_what_was_assigned_again_since_and_changes_nothing(self, taken_over, arta, ben):
        row = taken_over[3]
        assign(AssignRecommendation(recommendation=row, person=ben, by=arta))

        assert f"1 recommendation has been assigned again since ({row})" in refused(ben)

        assert followers() == ["arta"] * 3 + ["ben", "arta"]

    def test_a_second_time_is_refused(self, taken_over, ben):
        undo(ben)

        assert "5 recommendations have been assigned again since" in refused(ben)

    def test_is_refused_when_one_is_there_no_more(self, taken_over, ben):
        with as_factory():
            taken_over[4].responsibilities.all().delete()
            taken_over[4].delete()

        assert "some of these recommendations no longer exist" in refused(ben)

    def test_is_refused_when_somebody_left_meanwhile(self, taken_over, arta, ben):
        with as_factory():
            type(ben).objects.filter(pk=ben.pk).update(is_active=False)

        with pytest.raises(
            PermissionRefused, match=r"3 recommendations .* ben: the account is closed"
        ):
            undo(arta)

        assert followers() == ["arta"] * 5

    def test_is_refused_to_who_logs_no_progress(self, taken_over):
        for role in ("viewer", "administrator", "auditor"):
            with pytest.raises(PermissionRefused, match="can't assign"):
                undo(UserFactory(**{role: True}))

    @pytest.mark.parametrize("words", [" ", "The victim Arta Gashi was born on 3 May 2001"])
    def test_asks_for_words_that_name_no_victim(self, taken_over, ben, words):
        with pytest.raises((InvalidValue, PersonalDataFound)):
            undo(ben, words=words)

        assert followers() == ["arta"] * 5

    def test_is_of_several_assigned_in_one_request_alone(self, arta, ben):
        row, other = views_rows.recommendations(2)
        with acting_as("ben", id=ben.pk, source="site", request="r-one"):
            assign(AssignRecommendation(recommendation=row, person=arta, by=ben))
        with acting_as("ben", id=ben.pk, source="site", request="r-more"):
            assign(AssignRecommendation(recommendation=row, person=ben, by=ben))
            assign(AssignRecommendation(recommendation=other, person=ben, by=ben))
            reference_rows.change(
                ChangeRow(row=row, by=ben, reason="Due", fields={"theme": Theme.PROSECUTION})
            )

        for request in ("r-one", "r-more", "r-none", ""):
            assert "can't be undone as a whole" in refused(ben, request)
