"""The Kosovo report as `quickstart` leaves it, for tests that look at real pages."""

import base64
import os
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from zlib import crc32

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Locator, Page, expect

from tracker.models import User


@pytest.fixture(scope="session")
def as_quickstart_left_it(tmp_path_factory):
    """A database to copy, once there is one: `quickstart` takes a second of every test."""
    stored = sqlite3.connect(tmp_path_factory.mktemp("kosovo") / "kept.sqlite3")
    yield stored
    stored.close()


@pytest.fixture
def kosovo(transactional_db, as_quickstart_left_it):
    """The nine recommendations with approved baselines, and the sample users."""
    connection.ensure_connection()
    stored = as_quickstart_left_it
    if stored.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        call_command("quickstart", "--no-serve", stdout=StringIO())
        connection.connection.backup(stored)
    else:
        stored.backup(connection.connection)


@pytest.fixture
def as_sample(kosovo, sign_in):
    """Signs in a sample user: `as_sample("analyst")`."""
    return lambda name: sign_in(User.objects.get(username=name))


SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
# Each size and each scheme once: what axe sees of one doesn't hang on the other.
ASKED = ("desktop-light", "phone-dark")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def in_every_look(page: Page) -> Iterator[str]:
    """Shows the page in each size and colour scheme, and names the look.

    Without pictures each size and each scheme is shown once: a scheme makes no page wider.
    """
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            if f"{size}-{scheme}" not in ASKED and "HEED_SCREENSHOTS" not in os.environ:
                continue
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            yield f"{size}-{scheme}"


def assert_accessible(page: Page) -> None:
    """No violation of WCAG level A or AA that axe can see."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def follow(leads_on: Locator) -> None:
    """Clicks a link or a button, and waits for the page that it leads to.

    What looks at a page at once would else look at one that is being left.
    """
    with leads_on.page.expect_navigation():
        leads_on.click()


def shoot(page: Page, name: str) -> None:
    """Keeps a picture of the whole page, where HEED_SCREENSHOTS names a folder."""
    folder = os.environ.get("HEED_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def check_every_look(page: Page, name: str) -> None:
    """The page fits its width in each look, and is kept as a picture.

    It is accessible in both looks where pictures are kept. Else a quarter of them is asked, others
    each day, in one look: axe takes longer than all else that a browser test does.
    """
    turn = crc32(name.encode()) + int(os.environ["HEED_TEST_DAY"])
    asked = ASKED if "HEED_SCREENSHOTS" in os.environ else ASKED[turn % 8 : turn % 8 + 1]
    for look in in_every_look(page):
        shoot(page, f"{name}-{look}")
        if look in asked:
            assert_accessible(page)
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{page.url} in {look} is {wider} px wider than the window"


CARRIED = """([name, content]) => {
  const carried = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  carried.items.add(new File([bytes], name));
  return carried;
}"""


def drop(page, content, name="letter.pdf", *, on="form:has(#drop)"):
    """Drags a file over the form and lets it go."""
    page.wait_for_load_state()  # the script is there
    carried = page.evaluate_handle(CARRIED, [name, base64.b64encode(content).decode()])
    page.dispatch_event(on, "dragover", {"dataTransfer": carried})
    expect(page.locator("#drop")).to_have_class("drop over")
    page.dispatch_event(on, "drop", {"dataTransfer": carried})
    expect(page.locator("#drop")).to_have_class("drop")
