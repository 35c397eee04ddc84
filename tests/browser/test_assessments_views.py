"""Three views that differ, the forms that make them, and a correction: for everybody's eyes."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.pages import as_quickstart_left_it, as_sample, check_every_look, kosovo  # noqa: F401
from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    CommentFactory,
    EvidenceFactory,
    UserFactory,
)
from tracker.models import Body, Recommendation, User
from tracker.vocabulary import EvidenceKind, Perspective, Status

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

HERE = "/reports/tip-2024-kosovo/recommendations/1/"
YEAR = {"period_from": date(2025, 4, 1), "period_to": date(2026, 3, 31)}
DAY = {**YEAR, "as_of": date(2025, 12, 1)}


@pytest.fixture
def three_views(kosovo):  # noqa: F811
    """Recommendation 1 as the analysts, THBD, OSP and an organisation see it."""
    one = Recommendation.objects.get(number="1", report__slug="tip-2024-kosovo")
    thbd, osp = Body.objects.get(code="THBD"), Body.objects.get(code="OSP")
    letter = EvidenceFactory(
        title="Letter of the director of 4 November 2025", kind=EvidenceKind.LETTER, issuer=thbd
    )
    values = {"recommendation": one, "approved": True, **DAY}
    claim = AssessmentFactory(
        perspective=Perspective.RESPONSIBLE_BODY,
        body=thbd,
        status=Status.FULL,
        trend="improving",
        rationale="Every case was investigated by the directorate in the year, and each was sent "
        "to the prosecutor with a full file within thirty days.",
        stated_by="the director of THBD",
        stated_on=date(2025, 11, 4),
        stated_in=letter,
        cites=1,
        cites__evidence=letter,
        **values,
    )
    AssessmentFactory(
        perspective=Perspective.RESPONSIBLE_BODY,
        body=osp,
        status=Status.SUBSTANTIAL,
        rationale="Indictments were filed in most cases.",
        **values,
    )
    lone = UserFactory(username="ana", analyst=True)
    AssessmentFactory(
        perspective=Perspective.CIVIL_SOCIETY,
        status=Status.INITIAL_STEPS,
        rationale="Sentences stay far below what the law foresees.",
        author=lone,
        **{**values, "decided_by": lone},
    )
    for component in one.components.not_withdrawn().order_by("code")[:2]:
        AssessmentLineFactory(
            assessment=claim, component=component, status=Status.FULL, remark="every case of 2025"
        )
        AssessmentLineFactory(
            assessment=one.current_assessment, component=component, status=Status.PARTIAL
        )
    waiting = AssessmentFactory(
        recommendation=one,
        submitted=True,
        author=User.objects.get(username="analyst"),
        rationale="The new unit works since June.",
        **DAY,
    )
    reviewer = User.objects.get(username="reviewer")
    CommentFactory(assessment=waiting, text="Is there an order?", added_by=reviewer)
    CommentFactory(assessment=waiting, text="Of 2 June.", added_by=waiting.author)
    return one


class TestViews:
    def test_differ_in_plain_sight_in_every_look(self, three_views, visit, as_sample):  # noqa: F811
        as_sample("analyst")

        page = visit(HERE)

        expect(page.get_by_text("steps higher than the analysts' assessment").first).to_be_visible()
        check_every_look(page, "three-views")

    def test_are_read_by_a_body_in_every_look(self, three_views, visit, as_sample):  # noqa: F811
        as_sample("contributor")

        check_every_look(visit(HERE), "three-views-contributor")


class TestForms:
    def test_of_a_contributor_fits_in_every_look(self, visit, as_sample):  # noqa: F811
        as_sample("contributor")

        check_every_look(visit(f"{HERE}log/"), "log-contributor")

    def test_with_components_and_views_open_fits_in_every_look(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(f"{HERE}log/")

        page.get_by_role("radio", name="Partially implemented some").check()
        page.locator("summary").filter(has_text="Components").click()
        page.locator("summary").filter(has_text="Whose view").click()
        page.get_by_role("radio", name="Responsible body").check()

        expect(page.get_by_label("As stated by")).to_be_visible()
        check_every_look(page, "log-components")

    def test_asks_who_stated_it_only_of_other_views(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(f"{HERE}log/")
        page.locator("summary").filter(has_text="Whose view").click()

        expect(page.get_by_label("As stated by")).to_be_hidden()
        expect(page.get_by_role("button", name="Save as draft")).to_be_hidden()
        page.get_by_role("radio", name="Source report").check()
        page.get_by_role("radio", name="No action").check()

        expect(page.get_by_label("As stated by")).to_be_visible()
        expect(page.get_by_label("Body", exact=True)).to_be_hidden()
        expect(page.get_by_role("button", name="Save as draft")).to_be_visible()

    def test_that_corrects_fits_in_every_look(self, three_views, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(HERE)

        page.get_by_role("link", name="Correct", exact=True).first.click()

        expect(page.get_by_text("A correction keeps the date")).to_be_visible()
        check_every_look(page, "correct")
