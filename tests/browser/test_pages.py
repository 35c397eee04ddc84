"""Every page, light and dark, desktop and phone, in English and Albanian: for everybody's eyes."""

import pytest

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    assert_accessible,
    check_every_look,
    kosovo,
    shoot,
)

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

REC = "/reports/tip-2024-kosovo/recommendations"
PAGES = {
    "home": "/",
    "list": "/recommendations/",
    "recommendation": f"{REC}/6/",
    "log": f"{REC}/4/log/",
    "report": "/reports/tip-2024-kosovo/",
    "reports": "/reports/",
    "progress": "/reports/tip-2024-kosovo/progress/",
    "bodies": "/bodies/",
    "bodies-by-status": "/bodies/matrix/",
    "body": "/bodies/MLSW/",
    "evidence": "/evidence/",
    "admin-list": "/admin/tracker/recommendation/",
    "admin-change": "/admin/tracker/recommendation/{pk}/change/",
    "admin-log": "/admin/tracker/recommendation/{pk}/log/",
    "admin-history": "/admin/tracker/recommendation/{pk}/history/",
}


def path_of(name):
    from tracker.models import Recommendation

    return PAGES[name].format(pk=Recommendation.objects.get(number="4").pk)


class TestEveryPage:
    def test_is_accessible_and_fits_in_every_look(self, visit, as_sample, subtests):  # noqa: F811
        as_sample("analyst")

        for name in (name for name in PAGES if not name.startswith("admin")):
            with subtests.test(name):
                check_every_look(visit(path_of(name)), name)

    def test_of_the_admin_is_accessible(self, visit, as_sample, subtests):  # noqa: F811
        as_sample("analyst")

        for name in (name for name in PAGES if name.startswith("admin")):
            with subtests.test(name):
                page = visit(path_of(name))
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                    shoot(page, f"{name}-desktop-{scheme}")
                    assert_accessible(page)
                page.set_viewport_size({"width": 390, "height": 844})
                shoot(page, f"{name}-phone-dark")
                page.set_viewport_size({"width": 1280, "height": 900})

    def test_is_accessible_in_albanian(self, visit, as_sample, in_language, subtests):  # noqa: F811
        as_sample("reviewer")
        in_language("sq")

        for name in ("home", "list", "recommendation", "log", "progress"):
            with subtests.test(name):
                page = visit(path_of(name))
                assert page.locator("html").get_attribute("lang") == "sq"
                shoot(page, f"{name}-sq")
                assert_accessible(page)


SLOW = {"offline": False, "latency": 50, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
OBSERVE_SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


class TestAListOfTheAdmin:
    def test_does_not_move_while_it_loads(self, visit, page, as_sample):  # noqa: F811
        as_sample("analyst")
        page.set_viewport_size({"width": 390, "height": 844})
        page.add_init_script(OBSERVE_SHIFTS)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)

        visit("/admin/tracker/recommendation/").wait_for_load_state("networkidle")

        assert page.evaluate("window.shift") < 0.02


class TestSignIn:
    def test_is_accessible_in_every_look(self, visit, kosovo):  # noqa: F811
        page = visit("/recommendations/")

        check_every_look(page, "sign-in")
