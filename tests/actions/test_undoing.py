"""A change, or all that was changed at once, is put back by a new change with its reason."""

from datetime import date

import pytest

from tests.actions.undone import NOW, last, one_request, refused, renamed, says, undo
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.views import many
from tracker.actions import (
    assignments,
    comments,
    measures,
    rows,
    undoing,
)
from tracker.actions.evidence import Shown
from tracker.errors import NotYours
from tracker.models import Citation, Event, Evidence, Measure, Recommendation
from tracker.policies.undoing import is_offered
from tracker.screening import spots_of_typed
from tracker.summaries.undoing import deed_of
from tracker.vocabulary import Theme, Use

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def ben():
    return UserFactory(analyst=True, username="ben")


class TestUndo:
    def test_writes_the_old_values_again_with_a_reason_that_says_which(self, ana, ben):
        row = renamed(ana)
        undone = [event.pk for event in deed_of(last(), user=ben)]

        assert undo(ben) == 3

        assert says(row) == ("Shelter", Theme.PROTECTION, ["old"])
        event = Event.objects.about(row).changing("short_title").latest("pk")
        assert event.old == {"short_title": "Shelters", "theme": "prevention"}
        assert event.new == {"short_title": "Shelter", "theme": "protection"}
        assert event.reason == f"Undoes #{undone[0]}–#{undone[-1]}: A slip"
        assert (event.actor_name, event.request) == ("ben", "r-undo")

    def test_is_undone_by_undoing_it_and_refused_a_second_time(self, ana):
        row = renamed(ana)
        first = last()
        undo(ana, first)

        assert refused(ana, first) == (
            "This is put back already, by ana: there is nothing to undo."
        )

        undo(ana, request="r-again")
        assert says(row) == ("Shelters", Theme.PREVENTION, ["new"])

    def test_puts_back_what_is_left_of_it(self, ana):
        row = renamed(ana)
        first = last()
        rows.change(row=row, by=ana, reason="Better", fields={"short_title": "Shelter"})

        assert undo(ana, first) == 3

        assert says(row) == ("Shelter", Theme.PROTECTION, ["old"])

    def test_of_a_filter_that_was_assigned_gives_each_back_to_whom_it_was(
        self, ana, ben, django_assert_max_num_queries
    ):
        many.recommendations(3, assignee=ben)
        many.recommendations(4)
        with one_request(ana):
            assignments.assign_several(
                recommendations=Recommendation.objects.all(), person=ana, by=ana, words="Mine"
            )

        with django_assert_max_num_queries(45):  # no question for each of them
            assert undo(ana) == 7

        assert Recommendation.objects.filter(assignee=ben).count() == 3
        assert Recommendation.objects.filter(assignee=None).count() == 4
        told = Event.objects.filter(request="r-undo")
        assert {event.reason.split(": ")[1] for event in told} == {"A slip"}

    def test_takes_down_all_that_came_at_once_and_sets_it_up_again(self, ana):
        row = RecommendationFactory()
        with one_request(ana):
            measures.add(
                recommendation=row,
                body=BodyFactory(),
                text="Open a shelter",
                undertaken_on=date(2025, 2, 1),
                due_on=date(2025, 6, 1),
                shown=Shown(title="Minutes"),
                by=ana,
                now=NOW,
            )

        undo(ana)

        assert not any(noun.objects.standing().exists() for noun in (Measure, Citation, Evidence))
        assert "Undoes" in Measure.objects.get().withdrawn_because
        undo(ana, request="r-again")
        assert all(noun.objects.standing().exists() for noun in (Measure, Citation, Evidence))

    def test_takes_back_a_withdrawal_and_weighs_the_judgment_with_it_again(self, ana):
        judged = AssessmentFactory(approved=True)
        piece = EvidenceFactory(issuer=BodyFactory())
        cited = CitationFactory(
            recommendation=judged.recommendation,
            assessment=judged,
            evidence=piece,
            use=Use.SUPPORTS,
        )
        rows.change(row=piece, by=ana, reason="Its issuer", fields={"issuer": BodyFactory()})
        judged.refresh_from_db()
        weight = judged.strength
        rows.withdraw(row=cited, by=ana, because_of="Wrong", now=NOW)
        event = Event.objects.filter(table="tracker_citation").latest("pk")

        undo(ana, event)

        judged.refresh_from_db(), cited.refresh_from_db()
        assert (cited.withdrawn_at, cited.withdrawn_because) == (None, "")
        assert (bool(weight), judged.strength) == (True, weight)


class TestWhoseItIs:
    def test_is_that_of_who_keeps_the_noun(self, ana):
        renamed(ana)
        for other in ({"viewer": True}, {"administrator": True}, {"auditor": True}):
            somebody = UserFactory(**other)
            with pytest.raises(NotYours, match="an analyst"):
                undo(somebody)
            assert not is_offered(somebody, deed_of(last(), user=somebody))
        assert is_offered(ana, deed_of(last(), user=ana))

    def test_is_of_words_that_of_who_said_them(self, ana, ben):
        said = comments.say(
            assessment=AssessmentFactory(approved=True), by=ana, now=NOW, text="Which group?"
        )

        with pytest.raises(NotYours, match="by who said it alone"):
            undo(ben)
        undo(ana)

        said.refresh_from_db()
        assert said.is_withdrawn


class TestTold:
    def test_names_sequences_in_words_that_look_like_no_personal_number(self):
        some = [Event(pk=key) for key in (10_012, 10_013, *range(20_000, 20_012), 99_999)]
        many_pieces = [Event(pk=key) for key in range(1_000_000, 1_000_900, 2)]

        told = [undoing.told(some), undoing.told(many_pieces)]

        assert told == ["#10012–#10013, #20000–#20011, #99999", "#1000000–#1000898"]
        assert not [spots_of_typed(f"Undoes {one}: A slip") for one in told if spots_of_typed(one)]
