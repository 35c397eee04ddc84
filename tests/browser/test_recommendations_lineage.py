"""A recommendation is linked to what it asks again, in the browser: suggested, ticked, shown."""

import pytest

from tests.browser.pages import check_every_look, follow
from tests.factories import LineageLinkFactory, RecommendationFactory, UserFactory
from tests.helpers.editions import EDITIONS
from tracker.models import LineageLink, Recommendation
from tracker.vocabulary import Lifecycle, Status

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

REC = "/reports/tip-2024-kosovo/recommendations"


@pytest.fixture
def rows(transactional_db):
    return {
        (year, number): RecommendationFactory(
            report__year=year,
            number=str(number),
            text=text,
            short_title=text.split(",")[0][:40],
            lead="THBD",
            **(
                {"assessed": Status.PARTIAL, "lifecycle": Lifecycle.CONTINUED}
                if year < 2024
                else {}
            ),
        )
        for year, texts in EDITIONS.items()
        for number, text in enumerate(texts, 1)
    }


class TestLineage:
    def test_is_suggested_linked_and_shown_in_every_look(self, rows, sign_in, visit):
        sign_in(UserFactory(analyst=True, username="ana"))
        LineageLinkFactory(
            recommendation=rows[2022, 2], earlier=rows[2021, 2], closeness="merged", score=0.45
        )

        page = visit(f"{REC}/2/lineage/")
        check_every_look(page, "lineage-link")
        page.get_by_label("TIP 2022 Kosovo 2", exact=False).first.check()
        page.get_by_role("button", name="Link").click()
        page.wait_for_url("**#lineage")

        assert "asked three times" in page.locator("#lineage").inner_text()
        assert LineageLink.objects.count() == 3
        assert Recommendation.objects.get(pk=rows[2024, 2].pk).status == Status.NOT_ASSESSED
        check_every_look(page, "lineage-shown")

        page.get_by_role("link", name="Add or withdraw a link").click()
        follow(page.get_by_role("link", name="Withdraw TIP 2021 Kosovo 2"))
        check_every_look(page, "lineage-withdraw")
