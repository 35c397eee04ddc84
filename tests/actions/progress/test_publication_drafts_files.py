"""Files of a publication, made again from its frozen content and compared."""

from datetime import date

import pytest

from tests.helpers.publications import draft
from tracker.actions.evidence import storage
from tracker.actions.progress import publication_drafts
from tracker.actions.progress.publication_drafts import (
    Fault,
    find_faulty_files,
    parameters_of,
    regenerate,
)
from tracker.errors import FileMissing, FileUnreadable

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(report, ana):
    return draft(report, ana, kind="changes", since="2025-01-01", body="THBD")


def faults(publication):
    return {file.format: fault for file, fault in find_faulty_files(publication)}


def test_parameters_are_those_that_make_it_again(made):
    assert parameters_of(made) == {
        "body": ["THBD"],
        "since": ["2025-01-01"],
        "on": ["2025-03-31"],
        "basis": ["known_now"],
        "kind": ["changes"],
        "audience": ["internal"],
    }
    assert made.since == date(2025, 1, 1)
    made.since = None
    assert "since" not in parameters_of(made)


class TestFiles:
    def test_are_made_again_the_same(self, made):
        for file in made.files.all():
            assert regenerate(made, file.format) == storage.read_file(file.sha256)
        assert faults(made) == {}

    def test_that_are_lost_or_differ_are_named(self, made, monkeypatch):
        def render(_progress):
            return b"# Another"

        monkeypatch.setitem(publication_drafts.RENDERERS, "md", render)
        storage.delete_file(made.files.get(format="json").sha256)

        assert faults(made) == {"md": Fault.DIFFERS, "json": Fault.LOST}

    def test_of_an_earlier_version_that_differ_are_said_to_be_so(self, report, ana, monkeypatch):
        with monkeypatch.context() as earlier:
            earlier.setattr(publication_drafts, "VERSION", 1)
            earlier.setitem(publication_drafts.RENDERERS, "md", lambda _progress: b"# Older")
            made = draft(report, ana, formats=["md", "json"])

        assert faults(made) == dict.fromkeys(("content", "md"), Fault.EARLIER)

    def test_without_their_content_are_not_compared(self, made):
        storage.delete_file(made.content_sha256)

        assert faults(made) == {"content": Fault.LOST}
        with pytest.raises(FileMissing):
            regenerate(made, "md")

    def test_of_a_content_that_is_not_understood_are_named(self, made, monkeypatch):
        def refuse(_content):
            raise FileUnreadable("format 99")

        monkeypatch.setattr(publication_drafts, "thaw", refuse)

        assert set(faults(made).values()) == {Fault.UNREADABLE}
