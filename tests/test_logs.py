"""The log: one line a request, and of which request, user and address each line is."""

import json
import logging
import logging.config
import re
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.template.loader import render_to_string

from tests.factories import UserFactory
from tracker import logs
from tracker.models import Event

SECONDS = re.compile(r"\d+\.\d\d s")


def records(caplog):
    return [record for record in caplog.records if record.name != "tracker.audit.signals"]


@pytest.fixture
def lines(caplog, settings):
    """What the handler of the settings would write, the time taken out."""
    settings.SLOW_REQUEST = 300
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(context := logs.ContextFilter())
    yield lambda: [
        f"{r.levelname} {r.user} {r.address} {SECONDS.sub('0 s', r.getMessage())}"
        for r in records(caplog)
    ]
    caplog.handler.removeFilter(context)


@pytest.mark.django_db
class TestEachRequest:
    def test_is_one_line_with_the_name_and_without_what_was_typed(self, client, lines):
        client.force_login(UserFactory(username="ana"))

        for path in ("/help/?a=secret", "/admin/login/?search=secret", "/people/x%0aSlow: /"):
            client.get(path)

        assert lines() == [
            "INFO ana 127.0.0.1 GET /help/ answered 200 after 0 s",
            "INFO ana 127.0.0.1 GET /admin/login/ answered 403 after 0 s",
            "INFO ana 127.0.0.1 GET /people/x%0ASlow:%20/ answered 404 after 0 s",
        ]

    @pytest.mark.parametrize("path", ["/password/reset/1/{}/", "/unsubscribe/7/{}/"])
    def test_hides_what_a_link_in_a_message_proves(self, client, lines, path):
        client.raise_request_exception = False
        with patch("tracker.middleware.RejectNulBytes.process_request", side_effect=ValueError):
            client.get(path.format("a-secret"))

        fault, answer = lines()
        assert fault.endswith(f"Internal Server Error: {path.format('…')}")
        assert answer.endswith(f"GET {path.format('…')} answered 500 after 0 s")

    def test_is_one_line_where_its_form_is_broken(self, client, lines):
        client.post("/sign-in/", b"abc", content_type="multipart/form-data")

        assert lines() == ["INFO anonymous 127.0.0.1 POST /sign-in/ answered 400 after 0 s"]

    def test_is_one_line_where_the_database_is_away(self, client, lines):
        client.raise_request_exception = False
        client.force_login(UserFactory(username="ana"))

        with patch("tracker.backends.Backend.get_user", side_effect=OperationalError("away")):
            answer = client.get("/help/")

        assert f">{answer['X-Request-ID']}</code>" in answer.text
        assert lines() == [
            "ERROR - 127.0.0.1 Internal Server Error: /help/",
            "INFO unknown 127.0.0.1 GET /help/ answered 500 after 0 s",
        ]

    def test_has_one_id_in_log_answer_page_and_history(self, client, caplog, lines):
        client.force_login(ana := UserFactory(username="ana"))

        answers = client.post("/account/", {"full_name": "Ana K"}), client.get("/nowhere/")

        ids = [answer["X-Request-ID"] for answer in answers]
        event = Event.objects.filter(table="tracker_user", key=ana.pk).latest("pk")
        assert [record.request for record in records(caplog)] == ids
        assert (event.request, len(set(ids))) == (ids[0], 2)
        assert f">{ids[1]}</code>" in answers[1].text

    def test_is_a_warning_if_it_was_slow(self, client, settings, lines):
        settings.SLOW_REQUEST = 0

        client.get("/sign-in/")

        assert lines() == ["WARNING anonymous 127.0.0.1 Slow: GET /sign-in/ answered 200 after 0 s"]

    def test_names_a_host_that_is_not_ours_on_its_line(self, client, lines):
        assert client.get("/sign-in/", HTTP_HOST="evil.example").status_code == 400

        assert lines() == [
            "INFO anonymous 127.0.0.1 GET /sign-in/ answered 400 after 0 s: 'evil.example' is not "
            "the host of BASE_URL"
        ]

    def test_goes_on_where_a_request_names_no_host(self, client):
        assert client.get("/sign-in/", SERVER_NAME="evil.example").status_code == 400

    def test_has_the_address_that_a_trusted_proxy_tells(self, client, lines, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

        for forwarded in ("10.1.1.1, 192.0.2.7", "nobody"):
            client.get("/sign-in/", headers={"X-Forwarded-For": forwarded})

        assert [line.split()[2] for line in lines()] == ["192.0.2.7", "-"]

    def test_shows_its_id_where_a_page_fails(self, client, caplog, lines):
        client.raise_request_exception = False
        client.force_login(UserFactory(username="ana"))

        with patch("tracker.views.home.render_page", side_effect=ValueError("a fault")):
            answer = client.get("/help/")

        assert answer.status_code == 500
        assert f">{answer['X-Request-ID']}</code>" in answer.text
        assert lines() == [
            "ERROR ana 127.0.0.1 Internal Server Error: /help/",
            "INFO ana 127.0.0.1 GET /help/ answered 500 after 0 s",
        ]


def written(form, message, *, name="tracker", **values):
    """What the handler of the settings writes of a line in this context, in this format."""
    formats = settings.LOGGING["formatters"]
    formatter = logging.config.DictConfigurator({}).configure_formatter(dict(formats[form]))
    record = logging.LogRecord(name, logging.INFO, __file__, 1, message, (), None)
    with logs.bound(**values):
        return formatter.format(record) if logs.ContextFilter().filter(record) else None


class TestContextFilter:
    def test_adds_request_user_and_address_to_text_and_json(self):
        values = {"request": "f1", "user": "ana", "address": "192.0.2.7"}
        text = written("text", "Imported.", **values)
        line = json.loads(written("json", "Imported.", **values))

        assert text.endswith(" INFO [f1 ana 192.0.2.7] tracker: Imported.")
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4} ", text)
        assert line.pop("time").endswith("+00:00")
        assert line == {"level": "INFO", "logger": "tracker", "message": "Imported.", **values}
        assert "[- - -]" in written("text", "Imported.")

    @pytest.mark.parametrize("name", ["django.security.DisallowedHost", "django.request"])
    def test_leaves_refusals_to_the_line_of_their_request(self, name):
        assert written("text", "Service Unavailable: /health/ready", name=name) is None


@pytest.mark.parametrize("template", ["error", "403", "403_csrf", "404", "429", "500"])
def test_each_page_of_an_error_shows_the_id(template, rf):
    request = rf.get("/")
    request.user, request.htmx = AnonymousUser(), False

    with logs.bound(request="f1"):
        assert ">f1</code>" in render_to_string(f"{template}.html", request=request)
