"""Administrators keep what is counted, and where the definition changed."""

import pytest

from tests.factories import IndicatorFactory
from tests.views.conftest import signed_in
from tracker.models import Indicator

pytestmark = pytest.mark.django_db
ADD = "/admin/tracker/indicator/add/"
TYPED = {
    "code": "CALLS",
    "name": "calls received",
    "unit": "calls",
    "definition": "Calls to any hotline.",
}


@pytest.fixture
def administrator():
    return signed_in(administrator=True)


class TestIndicators:
    def test_keep_breaks_one_a_line(self, administrator):
        administrator.post(ADD, {**TYPED, "breaks": "2019: counts chats too\n\n2021: two lines"})

        row = Indicator.objects.get()
        assert row.breaks == [
            {"period": "2019", "words": "counts chats too"},
            {"period": "2021", "words": "two lines"},
        ]
        shown = administrator.get(f"/admin/tracker/indicator/{row.pk}/change/").text
        assert "2019: counts chats too\n2021: two lines" in shown

    def test_refuse_a_break_without_words(self, administrator):
        answer = administrator.post(ADD, {**TYPED, "breaks": "2019"})

        assert "needs a colon" in answer.text
        assert not Indicator.objects.exists()

    def test_refuse_to_be_added_without_a_definition(self, administrator):
        answer = administrator.post(ADD, {**TYPED, "definition": " "})

        assert "can't be added without a definition" in answer.text.replace("&#x27;", "'")
        assert not Indicator.objects.exists()

    def test_refuse_a_code_that_no_address_can_hold(self, administrator):
        answer = administrator.post(ADD, {**TYPED, "code": "A/B"})

        assert "it is part of web addresses" in answer.text

    def test_keep_the_code_that_reports_are_read_by(self, administrator):
        row = IndicatorFactory()
        address = f"/admin/tracker/indicator/{row.pk}/change/"

        answer = administrator.post(address, {**TYPED, "reason_text": "New"})

        row.refresh_from_db()
        assert row.code == "VICT_IDENTIFIED"
        assert "can't be changed" in answer.text or "can&#x27;t be changed" in answer.text

    def test_save_without_a_change_asks_for_no_reason(self, administrator):
        row = IndicatorFactory(breaks=[{"period": "2019", "words": "counts chats too"}])
        typed = {n: getattr(row, n) for n in ("code", "name", "definition", "unit", "theme")}

        answer = administrator.post(
            f"/admin/tracker/indicator/{row.pk}/change/",
            {**typed, "direction": "", "breaks": "2019: counts chats too"},
        )

        assert answer.status_code == 302
