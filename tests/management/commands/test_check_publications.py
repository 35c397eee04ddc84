"""Command `check_publications`, and other checks of the stored bytes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.helpers.publications import a_report, people, published
from tracker.actions.evidence import storage
from tracker.actions.evidence.checks import check_evidence
from tracker.vocabulary.evidence import EvidenceFault

pytestmark = pytest.mark.django_db


def checked():
    """Return the output of the command, and the message it fails with."""
    out = StringIO()
    try:
        call_command("check_publications", stdout=out)
    except CommandError as wrong:
        return out.getvalue(), str(wrong)
    return out.getvalue(), ""


class TestCheckPublications:
    def test_tells_of_what_is_printed_otherwise_and_fails_for_what_is_lost(self, monkeypatch):
        made = published(a_report(), *people())
        markdown, json = (made.files.get(format=name) for name in ("md", "json"))
        assert checked() == ("All files of 1 publication are unchanged.\n", "")

        monkeypatch.setattr("tracker.reporting.markdown.render", lambda told: b"# Another writer")
        storage.delete_file(json.sha256)
        said, failed = checked()

        assert (
            f"{markdown.name} of publication {made.pk}: this version produces a different file"
            in said
        )
        assert f"{json.name} of publication {made.pk}: the file is missing or was changed" in said
        assert failed == "1 file differs from what was published. Restore it from a backup."


class TestCheckEvidence:
    def test_keeps_the_bytes_of_publications_and_tells_of_those_that_are_lost(self):
        made = published(a_report(), *people())
        now = timezone.now() + timedelta(days=7)

        came = check_evidence(now=now, on=now.date(), links=False, delete_orphaned=True)

        assert (came.deleted, came.in_files) == ([], [])
        file = made.files.get(format="md")
        storage.delete_file(file.sha256)
        (found,) = check_evidence(now=now, on=now.date(), links=False).in_files
        assert (found.fault, str(found)) == (
            EvidenceFault.MISSING,
            f"{file.name}: the original is missing.",
        )
