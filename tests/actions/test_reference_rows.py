"""Adding, changing and withdrawing reference rows."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    ComponentFactory,
    EvidenceFactory,
    PassageFactory,
    QuestionFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    TopicFactory,
    UserFactory,
)
from tracker.actions import reference_rows
from tracker.actions.reference_rows import AddRow, ChangeRow, WithdrawRow
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, QuoteMismatch, Stale
from tracker.models import Body, Event, Finding, Responsibility, Topic
from tracker.vocabulary import (
    BodyKind,
    Confidence,
    ResponsibilityBasis,
    Role,
    Sensitivity,
    Strength,
    Use,
)

pytestmark = pytest.mark.django_db


class TestAdd:
    def test_leaves_one_event_with_who_and_why(self):
        mira = UserFactory(administrator=True, username="mira")

        body = reference_rows.add(
            AddRow(
                model=Body,
                by=mira,
                reason="New in the strategy",
                fields={"code": "SOC", "name_en": "Social Chamber", "kind": BodyKind.OVERSIGHT},
            )
        )

        event = Event.objects.get(table="tracker_body", key=body.pk)
        assert (event.actor_name, event.reason) == ("mira", "New in the strategy")

    def test_a_code_that_is_taken_is_refused_by_name(self):
        BodyFactory(code="OSP")

        with pytest.raises(
            InvalidValue, match=r"Body can't be saved\. code: Body with this Code already"
        ):
            reference_rows.add(
                AddRow(
                    model=Body,
                    by=UserFactory(administrator=True),
                    reason="Again",
                    fields={"code": "OSP", "name_en": "Prosecutor", "kind": BodyKind.PROSECUTION},
                )
            )

    def test_an_analyst_keeps_topics_and_not_bodies(self):
        ana = UserFactory(analyst=True)

        topic = reference_rows.add(
            AddRow(model=Topic, by=ana, reason="New", fields={"code": "begging", "name": "Begging"})
        )

        assert topic.pk
        with pytest.raises(PermissionRefused, match="only administrators can"):
            reference_rows.add(AddRow(model=Body, by=ana, reason="New", fields={"code": "X"}))

    def test_a_span_that_does_not_match_is_refused_with_both_texts(self):
        passage = PassageFactory(text="Police opened six cases. Courts convicted two.")

        with pytest.raises(QuoteMismatch, match=r"are “Police”, not “Courts”"):
            reference_rows.add(
                AddRow(
                    model=Finding,
                    by=UserFactory(analyst=True),
                    reason="Marked",
                    fields={
                        "report": passage.report,
                        "code": "O1",
                        "title": "Cases",
                        "passage": passage,
                        "start": 0,
                        "end": 6,
                        "quote": "Courts",
                    },
                )
            )


class TestChange:
    def test_writes_the_named_fields_and_sets(self):
        recommendation, topic = RecommendationFactory(), TopicFactory()

        reference_rows.change(
            ChangeRow(
                row=recommendation,
                by=UserFactory(analyst=True),
                reason="Shorter",
                fields={"short_title": "Shelters"},
                many={"topics": [topic]},
            )
        )

        recommendation.refresh_from_db()
        assert recommendation.short_title == "Shelters"
        assert list(recommendation.topics.all()) == [topic]

    def test_verbatim_text_is_fixed(self):
        with pytest.raises(NotAllowed, match="quoted from the source"):
            reference_rows.change(
                ChangeRow(
                    row=RecommendationFactory(),
                    by=UserFactory(analyst=True),
                    reason="Typo",
                    fields={"text": "Something else."},
                )
            )

    def test_a_body_never_stands_above_itself(self):
        top = BodyFactory(code="GOV")
        low = BodyFactory(code="THBD", parent=BodyFactory(code="KP", parent=top))

        with pytest.raises(InvalidValue, match=r"GOV can't be part of .*: it would be above"):
            reference_rows.change(
                ChangeRow(
                    row=top,
                    by=UserFactory(administrator=True),
                    reason="Oh",
                    fields={"parent": low},
                )
            )

    def test_a_stale_form_is_refused(self):
        body = BodyFactory()

        with pytest.raises(Stale, match="factory changed"):
            reference_rows.change(
                ChangeRow(
                    row=body,
                    by=UserFactory(administrator=True),
                    reason="Late",
                    fields={"remark": "Late"},
                    last_event=0,
                )
            )


class TestWithdraw:
    def test_keeps_the_row_with_when_and_why(self):
        responsibility, now = ResponsibilityFactory(), datetime(2025, 3, 1, tzinfo=UTC)

        reference_rows.withdraw(
            WithdrawRow(
                row=responsibility, by=UserFactory(analyst=True), reason="Wrong body", now=now
            )
        )

        responsibility.refresh_from_db()
        assert (responsibility.withdrawn_at, responsibility.withdrawal_reason) == (
            now,
            "Wrong body",
        )
        assert not Responsibility.objects.not_withdrawn().exists()

    def test_frees_the_place_for_a_right_one(self):
        wrong = ResponsibilityFactory(role=Role.LEAD)
        ana = UserFactory(analyst=True)
        reference_rows.withdraw(
            WithdrawRow(row=wrong, by=ana, reason="Hasty", now=datetime(2025, 3, 1, tzinfo=UTC))
        )

        again = ResponsibilityFactory(
            recommendation=wrong.recommendation, body=wrong.body, role=Role.LEAD
        )

        assert again.pk != wrong.pk

    def test_asks_for_a_reason(self):
        with pytest.raises(InvalidValue, match="alone is not a reason"):
            reference_rows.withdraw(
                WithdrawRow(
                    row=EvidenceFactory(),
                    by=UserFactory(analyst=True),
                    reason=" ",
                    now=datetime(2025, 3, 1, tzinfo=UTC),
                )
            )


class TestWhyAPieceWasChanged:
    def test_does_not_show_in_the_events_of_a_reweighed_assessment(self):
        ana = UserFactory(analyst=True)
        piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, added_by=ana)
        assessed = AssessmentFactory(approved=True)
        CitationFactory(
            recommendation=assessed.recommendation,
            assessment=assessed,
            evidence=piece,
            use=Use.SUPPORTS,
        )

        reference_rows.change(
            ChangeRow(row=piece, by=ana, reason="Zanzibar", fields={"issuer": BodyFactory()})
        )
        reference_rows.withdraw(
            WithdrawRow(row=piece, by=ana, reason="Zanzibar", now=datetime(2025, 3, 1, tzinfo=UTC))
        )

        events = Event.objects.visible_to(UserFactory(analyst=True)).changing("strength")
        assert {(event.actor_name, event.reason) for event in events} == {
            (ana.username, "Recalculated")
        }


class TestNamedReaders:
    def test_follow_the_rules_of_the_page_of_sensitivity(self):
        ana, ben = UserFactory(analyst=True), UserFactory(analyst=True)
        piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, added_by=ana, readers=[ben])
        by = {"row": piece, "by": ben, "reason": "Others read it", "fields": {}}

        for unfit in (UserFactory(), UserFactory(analyst=True, is_active=False)):
            with pytest.raises(NotAllowed, match="can't be a named reader"):
                reference_rows.change(ChangeRow(many={"readers": [unfit]}, **by))
        reference_rows.change(ChangeRow(many={"readers": []}, **by))

        assert list(piece.readers.all()) == [ben]


class TestChangeRules:
    def test_words_of_a_component_stand_in_the_text(self):
        component = ComponentFactory()

        with pytest.raises(QuoteMismatch, match="is not in TIP 2024 Kosovo"):
            reference_rows.change(
                ChangeRow(
                    row=component,
                    by=UserFactory(analyst=True),
                    reason="Reworded",
                    fields={"quote": "a bed in a shelter"},
                )
            )

    def test_a_question_is_no_longer_than_an_index_holds(self):
        with pytest.raises(InvalidValue, match="has 1001 characters"):
            reference_rows.change(
                ChangeRow(
                    row=QuestionFactory(),
                    by=UserFactory(analyst=True),
                    reason="More",
                    fields={"text": "x" * 1001},
                )
            )

    def test_a_citation_of_an_assessment_is_not_changed(self):
        citation = AssessmentFactory(submitted=True, cites=1).citations.get()

        with pytest.raises(NotAllowed, match="an assessment cites it"):
            reference_rows.change(
                ChangeRow(
                    row=citation,
                    by=UserFactory(analyst=True),
                    reason="Against it",
                    fields={"use": Use.CONTRADICTS},
                )
            )


class TestStrength:
    def test_falls_when_the_independent_source_turns_out_to_be_responsible(self):
        ngo, ana = BodyFactory(code="NGO"), UserFactory(analyst=True)
        assessment = AssessmentFactory(approved=True, strength=Strength.CORROBORATED)
        piece = EvidenceFactory(issuer=ngo, kind="ngo_report")
        CitationFactory(
            recommendation=assessment.recommendation, assessment=assessment, evidence=piece
        )

        reference_rows.add(
            AddRow(
                model=Responsibility,
                fields={
                    "recommendation": assessment.recommendation,
                    "body": ngo,
                    "role": Role.SUPPORTING,
                    "basis": ResponsibilityBasis.INFERRED_OUTSIDE_REPORT,
                    "confidence": Confidence.MEDIUM,
                },
                reason="It runs the shelter",
                by=ana,
            )
        )

        assessment.refresh_from_db()
        assert assessment.strength == Strength.SELF_REPORTED
