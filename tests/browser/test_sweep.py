"""Every kind of page that a role reaches by links, in three languages: accessible, and in its width.

`pytest -m sweep` looks at all of them in each look (half an hour); any other run at a twentieth of
the pages of one role, in one language and look: others each day. Where HEED_SCREENSHOTS names a folder, pages
and pictures are kept there: `npx html-validate` reads the pages.
"""

import os
import re
from collections import deque
from html import unescape
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import resolve

from tests.browser.pages import (  # noqa: F401
    LEVELS,
    as_quickstart_left_it,
    as_sample,
    kosovo,
    shoot,
)
from tracker.models import User
from tracker.vocabulary import Group

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.sweep]
LANGUAGES = ("en", "sq", "sr-latn")
LOOKS = (((1280, 900), "light"), ((390, 844), "dark"))
LINK = re.compile(r'href="([^"#]+)')


def list_pages(username):
    """Return the first address of each kind of page that this user reaches from Home."""
    client = Client()
    client.force_login(User.objects.get(username=username), settings.AUTHENTICATION_BACKENDS[0])
    pages, queue, seen = {}, deque(["/"]), {"/"}
    while queue:
        address = queue.popleft()
        match = resolve(address.partition("?")[0])
        kind = (match.view_name, match.kwargs.get("object_id") and match.view_name)
        if kind in pages:
            continue
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        pages[kind] = address
        save_page(username, address, answer.text)
        links = {unescape(link) for link in LINK.findall(answer.text)}
        fresh = sorted(link for link in links - seen if is_page(link))
        seen.update(fresh)
        queue.extend(fresh)
    return list(pages.values())


def is_page(link):
    return link.startswith("/") and not link.startswith(("//", settings.STATIC_URL))


def save_page(username, address, text):
    if folder := os.environ.get("HEED_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", f"{username}{address}").strip("-")
        (Path(folder) / f"{name}.html").write_text(text)


def pytest_generate_tests(metafunc):
    if "role" in metafunc.fixturenames:
        day = int(os.environ["HEED_TEST_DAY"])
        today = [Group.values[day % len(Group)]]
        metafunc.parametrize("role", Group.values if is_whole(metafunc.config) else today)


def is_whole(config):
    return "sweep" in (config.option.markexpr or "")


class TestEveryPage:
    def test_is_accessible_and_fits(self, role, visit, as_sample, in_language, request):  # noqa: F811
        pages, day = list_pages(role), int(os.environ["HEED_TEST_DAY"])
        if is_whole(request.config):
            turns = list(product(pages, LANGUAGES, LOOKS))
        else:
            part = min(20, len(pages))
            turns = [
                (address, LANGUAGES[turn // part % 3], LOOKS[turn // part % 2])
                for turn, address in enumerate(pages, start=day)
                if turn % part == 0
            ]
        as_sample(role)
        found = []
        for address, language, look in turns:
            in_language(language)
            found += find_faults(visit(address), f"{role}-{language}", language, *look)

        assert turns
        assert found == []


def find_faults(page, name, language, size, scheme):
    """Return what is wrong with a page that is open, each with its address and look."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    path = page.url.split("/", 3)[-1]
    shoot(page, re.sub(r"\W+", "-", f"{name}-{scheme}-{path}").strip("-"))
    where = f"/{path} {language} {scheme}"
    if not page.locator("html").get_attribute("lang").lower().startswith(language[:2]):
        yield f"{where}: not in this language"
    violations = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
    for violation in violations.response["violations"]:
        for node in violation["nodes"]:
            yield f"{where}: {violation['id']} {node['html'][:200]}"
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > size[0] and not path.startswith("admin/"):  # Django's lists scroll
        yield f"{where}: {width - size[0]} px wider than the window"
