"""The calendar of a mechanism: when what has no day of its own is reviewed."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from tests.factories import MechanismFactory, ReportFactory, UserFactory
from tracker.actions import reference_rows
from tracker.actions.reference_rows import AddRow
from tracker.migrations.schema import check_calendar
from tracker.models import Recommendation
from tracker.vocabulary import Duty, Theme

pytestmark = pytest.mark.django_db


class TestNextDate:
    @pytest.mark.parametrize(
        ("after", "coming"),
        [
            (date(2026, 1, 31), date(2026, 2, 1)),
            (date(2026, 2, 1), date(2026, 3, 31)),
            (date(2026, 6, 29), date(2026, 6, 30)),
            (date(2026, 11, 26), date(2027, 2, 1)),
        ],
    )
    def test_is_the_next_of_the_tip_year(self, after, coming):
        assert MechanismFactory().next_date(after=after) == coming

    def test_is_that_of_another_calendar(self):
        greta = MechanismFactory(code="GRETA", review_dates=["10-01", "05-15"])

        assert greta.next_date(after=date(2026, 5, 15)) == date(2026, 10, 1)


class TestCalendar:
    @pytest.mark.parametrize(
        "wrong", [[], {}, "02-01", [3], ["2-1"], ["02-29"], ["13-01"], ["02-01", "x"], None]
    )
    def test_that_can_t_be_read_is_refused(self, wrong):
        with pytest.raises(ValidationError, match="Write at least one yearly date"):
            check_calendar(wrong)

    def test_in_the_admin_shows_its_error(self, client):
        client.force_login(UserFactory(administrator=True))
        mechanism = MechanismFactory()
        opened = {"code": "TIP", "name": "TIP", "issuer": mechanism.issuer_id}
        sent = {**opened, "year_starts_month": 4, "review_dates": '["31 March"]'}

        answer = client.post(f"/admin/tracker/mechanism/{mechanism.pk}/change/", sent)

        assert "Write at least one yearly date" in answer.text


class TestRecommendation:
    def test_added_without_a_review_date_gets_the_next_one(self):
        report = ReportFactory()

        made = reference_rows.add(
            AddRow(
                model=Recommendation,
                by=UserFactory(analyst=True),
                reason="Missed on acceptance",
                now=datetime(2026, 11, 26, 9, tzinfo=UTC),
                fields={
                    "report": report,
                    "number": "10",
                    "position": 10,
                    "text": "Train hotline operators.",
                    "short_title": "Train operators",
                    "theme": Theme.PROTECTION,
                    "duty": Duty.ONCE,
                },
            )
        )

        assert made.review_on == date(2027, 2, 1)
