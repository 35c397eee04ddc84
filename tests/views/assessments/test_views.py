"""The views of the analysts, the bodies and others, side by side on one page."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    ComponentFactory,
    EvidenceFactory,
    RecommendationFactory,
)
from tests.views.forms import as_user
from tracker.vocabulary import ComponentBasis, Perspective, Sensitivity, State, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)


def view(recommendation, perspective=Perspective.RESPONSIBLE_BODY, **values):
    """An approved view of the recommendation, by default the lead body's."""
    if perspective == Perspective.RESPONSIBLE_BODY:
        values.setdefault("body", BodyFactory(code="THBD"))
    return AssessmentFactory(
        recommendation=recommendation,
        approved=True,
        perspective=perspective,
        **{"status": Status.FULL, **values},
    )


def views(client, recommendation):
    """What the page tells of views; empty where it has no such part."""
    page = client.get(recommendation.get_absolute_url()).text
    return page.split('id="views"')[1].split("</section>")[0] if 'id="views"' in page else ""


class TestViews:
    def test_stand_beside_one_another_and_over_none(self, viewer, recommendation):
        view(recommendation, rationale="All of it is done.")
        view(recommendation, Perspective.SOURCE_REPORT, status=Status.NO_ACTION)
        view(recommendation, Perspective.CIVIL_SOCIETY, status=Status.INITIAL_STEPS)

        page = views(viewer, recommendation)

        order = ["Analysts", ">THBD<", "Source report", "Civil society"]
        places = [page.index(whose) for whose in order]
        assert places == sorted(places)
        assert "All of it is done." in page
        recommendation.refresh_from_db()
        assert recommendation.status == Status.PARTIAL

    def test_say_how_many_steps_they_are_apart(self, viewer, recommendation):
        view(recommendation)
        view(recommendation, Perspective.SOURCE_REPORT, status=Status.INITIAL_STEPS)
        view(recommendation, Perspective.CIVIL_SOCIETY, status=Status.UNABLE_TO_VERIFY)

        page = views(viewer, recommendation)

        assert page.count("than the analysts' assessment") == 2
        assert "2 steps higher than the analysts' assessment" in page
        assert "1 step lower than the analysts' assessment" in page

    def test_say_when_they_speak_of_another_period(self, viewer, recommendation):
        year = {"period_from": date(2025, 4, 1), "period_to": date(2026, 3, 31)}
        view(recommendation, as_of=date(2025, 10, 1), **year)
        view(recommendation, Perspective.SOURCE_REPORT, status=Status.INITIAL_STEPS)

        page = viewer.get(recommendation.get_absolute_url()).text

        assert page.count("2 steps higher than the analysts' assessment, for another period") == 1
        assert page.index("Analysts, period 1 April 2024") < page.index('id="views"'), "beside it"
        assert views(viewer, recommendation).count("1 step lower") == 1

    def test_tell_who_stated_them_when_and_where(self, viewer, recommendation):
        letter = EvidenceFactory(title="Letter of 4 November")
        stated = {"stated_by": "the director", "stated_on": date(2024, 11, 4)}
        view(recommendation, stated_in=letter, **stated)

        page = " ".join(views(viewer, recommendation).split())

        assert "as stated by the director · stated on 4 November 2024" in page
        assert "in “Letter of 4 November”" in page

    def test_keep_a_letter_for_named_readers_to_them(self, viewer, recommendation):
        letter = EvidenceFactory(title="A secret letter", sensitivity=Sensitivity.NAMED_READERS)
        view(recommendation, stated_in=letter, stated_by="the director")

        page = viewer.get(recommendation.get_absolute_url()).text

        assert "as stated by the director" in page
        assert "A secret letter" not in page

    def test_show_the_newest_of_each_body(self, viewer, recommendation):
        view(recommendation, rationale="An older word.")
        view(recommendation, rationale="A newer word.", as_of=date(2025, 1, 1))
        view(recommendation, body=BodyFactory(code="OSP"), rationale="A word of OSP.")

        page = views(viewer, recommendation)

        assert "An older word." not in page
        assert "A newer word." in page and "A word of OSP." in page

    def test_leave_out_what_nobody_approved(self, analyst, recommendation):
        waiting = view(recommendation, rationale="Not yet.", state=State.SUBMITTED)

        assert waiting.rationale not in views(analyst, recommendation)

    def test_are_marked_where_their_author_approved_them(self, viewer, recommendation):
        values = view(recommendation, status=Status.PARTIAL)
        recommendation.current_assessment.refresh_from_db()
        own = view(
            recommendation,
            Perspective.CIVIL_SOCIETY,
            status=Status.PARTIAL,
            author=values.decided_by,
            decided_by=values.decided_by,
        )

        assert own.is_approved_by_its_author
        assert views(viewer, recommendation).count("approved by its author") == 1

    def test_need_no_room_where_analysts_alone_have_one(self, viewer, recommendation):
        assert views(viewer, recommendation) == ""


class TestComponents:
    def test_are_told_with_what_each_view_says_of_them(self, viewer, recommendation):
        shelter = ComponentFactory(recommendation=recommendation, code="1a", title="give shelter")
        staff = ComponentFactory(
            recommendation=recommendation, code="1b", basis=ComponentBasis.ANALYST, quote=""
        )
        claim = view(recommendation)
        AssessmentLineFactory(
            assessment=claim, component=shelter, status=Status.FULL, remark="in two towns"
        )
        AssessmentLineFactory(assessment=claim, component=staff, status=Status.PARTIAL)
        AssessmentLineFactory(
            assessment=recommendation.current_assessment,
            component=shelter,
            status=Status.INITIAL_STEPS,
        )

        page = views(viewer, recommendation)

        for words in ("give shelter", "in two towns", "Initial steps", "2 components assessed"):
            assert words in page
        assert page.count("does not affect the overall status") == 1


class TestAuditor:
    def test_is_told_how_much_is_for_named_readers_and_nothing_of_it(self, client, recommendation):
        as_user(client, auditor=True)
        for title in ("A first letter", "A second letter"):
            hidden = EvidenceFactory(title=title, sensitivity=Sensitivity.NAMED_READERS)
            CitationFactory(recommendation=recommendation, evidence=hidden, sentence="It says so.")

        page = client.get(recommendation.get_absolute_url()).text

        assert "2 more pieces of evidence are cited here" in page
        assert "letter" not in page and "It says so." not in page

    def test_alone_sees_their_number(self, analyst, recommendation):
        hidden = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        CitationFactory(recommendation=recommendation, evidence=hidden)

        assert "more piece of evidence" not in analyst.get(recommendation.get_absolute_url()).text
