"""The texts of the form that logs progress: what it opens with, and what is sent unchanged."""

from datetime import date

import pytest
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    ComponentFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tracker.forms.assessments.log import AssessmentForm
from tracker.vocabulary import Perspective, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REMAINING = "Hap strehimoren.\nPaguaj rojet."


@pytest.fixture
def recommendation():
    return RecommendationFactory(
        lead="THBD",
        assessed=Status.PARTIAL,
        assessed__remaining=REMAINING,
        assessed__remaining_by=date(2026, 3, 31),
        assessed__next_step="Ask the ministry.",
        assessed__text_languages={"remaining": "sq"},
    )


def form(recommendation, answers=None, **more):
    data = answers and MultiValueDict({name: [value] for name, value in answers.items()})
    more.setdefault("user", UserFactory(analyst=True))
    opened = AssessmentForm(data, recommendation=recommendation, today=date(2025, 6, 1), **more)
    if answers:
        opened.full_clean()
    return opened


def sent(recommendation, **answers):
    """The form as a browser sends it: what it opened with, a sentence, and these answers."""
    opened = form(recommendation)
    values = {field.name: field.initial for field in opened if field.initial}
    values |= {"sentence": "Shelters were paid.", "as_of": "2025-06-01", "status": "partial"}
    values["remaining"] = values["remaining"].replace("\n", "\r\n")
    return form(recommendation, {**values, **answers})


def texts(bound):
    assert not bound.errors
    return bound.texts(status=bound.cleaned_data["status"], perspective=bound.viewpoint.perspective)


class TestOpen:
    def test_with_what_remained_last_in_its_language(self, recommendation):
        with translation.override("sr-latn"):
            opened = form(recommendation)

            initial = {name: opened[name].initial for name in ("remaining", "remaining_by")}
            codes = [opened[f"{n}_language"].initial for n in ("rationale", "remaining")]

        assert initial == {"remaining": REMAINING, "remaining_by": date(2026, 3, 31)}
        assert codes == ["sr-latn", "sq"]
        assert not opened["next_step"].initial

    def test_with_the_components_not_yet_delivered(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL)
        for code, title, status in (("1a", "Rules", "full"), ("1b", "Staff", "partial")):
            AssessmentLineFactory(
                assessment=recommendation.current_assessment,
                component=ComponentFactory(recommendation=recommendation, code=code, title=title),
                status=status,
            )
        ComponentFactory(recommendation=recommendation, code="1c", title="Budget")

        assert form(recommendation)["remaining"].initial == (
            "Still to be completed: Staff; Budget."
        )

    def test_with_the_texts_of_the_assessment_to_revise_and_no_language_nobody_stated(
        self, recommendation
    ):
        draft = AssessmentFactory(
            recommendation=recommendation,
            remaining="Open it.",
            next_step="Call.",
            text_languages={"next_step": "en"},
        )

        opened = form(recommendation, revises=draft)

        assert (opened["remaining"].initial, opened["next_step"].initial) == ("Open it.", "Call.")
        assert opened["remaining_language"].initial == opened["rationale_language"].initial == ""
        assert opened["next_step_language"].initial == "en"

    def test_a_focal_point_writes_none_for_others(self, recommendation):
        body = ResponsibilityFactory(recommendation=recommendation).body
        opened = form(recommendation, user=UserFactory(contributor=True, speaks_for=[body]))

        assert "rationale_language" in opened.fields
        assert not {"remaining", "remaining_by", "next_step"} & set(opened.fields)


class TestTexts:
    def test_sent_unchanged_they_stay(self, recommendation):
        kept = texts(sent(recommendation))

        assert kept.remaining.split() == REMAINING.split()
        assert kept.remaining_by == date(2026, 3, 31)
        assert dict(kept.languages) == {"rationale": "en", "remaining": "sq", "next_step": "en"}

    @pytest.mark.parametrize(
        "answers", [{"status": "full"}, {"perspective": Perspective.SOURCE_REPORT}]
    )
    def test_an_unchanged_one_is_left_out_once_it_no_longer_fits(self, recommendation, answers):
        kept = texts(sent(recommendation, next_step="Call.", **answers))

        assert (kept.remaining, kept.remaining_by, kept.next_step) == ("", None, "Call.")

    def test_a_changed_one_is_kept_whatever_the_status(self, recommendation):
        assert (
            texts(sent(recommendation, status="full", remaining="Repair.")).remaining == "Repair."
        )

    def test_a_note_has_none(self, recommendation):
        assert "status" not in sent(recommendation, status="").errors
        assert "status" in sent(recommendation, status="", remaining="Repair.").errors
        assert "status" in sent(recommendation, status="", next_step="Call.").errors
