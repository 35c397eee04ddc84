"""A real browser: Debian's Chromium, driven by Playwright against a live server.

Without Chromium these tests skip and say so, except where CI=true: there they must run. The run on
PostgreSQL leaves them out: a page looks the same on both databases.
"""

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import as_factory

# The first is the same browser without its own window, whose toolbar takes a second of every test.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",  # as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if not CHROMIUM and os.environ.get("CI") != "true":
        pytest.skip("No Chromium here: `apt-get install chromium-headless-shell`.")
    if not CHROMIUM:
        pytest.fail("CI must run the browser tests, but found no chromium to run them in.")
    # Playwright keeps an event loop in this thread, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture
def visit(page, live_server):
    """Opens a path of the site: `visit("/reports/")` gives the page.

    Nothing on it may be what the Content Security Policy refuses.
    """
    page.set_default_timeout(10_000)
    said = []
    page.on("console", lambda message: said.append(message.text))

    def go(path):
        answer = page.goto(live_server.url + path)
        assert answer.status < 400, f"{path} answered {answer.status}"
        return page

    yield go
    assert [text for text in said if "Content Security Policy" in text] == []


@pytest.fixture
def sign_in(context, live_server):
    """Signs a user in by cookie: `sign_in(UserFactory(analyst=True))` before `visit`."""

    def by_cookie(user):
        client = Client()
        with as_factory():
            client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        return user

    return by_cookie


@pytest.fixture
def in_language(context, live_server):
    """Reads the site in another language: `in_language("sq")` before `visit`."""

    def by_cookie(code):
        context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": code, "url": live_server.url}]
        )

    return by_cookie
