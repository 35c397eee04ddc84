"""Giving recommendations to a person to follow."""

import pytest

from tests.factories import RecommendationFactory, UserFactory, as_factory
from tests.views import many
from tracker.actions import rows
from tracker.actions.assignments import assign, assign_several
from tracker.errors import Invalid, NotAllowed, NotYours, Stale
from tracker.models import Event, Recommendation
from tracker.vocabulary import Reason, ReasonCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def arta():
    return UserFactory(username="arta", analyst=True)


class TestAssign:
    def test_takes_one_click_and_leaves_one_line_of_history(self, arta):
        one = RecommendationFactory()

        assign(recommendation=one, person=arta, by=arta)

        one.refresh_from_db()
        assert one.assignee == arta
        event = Event.objects.about(one).changing("assignee_id").get()
        assert (event.actor_name, event.reason, event.reason_code) == ("arta", "", "reassignment")
        assert event.new == {"assignee_id": arta.pk}

    def test_keeps_words_where_somebody_gave_them(self, arta):
        one = RecommendationFactory()

        assign(recommendation=one, person=arta, by=arta, reason="Ben is on leave")

        assert Event.objects.about(one).newest_first().first().reason == "Ben is on leave"

    def test_gives_it_to_nobody_in_particular(self, arta):
        one = RecommendationFactory(assignee=arta)

        assign(recommendation=one, person=None, by=arta)

        one.refresh_from_db()
        assert one.assignee is None

    def test_writes_nothing_for_who_has_it_already(self, arta):
        one = RecommendationFactory(assignee=arta)
        before = Event.objects.count()

        assign(recommendation=one, person=arta, by=arta)

        assert Event.objects.count() == before

    @pytest.mark.parametrize("role", ["viewer", "contributor", "publisher", "auditor"])
    def test_is_refused_to_who_logs_no_progress(self, arta, role):
        other = UserFactory(**{role: True})
        one = RecommendationFactory()

        with pytest.raises(NotYours, match="takes the right of an analyst"):
            assign(recommendation=one, person=arta, by=other)
        with pytest.raises(NotYours, match="may not log progress"):
            assign(recommendation=one, person=other, by=arta)

    def test_is_refused_for_an_account_closed_meanwhile(self, arta):
        gone = UserFactory(username="gone", analyst=True)
        assert gone.may_write  # as it was when the form was opened
        with as_factory():
            type(gone).objects.filter(pk=gone.pk).update(is_active=False)

        with pytest.raises(NotYours, match="gone: the account is closed"):
            assign(recommendation=RecommendationFactory(), person=gone, by=arta)

    def test_is_refused_for_a_code_that_needs_words(self, arta):
        with pytest.raises(Invalid, match="alone does not say why"):
            assign(
                recommendation=RecommendationFactory(),
                person=arta,
                by=arta,
                reason=Reason(code=ReasonCode.OTHER),
            )

    def test_has_no_other_door(self, arta):
        with pytest.raises(NotAllowed):
            rows.change(row=RecommendationFactory(), by=arta, reason="x", fields={"assignee": arta})


class TestAssignSeveral:
    def test_gives_all_that_are_found_to_one_person_under_the_same_words(self, arta):
        many.recommendations(3)

        number = assign_several(
            recommendations=Recommendation.objects.all(), person=arta, by=arta, words="New team"
        )

        assert number == 3
        assert Recommendation.objects.filter(assignee=arta).count() == 3
        told = Event.objects.filter(reason="New team")
        assert {(e.reason_code, e.operation) for e in told} == {("reassignment", "update")}
        assert told.count() == 3

    def test_asks_for_words(self, arta):
        many.recommendations(2)

        with pytest.raises(Invalid, match="without words"):
            assign_several(
                recommendations=Recommendation.objects.all(), person=arta, by=arta, words="  "
            )

    def test_is_all_or_nothing_when_there_are_more_or_fewer_meanwhile(self, arta):
        many.recommendations(3)
        found = Recommendation.objects.all()

        with pytest.raises(Stale, match=r"found 2 recommendations .* finds 3 recommendations now"):
            assign_several(recommendations=found, person=arta, by=arta, words="x", expected=2)

        assert not found.filter(assignee=arta).exists()

    def test_refuses_to_do_nothing(self, arta):
        with pytest.raises(Invalid, match="finds no recommendation"):
            assign_several(
                recommendations=Recommendation.objects.none(), person=arta, by=arta, words="x"
            )

    def test_takes_more_than_fit_in_one_statement(self, arta, monkeypatch):
        monkeypatch.setattr("tracker.actions.assignments.AT_ONCE", 2)
        many.recommendations(5)

        number = assign_several(
            recommendations=Recommendation.objects.all(), person=arta, by=arta, words="x"
        )

        assert number == Recommendation.objects.filter(assignee=arta).count() == 5
