"""Notes: progress logged without an assessment."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tracker.actions.evidence.items import EvidenceInput, LogNote, cite, log_note
from tracker.errors import EvidenceMissing, InvalidDate, InvalidValue, PermissionRefused
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
        assert (citation.assessment, citation.use) == (None, Use.CONTEXT)
        assert citation.is_use_stated
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
        with pytest.raises(EvidenceMissing, match="has no evidence"):
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


class TestCite:
    @pytest.fixture
    def values(self):
        return {
            "evidence": EvidenceFactory(),
            "recommendation": RecommendationFactory(),
            "use": Use.SUPPORTS,
            "sentence": "The law opens it.",
            "as_of": date(2025, 3, 1),
            "by": UserFactory(analyst=True),
            "now": NOW,
        }

    def cite(self, values, **changes):
        given = {**values, **changes}
        with as_factory():
            return cite(given.pop("evidence"), **given)

    def test_twice_is_one_citation(self, values):
        first = self.cite(values, page="4", paragraph="2")

        first.refresh_from_db()
        assert (first.page, first.paragraph, first.added_by) == ("4", "2", values["by"])
        assert (first.as_of, first.added_at, first.assessment) == (values["as_of"], NOW, None)
        assert self.cite(values, page="4", paragraph="2") == first

    @pytest.mark.parametrize(
        "change",
        [
            lambda: {"use": Use.CONTRADICTS},
            lambda: {"sentence": "Another."},
            lambda: {"as_of": date(2025, 2, 1)},
            lambda: {"page": "4"},
            lambda: {"paragraph": "2"},
            lambda: {"by": UserFactory(analyst=True)},
            lambda: {"evidence": EvidenceFactory()},
            lambda: {"recommendation": RecommendationFactory()},
        ],
    )
    def test_with_another_value_is_another(self, values, change):
        first = self.cite(values)

        assert self.cite(values, **change()) != first

    def test_in_an_assessment_is_another(self, values):
        row = AssessmentFactory()
        values["recommendation"] = row.recommendation
        first = self.cite(values)

        assert self.cite(values, assessment=row).assessment == row
        assert self.cite(values) == first

    def test_that_was_withdrawn_is_made_anew(self, values):
        first = self.cite(values)
        with as_factory():
            Citation.objects.update(withdrawn_at=NOW, withdrawal_reason="No.")

        assert self.cite(values) != first

    def test_of_a_passage_names_no_page(self, values):
        made = self.cite(
            values, evidence=EvidenceFactory(passage_span=True), page="4", paragraph="2"
        )

        assert (made.page, made.paragraph) == ("", "")
        with pytest.raises(InvalidValue):
            self.cite(values, use="king")

    def test_takes_the_right_to_log(self, values):
        with pytest.raises(PermissionRefused):
            noted(values["recommendation"], UserFactory(viewer=True))
        assert not Citation.objects.exists()
