"""The log and the histories of things, in every look."""

import pytest

from tests.audit.deeds import write
from tests.browser.looks import check_every_look
from tests.factories import BodyFactory, CitationFactory, RecommendationFactory, UserFactory
from tracker.models import Body, Recommendation

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = (
    "Increase resources for shelters that NGOs run, to provide assistance to all victims, and "
    "report every year how many places there are and how many of them were taken."
)


class TestHistory:
    def test_is_read_in_the_log_and_on_the_page_of_a_thing(self, visit, sign_in):
        sign_in(UserFactory(auditor=True, username="rina", first_name="Rina"))
        body = BodyFactory(code="THBD", acronym="THBD")
        row = RecommendationFactory(number="6", short_title="Shelter", text=TEXT, lead=body)
        CitationFactory(recommendation=row, evidence__title="Order 12 of the Ministry of Justice")
        new = TEXT.replace("every year how many", "twice a year by region how many")
        write(lambda: Recommendation.objects.update(text=new), request="r-1")
        write(lambda: Body.objects.update(remark="Moved to the Ministry of Justice"), request="r-2")

        page = visit("/history/?operation=update")
        page.get_by_text("Filter", exact=True).click()
        check_every_look(page, "log")
        page.get_by_role("link", name="TIP 2024 Kosovo 6").first.click()
        assert page.get_by_text("twice a year by region").count()
        check_every_look(visit("/bodies/THBD/"), "body-with-a-history")
        check_every_look(visit("/people/rina/"), "person")
        check_every_look(visit("/history/"), "log-closed")
        assert page.goto(page.url + "?words=x").status == 400
        check_every_look(page, "log-refused")
