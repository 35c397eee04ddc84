"""The board, bulk assignment and the list of disagreements, with something on them."""

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
from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    ClosingFactory,
    CommitmentFactory,
    QuestionFactory,
    UserFactory,
    as_factory,
)
from tracker.models import Body, Recommendation, User
from tracker.vocabulary import Perspective, State, Status, Use

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

YEAR = {"period_from": date(2026, 4, 1), "period_to": date(2027, 3, 31)}


@pytest.fixture
def busy(kosovo):  # noqa: F811
    """Something for everybody to do, and views that differ."""
    rows = {row.number: row for row in Recommendation.objects.select_related("report")}
    arta = UserFactory(username="arta", first_name="Arta", last_name="Gashi", analyst=True)
    thbd, osp, csw = (Body.objects.get(code=code) for code in ("THBD", "OSP", "CSW"))
    for number, status in (("4", rows["4"].status), ("6", rows["6"].status), ("7", "no_action")):
        assessed = AssessmentFactory(
            recommendation=rows[number],
            status=status,
            state=State.SUBMITTED,
            author=User.objects.get(username="reviewer") if number == "7" else arta,
            as_of=date(2026, 10, 1),
            created_at=datetime(2026, 10, int(number), 9, tzinfo=UTC),
            **YEAR,
        )
        if number != "6":
            CitationFactory(
                recommendation=rows[number],
                assessment=assessed,
                use=Use.CONTRADICTS if status == Status.NO_ACTION else Use.SUPPORTS,
                evidence__from_ngo=True,
                evidence__covers_from=date(2026, 4, 1),
                evidence__covers_to=date(2026, 9, 30),
            )
    AssessmentFactory(
        recommendation=rows["2"],
        state=State.RETURNED,
        author=User.objects.get(username="analyst"),
        decided_by=User.objects.get(username="reviewer"),
        decided_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        decision_note="Which of the municipalities? Name them, and cite the order of the ministry.",
        as_of=date(2026, 10, 1),
        **YEAR,
    )
    AssessmentFactory(
        recommendation=rows["3"],
        author=User.objects.get(username="analyst"),
        as_of=date(2026, 10, 1),
        created_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        **YEAR,
    )
    for number, body, status, day in (
        ("1", osp, Status.FULL, date(2026, 6, 1)),
        ("5", csw, Status.NO_ACTION, date(2025, 11, 1)),
        ("8", thbd, Status.UNABLE_TO_VERIFY, date(2026, 9, 1)),
        ("9", None, Status.NO_ACTION, date(2026, 5, 1)),
    ):
        AssessmentFactory(
            approved=True,
            recommendation=rows[number],
            perspective=Perspective.RESPONSIBLE_BODY if body else Perspective.CIVIL_SOCIETY,
            body=body,
            status=status,
            as_of=day,
            stated_by="Its director" if body else "",
            period_from=date(2025, 4, 1),
            period_to=date(2027, 3, 31),
        )
    ClosingFactory(recommendation=rows["9"], author=arta)
    CommitmentFactory(recommendation=rows["6"], body=csw, due_on=date(2026, 1, 31))
    for body, due in ((thbd, date(2026, 10, 1)), (thbd, date(2027, 1, 1)), (csw, None)):
        QuestionFactory(recommendation=rows["6"], body=body, asked_on=date(2026, 9, 1), due_on=due)
    with as_factory():
        Recommendation.objects.filter(number__in=["1", "2", "3", "4"]).update(
            assignee=arta, review_on=date(2026, 6, 30)
        )
        Recommendation.objects.filter(number="5").update(review_on=date(2026, 6, 30))
        Recommendation.objects.filter(number="8").update(
            assignee=User.objects.get(username="analyst"), review_on=date(2026, 12, 10)
        )


PAGES = {
    "board-reviewer": ("reviewer", "/review-queue/"),
    "board-analyst": ("analyst", "/review-queue/"),
    "board-contributor": ("contributor", "/review-queue/"),
    "disagreements": ("analyst", "/disagreements/"),
    "change-several": ("analyst", "/recommendations/change/?theme=protection&assignee=nobody"),
    "ask-several": ("analyst", "/questions/ask/?body=THBD"),
    "assign": ("analyst", "/reports/tip-2024-kosovo/recommendations/4/assign/"),
    "home-analyst": ("analyst", "/"),
    "home-contributor": ("contributor", "/"),
    "list-assigned": ("analyst", "/recommendations/?assignee=arta"),
    "recommendation-assigned": ("analyst", "/reports/tip-2024-kosovo/recommendations/4/"),
}


class TestPages:
    def test_are_accessible_and_fit_in_every_look(self, visit, busy, as_sample, subtests):  # noqa: F811
        for name, (who, path) in PAGES.items():
            with subtests.test(name):
                as_sample(who)
                check_every_look(visit(path), name)


class TestBoard:
    def test_lets_a_reviewer_approve_several_or_none(self, visit, busy, as_sample):  # noqa: F811
        as_sample("reviewer")
        page = visit("/review-queue/")
        ticks = page.get_by_role("checkbox")
        expect(ticks).to_have_count(2)  # not the own one
        for tick in ticks.all():
            tick.check()
        page.get_by_label("Reason for approving").fill("Read and agreed")
        page.get_by_role("button", name="Approve selected").click()

        expect(page.get_by_role("alert")).to_contain_text("TIP 2024 Kosovo 6")
        expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
        expect(page.get_by_label("Reason for approving")).to_have_value("Read and agreed")
        shoot(page, "board-refused")
        assert_accessible(page)

        page.get_by_role("checkbox", name="TIP 2024 Kosovo 6").uncheck()
        page.get_by_role("button", name="Approve selected").click()
        expect(page.get_by_text("1 assessment was approved.")).to_be_visible()
        approved = Recommendation.objects.get(number="4").current_assessment
        assert approved.as_of == date(2026, 10, 1)


class TestChangingSeveral:
    def test_counts_the_selected_rows_and_previews(self, visit, busy, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit("/recommendations/?assignee=nobody")
        page.get_by_role("checkbox", name="Select TIP 2024 Kosovo").first.check()
        expect(page.get_by_role("button", name="Change the selected (1)")).to_be_visible()
        page.get_by_label("Select all on this page").check()
        shoot(page, "select-rows")
        page.get_by_role("button", name="Change the selected").click()
        expect(page.get_by_label("Assigned to")).to_be_hidden()
        page.get_by_role("radio", name="Assign to").check()
        page.get_by_label("Assigned to").fill("arta")
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_role("alert")).to_contain_text("Reason")
        page.get_by_label("Reason").fill("Arta follows the rest")
        page.get_by_role("button", name="Preview").click()
        check_every_look(page, "change-preview")
        page.get_by_role("button", name="Change", exact=True).click()

        expect(page.get_by_text("are assigned to Arta Gashi.")).to_be_visible()
        assert not Recommendation.objects.filter(assignee=None).exists()

        page.get_by_role("link", name="Undo").click()
        check_every_look(page, "change-undo")
        page.get_by_label("Reason").fill("Not all")
        page.get_by_role("button", name="Undo").click()

        expect(page.get_by_text("as they were before.")).to_be_visible()
        assert Recommendation.objects.filter(assignee=None).exists()

    def test_shows_the_fields_of_the_change_chosen(self, visit, busy, as_sample):  # noqa: F811
        as_sample("analyst")
        for kind in ("add_topics", "request_updates"):
            page = visit(f"/recommendations/change/?theme=protection&kind={kind}")
            expect(page.get_by_label("Assigned to")).to_be_hidden()
            check_every_look(page, f"change-{kind.replace('_', '-')}")
