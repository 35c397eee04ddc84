"""Notes: progress logged without an assessment."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import EvidenceFactory, RecommendationFactory, UserFactory
from tracker.actions.evidence.citations import LogNote, log_note
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import EvidenceMissing, InvalidDate
from tracker.models import Citation, Event, Evidence
from tracker.vocabulary import Sensitivity, Status, Use

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
LINK = EvidenceInput(url="https://news.example.org/a")


def noted(recommendation, by, evidence_input=LINK, **answers):
    return log_note(
        LogNote(
            recommendation=recommendation,
            by=by,
            now=NOW,
            sentence="The ministry opened a tender.",
            evidence_input=evidence_input,
            **{"as_of": date(2025, 3, 1), **answers},
        )
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

    def test_an_existing_link_is_used_again(self):
        ana = UserFactory(analyst=True)
        noted(RecommendationFactory(), ana)

        noted(RecommendationFactory(), ana)

        assert (Evidence.objects.count(), Citation.objects.count()) == (1, 2)

    def test_a_link_that_only_others_may_read_is_not_named(self):
        EvidenceFactory(url="https://news.example.org/a", sensitivity=Sensitivity.NAMED_READERS)

        (citation,) = noted(RecommendationFactory(), UserFactory(analyst=True))

        assert citation.evidence.sensitivity == Sensitivity.INTERNAL

    def test_needs_evidence(self):
        with pytest.raises(EvidenceMissing, match="shows nothing"):
            noted(
                RecommendationFactory(), UserFactory(analyst=True), evidence_input=EvidenceInput()
            )

    def test_what_has_no_link_has_a_title(self):
        (citation,) = noted(
            RecommendationFactory(),
            UserFactory(analyst=True),
            evidence_input=EvidenceInput(title="Meeting with the coordinator", kind="meeting"),
        )

        assert (citation.evidence.title, citation.evidence.url) == (
            "Meeting with the coordinator",
            "",
        )

    def test_is_not_about_a_day_to_come(self):
        with pytest.raises(InvalidDate):
            noted(RecommendationFactory(), UserFactory(analyst=True), as_of=date(2025, 4, 1))
