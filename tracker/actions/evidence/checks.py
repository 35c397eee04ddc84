"""Check the evidence: files on disk against their rows, links, expired evidence."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from django.db import transaction

from tracker.actions.evidence import storage
from tracker.actions.evidence.link_checks import LinkCheckResult, check_links
from tracker.actions.locks import lock_files
from tracker.summaries import evidence as evidence_summaries
from tracker.summaries.evidence import EvidenceIssue, StoredFile
from tracker.vocabulary.evidence import EvidenceFault

GRACE_PERIOD = timedelta(days=1)  # a file without a row may be in a transaction still open
ORIGINAL = (EvidenceFault.MISSING, EvidenceFault.CHANGED, EvidenceFault.UNREADABLE)
COPY = (EvidenceFault.COPY_MISSING, EvidenceFault.COPY_CHANGED, EvidenceFault.COPY_UNREADABLE)


def check_file(file: StoredFile) -> list[EvidenceIssue]:
    """Check the original and the clean copy of a version; return the issues."""
    faults = [_find_fault(file.sha256, ORIGINAL)]
    if file.clean_sha256 != file.sha256:
        faults.append(_find_fault(file.clean_sha256, COPY))
    return [
        EvidenceIssue(fault, evidence=file.evidence, version=file.version)
        for fault in faults
        if fault
    ]


def check_publication_file(name: str, sha256: str) -> list[EvidenceIssue]:
    """Check a file of a publication; return the issues."""
    fault = _find_fault(sha256, ORIGINAL)
    return [EvidenceIssue(fault, publication_file=name)] if fault else []


def find_orphaned_files(*, now: datetime) -> Iterator[str]:
    """Yield the names of files older than GRACE_PERIOD that no version or publication refers to."""
    for names in batched(storage.list_files(), evidence_summaries.CHUNK_SIZE):
        known = evidence_summaries.find_known_hashes(names)
        yield from (name for name in names if name not in known and _is_old(name, now))


def delete_orphaned_files(*, now: datetime) -> list[str]:
    """Delete orphaned files and expired uploads; return the names of the orphaned ones."""
    deleted = []
    for names in batched(list(find_orphaned_files(now=now)), evidence_summaries.CHUNK_SIZE):
        with transaction.atomic():
            lock_files(exclusive=True)
            # Again, since one may have been saved meanwhile.
            known = evidence_summaries.find_known_hashes(names)
            for name in names:
                if name not in known and _is_old(name, now):
                    storage.delete_file(name)
                    deleted.append(name)
    storage.delete_expired_uploads(now=now)
    return deleted


def _find_fault(
    sha256: str, faults: tuple[EvidenceFault, EvidenceFault, EvidenceFault]
) -> EvidenceFault | None:
    missing, changed, unreadable = faults
    try:
        return None if storage.hash_file(sha256) == sha256 else changed
    except FileNotFoundError:
        return missing
    except OSError:
        return unreadable


def _is_old(name: str, now: datetime) -> bool:
    try:
        return storage.modified_at(name) < now - GRACE_PERIOD
    except FileNotFoundError:  # deleted meanwhile
        return False


TIMEOUT = 10.0  # seconds that a site has to answer

__all__ = ["TIMEOUT", "CheckResult", "check_evidence"]


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
        in_links = self.links.issues if self.links else []
        return [*self.in_files, *self.orphaned, *in_links, *self.expired]

    @property
    def is_well(self) -> bool:
        """Whether no issue is certain; what only may be one does not count."""
        return not any(issue.is_certain for issue in self.issues)

    def as_json(self) -> dict[str, Any]:
        """Return the result as values of JSON, as `check_evidence --json` prints it."""
        links = self.links
        return {
            "on": self.on.isoformat(),
            "well": self.is_well,
            "counts": {
                "files": self.files,
                "pieces": self.pieces,
                "links": links.read if links else None,
                "links_learned": links.learned if links else None,
                "links_not_reached": links.not_reached if links else None,
                "links_skipped": self.skipped,
                "tidied": len(self.deleted),
            },
            "files": [issue.as_json() for issue in self.in_files],
            "untold": [issue.as_json() for issue in self.orphaned],
            "links": [issue.as_json() for issue in links.issues] if links else [],
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
    links may lead to: for tests alone.
    """
    result = CheckResult(on=on, pieces=evidence_summaries.count_evidence())
    for file in evidence_summaries.list_stored_files():
        result.files += 1
        result.in_files += check_file(file)
    for name, sha256 in evidence_summaries.list_publication_files():
        result.files += 1
        result.in_files += check_publication_file(name, sha256)
    if delete_orphaned:
        result.deleted = delete_orphaned_files(now=now)
    result.orphaned = [
        EvidenceIssue(EvidenceFault.ORPHANED, sha256=name) for name in find_orphaned_files(now=now)
    ]
    result.expired = evidence_summaries.find_expired(on=on)
    if links:
        if not include_named_readers:
            result.skipped = evidence_summaries.count_links_for_named_readers()
        result.links = check_links(
            evidence_summaries.list_links(named=include_named_readers),
            on=on,
            timeout=timeout,
            allowed_addresses=allowed_addresses,
        )
    return result
