"""Writing the executive summary and the remarks of a progress report."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import RecommendationFactory, RemarkFactory, UserFactory
from tests.helpers.publications import draft
from tests.views.forms import as_user
from tracker.models import Event, Remark, SavedReport
from tracker.vocabulary import Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def row():
    return RecommendationFactory(lead="THBD")


@pytest.fixture
def here(row):
    return reverse("remark_edit", args=[row.report.slug, row.number])


def summary_address(row):
    return reverse("summary_edit", args=[row.report.slug])


def sent(text, last_remark=0, as_of="2025-03-01"):
    return {"text": text, "as_of": as_of, "last_remark": last_remark}


class TestRemark:
    def test_is_written_in_each_language_and_a_new_one_takes_its_place(self, analyst, row, here):
        for language, text in (("en", "A start was made."), ("sq", "U bë një fillim.")):
            answer = analyst.post(f"{here}?language={language}", sent(text), follow=True)
            assert "Progress reports print it" in answer.text
        first = Remark.objects.get(language="en")

        again = analyst.get(f"{here}?language=en")
        assert "and for the public" in again.text
        assert again.context["form"]["text"].value() == "A start was made."
        analyst.post(f"{here}?language=en", sent("It went on.", last_remark=first.pk))
        analyst.post(
            f"{here}?language=en", sent("It went on.", last_remark=first.pk)
        )  # a second click

        assert [r.text for r in Remark.objects.filter(language="en").order_by("pk")] == [
            "A start was made.",
            "It went on.",
        ]
        event = Event.objects.filter(table="tracker_remark").latest("pk")
        assert (event.recommendation, event.reason) == (row.pk, "Written for the progress report")

    def test_says_how_much_fills_a_page_and_when_it_is_more(self, analyst, here):
        assert "A page fits about 3,000 characters." in analyst.get(here).text

        short = analyst.post(here, sent("It went on."), follow=True)
        long = analyst.post(here, sent("It went on. " * 300, Remark.objects.get().pk), follow=True)

        assert "longer than a page" not in short.text
        assert (
            "The text is longer than a page, so a brief becomes longer than two pages." in long.text
        )

    def test_of_somebody_who_was_slower_is_not_written_over_another(self, analyst, row, here):
        RemarkFactory(recommendation=row, text="Written meanwhile.")

        answer = analyst.post(f"{here}?language=en", sent("Mine."))

        assert answer.status_code == 422
        assert "Someone else saved a remark" in answer.text
        assert answer.context["form"]["text"].value() == "Mine."
        assert "Written meanwhile." in answer.text
        last_remark = answer.context["form"]["last_remark"].value()
        assert (
            analyst.post(f"{here}?language=en", sent("Mine.", last_remark=last_remark)).status_code
            == 302
        )

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            (sent("", 0), "This field is required."),
            (sent("x" * 50_001), "at most 50000 characters"),
            (sent("Soon.", as_of="2999-01-01"), "is in the future"),
            (sent("Once.", as_of="1999-01-01"), "before the period of"),
            (sent("When?", as_of="soon"), "valid date"),
        ],
    )
    def test_refuses_what_it_can_not_print(self, analyst, here, values, sentence):
        answer = analyst.post(here, values)

        assert answer.status_code == 422
        assert sentence in answer.text
        assert not Remark.objects.exists()

    def test_is_withdrawn_with_a_reason_once(self, analyst, row):
        found = RemarkFactory(recommendation=row)
        address = reverse("remark_withdraw", args=[found.pk])

        assert found.text in analyst.get(address).text
        answer = analyst.post(address, {"reason": "Written on the wrong one."}, follow=True)

        assert "Withdrawn" in answer.text
        found.refresh_from_db()
        assert found.withdrawal_reason == "Written on the wrong one."
        assert analyst.post(address, {"reason": "Again."}).status_code == 404

    def test_without_a_recommendation_is_the_summary_of_the_report(self, analyst, row):
        address = reverse("summary_edit", args=[row.report.slug])
        analyst.post(f"{address}?language=sr-latn", sent("Sažetak."))

        page = Remark.objects.get()
        assert (page.recommendation, page.language, page.text) == (None, "sr-latn", "Sažetak.")
        assert "Executive summary" in analyst.get(row.report.get_absolute_url()).text


class TestBindings:
    TEXT = "One of the two recommendations is fully implemented. It began well.\n\nSo it is."

    @pytest.fixture
    def bound(self, analyst, row):
        """A summary whose numbers an analyst ticked."""
        RecommendationFactory(report=row.report, number="2", assessed=Status.FULL)
        written = analyst.post(f"{summary_address(row)}?language=en", sent(self.TEXT))
        page = analyst.get(written.url)
        choices = dict(page.context["form"].fields["bindings"].choices)
        assert list(choices) == ["0:full", "11:total"]
        assert choices["0:full"] == "“One” (fully implemented): as the data says"
        assert not Remark.objects.get().bindings  # before somebody ticked it
        analyst.post(written.url, {"bindings": ["0:full", "11:total"]})
        return Remark.objects.get()

    def test_stores_what_is_ticked_and_offers_it_again(self, analyst, row, bound):
        assert bound.bindings == [
            {"start": 0, "text": "One", "subject": "full", "written": "1"},
            {"start": 11, "text": "two", "subject": "total", "written": "2"},
        ]
        again = sent(f"At last. {self.TEXT}", last_remark=bound.pk)

        page = analyst.get(analyst.post(f"{summary_address(row)}?language=en", again).url)

        assert page.context["form"].fields["bindings"].initial == ["9:full", "20:total"]
        assert Remark.objects.latest("pk").bindings == []

    def test_refuses_what_is_not_in_the_text(self, analyst, bound):
        address = reverse("remark_bindings", args=[bound.pk])

        assert analyst.post(address, {"bindings": ["0:partial"]}).status_code == 422

    def test_names_what_the_data_overtook(self, analyst, row, bound):
        page = analyst.get(f"{summary_address(row)}?language=en")
        assert "“One” (fully implemented): as the data says" in page.text
        RecommendationFactory(report=row.report, number="3", assessed=Status.FULL)

        page = analyst.get(f"{summary_address(row)}?language=en")
        assert "“One” (fully implemented): now 2" in page.text
        made = draft(row.report, UserFactory(analyst=True))
        as_user(analyst, publisher=True)
        page = analyst.get(reverse("publication_publish", args=[made.pk]))
        assert "The data has overtaken the executive summary:" in page.text
        assert "“two” (recommendations in all): now 3" in page.text


class TestSavedReport:
    def test_keeps_the_whole_filter_of_the_preview_and_says_so(self, analyst, row):
        address = reverse("saved_report_new", args=[row.report.slug])
        query = "?kind=brief&status=partial&assignee=me&body=THBD&since=2025-01-01"

        page = analyst.get(address + query)
        assert "Status: Partially implemented" in page.text
        assert "The first day chosen in the preview is not kept" in page.text
        assert '<option value="THBD" selected>THBD' in page.text
        assert page.context["form"]["body"].value() == "THBD"
        twice = analyst.get(address + query + "&body=KP")
        assert twice.status_code == 400
        assert "“body” has several values" in twice.text
        values = {"name": "Mine", "kind": "brief", "language": "en", "audience": "internal"}
        values |= {"body": "THBD", "frequency": "month", "first_run_on": "2099-01-31"}
        assert analyst.post(address + query, values).status_code == 422  # too far away
        analyst.post(address + query, {**values, "first_run_on": str(timezone.localdate())})

        saved = SavedReport.objects.get()
        assert saved.conditions == {
            "assignee": [saved.author.username],
            "body": ["THBD"],
            "status": ["partial"],
        }
        listed = analyst.get(reverse("saved_report_list")).text
        assert "Responsible body: THBD; Status: Partially implemented" in listed
