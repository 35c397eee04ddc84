"""Ten assessments that wait, decided on with their evidence in view."""

import re
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    assert_accessible,
    check_every_look,
    kosovo,
    shoot,
)
from tests.factories import AssessmentFactory, CitationFactory
from tracker.models import Assessment, Body, Recommendation, User
from tracker.vocabulary import Perspective, State, Status

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

YEAR = {"period_from": date(2026, 4, 1), "period_to": date(2027, 3, 31)}


@pytest.fixture
def ten(kosovo):  # noqa: F811
    """Ten assessments that wait: of each recommendation, and the view of a body on the first."""
    made = []
    for row in [*Recommendation.objects.order_by("sort_key"), Recommendation.objects.first()]:
        view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": Body.objects.get(code="THBD")}
        made.append(
            AssessmentFactory(
                submitted=True,
                recommendation=row,
                status=Status.INITIAL_STEPS,
                author=User.objects.get(username="analyst"),
                as_of=date(2026, 10, 1),
                created_at=datetime(2026, 11, 2, 9, len(made), tzinfo=UTC),
                cites=1,
                **YEAR,
                **(view if len(made) == 9 else {}),
            )
        )
    return made


class Actions:
    """Counts what a person does on a page: each click and each key."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def click(self, locator):
        self.count += 1
        locator.click()


def bottom(locator):
    """The lower edge of an element, in pixels from the top of the page."""
    box = locator.bounding_box()
    return box["y"] + box["height"]


class TestDecide:
    def test_decides_ten_with_the_evidence_in_view_in_thirty_actions(
        self,
        visit,
        as_sample,  # noqa: F811
        ten,
    ):
        as_sample("reviewer")
        page = visit("/")
        page.set_viewport_size({"width": 1280, "height": 800})
        person = Actions(page)
        person.click(page.get_by_role("link", name=re.compile("^Decide")).first)
        for assessment in ten:
            expect(page).to_have_url(re.compile(f"/assessments/{assessment.pk}/decide/"))
            table, bar = page.get_by_role("table"), page.locator(".decision-bar")
            for shown in (
                table.get_by_role("row", name=re.compile("^Status")),
                table.get_by_role("row", name=re.compile("^Rationale")),
                page.locator(".piece").first,
            ):
                expect(shown).to_be_in_viewport(ratio=0.99)
                assert bottom(shown) <= 800 - bar.bounding_box()["height"]
            person.press("a")
            person.press("Enter")

        expect(page.get_by_text("Nothing else is waiting for your decision.")).to_be_visible()
        keys = [assessment.pk for assessment in ten]
        states = Assessment.objects.filter(pk__in=keys).values_list("state", flat=True)
        assert list(states) == [State.APPROVED] * 10
        assert person.count <= 30

    def test_keys_go_where_they_say_and_never_act_while_somebody_types(
        self,
        visit,
        as_sample,  # noqa: F811
        ten,
    ):
        as_sample("reviewer")
        page = visit(f"/assessments/{ten[0].pk}/decide/")
        page.keyboard.press("r")
        expect(page.get_by_label("Note")).to_be_focused()
        page.keyboard.type("a name")
        expect(page.get_by_label("Note")).to_have_value("a name")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Returned: TIP 2024 Kosovo 1")).to_be_visible()

        page.keyboard.press("n")
        expect(page).to_have_url(re.compile(f"/assessments/{ten[2].pk}/decide/"))

        page.get_by_label("Single-key shortcuts").uncheck()
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("n")
        page.keyboard.press("a")
        expect(page.get_by_role("button", name="Approve")).not_to_be_focused()
        expect(page).to_have_url(re.compile(f"/assessments/{ten[2].pk}/decide/"))

        page = visit("/account/")
        expect(page.get_by_label("Single-key shortcuts")).not_to_be_checked()
        page.get_by_label("Single-key shortcuts").check()
        page = visit(f"/assessments/{ten[2].pk}/decide/")
        page.keyboard.press("a")
        expect(page.get_by_role("button", name="Approve")).to_be_focused()

    def test_confirms_what_was_read_and_leaves_out_the_wrong_piece_by_keys(
        self,
        visit,
        as_sample,  # noqa: F811
        ten,
    ):
        read, wrong = (
            CitationFactory(
                recommendation=ten[0].recommendation,
                assessment=ten[0],
                is_use_stated=False,
                evidence__reading={"issuer": {"value": "MFLT", "place": "letterhead"}},
                evidence__title=title,
            )
            for title in ("Letter of the ministry", "Letter on another matter")
        )
        as_sample("reviewer")
        page = visit(f"/assessments/{ten[0].pk}/decide/")
        page.get_by_label("Note").fill("Half of it")
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Confirm")).to_have_count(1)
        page.wait_for_load_state()  # so that its script hears the keys
        page.locator(f"#citation-{wrong.pk}").get_by_role("link").first.focus()
        page.keyboard.press("x")
        page.keyboard.type("It is about roads.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("“Letter on another matter” no longer counts")).to_be_visible()
        expect(page.get_by_label("Note")).to_have_value("Half of it")
        read.refresh_from_db()
        wrong.refresh_from_db()
        assert (read.is_use_stated, read.evidence.issuer.code) == (True, "MFLT")
        assert wrong.withdrawal_reason == "It is about roads."

    def test_is_accessible_and_fits_in_every_look(self, visit, as_sample, ten):  # noqa: F811
        as_sample("reviewer")

        check_every_look(visit(f"/assessments/{ten[5].pk}/decide/"), "decide")
