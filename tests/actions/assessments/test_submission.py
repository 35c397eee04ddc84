"""Submitting an assessment: what is written, and what each rule refuses."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.helpers.assessments import submit_assessment
from tracker.actions.assessments.submission import Viewpoint
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import (
    EvidenceMissing,
    InvalidDate,
    NotAllowed,
    PermissionRefused,
    QuoteMismatch,
    Stale,
)
from tracker.models import Assessment, Citation, Event, Evidence
from tracker.vocabulary import (
    Duty,
    Perspective,
    Role,
    Sensitivity,
    State,
    Status,
    Strength,
    Trend,
    Use,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
TODAY = date(2025, 3, 1)


def confirmed():
    return EvidenceInput(evidence=[EvidenceFactory(from_ngo=True)], confirmed=True)


def assessed(recommendation=None, by=None, **answers):
    return submit_assessment(
        recommendation=recommendation or RecommendationFactory(lead="THBD"),
        by=by or UserFactory(analyst=True),
        now=NOW,
        **{
            "status": Status.PARTIAL,
            "rationale": "Order 12 is in force since May.",
            "evidence_input": EvidenceInput(url="https://gazette.example.org/orders/12"),
            "as_of": TODAY,
            **answers,
        },
    )


class TestSubmitAssessment:
    def test_submits_it_for_review_and_leaves_the_status_alone(self):
        assessment = assessed()

        assessment.recommendation.refresh_from_db()
        assert assessment.state == State.SUBMITTED
        assert assessment.recommendation.status == Status.NOT_ASSESSED

    def test_leaves_unstated_what_nobody_typed(self):
        assessment = assessed()

        evidence = Evidence.objects.get()
        assert evidence.title == "Order 12 is in force since May."
        assert (evidence.issuer, evidence.kind) == (None, "not_stated")
        assert (evidence.covers_from, evidence.covers_to) == (None, None)
        assert not assessment.citations.get().is_use_stated
        assert (assessment.period_from, assessment.period_to) == (
            date(2024, 4, 1),
            date(2025, 3, 31),
        )

    def test_approved_at_once_sets_the_status_and_is_marked(self):
        assessment = assessed(
            status=Status.INITIAL_STEPS,
            approve_at_once=True,
            trend=Trend.IMPROVING,
            evidence_input=confirmed(),
        )

        assessment.recommendation.refresh_from_db()
        assert assessment.recommendation.status == Status.INITIAL_STEPS
        assert assessment.recommendation.current_assessment == assessment
        assert assessment.is_approved_by_its_author

    def test_writes_an_event_with_author_and_reason(self):
        ana = UserFactory(analyst=True, username="ana")

        assessment = assessed(by=ana, status=Status.INITIAL_STEPS, approve_at_once=True)

        event = Event.objects.about(assessment.recommendation).changing("status").get()
        assert (event.actor_name, event.reason) == ("ana", "Order 12 is in force since May.")
        assert (event.old["status"], event.new["status"]) == ("not_assessed", "initial_steps")

    def test_writes_the_rationale_of_a_draft_to_its_own_event_alone(self):
        assessed(
            rationale="Not yet said",
            evidence_input=EvidenceInput(url="https://e.org", title="A"),
            draft=True,
        )

        of_others = Event.objects.visible_to(UserFactory(analyst=True))
        assert of_others.filter(table="tracker_evidence").exists()
        assert "Not yet said" not in str(list(of_others.values_list("reason", "old", "new")))

    def test_a_second_click_changes_nothing(self):
        recommendation, ana = RecommendationFactory(lead="THBD"), UserFactory(analyst=True)
        first = assessed(recommendation, ana)

        second = assessed(recommendation, ana)

        assert second == first
        assert (Assessment.objects.count(), Citation.objects.count()) == (1, 1)

    def test_cites_a_quote_of_the_report_by_its_span(self):
        recommendation = RecommendationFactory(lead="THBD")
        passage = EvidenceFactory(passage_span=True, passage__report=recommendation.report).passage
        words = passage.text.split(". ")[0].replace(" ", "\n ")

        with pytest.raises(EvidenceMissing, match="speaks for it"):
            assessed(recommendation, evidence_input=EvidenceInput(quote=words))

        assert Evidence.objects.count() == 1

    def test_counter_evidence_is_cited_as_contradicting(self):
        against = EvidenceFactory()

        assessment = assessed(counter_evidence=[against])

        citation = assessment.citations.get(evidence=against)
        assert (citation.use, citation.is_use_stated) == (Use.CONTRADICTS, True)

    @pytest.mark.parametrize("more", [{"use": Use.SUPPORTS}, {}])
    def test_states_the_use_that_was_chosen_or_confirmed(self, more):
        given = EvidenceInput(url="https://a.example.org", confirmed=not more)

        assert assessed(evidence_input=given, **more).citations.get().is_use_stated

    def test_of_a_body_itself_states_issuer_and_use(self):
        body = BodyFactory(code="THBD")
        view = Viewpoint(Perspective.RESPONSIBLE_BODY, body)

        citation = assessed(
            by=UserFactory(contributor=True, speaks_for=[body]),
            viewpoint=view,
            evidence_input=EvidenceInput(title="Letter of 3 May"),
        ).citations.get()

        assert (citation.evidence.issuer, citation.is_use_stated) == (body, True)

    def test_keeps_the_words_of_a_link(self):
        given = EvidenceInput(url="https://a.example.org", words="Six beds were added.")

        assert assessed(evidence_input=given).citations.get().sentence == given.words

    def test_of_a_body_entered_by_an_analyst_states_neither(self):
        view = Viewpoint(Perspective.RESPONSIBLE_BODY, BodyFactory(code="THBD"), "Minister", TODAY)

        citation = assessed(viewpoint=view).citations.get()

        assert (citation.evidence.issuer, citation.is_use_stated) == (None, False)


class TestRefusals:
    """Each names the thing, the reason and the remedy, and writes nothing."""

    @pytest.fixture(autouse=True)
    def nothing_is_written(self, db):
        yield
        assert Assessment.objects.count() == 0
        assert not Event.objects.filter(reason="Order 12 is in force since May.").exists()

    def test_an_unknown_status(self):
        with pytest.raises(
            NotAllowed, match=r"can't be set to “halfway”. Choose one of: No action"
        ):
            assessed(status="halfway")

    def test_not_assessed_is_never_chosen(self):
        with pytest.raises(NotAllowed, match="not_assessed"):
            assessed(status=Status.NOT_ASSESSED)

    def test_a_day_to_come(self):
        with pytest.raises(InvalidDate, match="2 March 2025: that day is in the future"):
            assessed(as_of=date(2025, 3, 2))

    def test_a_day_before_the_time_of_carrying_out(self):
        with pytest.raises(InvalidDate, match="covers the time to 31 March 2024"):
            assessed(as_of=date(2024, 3, 31))

    def test_partial_without_evidence(self):
        with pytest.raises(EvidenceMissing, match=r"no evidence about .* speaks for it"):
            assessed(evidence_input=EvidenceInput())

    def test_partial_on_evidence_about_another_time(self):
        old = EvidenceFactory(covers_from=date(2020, 1, 1), covers_to=date(2020, 12, 31))

        with pytest.raises(EvidenceMissing, match="from 1 April 2024 to 1 March 2025"):
            assessed(evidence_input=EvidenceInput(evidence=[old]))

    def test_partial_on_a_commitment(self):
        with pytest.raises(EvidenceMissing):
            assessed(use=Use.COMMITMENT)

    def test_no_action_without_evidence(self):
        with pytest.raises(EvidenceMissing, match="says that nothing was done"):
            assessed(status=Status.NO_ACTION, evidence_input=EvidenceInput())

    def test_full_on_the_leads_own_evidence_alone(self):
        own = EvidenceFactory(issuer=BodyFactory(code="THBD"))

        with pytest.raises(EvidenceMissing, match="no independent source about"):
            assessed(
                status=Status.FULL, use=Use.SUPPORTS, evidence_input=EvidenceInput(evidence=[own])
            )

    def test_full_on_an_independent_source_about_another_time(self):
        long_ago = {"covers_from": date(2010, 1, 1), "covers_to": date(2010, 12, 31)}
        independent = EvidenceFactory(from_ngo=True, **long_ago)
        recommendation = RecommendationFactory(lead="THBD")
        leads = EvidenceFactory(issuer=BodyFactory(code="THBD"))

        with pytest.raises(EvidenceMissing, match="no independent source about the time"):
            assessed(
                recommendation,
                status=Status.FULL,
                use=Use.SUPPORTS,
                evidence_input=EvidenceInput(evidence=[independent, leads]),
            )

    def test_full_approved_by_its_author(self):
        with pytest.raises(PermissionRefused, match="needs a second person"):
            assessed(status=Status.FULL, evidence_input=confirmed(), approve_at_once=True)

    def test_not_applicable_approved_by_its_author(self):
        with pytest.raises(PermissionRefused, match="a second person"):
            assessed(status=Status.NOT_APPLICABLE, approve_at_once=True)

    def test_somebody_without_the_right(self):
        with pytest.raises(PermissionRefused, match="only analysts can"):
            assessed(by=UserFactory(viewer=True, is_superuser=True))

    def test_a_quote_that_is_not_in_the_report(self):
        with pytest.raises(QuoteMismatch, match="“Nothing of the kind” is not in TIP 2024"):
            assessed(evidence_input=EvidenceInput(quote="Nothing of the kind"))

    def test_a_view_of_the_report_before_its_period(self):
        with pytest.raises(InvalidDate, match="covers the time from 1 April 2023"):
            assessed(viewpoint=Viewpoint(Perspective.SOURCE_REPORT), as_of=date(2023, 3, 31))

    def test_a_letter_of_a_day_to_come(self):
        letter = Viewpoint(
            Perspective.CIVIL_SOCIETY, stated_by="The director", stated_on=date(2025, 3, 2)
        )

        with pytest.raises(InvalidDate, match="2 March 2025 is in the future"):
            assessed(viewpoint=letter)

    def test_a_stale_form(self):
        recommendation = RecommendationFactory(lead="THBD")
        last_event = Event.objects.newest_sequence(recommendation, to=UserFactory(analyst=True))
        ResponsibilityFactory(recommendation=recommendation, role=Role.SUPPORTING)

        with pytest.raises(Stale, match="after you opened"):
            assessed(recommendation, last_event=last_event)


class TestAForm:
    def test_is_not_stale_for_what_its_reader_may_not_know_of(self):
        recommendation = RecommendationFactory(lead="THBD")
        last_event = Event.objects.newest_sequence(recommendation, to=UserFactory(analyst=True))
        hidden = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        CitationFactory(recommendation=recommendation, evidence=hidden)

        assert assessed(recommendation, last_event=last_event).pk


class TestEvidenceRules:
    def test_a_duty_done_once_may_rest_on_older_evidence(self):
        recommendation = RecommendationFactory(duty=Duty.ONCE)
        old = EvidenceFactory(covers_from=date(2020, 1, 1), covers_to=date(2020, 12, 31))

        assessment = assessed(recommendation, evidence_input=EvidenceInput(evidence=[old]))

        assert assessment.state == State.SUBMITTED

    def test_no_action_cites_what_says_so_as_contradicting(self):
        assessment = assessed(status=Status.NO_ACTION)

        assert assessment.citations.get().use == Use.CONTRADICTS
        assert assessment.strength == Strength.NONE

    def test_unable_to_verify_needs_none(self):
        assessment = assessed(status=Status.UNABLE_TO_VERIFY, evidence_input=EvidenceInput())

        assert assessment.state == State.SUBMITTED

    def test_full_with_an_independent_source_waits_for_a_second_person(self):
        assessment = assessed(status=Status.FULL, evidence_input=confirmed())

        assert (assessment.state, assessment.strength) == (State.SUBMITTED, Strength.INDEPENDENT)
