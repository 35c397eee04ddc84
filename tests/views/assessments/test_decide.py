"""The page to decide on one assessment."""

from datetime import date

import pytest
from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    CommentFactory,
    ComponentFactory,
    EvidenceFactory,
    InvitationFactory,
    RecommendationFactory,
    as_factory,
)
from tests.views.conftest import signed_in
from tests.views.forms import decision_page, opened
from tracker.vocabulary import Perspective, Sensitivity, State, Status, Trend, Use

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def waiting(**fields):
    """An assessment that an analyst sent for review."""
    return AssessmentFactory(submitted=True, **fields)


def decide(client, assessment, button="approve", **fields):
    return client.post(decision_page(assessment), {"do": button, **fields})


class TestPage:
    def test_shows_what_stood_and_what_is_proposed_with_their_descriptions(self, reviewer):
        row = RecommendationFactory(assessed=Status.INITIAL_STEPS)
        page = reviewer.get(decision_page(waiting(recommendation=row, status=Status.PARTIAL))).text

        assert "a plan, draft, budget line or working group" in page
        assert "some components delivered" in page

    def test_marks_an_emptied_trend(self, reviewer):
        row = RecommendationFactory(assessed=Status.PARTIAL)
        with as_factory():
            row.assessments.update(trend=Trend.MIXED)

        page = reviewer.get(decision_page(waiting(recommendation=row))).text

        trend = page[page.index('<th scope="row">Trend') :].split("</tr>")[0]
        assert "mixed" in trend and "–" in trend.split("</td>")[1]

    def test_shows_the_lines_of_components_that_change(self, reviewer):
        row = RecommendationFactory(assessed=Status.PARTIAL)
        component = ComponentFactory(recommendation=row, code="1a")
        kept = ComponentFactory(recommendation=row, code="1b")
        proposed = waiting(recommendation=row)
        for assessment, status in (
            (row.current_assessment, Status.NO_ACTION),
            (proposed, Status.FULL),
        ):
            AssessmentLineFactory(assessment=assessment, component=component, status=status)
            AssessmentLineFactory(assessment=assessment, component=kept, status=Status.PARTIAL)

        rows = reviewer.get(decision_page(proposed)).context["page"].changes

        assert [(r.before, r.after) for r in rows if r.kind == "status"] == [("no_action", "full")]

    def test_lists_what_speaks_against_first(self, reviewer):
        assessment = waiting(cites=1)
        against = CitationFactory(
            assessment=assessment, recommendation=assessment.recommendation, use=Use.CONTRADICTS
        )

        pieces = reviewer.get(decision_page(assessment)).context["page"].pieces

        assert pieces[0].citation == against and len(pieces) == 2

    def test_shows_what_speaks_against_and_is_not_cited(self, reviewer):
        assessment = waiting(cites=1)
        CitationFactory(
            recommendation=assessment.recommendation, use=Use.CONTRADICTS, sentence="Not so."
        )

        page = reviewer.get(decision_page(assessment))

        assert "Not so." in page.text and len(page.context["page"].pieces) == 1

    def test_shows_the_view_of_the_body_beside(self, reviewer):
        assessment = waiting()
        AssessmentFactory(
            approved=True,
            recommendation=assessment.recommendation,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code="OSP"),
            status=Status.FULL,
            rationale="All is done.",
        )

        assert "All is done." in reviewer.get(decision_page(assessment)).text

    def test_shows_no_evidence_for_other_named_readers(self, reviewer):
        assessment = waiting()
        evidence = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, title="Kept close")
        CitationFactory(
            assessment=assessment,
            recommendation=assessment.recommendation,
            evidence=evidence,
            sentence="Kept close",
        )

        assert "Kept close" not in reviewer.get(decision_page(assessment)).text

    def test_costs_no_more_queries_for_more_citations(self, reviewer, django_assert_num_queries):
        few, many = waiting(cites=1), waiting(cites=6)
        with django_assert_num_queries(40, exact=False) as counted:
            reviewer.get(decision_page(few))

        with django_assert_num_queries(len(counted)):
            reviewer.get(decision_page(many))

    def test_lets_an_analyst_read_it_without_a_button(self, analyst):
        page = analyst.get(decision_page(waiting()))

        assert page.status_code == 200 and 'name="do"' not in page.text

    def test_is_missing_for_who_may_not_know_of_the_assessment(self, viewer):
        assert viewer.get(decision_page(waiting())).status_code == 404

    def test_says_who_decided_meanwhile(self, reviewer):
        page = reviewer.get(decision_page(AssessmentFactory(approved=True)))

        assert "Nothing to decide" in page.text and 'name="do"' not in page.text

    def test_says_beforehand_why_it_can_not_be_approved(self, reviewer):
        page = reviewer.get(decision_page(waiting(status=Status.PARTIAL))).text

        assert "no evidence" in page and 'value="approve"' in page

    def test_shows_comments(self, reviewer):
        assert "Which working group is meant?" in (
            reviewer.get(decision_page(CommentFactory().assessment)).text
        )


