"""A sheet that came back keeps its file: what was sent becomes version 1 of its letter."""

from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import BodyFactory, RecommendationFactory
from tests.filling import fill
from tests.posted import ONE
from tests.views.test_sheets import CONFIRM, PAGE, opened, sent, uploaded
from tracker.actions import storing
from tracker.models import Event, Evidence, File

pytestmark = pytest.mark.django_db
ROWS = {ONE: {"A": "Initial steps", "B": "A group was set up."}}


@pytest.fixture
def thbd_with_one():
    body = BodyFactory(code="THBD")
    RecommendationFactory(lead=body)
    return body


def on_disk():
    folder = Path(storages["evidence"].location)
    return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
class TestConfirmed:
    @pytest.mark.parametrize("kind", ["docx", "xlsx"])
    def test_keeps_the_file_as_it_came_and_a_clean_copy(self, analyst, thbd_with_one, kind):
        data = fill(sent(analyst, kind), kind, ROWS)
        preview = analyst.post(PAGE, {"file": SimpleUploadedFile(f"thbd.{kind}", data)})
        analyst.post(CONFIRM, opened(preview, stated_by="Ana Kola"))

        file = Evidence.objects.get().files.get()
        assert (file.number, file.kind, file.name) == (1, kind, f"thbd.{kind}")
        assert storing.kept(file.sha256) == data
        assert storing.is_kept(file.clean_sha256)
        assert f"SHA-256: {file.sha256}" in file.evidence.remark
        assert file.sensitivity == file.evidence.sensitivity
        event = Event.objects.get(table="tracker_file")
        assert event.reason == f"The question sheet of {thbd_with_one.short} came back"
        assert event.reason_code == "reply_of_body"
        assert on_disk() == ["kept", "kept"]  # what was dropped is gone


class TestPreviewed:
    def test_waits_as_a_dropped_file_and_keeps_nothing(self, analyst, thbd_with_one):
        uploaded(analyst, ROWS)

        assert on_disk() == ["dropped"]
        assert not File.objects.exists()

    def test_of_a_refused_sheet_leaves_nothing_on_disk(self, analyst, thbd_with_one):
        other = BodyFactory(code="OTHER")
        data = fill(sent(analyst), "docx", ROWS)

        answer = analyst.post(
            f"/bodies/{other.code}/sheet/", {"file": SimpleUploadedFile("x.docx", data)}
        )

        assert answer.status_code == 422
        assert on_disk() == []

    def test_asks_about_a_victims_data_before_anything_is_shown(self, analyst, thbd_with_one):
        rows = {ONE: {"A": "Initial steps", "B": "Arta Berisha, personal number 1234567892."}}

        answer = uploaded(analyst, rows)

        assert answer.status_code == 422
        assert "Is this a victim’s data?" in answer.text
        assert on_disk() == []


class TestConfirmedTooLate:
    def test_asks_for_the_file_again_and_writes_nothing(self, analyst, thbd_with_one):
        preview = uploaded(analyst, ROWS)
        for path in Path(storages["evidence"].location).rglob("dropped/*/*"):
            path.unlink()

        answer = analyst.post(CONFIRM, opened(preview, stated_by="Ana Kola"))

        assert answer.status_code == 422
        assert "The file you dropped is not there any more" in answer.text
        assert not Evidence.objects.exists()

    def test_when_a_day_does_not_fit_writes_nothing_and_keeps_the_file_waiting(self, analyst, thbd_with_one):
        preview = uploaded(analyst, ROWS)

        again = analyst.post(CONFIRM, opened(preview, stated_by="Ana", as_of="2020-01-01"))
        assert again.status_code == 422
        assert on_disk() == ["dropped"]

        analyst.post(CONFIRM, opened(again, as_of=opened(preview)["as_of"]))
        assert File.objects.count() == 1
