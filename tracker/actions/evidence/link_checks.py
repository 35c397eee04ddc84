"""What of a page is compared: what a reader sees of it, or all its bytes."""

import hashlib
import random
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from queue import SimpleQueue
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.actions.evidence.page_requests import Page, Unread, fetch
from tracker.audit.reasons import because
from tracker.documents import html
from tracker.models import Evidence
from tracker.summaries import evidence as told
from tracker.summaries.evidence import Found, Link
from tracker.vocabulary.evidence import Amiss

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


AT_ONCE = 8  # hosts
APART = 1.0  # seconds between two requests to one host
LONGEST = 4 * 60 * 60.0  # seconds that a whole run may take

Outcome = str | Unread  # the SHA-256 of what a page says, or why it was not read


class Turns:
    """Who is asked when: no host twice within a second, whichever link passes on to it."""

    def __init__(self) -> None:
        self.lock, self.free_at = threading.Lock(), dict[str, float]()

    def wait(self, host: str) -> None:
        with self.lock:
            now = time.monotonic()
            turn = max(now, self.free_at.get(host, now))
            self.free_at[host] = turn + APART
        time.sleep(turn - now)


def read_links(
    urls: Iterable[str],
    *,
    timeout: float,
    seed: int,
    longest: float = LONGEST,
    opened_to: Collection[str] = (),
) -> Iterator[tuple[str, Outcome]]:
    """Each link, once, with what came of it, as it comes.

    Links that were not reached after `longest` seconds do not come at all; `seed` shuffles, so
    that they are others another night. No thread of it touches the database.
    """
    hosts = _by_host(urls, random.Random(seed))  # noqa: S311  # an order, no secret
    came: SimpleQueue[tuple[str, Outcome] | None] = SimpleQueue()
    turns, over = Turns(), threading.Event()
    ends = time.monotonic() + longest

    def read_host(links: list[str]) -> None:
        try:
            for url in links:
                if over.is_set() or time.monotonic() >= ends:
                    break
                came.put((url, _read(url, timeout, turns, opened_to)))
        finally:
            came.put(None)

    with ThreadPoolExecutor(AT_ONCE, "links") as threads:
        try:
            begun = [threads.submit(read_host, links) for links in hosts]
            left = len(begun)
            while left:
                one = came.get()
                if one is None:
                    left -= 1
                else:
                    yield one
            for host in begun:
                host.result()  # raises what a thread did
        finally:
            over.set()  # broken off: nobody begins another link
            threads.shutdown(wait=False, cancel_futures=True)


def _read(url: str, timeout: float, turns: Turns, opened_to: Collection[str]) -> Outcome:
    try:
        return sha256_of(fetch(url, timeout=timeout, wait=turns.wait, opened_to=opened_to))
    except Unread as why:
        return why


def _by_host(urls: Iterable[str], order: random.Random) -> list[list[str]]:
    hosts: dict[str, list[str]] = {}
    for url in sorted(set(urls)):
        hosts.setdefault(_host(url), []).append(url)
    found = list(hosts.values())
    order.shuffle(found)
    for links in found:
        order.shuffle(links)
    return found


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


TOGETHER = 100  # readings kept in one transaction


@dataclass(slots=True)
class Links:
    """What came of all links."""

    found: list[Found] = field(default_factory=list)
    read: int = 0  # those that led to a page
    learned: int = 0  # those whose page was read for the first time, or anew
    not_reached: int = 0  # left for another night


def check_links(
    links: Collection[Link],
    *,
    on: date,
    timeout: float,
    longest: float = LONGEST,
    opened_to: Collection[str] = (),
) -> Links:
    """Read every link and keep what those say that were never read. One piece is written or none.

    A link that several pieces have is read once. What is read while another writes another link
    is not kept.
    """
    of_url: dict[str, list[Link]] = {}
    for link in links:
        of_url.setdefault(link.piece.url, []).append(link)
    came = Links(not_reached=len(links))
    read = read_links(
        of_url, timeout=timeout, seed=on.toordinal(), longest=longest, opened_to=opened_to
    )
    for some in batched(read, TOGETHER):
        outcomes = [(link, what) for url, what in some for link in of_url[url]]
        for part in batched(outcomes, told.AT_ONCE):
            _look(part, came, on=on)
    came.found.sort(key=lambda one: one.piece.pk if one.piece else 0)
    return came


def _look(outcomes: Collection[tuple[Link, Outcome]], came: Links, *, on: date) -> None:
    came.not_reached -= len(outcomes)
    fresh: dict[int, tuple[Link, str]] = {}
    other: dict[int, tuple[Link, str]] = {}
    for link, what in outcomes:
        if isinstance(what, Unread):
            came.found.append(Found(what.why, piece=link.piece, code=what.code))
            continue
        came.read += 1
        if not link.sha256 or link.is_read_anew:
            fresh[link.piece.pk] = link, what
        elif what != link.sha256:
            other[link.piece.pk] = link, what
    relinked = told.relinked(other) if other else set()
    for pk, (link, what) in other.items():
        if pk in relinked:
            fresh[pk] = link, what
        else:
            came.found.append(Found(Amiss.DRIFTED, piece=link.piece, day=link.read_on))
    if fresh:
        came.learned += _keep(fresh, on=on)


def _keep(fresh: dict[int, tuple[Link, str]], *, on: date) -> int:
    """Write what these links say now, each unless its piece has another link by now."""
    with transaction.atomic(), because(_("What the link says was read, to be compared later")):
        rows = Evidence.objects.filter(pk__in=fresh).order_by("pk")
        changed = []
        for piece in rows.select_for_update(no_key=True).only("pk", "url"):
            link, what = fresh[piece.pk]
            if piece.url == link.piece.url:
                piece.link_sha256, piece.link_read_on = what, on
                changed.append(piece)
        Evidence.objects.bulk_update(changed, ["link_sha256", "link_read_on"])
    return len(changed)