class TestApprove:
    def test_changes_the_status_and_opens_the_next(self, reviewer):
        assessment, following = waiting(), waiting()

        answer = decide(reviewer, assessment, note="Seen.")

        assessment.refresh_from_db()
        assessment.recommendation.refresh_from_db()
        assert answer.url == decision_page(following)
        assert (assessment.state, assessment.decision_note) == (State.APPROVED, "Seen.")
        assert assessment.recommendation.status == Status.INITIAL_STEPS
        page = reviewer.get(answer.url).text
        assert f'<a href="{assessment.recommendation.get_absolute_url()}">' in page

    def test_leads_to_the_recommendation_after_the_last(self, reviewer):
        assessment = waiting()

        assert decide(reviewer, assessment).url == assessment.recommendation.get_absolute_url()

    def test_of_an_older_version_is_refused_and_keeps_the_note(self, reviewer):
        assessment = waiting()
        shown = assessment.created_at.isoformat()
        with as_factory():
            type(assessment).objects.filter(pk=assessment.pk).update(created_at=timezone.now())

        answer = decide(reviewer, assessment, created_at=shown, note="Fine")

        assessment.refresh_from_db()
        assert (answer.status_code, assessment.state) == (422, State.SUBMITTED)
        assert "sent the assessment" in answer.text and "Fine</textarea>" in answer.text

    def test_twice_says_that_it_is_decided(self, reviewer):
        assessment = waiting()
        decide(reviewer, assessment)

        answer = decide(reviewer, assessment)

        assert answer.status_code == 422 and "it is “approved”" in answer.text

    def test_is_refused_to_an_analyst(self, analyst):
        assessment = waiting()

        answer = decide(analyst, assessment, note="Fine")

        assessment.refresh_from_db()
        assert (answer.status_code, assessment.state) == (403, State.SUBMITTED)
        assert "Ask a reviewer" in answer.text


class TestReturn:
    def test_needs_a_note(self, reviewer):
        assessment = waiting()

        answer = decide(reviewer, assessment, "return", note=" ")

        assessment.refresh_from_db()
        assert (answer.status_code, assessment.state) == (422, State.SUBMITTED)

    def test_keeps_the_note_with_the_assessment(self, reviewer):
        assessment = waiting()

        decide(reviewer, assessment, "return", note="Which working group?")

        assessment.refresh_from_db()
        assert (assessment.state, assessment.decision_note) == (
            State.RETURNED,
            "Which working group?",
        )

    def test_after_another_decision_keeps_the_note(self, reviewer):
        assessment = waiting()
        decide(reviewer, assessment)

        answer = decide(reviewer, assessment, "return", note="Too late")

        assert answer.status_code == 422 and "Too late" in answer.text


class TestDismiss:
    def test_leaves_out_a_citation_with_a_reason_and_keeps_the_note(self, reviewer):
        assessment = waiting(cites=2)
        citation = assessment.citations.order_by("pk").first()
        fields = {"note": "Half done", f"reason_{citation.pk}": "About another shelter."}

        answer = reviewer.post(decision_page(assessment), {"dismiss": citation.pk, **fields})

        citation.refresh_from_db()
        assert citation.withdrawal_reason == "About another shelter."
        assert answer.status_code == 200 and "Half done</textarea>" in answer.text
        assert len(answer.context["page"].pieces) == 1

    def test_needs_a_reason(self, reviewer):
        citation = waiting(cites=1).citations.get()

        answer = reviewer.post(decision_page(citation.assessment), {"dismiss": citation.pk})

        citation.refresh_from_db()
        assert (answer.status_code, citation.withdrawn_at) == (422, None)

    @pytest.mark.parametrize("key", ["x", "4711", "9" * 40])
    def test_of_a_citation_of_another_assessment_is_missing(self, reviewer, key):
        other = waiting(cites=1).citations.get()

        for wrong in (key, other.pk):
            answer = reviewer.post(decision_page(waiting()), {"dismiss": wrong})

            assert answer.status_code == 404


READ = {
    "issuer": {"value": "HRW", "place": "letterhead", "words": "Human Rights Watch"},
    "kind": {"value": "ngo_report", "place": "text", "words": "Report"},
    "period": {"value": ["2024-04-01", "2024-09-30"], "place": "text", "words": "to September"},
}


