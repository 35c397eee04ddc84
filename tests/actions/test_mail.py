"""Messages leave once, to who may read what they are about, and wait while no server takes them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as sent_mail
from django.test import Client
from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    RecommendationFactory,
    SavedReportFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.mail_server import mail_server, smtp
from tests.helpers.publications import draft
from tracker.actions import mail, people, progress, reference_rows
from tracker.actions.base import WithdrawRow
from tracker.actions.people import ChangeAccount
from tracker.actions.progress import publications
from tracker.audit.context import acting_as
from tracker.models import Event, Mail, SavedReport, User
from tracker.vocabulary import Status

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 30)
ADDRESS = "guri@example.org"


@pytest.fixture(autouse=True)
def public_reports(settings):
    settings.PUBLIC_REPORTS = True


@pytest.fixture
def now():
    return timezone.now()


def person(name, language="en", **role):
    return UserFactory(
        username=name, email=f"{name}@example.org", first_name="Secret", language=language, **role
    )


def saved(*recipients, addresses=(), **changes):
    row = RecommendationFactory(number="7")
    AssessmentFactory(
        recommendation=row,
        approved=True,
        status=Status.PARTIAL,
        conclusion="A secret conclusion.",
        decided_at=datetime(2025, 2, 1, tzinfo=UTC),
    )
    saved_report = SavedReportFactory(
        report=row.report, name="Secret name", addresses=list(addresses), **changes
    )
    with as_factory():
        saved_report.recipients.set(recipients)
    return saved_report


def made(now):
    (result,) = publications.make_due(now=now, today=DAY)
    assert not result.problem
    return result.publication


def publish(publication, now):
    publisher = UserFactory(reviewer=True)
    progress.publish(progress.PublishReport(publication=publication, by=publisher, now=now))
    return send(now)


def send(now):
    """How many messages are sent now."""
    before = len(sent_mail.outbox)
    mail.send_due(now)
    return len(sent_mail.outbox) - before


def received():
    return {message.to[0]: message for message in sent_mail.outbox}


class TestAReport:
    def test_reaches_each_once_when_they_may_read_it(self, now):
        ana, vera = person("ana", "sq", analyst=True), person("vera", "sr-latn", viewer=True)
        saved(ana, vera, addresses=[ADDRESS], audience="public", kind="full")

        report = made(now)
        assert set(received()) == {ana.email}
        assert publish(report, now) == 2
        assert set(received()) == {ana.email, vera.email, ADDRESS}
        assert send(now) == 0
        Mail.objects.queue_report(report, now=now)
        assert send(now) == 0

        assert f"/publications/{report.pk}/" in received()[vera.email].body
        letter = received()[ADDRESS]
        assert f"/published/{report.pk}/" in letter.body
        assert "- Partially implemented: 1" in letter.body
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "- Partially implemented" not in received()[ana.email].body

    @pytest.mark.once
    def test_holds_no_name_and_no_words_that_somebody_typed(self, now):
        ana, vera = person("ana", analyst=True), person("vera", viewer=True)
        saved(ana, vera, kind="full", conditions={"search": ["shelters"]})

        publish(made(now), now)

        for message in sent_mail.outbox:
            text = f"{message.subject}\n{message.body}"
            assert not re.search(r"secret|shelters|\bana\b|\bvera\b", text, re.IGNORECASE)

    @pytest.mark.once
    def test_names_the_numbers_of_what_changed(self, now):
        saved(person("ana", analyst=True), kind="changes", last_run_on=date(2025, 1, 31))

        made(now)

        assert "Changed status since 30 January 2025: no. 7" in received()["ana@example.org"].body

    @pytest.mark.once
    def test_is_not_sent_to_who_lost_the_right_meanwhile(self, now, settings):
        names = ("closed", "roleless", "mute", "off", "stays")
        closed, roleless, mute, off, stays = (person(name, analyst=True) for name in names)
        saved_report = saved(closed, roleless, mute, off, stays, kind="full")
        settings.MAILERS = smtp(9)  # where nobody listens
        made(now)
        admin = UserFactory(administrator=True)
        people.close_account(ChangeAccount(person=closed, reason="Left", by=admin))
        with as_factory():
            roleless.groups.clear()
            User.objects.filter(pk=mute.pk).update(email="")
            saved_report.recipients.remove(off)
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

        assert send(now + timedelta(minutes=10)) == 1
        assert set(received()) == {stays.email}
        assert Mail.objects.get().user == stays

    @pytest.mark.once
    @pytest.mark.parametrize("change", ["internal", "not public here", "taken off", "stopped"])
    def test_leaves_no_address_without_account_what_is_not_published(self, now, settings, change):
        audience = "internal" if change == "internal" else "public"
        saved_report = saved(addresses=[ADDRESS], audience=audience, kind="full")
        report = made(now)
        settings.PUBLIC_REPORTS = change != "not public here"
        if change == "taken off":
            with as_factory():
                SavedReport.objects.filter(pk=saved_report.pk).update(addresses=[])

        if change == "stopped":
            by = UserFactory(analyst=True)
            stop = WithdrawRow(row=saved_report, reason="Moved", by=by, now=now)
            reference_rows.withdraw(stop)

        assert publish(report, now) == 0
        assert not sent_mail.outbox

    @pytest.mark.once
    def test_without_a_mail_server_is_not_said_to_be_sent(self, now, settings):
        settings.HAS_MAIL = False
        saved(person("ana", reviewer=True))

        made(now)

        assert not Mail.objects.exists()

    def test_made_by_hand_is_sent_to_nobody(self, now):
        report = saved(person("ana", analyst=True), kind="full").report

        publish(draft(report, UserFactory(analyst=True)), now)

        assert not Mail.objects.exists()


class TestAServer:
    @pytest.mark.once
    def test_takes_a_report_and_a_link_by_smtp(self, now, settings):
        ana = person("ana", analyst=True)
        saved(ana, addresses=[ADDRESS], audience="public", kind="full")
        with mail_server(settings) as mailbox:
            mail.queue_password_link(ana.email.upper(), now=now)
            publish(made(now), now)

        link, draft, report = mailbox.messages
        assert [link["To"], draft["To"], report["To"]] == [ana.email, ana.email, ADDRESS]
        assert link["From"] == "heed@127.0.0.1" and link["Auto-Submitted"] == "auto-generated"
        assert "http://127.0.0.1:8000/password/reset/" in link.get_content()
        assert "This is a draft." in draft.get_content()
        assert report["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/unsubscribe/")

    @pytest.mark.once
    def test_that_refuses_or_is_away_is_tried_again_until_it_is_given_up(self, now, settings):
        ana = person("ana", analyst=True)
        saved(ana, kind="full")
        settings.MAILERS = smtp(9)
        made(now)
        message = Mail.objects.get()
        assert message.problem == "Connection refused"
        assert message.next_at == now + timedelta(minutes=10)
        assert send(now) == 0

        with mail_server(settings) as mailbox:
            mailbox.refuses = "550 No such mailbox"
            tries = 0
            while (message := Mail.objects.get()).next_at:
                mail.send_due(message.next_at)
                tries += 1
            assert not mailbox.messages
        assert "No such mailbox" in message.problem
        assert 10 < tries < 30
        client = Client()
        client.force_login(UserFactory(administrator=True))
        page = client.get("/health/").text
        assert "A report to Secret" in page and "No such mailbox" in page and "Given up" in page
        assert send(now + timedelta(days=31)) == 0
        assert not Mail.objects.exists()

    def test_is_not_asked_by_two_processes_for_the_same_message(self, now, monkeypatch):
        saved(person("ana", analyst=True), kind="full")
        compose = mail._compose

        def meanwhile(*args, **kwargs):
            monkeypatch.setattr(mail, "_compose", compose)
            assert send(now) == 0
            return compose(*args, **kwargs)

        monkeypatch.setattr(mail, "_compose", meanwhile)
        made(now)

        assert len(sent_mail.outbox) == 1


class TestUnsubscribe:
    def test_takes_that_address_off_once_its_button_is_pressed(self, now):
        saved_report = saved(
            addresses=["other@example.org", ADDRESS], audience="public", kind="full"
        )
        publish(made(now), now)
        url = received()[ADDRESS].extra_headers["List-Unsubscribe"].strip("<>")
        path = url.removeprefix("http://127.0.0.1:8000")
        client = Client(enforce_csrf_checks=True)

        assert "<button" in client.get(path).text  # a program that looks at links does nothing
        client.post(f"{path[:-2]}x/")
        assert len(SavedReport.objects.get().addresses) == 2
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})

        assert "no more messages" in answer.text
        saved_report.refresh_from_db()
        assert saved_report.addresses == ["other@example.org"]
        event = Event.objects.latest("pk")
        assert (event.actor_name, event.reason) == (
            "anonymous",
            "Unsubscribed by a link in a message",
        )
        assert client.post(path).status_code == 200

    @pytest.mark.once
    def test_works_by_the_key_before(self, settings):
        saved_report = saved(addresses=[ADDRESS])
        (mark,) = mail.marks(saved_report, ADDRESS)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another" * 8

        with acting_as("anonymous", source="site"):
            mail.unsubscribe(saved_report, mark)

        assert SavedReport.objects.get().addresses == []
