"""The page that says who gets a message about the reports of a schedule."""

import pytest
from django.test import Client

from tests.factories import ReportFactory, SavedReportFactory, UserFactory, as_factory
from tests.helpers.clock import TODAY
from tracker.actions import mail
from tracker.audit.context import acting_as
from tracker.models import Event, SavedReport

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = "/saved-reports/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(UserFactory(username="ana", email="ana@example.org", analyst=True))
    return client


def names(saved_report):
    return sorted(user.username for user in saved_report.recipients.all())


class TestRecipients:
    def test_are_users_and_addresses_in_history_and_shown_to_who_may_change_them(self, client):
        saved_report = SavedReportFactory(addresses=["old@example.org"])
        vera = UserFactory(username="vera", email="vera@example.org", viewer=True)
        with as_factory():
            saved_report.recipients.add(vera)
        url = f"{LIST}{saved_report.pk}/recipients/"
        assert "vera\nold@example.org" in client.get(url).text

        answer = client.post(url, {"recipients": "ana\n\n Guri@example.org \nguri@example.org"})

        assert answer.url == LIST
        saved_report.refresh_from_db()
        assert (names(saved_report), saved_report.addresses) == (["ana"], ["guri@example.org"])
        events = Event.objects.filter(reason="Recipients changed")
        assert sorted(events.values_list("table", "operation")) == [
            ("tracker_savedreport", "update"),
            ("tracker_savedreport_recipients", "delete"),
            ("tracker_savedreport_recipients", "insert"),
        ]
        assert "Recipients: ana, guri@example.org<" in client.get(LIST).text
        reader = Client()
        reader.force_login(UserFactory(publisher=True))
        assert "guri@example.org" not in reader.get(LIST).text

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("nobody", "“nobody” is neither the user name of an account nor an email address."),
            ("left", "left has no open account with an email address."),
            ("silent", "silent has no open account with an email address."),
        ],
    )
    def test_that_can_get_none_are_refused_by_name(self, client, line, sentence):
        saved_report = SavedReportFactory()
        UserFactory(username="left", email="left@example.org", is_active=False)
        UserFactory(username="silent", email="", viewer=True)

        answer = client.post(f"{LIST}{saved_report.pk}/recipients/", {"recipients": line})

        assert answer.status_code == 422 and sentence in answer.text and line in answer.text

    def test_who_unsubscribed_meanwhile_is_not_put_back(self, client):
        saved_report = SavedReportFactory(addresses=["guri@example.org"])
        url = f"{LIST}{saved_report.pk}/recipients/"
        version = client.get(url).context["form"]["last_event"].value()
        with acting_as("anonymous", source="site"):
            mail.unsubscribe(saved_report, *mail.marks(saved_report, "guri@example.org"))

        answer = client.post(url, {"recipients": "guri@example.org", "last_event": version})

        assert answer.status_code == 422
        assert SavedReport.objects.get().addresses == []

    def test_are_named_when_a_report_is_scheduled_if_mail_is_sent(self, client, settings):
        url = f"/reports/{ReportFactory().slug}/saved-reports/new/"
        values = {"name": "Yearly", "kind": "full", "language": "en", "audience": "internal"}
        values |= {"frequency": "year", "first_run_on": str(TODAY)}

        client.post(url, {**values, "recipients": "ana\nguri@example.org"})

        saved_report = SavedReport.objects.get()
        assert (names(saved_report), saved_report.addresses) == (["ana"], ["guri@example.org"])
        settings.HAS_MAIL = False
        assert "Recipients" not in client.get(url).text
        assert "Recipients" not in client.get(LIST).text
