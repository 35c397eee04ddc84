"""What is looked at on every page: light and dark, phone and desktop, and whether all can use it.

Set HEED_SCREENSHOTS to a folder to keep a picture of each page in each look.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
# Each size and each scheme once: what axe sees of one doesn't hang on the other.
ASKED = {"desktop-light", "phone-dark"}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def in_every_look(page: Page) -> Iterator[str]:
    """Shows the page in each size and colour scheme, and names the look."""
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            yield f"{size}-{scheme}"


def assert_accessible(page: Page) -> None:
    """No violation of WCAG level A or AA that axe can see."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def shoot(page: Page, name: str) -> None:
    """Keeps a picture of the whole page, where HEED_SCREENSHOTS names a folder."""
    folder = os.environ.get("HEED_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def check_every_look(page: Page, name: str) -> None:
    """The page is accessible, fits its width in each look, and is kept as a picture."""
    for look in in_every_look(page):
        shoot(page, f"{name}-{look}")
        if look in ASKED:
            assert_accessible(page)
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{page.url} in {look} is {wider} px wider than the window"
