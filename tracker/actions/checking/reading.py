"""Reads many links: hosts side by side, each host at most once a second."""

import random
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from urllib.parse import urlsplit

from tracker.actions.checking.fetching import fetch
from tracker.actions.checking.pages import sha256_of
from tracker.actions.checking.unread import Unread

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
