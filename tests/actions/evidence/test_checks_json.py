"""The result of a check as JSON, and files that are checked beside those of evidence."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import CitationFactory, EvidenceFactory, FileFactory
from tests.helpers.publications import a_report, draft, people
from tracker.actions.evidence import checks, storage
from tracker.actions.evidence.checks import (
    ORIGINAL,
    CheckResult,
    LinkCheckResult,
    check_evidence,
    check_stored,
)
from tracker.audit.context import acting_as
from tracker.summaries.evidence import EvidenceIssue
from tracker.vocabulary import Sensitivity
from tracker.vocabulary.evidence import EvidenceFault

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]
NOW = datetime(2030, 1, 10, 12, tzinfo=UTC)
TODAY = date(2030, 1, 10)


@pytest.fixture(autouse=True)
def command():
    with acting_as("command:check_evidence", source="command"):
        yield


def orphan(content=b"Nobody's"):
    return storage.store_file(content)


def checked(**options):
    return check_evidence(now=NOW, on=TODAY, timeout=0.01, **options)


class TestPublications:
    def test_have_files_that_are_checked(self):
        made = draft(a_report(), people()[0])
        assert checked(links=False).files == made.files.count()

        file = made.files.first()
        storage.delete_file(file.sha256)
        (issue,) = checked(links=False).in_files

        assert (issue.fault, bool(issue.publication_file)) == (EvidenceFault.MISSING, True)
        assert list(check_stored(orphan(), ORIGINAL, publication_file="brief.md")) == []
        assert list(check_stored("0" * 64, ORIGINAL, publication_file="brief.md")) == [
            EvidenceIssue(EvidenceFault.MISSING, publication_file="brief.md")
        ]


class TestJson:
    def test_without_links_says_none(self):
        FileFactory()
        sha256 = orphan()

        result = checked(links=False)

        assert result.as_json() == {
            "on": "2030-01-10",
            "well": result.is_well,
            "counts": {
                "files": 1,
                "pieces": 1,
                "links": None,
                "links_learned": None,
                "links_not_reached": None,
                "links_skipped": 0,
                "tidied": 0,
            },
            "files": [],
            "untold": [EvidenceIssue(EvidenceFault.ORPHANED, sha256=sha256).as_json()],
            "links": [],
            "expired": [issue.as_json() for issue in result.expired],
            "tidied": [],
        }

    def test_with_links_counts_them(self):
        issue = EvidenceIssue(EvidenceFault.MISSING, publication_file="a.md")
        links = LinkCheckResult(read=3, learned=2, not_reached=1, issues=[issue])

        result = CheckResult(TODAY, links=links, deleted=["x"], skipped=4)

        written = result.as_json()
        assert written["counts"] == {
            "files": 0,
            "pieces": 0,
            "links": 3,
            "links_learned": 2,
            "links_not_reached": 1,
            "links_skipped": 4,
            "tidied": 1,
        }
        assert (written["links"], written["tidied"]) == ([issue.as_json()], ["x"])
        assert result.issues == [issue]


class TestLinks:
    @pytest.mark.parametrize(("options", "read", "skipped"), [
        ({}, ["open"], 1), ({"include_named_readers": True}, ["open", "secret"], 0),
    ])  # fmt: skip
    def test_of_evidence_for_named_readers_are_left_out(self, monkeypatch, options, read, skipped):
        for name, sensitivity in (("open", "public"), ("secret", Sensitivity.NAMED_READERS)):
            piece = EvidenceFactory(
                title=name, url=f"https://{name}.example.org", sensitivity=sensitivity
            )
            CitationFactory(evidence=piece)
        asked = []

        def check_links(links, **_options):
            asked.extend(links)
            return LinkCheckResult()

        monkeypatch.setattr(checks, "check_links", check_links)

        result = checked(**options)

        assert (len(asked), result.skipped) == (len(read), skipped)


class TestOrphanedFiles:
    def test_are_listed_or_deleted_once_they_are_old(self):
        sha256, kept = orphan(), FileFactory(content=b"Kept", clean=b"Kept").sha256

        assert [issue.sha256 for issue in checked(links=False).orphaned] == [sha256]
        recent = check_evidence(now=storage.modified_at(sha256), on=TODAY, links=False)
        assert recent.orphaned == []
        done = checked(links=False, delete_orphaned=True)
        assert (done.deleted, done.orphaned) == ([sha256], [])
        assert list(storage.list_files()) == [kept]
