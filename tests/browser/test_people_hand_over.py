"""Somebody leaves, and a recommendation is closed: seen, and gone through, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    ASKED,
    as_quickstart_left_it,
    as_sample,
    assert_accessible,
    check_every_look,
    follow,
    in_every_look,
    kosovo,
    shoot,
)
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    ClosingFactory,
    EvidenceFactory,
    UserFactory,
    as_factory,
)
from tracker.models import Recommendation, User
from tracker.vocabulary import Sensitivity, State

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

REC = "/reports/tip-2024-kosovo/recommendations"


def rec(number):
    return Recommendation.objects.get(number=number)


def hang(person):
    for number, state in (("3", State.DRAFT), ("4", State.RETURNED), ("5", State.SUBMITTED)):
        AssessmentFactory(recommendation=rec(number), author=person, state=state)
    with as_factory():
        Recommendation.objects.filter(number__in=["1", "6"]).update(assignee=person)
        person.speaks_for.add(BodyFactory(code="OSP"))
    piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, readers=[person])
    CitationFactory(recommendation=rec("6"), evidence=piece)


class TestLeaving:
    def test_is_seen_in_every_look_and_gone_through(self, visit, as_sample):  # noqa: F811
        person = UserFactory(
            username="arta", analyst=True, contributor=True, first_name="Arta", last_name="Berisha"
        )
        hang(person)
        as_sample("administrator")
        page = visit("/people/arta/hand-over/")
        check_every_look(page, "leaving")

        page.get_by_label("Everything", exact=True).fill("analyst")
        page.get_by_label("Reason").fill("Left the ministry on 30 November")
        page.get_by_role("button", name="Hand over and close the account").click()
        expect(page.get_by_text("only a focal point speaks for a body")).to_be_visible()
        expect(page.get_by_label("Reason")).to_have_value("Left the ministry on 30 November")
        shoot(page, "leaving-refused")
        assert_accessible(page)
        page.get_by_label("Bodies to speak for").fill("contributor")
        page.get_by_role("button", name="Hand over and close the account").click()

        expect(page.get_by_text("The account of Arta Berisha is closed.")).to_be_visible()
        shoot(page, "leaving-closed")
        assert_accessible(page)
        assert not User.objects.get(username="arta").is_active


class TestClosing:
    def test_is_proposed_approved_and_undone(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(f"{REC}/7/closings/new/")
        check_every_look(page, "close")
        page.get_by_role("radio", name="Moot").check()
        page.get_by_label("Reason").fill("The file system was replaced by a court register.")
        page.get_by_role("button", name="Send for review").click()
        expect(page.get_by_text("was sent for review")).to_be_visible()

        as_sample("reviewer")
        page = visit(f"{REC}/7/")
        shoot(page, "closing-proposed")
        follow(page.get_by_role("link", name="Decide on it"))
        check_every_look(page, "closing-decide")
        page.get_by_role("button", name="Approve and close").click()
        expect(page.get_by_text("The recommendation was closed.")).to_be_visible()
        check_every_look(page, "closing-closed")
        follow(page.get_by_role("link", name="Reopen"))
        check_every_look(page, "closing-reopen")


class TestTheAdmin:
    def test_is_accessible_where_reasons_and_roles_are(self, visit, as_sample):  # noqa: F811
        closing = (
            ClosingFactory(recommendation=rec("7")) if Recommendation.objects.count() else None
        )
        person = UserFactory(username="arta", contributor=True)
        as_sample("administrator")
        pages = {
            "admin-user": f"/admin/tracker/user/{person.pk}/change/",
            "admin-body": f"/admin/tracker/body/{BodyFactory(code='OSP').pk}/change/",
            "admin-events": "/admin/tracker/event/",
            "admin-closing": f"/admin/tracker/closing/{closing.pk}/change/"
            if closing
            else "/admin/",
        }
        for name, path in pages.items():
            page = visit(path)
            for look in in_every_look(page):
                shoot(page, f"{name}-{look}")
                if look in ASKED:
                    assert_accessible(page)
        as_sample("analyst")
        page = visit(f"/admin/tracker/recommendation/{rec('4').pk}/change/")
        for look in in_every_look(page):
            shoot(page, f"admin-why-{look}")
        assert_accessible(page)
        as_sample("auditor")
        page = visit(f"/admin/tracker/recommendation/{rec('4').pk}/change/")
        shoot(page, "admin-auditor")
        assert_accessible(page)
