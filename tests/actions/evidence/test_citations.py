"""Noting what happened without judging it."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import EvidenceFactory, RecommendationFactory, UserFactory
from tracker.actions.evidence.citations import note
from tracker.actions.evidence.items import Shown
from tracker.errors import EvidenceMissing, InvalidDate
from tracker.models import Citation, Event, Evidence
from tracker.vocabulary import Sensitivity, Status, Use

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
LINK = Shown(url="https://news.example.org/a")


def noted(recommendation, by, shown=LINK, **answers):
    return note(
        recommendation=recommendation,
        by=by,
        now=NOW,
        sentence="The ministry opened a tender.",
        shown=shown,
        **{"as_of": date(2025, 3, 1), **answers},
    )


class TestNote:
    def test_is_a_citation_with_a_sentence_and_no_assessment(self):
        recommendation = RecommendationFactory()

        (citation,) = noted(recommendation, UserFactory(analyst=True))

        recommendation.refresh_from_db()
        assert (citation.assessment, citation.use) == (None, Use.SUPPORTS)
        assert citation.sentence == "The ministry opened a tender."
        assert recommendation.status == Status.NOT_ASSESSED

    def test_its_sentence_is_the_reason_in_the_history(self):
        recommendation = RecommendationFactory()

        noted(recommendation, UserFactory(analyst=True, username="ana"))

        event = Event.objects.about(recommendation).get(table="tracker_citation")
        assert (event.actor_name, event.reason) == ("ana", "The ministry opened a tender.")

    def test_a_second_click_changes_nothing(self):
        recommendation, ana = RecommendationFactory(), UserFactory(analyst=True)
        noted(recommendation, ana)
        events = Event.objects.count()

        noted(recommendation, ana)

        assert (Citation.objects.count(), Event.objects.count()) == (1, events)

    def test_a_link_held_already_is_used_again(self):
        ana = UserFactory(analyst=True)
        noted(RecommendationFactory(), ana)

        noted(RecommendationFactory(), ana)

        assert (Evidence.objects.count(), Citation.objects.count()) == (1, 2)

    def test_a_link_that_only_others_may_read_is_not_told_of(self):
        EvidenceFactory(url="https://news.example.org/a", sensitivity=Sensitivity.NAMED_READERS)

        (citation,) = noted(RecommendationFactory(), UserFactory(analyst=True))

        assert citation.evidence.sensitivity == Sensitivity.INTERNAL

    def test_shows_something(self):
        with pytest.raises(EvidenceMissing, match="shows nothing"):
            noted(RecommendationFactory(), UserFactory(analyst=True), shown=Shown())

    def test_what_has_no_link_has_a_title(self):
        (citation,) = noted(
            RecommendationFactory(),
            UserFactory(analyst=True),
            shown=Shown(title="Meeting with the coordinator", kind="meeting"),
        )

        assert (citation.evidence.title, citation.evidence.url) == (
            "Meeting with the coordinator",
            "",
        )

    def test_is_not_about_a_day_to_come(self):
        with pytest.raises(InvalidDate):
            noted(RecommendationFactory(), UserFactory(analyst=True), as_of=date(2025, 4, 1))
