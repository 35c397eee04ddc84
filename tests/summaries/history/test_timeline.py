"""History told to a person: plain words, whole deeds, nothing that is not theirs to know."""

import pytest

from tests.summaries.history.helpers import write
from tracker.models import Recommendation
from tracker.summaries.history.timeline import (
    recommendation_timeline,
)

pytestmark = pytest.mark.django_db


def newest(recommendation, reader):
    return recommendation_timeline(recommendation, reader).lines[0]


class TestDeeds:
    def test_of_different_requests_are_lines_of_their_own(self, recommendation, reader):
        write(lambda: Recommendation.objects.update(duty="once"), request="r-1")
        write(lambda: Recommendation.objects.update(duty="increase"), request="r-2")

        duties = [
            line.changes for line in recommendation_timeline(recommendation, reader).lines[:2]
        ]

        assert duties == [(("duty", "once", "increase"),), (("duty", "continuing", "once"),)]

    def test_for_different_reasons_are_lines_of_their_own(self, recommendation, reader):
        write(lambda: Recommendation.objects.update(duty="once"), reason="First")
        write(lambda: Recommendation.objects.update(duty="increase"), reason="Second")

        reasons = [
            line.events[0].reason
            for line in recommendation_timeline(recommendation, reader).lines[:2]
        ]

        assert reasons == ["Second", "First"]

    def test_of_many_changes_are_told_in_three_phrases(self, recommendation, reader):
        def much():
            Recommendation.objects.update(duty="once")
            Recommendation.objects.update(duty="increase")
            Recommendation.objects.update(theme="prevention")
            Recommendation.objects.update(duty="once")

        write(much)

        assert newest(recommendation, reader).sentence == (
            "Ana changed the duty from “continuing” to “once”, changed the duty from “once” to “increase” "
            "and made 2 more changes. Reason: “Order in force since May”."
        )

    def test_go_on_where_the_page_before_ended(self, recommendation, reader):
        for n in range(5):
            write(
                lambda n=n: Recommendation.objects.update(short_title=f"Title {n}"),
                request=f"r-{n}",
            )

        first = recommendation_timeline(recommendation, reader, limit=3)
        second = recommendation_timeline(recommendation, reader, limit=3, before=first.older)

        titles = [[line.changes[0][2] for line in some.lines[:3]] for some in (first, second)]
        assert titles == [["Title 4", "Title 3", "Title 2"], ["Title 1", "Title 0", "Not assessed"]]
        assert second.older is None

    def test_leave_a_deed_that_would_be_cut_in_two_to_the_next(self, recommendation, reader):
        write(lambda: Recommendation.objects.update(short_title="First"), request="r-1")
        write(
            lambda: [Recommendation.objects.update(short_title=f"Title {n}") for n in range(3)],
            request="r-2",
        )
        write(lambda: Recommendation.objects.update(short_title="Last"), request="r-3")

        first = recommendation_timeline(recommendation, reader, limit=3)

        assert [line.changes[0][2] for line in first.lines] == ["Last"]
        second = recommendation_timeline(recommendation, reader, limit=4, before=first.older)
        assert [change[2] for change in second.lines[0].changes] == [
            "Title 0",
            "Title 1",
            "Title 2",
        ]
