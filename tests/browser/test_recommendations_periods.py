"""Periods of a recommendation: opened, led to by an old link, and printed."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.pages import check_every_look
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.reporting.pdf_files import words_of
from tracker.vocabulary import Perspective, Status

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.real_clock,
]


@pytest.fixture
def row():
    """A recommendation with a folded period, in which a letter is cited."""
    recommendation = RecommendationFactory(assessed=Status.PARTIAL)
    days = {"period_from": date(2021, 4, 1), "period_to": date(2022, 3, 31)}
    assessment = AssessmentFactory(
        recommendation=recommendation, approved=True, as_of=date(2021, 10, 1), **days
    )
    letter = EvidenceFactory(title="The letter of 2021")
    return CitationFactory(recommendation=recommendation, assessment=assessment, evidence=letter)


class TestFoldedPeriod:
    def test_opens_where_it_stands(self, sign_in, visit, row):
        sign_in(UserFactory(viewer=True))
        page = visit(row.recommendation.get_absolute_url())
        letter = page.get_by_text("The letter of 2021")
        expect(letter).to_have_count(0)

        page.locator("summary", has_text="1 April 2021").click()

        expect(letter).to_be_visible()

    def test_opens_for_a_link_into_it(self, sign_in, visit, row):
        sign_in(UserFactory(viewer=True))

        page = visit(f"{row.recommendation.get_absolute_url()}#citation-{row.pk}")

        expect(page.locator(f"#citation-{row.pk}")).to_contain_text("The letter of 2021")
        expect(page.locator(f"#citation-{row.pk}")).to_be_in_viewport()

    def test_is_printed(self, sign_in, visit, row):
        sign_in(UserFactory(viewer=True))

        page = visit(row.recommendation.get_absolute_url())

        assert "The letter of 2021" in words_of(page.pdf())


class TestPage:
    def test_is_accessible_and_fits_in_every_look(self, sign_in, visit, row):
        body, own = BodyFactory(), row.recommendation.current_assessment
        days = {name: getattr(own, name) for name in ("period_from", "period_to", "as_of")}
        view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": body, **days}
        AssessmentFactory(recommendation=row.recommendation, approved=True, **view)
        QuestionFactory(recommendation=row.recommendation)
        CommitmentFactory(recommendation=row.recommendation)
        sign_in(UserFactory(analyst=True))
        page = visit(row.recommendation.get_absolute_url())
        page.get_by_text("Log a note", exact=True).click()
        page.locator("summary", has_text="Ask a body").click()
        page.locator("summary", has_text="1 April 2021").click()
        expect(page.get_by_text("The letter of 2021")).to_be_visible()

        check_every_look(page, "recommendation-periods")
