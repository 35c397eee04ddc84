"""The texts beside a rationale: what stays, whose language is whose, and the conclusion."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import AssessmentFactory, RecommendationFactory, UserFactory
from tests.helpers.assessments import correct_assessment, revise_assessment, submit_assessment
from tracker.actions.assessments.review import AssessmentTexts, KeepConclusion, keep_conclusion
from tracker.actions.assessments.submission import Viewpoint
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, PersonalDataFound
from tracker.models import Assessment
from tracker.vocabulary import MAX_TEXT_LENGTH, Perspective, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
DUE = date(2026, 3, 31)


def assessed(recommendation=None, **answers):
    return submit_assessment(
        recommendation=recommendation or RecommendationFactory(lead="THBD"),
        by=answers.pop("by", None) or UserFactory(analyst=True),
        now=NOW,
        **{
            "status": Status.PARTIAL,
            "rationale": "Order 12 is in force since May.",
            "evidence_input": EvidenceInput(url="https://gazette.example.org/orders/12"),
            "as_of": date(2025, 3, 1),
            "draft": True,
            **answers,
        },
    )


def texts_of(assessment):
    assessment.refresh_from_db()
    return assessment.remaining, assessment.remaining_by, assessment.text_languages


@pytest.fixture
def recommendation():
    return RecommendationFactory(
        lead="THBD",
        assessed=Status.INITIAL_STEPS,
        assessed__remaining="Hap strehimoren.",
        assessed__remaining_by=DUE,
        assessed__text_languages={"remaining": "sq", "rationale": "en"},
    )


class TestSetTexts:
    def test_each_text_has_the_language_stated_for_it(self):
        texts = AssessmentTexts(
            remaining="Open the shelter.",
            remaining_by=DUE,
            languages={"rationale": "sq", "remaining": "en", "next_step": "sr-latn"},
        )

        assert texts_of(assessed(texts=texts)) == (
            "Open the shelter.",
            DUE,
            {"rationale": "sq", "remaining": "en"},
        )

    def test_what_remains_stays_unless_somebody_changes_it(self, recommendation):
        assert texts_of(assessed(recommendation)) == (
            "Hap strehimoren.",
            DUE,
            {"remaining": "sq"},
        )

    @pytest.mark.parametrize(
        "answers",
        [
            {"status": Status.FULL},
            {"status": Status.NOT_APPLICABLE},
            {"texts": AssessmentTexts(remaining="")},
        ],
    )
    def test_nothing_remains_once_it_is_settled_or_cleared(self, recommendation, answers):
        assert texts_of(assessed(recommendation, **answers)) == ("", None, {})

    def test_the_view_of_another_repeats_nothing(self, recommendation):
        view = assessed(recommendation, viewpoint=Viewpoint(Perspective.CIVIL_SOCIETY))

        assert view.remaining == ""

    def test_a_revision_and_a_correction_keep_what_they_start_from(self, recommendation):
        draft = assessed(texts=AssessmentTexts(remaining="Pay the guards."))
        revise_assessment(
            assessment=draft,
            status=Status.PARTIAL,
            rationale="Order 12 is in force.",
            evidence_input=EvidenceInput(),
            as_of=draft.as_of,
            by=draft.author,
            now=NOW,
            send=False,
        )
        correction = correct_assessment(
            assessment=recommendation.current_assessment,
            status=Status.NO_ACTION,
            rationale="There was no order.",
            evidence_input=EvidenceInput(url="https://gazette.example.org/orders"),
            by=draft.author,
            now=NOW,
        )

        assert texts_of(draft)[0] == "Pay the guards."
        assert texts_of(correction) == ("Hap strehimoren.", DUE, {"remaining": "sq"})

    @pytest.mark.parametrize(
        ("texts", "said"),
        [
            (AssessmentTexts(remaining="x" * (MAX_TEXT_LENGTH + 1)), "8001 characters"),
            (AssessmentTexts(languages={"rationale": "de"}), "“de” is not a language"),
            (AssessmentTexts(remaining="", remaining_by=DUE), "needs what remains"),
        ],
    )
    def test_refuses_what_can_t_be_printed(self, texts, said):
        with pytest.raises(InvalidValue, match=said):
            assessed(texts=texts)

        assert not Assessment.objects.exists()

    @pytest.mark.parametrize("name", ["remaining", "next_step"])
    def test_screens_them_for_personal_data(self, name):
        text = "The victim, born on 3 May 2009, phone +383 44 123 456, needs a place."

        with pytest.raises(PersonalDataFound):
            assessed(texts=AssessmentTexts(**{name: text}))


class TestKeepConclusion:
    def keep(self, assessment, text="Heed concludes that it works.", language="en", by=None):
        by = by or UserFactory(analyst=True)
        return keep_conclusion(
            KeepConclusion(row=assessment, conclusion=text, language=language, by=by)
        )

    def test_keeps_a_sentence_and_its_language_beside_the_others(self, recommendation):
        self.keep(recommendation.current_assessment)

        kept = Assessment.objects.get(pk=recommendation.current_assessment_id)
        assert kept.conclusion == "Heed concludes that it works."
        assert kept.text_languages == {"conclusion": "en", "rationale": "en", "remaining": "sq"}

    def test_an_empty_one_removes_it(self, recommendation):
        self.keep(recommendation.current_assessment)
        self.keep(recommendation.current_assessment, " ")

        kept = Assessment.objects.get(pk=recommendation.current_assessment_id)
        assert (kept.conclusion, "conclusion" in kept.text_languages) == ("", False)

    def test_is_for_those_who_draft_publications(self, recommendation):
        assert self.keep(recommendation.current_assessment, by=UserFactory(publisher=True))
        with pytest.raises(PermissionRefused):
            self.keep(recommendation.current_assessment, by=UserFactory(viewer=True))

    @pytest.mark.parametrize(
        "state", [{"submitted": True}, {"approved": True, "perspective": Perspective.SOURCE_REPORT}]
    )
    def test_belongs_to_an_approved_assessment_of_the_analysts(self, state):
        with pytest.raises(NotAllowed, match="approved assessment of the analysts"):
            self.keep(AssessmentFactory(**state))

    def test_its_language_is_one_of_ours(self, recommendation):
        with pytest.raises(InvalidValue, match="is not a language"):
            self.keep(recommendation.current_assessment, language="de")
