"""Writing the sender and preface of an edition's progress reports."""

import pytest
from django.urls import reverse

from tests.factories import ReportFactory, ReportTextFactory
from tests.factories.base import as_factory
from tracker.models import Event, ReportText

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def report(db):
    return ReportFactory()


class TestReportText:
    def test_is_written_in_each_language_and_printed(self, analyst, report):
        page = reverse("report_text", args=[report.slug])
        for language, sender in (("en", "Office"), ("sq", "Zyra"), ("en", "Office of Wells")):
            answer = analyst.post(f"{page}?language={language}", {"sender": sender}, follow=True)
            assert "Reports created from now on print it." in answer.text

        texts = ReportText.objects.order_by("language").values_list("language", "sender")
        assert list(texts) == [("en", "Office of Wells"), ("sq", "Zyra")]
        event = Event.objects.filter(table="tracker_reporttext").latest("pk")
        assert event.reason == "Sender and preface"
        preview = analyst.get(reverse("progress_report", args=[report.slug]), {"language": "sq"})
        assert "<p>Zyra</p>" in preview.text

    @pytest.mark.parametrize("is_written", [True, False])
    def test_of_somebody_who_was_slower_is_not_written_over_another(
        self, analyst, report, is_written
    ):
        page = reverse("report_text", args=[report.slug])
        row = ReportTextFactory(report=report) if is_written else None
        opened = analyst.get(page).context["form"]["last_event"].value()
        row = row or ReportTextFactory(report=report)
        with as_factory():
            row.contact = "Room 4"
            row.save()

        answer = analyst.post(page, {"sender": "Mine", "last_event": opened})

        assert answer.status_code == 422
        assert "Nothing was saved" in answer.text
        row.refresh_from_db()
        assert row.sender != "Mine"