@pytest.fixture
def read():
    """A citation of `partial` whose evidence was only read, and whose use nobody chose."""
    BodyFactory(code="HRW", kind="ngo")
    evidence = EvidenceFactory(
        url="", issuer=None, kind="not_stated", covers_from=None, covers_to=None, reading=READ
    )
    assessment = waiting(status=Status.PARTIAL)
    return CitationFactory(
        assessment=assessment,
        recommendation=assessment.recommendation,
        evidence=evidence,
        use=Use.SUPPORTS,
        is_use_stated=False,
    )


class TestConfirm:
    def test_is_needed_before_partial_is_approved(self, reviewer, read):
        answer = decide(reviewer, read.assessment)

        read.assessment.refresh_from_db()
        assert (answer.status_code, read.assessment.state) == (422, State.SUBMITTED)
        assert "Confirm or complete its line" in answer.text

    def test_states_what_was_read_and_the_use_and_keeps_the_note(self, reviewer, read):
        page = reviewer.post(
            decision_page(read.assessment), {"confirm": read.pk, "note": "Half", "reason_1": "x"}
        )

        read.refresh_from_db()
        evidence = read.evidence
        assert (evidence.issuer.code, evidence.kind, evidence.reading) == ("HRW", "ngo_report", {})
        assert (evidence.covers_from, evidence.covers_to) == (date(2024, 4, 1), date(2024, 9, 30))
        assert read.is_use_stated and "Half</textarea>" in page.text
        assert page.context["assessment"].strength == "independent"
        assert decide(reviewer, read.assessment).status_code == 302

    def test_is_offered_with_the_words_once_for_each_piece(self, reviewer, read):
        before = reviewer.get(decision_page(read.assessment)).text
        reviewer.post(decision_page(read.assessment), {"confirm": read.pk})
        after = reviewer.get(decision_page(read.assessment)).text

        assert "Human Rights Watch" in before and 'name="confirm"' in before
        assert 'name="confirm"' not in after

    def test_leads_to_the_form_for_what_is_missing_and_back(self, reviewer):
        assessment = waiting(cites=1, cites__evidence__issuer=None)
        evidence = assessment.citations.get().evidence
        form = f"{evidence.get_absolute_url()}edit/?decide={assessment.pk}"

        assert form in reviewer.get(decision_page(assessment)).text
        answer = reviewer.post(
            form, opened(reviewer, form, title="A letter", reason_code="editorial")
        )
        assert answer.url == f"{decision_page(assessment)}#evidence"

    def test_twice_changes_nothing(self, reviewer, read):
        for _click in range(2):
            page = reviewer.post(decision_page(read.assessment), {"confirm": read.pk})

        assert page.status_code == 200

    def test_shows_what_was_read_to_nobody_who_can_not_confirm(self, read):
        auditor = signed_in(auditor=True)

        assert "Human Rights Watch" not in auditor.get(decision_page(read.assessment)).text

    def test_is_open_to_an_invited_person(self, read):
        invited = signed_in()
        InvitationFactory(assessment=read.assessment, user=invited.user)

        invited.post(decision_page(read.assessment), {"confirm": read.pk})

        read.refresh_from_db()
        assert read.is_use_stated


def with_two_sources():
    """An assessment that two independent sources support."""
    assessment = waiting(cites=1)
    CitationFactory(
        assessment=assessment,
        recommendation=assessment.recommendation,
        use=Use.SUPPORTS,
        evidence=EvidenceFactory(from_ngo=True, issuer=BodyFactory(code="HRW", kind="ngo")),
    )
    return assessment


class TestStrength:
    def test_names_what_it_rests_on_and_what_does_not_count(self, reviewer):
        assessment = waiting(cites=1)
        CitationFactory(
            assessment=assessment,
            recommendation=assessment.recommendation,
            use=Use.SUPPORTS,
            is_use_stated=False,
        )

        page = reviewer.get(decision_page(assessment)).context["page"]

        assert [piece.weight for piece in page.pieces] == [
            "independent source",
            "does not count yet: not confirmed",
        ]
        assert page.rests_on == page.pieces[:1]

    def test_asks_whether_two_sources_are_separate_where_it_matters(self, reviewer):
        one, two = waiting(cites=1), with_two_sources()

        assert "neither rest" not in reviewer.get(decision_page(one)).text
        assert "neither rest" in reviewer.get(decision_page(two)).text

    @pytest.mark.parametrize(
        ("answer", "strength"), [("yes", "corroborated"), ("no", "independent")]
    )
    def test_follows_the_answer_and_keeps_the_note(self, reviewer, answer, strength):
        assessment = with_two_sources()

        page = reviewer.post(decision_page(assessment), {"separate": answer, "note": "Half"})

        assessment.refresh_from_db()
        assert assessment.strength == strength
        assert "Half</textarea>" in page.text
