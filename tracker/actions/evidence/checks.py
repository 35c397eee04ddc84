"""Check evidence: its files, what its links say now, and what expired."""

import hashlib
import random
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import grouping, models
from tracker.actions.base import because, lock_files
from tracker.actions.evidence import files, page_requests, storage
from tracker.documents import html
from tracker.summaries.evidence import (
    CHUNK_SIZE,
    EvidenceIssue,
    count_links_for_named_readers,
    find_changed_links,
    find_expired,
    find_known_hashes,
    list_links,
    list_publication_files,
    list_stored_files,
)
from tracker.vocabulary import EvidenceFault

HTML = ("text/html", "application/xhtml+xml")


def hash_page(page: page_requests.Page) -> str:
    """Calculate the SHA-256 of the visible words of an HTML page, or of the bytes of a file.

    White space, scripts and menus do not count.
    """
    declared = page.kind.split(";")[0].strip().lower()
    text = ""
    if declared in HTML or (not declared and html.is_html(_decode(page.content[:2048]))):
        text = " ".join(html.extract_visible_text(_decode(page.content)).split())
    return hashlib.sha256(text.encode() or page.content).hexdigest()


def _decode(content: bytes) -> str:
    """Decode bytes to the same text each time; a wrong encoding does not matter here."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


MAX_HOSTS = 8  # hosts
REQUEST_INTERVAL = 1.0  # seconds between two requests to one host
MAX_SECONDS = 4 * 60 * 60.0  # seconds that a whole run may take

Outcome = str | page_requests.LinkNotRead  # the hash of the page, or why it was not read


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
            for _host in hosts:  # each puts None when it is through
                yield from iter(results.get, None)
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
            page_requests.fetch_page(
                url, timeout=timeout, wait=throttle.wait, allowed_addresses=allowed_addresses
            )
        )
    except page_requests.LinkNotRead as error:
        return error


def _group_by_host(urls: Iterable[str], order: random.Random) -> list[list[str]]:
    groups = list(grouping.group_pairs((_host(url), url) for url in sorted(set(urls))).values())
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
    links: Collection[models.Evidence],
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
    by_url = grouping.group_pairs((link.url, link) for link in links)
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
        for part in batched(by_link, CHUNK_SIZE):
            _compare(part, result, on=on)
    result.issues.sort(key=lambda issue: issue.evidence.pk if issue.evidence else 0)
    return result


def _compare(
    outcomes: Collection[tuple[models.Evidence, Outcome]], result: LinkCheckResult, *, on: date
) -> None:
    result.not_reached -= len(outcomes)
    new: dict[int, tuple[models.Evidence, str]] = {}
    changed: dict[int, tuple[models.Evidence, str]] = {}
    for link, outcome in outcomes:
        if isinstance(outcome, page_requests.LinkNotRead):
            result.issues.append(EvidenceIssue(outcome.fault, evidence=link, code=outcome.code))
            continue
        result.read += 1
        accessed_on, read_on = link.accessed_on, link.link_read_on
        is_accessed_since = accessed_on and read_on and accessed_on > read_on  # by a person
        if is_accessed_since or not link.link_sha256:
            new[link.pk] = link, outcome
        elif outcome != link.link_sha256:
            changed[link.pk] = link, outcome
    relinked = find_changed_links(changed)
    new |= {pk: changed[pk] for pk in relinked}
    result.issues += [
        EvidenceIssue(EvidenceFault.CONTENT_CHANGED, evidence=link, day=link.link_read_on)
        for pk, (link, _sha256) in changed.items()
        if pk not in relinked
    ]
    if new:
        result.learned += _save_hashes(new, on=on)


def _save_hashes(hashes: dict[int, tuple[models.Evidence, str]], *, on: date) -> int:
    """Save the hashes of links by key of evidence, except where the link changed meanwhile."""
    with transaction.atomic(), because(_("The linked page was read for later comparison")):
        rows = models.Evidence.objects.filter(pk__in=hashes).order_by("pk")
        changed = []
        for evidence in rows.select_for_update(no_key=True).only("pk", "url"):
            link, sha256 = hashes[evidence.pk]
            if evidence.url == link.url:
                evidence.link_sha256, evidence.link_read_on = sha256, on
                changed.append(evidence)
        models.Evidence.objects.bulk_update(changed, ["link_sha256", "link_read_on"])
    return len(changed)


GRACE_PERIOD = timedelta(days=1)  # a file without a row may be in a transaction still open
ORIGINAL = (EvidenceFault.MISSING, EvidenceFault.CHANGED, EvidenceFault.UNREADABLE)
COPY = (EvidenceFault.COPY_MISSING, EvidenceFault.COPY_CHANGED, EvidenceFault.COPY_UNREADABLE)


def check_stored(
    sha256: str, faults: tuple[EvidenceFault, EvidenceFault, EvidenceFault], **about: Any
) -> Iterator[EvidenceIssue]:
    """Yield the fault of a stored file, if it is missing, changed or unreadable: in this order.

    `about` says whose file it is.
    """
    missing, changed, unreadable = faults
    try:
        fault = None if storage.hash_file(sha256) == sha256 else changed
    except FileNotFoundError:
        fault = missing
    except OSError:
        fault = unreadable
    if fault:
        yield EvidenceIssue(fault, **about)


def find_orphaned_files(*, now: datetime) -> Iterator[str]:
    """Yield the names of files older than GRACE_PERIOD that no version or publication refers to."""
    for names in batched(storage.list_files(), CHUNK_SIZE):
        known = find_known_hashes(names)
        yield from (name for name in names if name not in known and _is_old(name, now))


def delete_orphaned_files(*, now: datetime) -> list[str]:
    """Delete orphaned files and expired uploads; return the names of the orphaned ones."""
    deleted = []
    for names in batched(list(find_orphaned_files(now=now)), CHUNK_SIZE):
        with transaction.atomic():
            lock_files(exclusive=True)
            # Again, since one may have been saved meanwhile.
            known = find_known_hashes(names)
            for name in names:
                if name not in known and _is_old(name, now):
                    storage.delete_file(name)
                    deleted.append(name)
    files.delete_expired(now=now)
    return deleted


def _is_old(name: str, now: datetime) -> bool:
    try:
        return storage.modified_at(name) < now - GRACE_PERIOD
    except FileNotFoundError:  # deleted meanwhile
        return False


TIMEOUT = 10.0  # seconds that a site has to answer


@dataclass(slots=True)
class CheckResult:
    """Result of a check of the evidence."""

    on: date
    files: int = 0  # versions and files of publications that were checked
    pieces: int = 0  # pieces of evidence that are not withdrawn
    in_files: list[EvidenceIssue] = field(default_factory=list)
    orphaned: list[EvidenceIssue] = field(default_factory=list)
    expired: list[EvidenceIssue] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    links: LinkCheckResult | None = None  # None: not checked
    skipped: int = 0  # links of evidence for named readers

    @property
    def issues(self) -> list[EvidenceIssue]:
        """All issues, in the order they are printed."""
        return [
            *self.in_files,
            *self.orphaned,
            *(self.links.issues if self.links else []),
            *self.expired,
        ]

    @property
    def is_well(self) -> bool:
        """Whether no issue is certain; what only may be one does not count."""
        return not any(issue.is_certain for issue in self.issues)

    def as_json(self) -> dict[str, object]:
        """Return the result as values of JSON, as `check_evidence --json` prints it."""
        return {
            "on": self.on.isoformat(),
            "well": self.is_well,
            "counts": {
                "files": self.files,
                "pieces": self.pieces,
                "links": self.links.read if self.links else None,
                "links_learned": self.links.learned if self.links else None,
                "links_not_reached": self.links.not_reached if self.links else None,
                "links_skipped": self.skipped,
                "tidied": len(self.deleted),
            },
            "files": [issue.as_json() for issue in self.in_files],
            "untold": [issue.as_json() for issue in self.orphaned],
            "links": [issue.as_json() for issue in self.links.issues] if self.links else [],
            "expired": [issue.as_json() for issue in self.expired],
            "tidied": self.deleted,
        }


def check_evidence(
    *,
    now: datetime,
    on: date,
    links: bool = True,
    include_named_readers: bool = False,
    delete_orphaned: bool = False,
    timeout: float = TIMEOUT,
    allowed_addresses: Collection[str] = (),
) -> CheckResult:
    """Check every file, every link if `links`, and which evidence expired before `on`.

    Links of evidence for named readers are left out unless asked for: to read one tells its site
    that somebody here is interested. Orphaned files are deleted if `delete_orphaned`, else listed.
    Only the hash of what a link says is saved. `allowed_addresses` are internal addresses that
    links may lead to: for tests alone. Raises FileMissing where the storage does not answer.
    """
    next(storage.list_files(), None)  # a storage that is away is refused once, not file by file
    result = CheckResult(on=on, pieces=models.Evidence.objects.not_withdrawn().count())
    for file in list_stored_files():
        result.files += 1
        about = {"evidence": file.evidence, "version": file.number}
        result.in_files += check_stored(file.sha256, ORIGINAL, **about)
        if file.clean_sha256 != file.sha256:
            result.in_files += check_stored(file.clean_sha256, COPY, **about)
    for name, sha256 in list_publication_files():
        result.files += 1
        result.in_files += check_stored(sha256, ORIGINAL, publication_file=name)
    if delete_orphaned:
        result.deleted = delete_orphaned_files(now=now)
    result.orphaned = [
        EvidenceIssue(EvidenceFault.ORPHANED, sha256=name) for name in find_orphaned_files(now=now)
    ]
    result.expired = find_expired(on=on)
    if links:
        if not include_named_readers:
            result.skipped = count_links_for_named_readers()
        result.links = check_links(
            list_links(named=include_named_readers),
            on=on,
            timeout=timeout,
            allowed_addresses=allowed_addresses,
        )
    return result
