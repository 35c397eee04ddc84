"""What of a page is compared: what a reader sees of it, or all its bytes."""

import hashlib

from tracker.actions.checking.fetching import Page
from tracker.intake.formats import html

HTML = ("text/html", "application/xhtml+xml")


def sha256_of(page: Page) -> str:
    """SHA-256 of the words on a page of HTML, of the bytes of anything else.

    How words are spaced, what a script holds and the menus around do not count.
    """
    declared = page.kind.split(";")[0].strip().lower()
    if declared in HTML or (not declared and html.is_html(_decoded(page.content[:2048]))):
        words = " ".join(html.visible_text(_decoded(page.content)).split())
        if words:
            return hashlib.sha256(words.encode()).hexdigest()
    return hashlib.sha256(page.content).hexdigest()


def _decoded(content: bytes) -> str:
    """The same text for the same bytes: which letters they are does not matter here."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
