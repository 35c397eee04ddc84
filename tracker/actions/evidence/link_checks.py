"""Read the links of evidence and compare their pages with what they said before."""

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

from tracker.actions.evidence.page_requests import LinkNotRead, Page, fetch_page
from tracker.audit.reasons import because
from tracker.documents import html
from tracker.models import Evidence
from tracker.summaries import evidence as evidence_summaries
from tracker.summaries.evidence import EvidenceIssue, Link
from tracker.vocabulary.evidence import EvidenceFault

HTML = ("text/html", "application/xhtml+xml")


def hash_page(page: Page) -> str:
    """Calculate the SHA-256 of the visible words of an HTML page, or of the bytes of a file.

    White space, scripts and menus do not count.
    """
    declared = page.kind.split(";")[0].strip().lower()
    if declared in HTML or (not declared and html.is_html(_decode(page.content[:2048]))):
        text = " ".join(html.extract_visible_text(_decode(page.content)).split())
        if text:
            return hashlib.sha256(text.encode()).hexdigest()
    return hashlib.sha256(page.content).hexdigest()


def _decode(content: bytes) -> str:
    """Decode bytes to the same text each time; a wrong encoding does not matter here."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


MAX_HOSTS = 8  # hosts
REQUEST_INTERVAL = 1.0  # seconds between two requests to one host
MAX_SECONDS = 4 * 60 * 60.0  # seconds that a whole run may take

Outcome = str | LinkNotRead  # the hash of the page, or why it was not read


class HostThrottle:
    """Throttle of requests: at most one to a host every REQUEST_INTERVAL seconds."""

    def __init__(self) -> None:
        self.lock, self.free_at = threading.Lock(), dict[str, float]()

    def wait(self, host: str) -> None:
        """Sleep until the host may be asked again."""
        with self.lock:
            now = time.monotonic()
            start = max(now, self.free_at.get(host, now))
            self.free_at[host] = start + REQUEST_INTERVAL
        time.sleep(start - now)


def read_links(
    urls: Iterable[str],
    *,
    timeout: float,
    seed: int,
    max_seconds: float = MAX_SECONDS,
    allowed_addresses: Collection[str] = (),
) -> Iterator[tuple[str, Outcome]]:
    """Read each link once; yield it with its outcome, in the order of the answers.

    Links not reached within `max_seconds` are not yielded; `seed` shuffles them, so that they are
    others another night. No thread touches the database.
    """
    hosts = _group_by_host(urls, random.Random(seed))  # noqa: S311  # an order, no secret
    results: SimpleQueue[tuple[str, Outcome] | None] = SimpleQueue()
    throttle, stop = HostThrottle(), threading.Event()
    deadline = time.monotonic() + max_seconds

    def read_host(links: list[str]) -> None:
        try:
            for url in links:
                if stop.is_set() or time.monotonic() >= deadline:
                    break
                results.put((url, _read_link(url, timeout, throttle, allowed_addresses)))
        finally:
            results.put(None)

    with ThreadPoolExecutor(MAX_HOSTS, "links") as threads:
        try:
            futures = [threads.submit(read_host, links) for links in hosts]
            running = len(futures)
            while running:
                result = results.get()
                if result is None:
                    running -= 1
                else:
                    yield result
            for future in futures:
                future.result()  # raises what a thread raised
        finally:
            stop.set()  # when broken off: no thread begins another link
            threads.shutdown(wait=False, cancel_futures=True)


def _read_link(
    url: str, timeout: float, throttle: HostThrottle, allowed_addresses: Collection[str]
) -> Outcome:
    try:
        return hash_page(
            fetch_page(
                url, timeout=timeout, wait=throttle.wait, allowed_addresses=allowed_addresses
            )
        )
    except LinkNotRead as error:
        return error


def _group_by_host(urls: Iterable[str], order: random.Random) -> list[list[str]]:
    hosts: dict[str, list[str]] = {}
    for url in sorted(set(urls)):
        hosts.setdefault(_host(url), []).append(url)
    groups = list(hosts.values())
    order.shuffle(groups)
    for links in groups:
        order.shuffle(links)
    return groups


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


BATCH_SIZE = 100  # links saved in one transaction


@dataclass(slots=True)
class LinkCheckResult:
    """Result of reading all links."""

    issues: list[EvidenceIssue] = field(default_factory=list)
    read: int = 0  # links that led to a page
    learned: int = 0  # links whose page was read for the first time, or anew
    not_reached: int = 0  # left for another night


def check_links(
    links: Collection[Link],
    *,
    on: date,
    timeout: float,
    max_seconds: float = MAX_SECONDS,
    allowed_addresses: Collection[str] = (),
) -> LinkCheckResult:
    """Read every link, compare it with its saved hash, and save the hash of a new one.

    A link of several pieces of evidence is read once. Nothing is saved for evidence whose link was
    changed meanwhile.
    """
    by_url: dict[str, list[Link]] = {}
    for link in links:
        by_url.setdefault(link.evidence.url, []).append(link)
    result = LinkCheckResult(not_reached=len(links))
    outcomes = read_links(
        by_url,
        timeout=timeout,
        seed=on.toordinal(),
        max_seconds=max_seconds,
        allowed_addresses=allowed_addresses,
    )
    for batch in batched(outcomes, BATCH_SIZE):
        by_link = [(link, outcome) for url, outcome in batch for link in by_url[url]]
        for part in batched(by_link, evidence_summaries.CHUNK_SIZE):
            _compare(part, result, on=on)
    result.issues.sort(key=lambda issue: issue.evidence.pk if issue.evidence else 0)
    return result


def _compare(
    outcomes: Collection[tuple[Link, Outcome]], result: LinkCheckResult, *, on: date
) -> None:
    result.not_reached -= len(outcomes)
    new: dict[int, tuple[Link, str]] = {}
    changed: dict[int, tuple[Link, str]] = {}
    for link, outcome in outcomes:
        if isinstance(outcome, LinkNotRead):
            result.issues.append(
                EvidenceIssue(outcome.fault, evidence=link.evidence, code=outcome.code)
            )
            continue
        result.read += 1
        if not link.sha256 or link.is_accessed_since:
            new[link.evidence.pk] = link, outcome
        elif outcome != link.sha256:
            changed[link.evidence.pk] = link, outcome
    relinked = evidence_summaries.find_changed_links(changed) if changed else set()
    for pk, (link, sha256) in changed.items():
        if pk in relinked:
            new[pk] = link, sha256
        else:
            result.issues.append(
                EvidenceIssue(
                    EvidenceFault.CONTENT_CHANGED, evidence=link.evidence, day=link.read_on
                )
            )
    if new:
        result.learned += _save_hashes(new, on=on)


def _save_hashes(hashes: dict[int, tuple[Link, str]], *, on: date) -> int:
    """Save the hashes of links by key of evidence, except where the link changed meanwhile."""
    with transaction.atomic(), because(_("What the link says was read, to be compared later")):
        rows = Evidence.objects.filter(pk__in=hashes).order_by("pk")
        changed = []
        for evidence in rows.select_for_update(no_key=True).only("pk", "url"):
            link, sha256 = hashes[evidence.pk]
            if evidence.url == link.evidence.url:
                evidence.link_sha256, evidence.link_read_on = sha256, on
                changed.append(evidence)
        Evidence.objects.bulk_update(changed, ["link_sha256", "link_read_on"])
    return len(changed)
