"""Rules of rows that no field and no constraint can hold."""

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    ComponentFactory,
    EvidenceFactory,
    QueryFactory,
    UserFactory,
)
from tracker.actions import responsibilities, rows
from tracker.errors import Invalid, NotAllowed, SpanMismatch
from tracker.vocabulary import Role, Strength, Use

pytestmark = pytest.mark.django_db


class TestChangeRules:
    def test_words_of_a_component_stand_in_the_text(self):
        component = ComponentFactory()

        with pytest.raises(SpanMismatch, match="do not stand in TIP 2024 Kosovo"):
            rows.change(
                row=component,
                by=UserFactory(analyst=True),
                reason="Reworded",
                fields={"quote": "a bed in a shelter"},
            )

    def test_a_question_is_no_longer_than_an_index_holds(self):
        with pytest.raises(Invalid, match="has 1001 characters"):
            rows.change(
                row=QueryFactory(),
                by=UserFactory(analyst=True),
                reason="More",
                fields={"question": "x" * 1001},
            )

    def test_what_a_judgment_cites_is_not_changed(self):
        citation = AssessmentFactory(submitted=True, cites=1).citations.get()

        with pytest.raises(NotAllowed, match="a judgment cites it"):
            rows.change(
                row=citation,
                by=UserFactory(analyst=True),
                reason="Against it",
                fields={"use": Use.CONTRADICTS},
            )


class TestStrength:
    def test_falls_when_the_independent_source_turns_out_to_be_responsible(self):
        ngo, ana = BodyFactory(code="NGO"), UserFactory(analyst=True)
        assessment = AssessmentFactory(approved=True, strength=Strength.CORROBORATED)
        piece = EvidenceFactory(issuer=ngo, kind="ngo_report")
        CitationFactory(
            recommendation=assessment.recommendation, assessment=assessment, evidence=piece
        )

        responsibilities.assign(
            recommendation=assessment.recommendation,
            body=ngo,
            role=Role.SUPPORTING,
            by=ana,
            reason="It runs the shelter",
        )

        assessment.refresh_from_db()
        assert assessment.strength == Strength.SELF_REPORTED
