"""Files handed out, and looked at page by page."""

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.documents.samples import letter_pdf
from tests.factories import BodyFactory, EvidenceFactory, FileFactory
from tests.views.conftest import signed_in
from tracker.actions.evidence import read_log, storage
from tracker.models import ReadLogEntry
from tracker.vocabulary import FileKind, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(file, number):
    return reverse("file_page", args=[file.evidence_id, file.number, number])


def letter(**fields):
    return FileFactory(
        content=letter_pdf(),
        clean=letter_pdf(),
        name="letter.pdf",
        kind=FileKind.PDF,
        pages=2,
        extracted_text="We opened a shelter.",
        **fields,
    )


def withdrawn(**fields):
    return FileFactory(withdrawn_at=timezone.now(), withdrawal_reason="The wrong letter", **fields)


def secret_for(client, **fields):
    piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, readers=[client.user])
    return letter(evidence=piece, **fields)


def say_why(client, file):
    read_log.log_opened(
        evidence=file.evidence, by=client.user, now=timezone.now(), purpose="To answer THBD"
    )


class TestFile:
    def test_is_the_copy_without_metadata_to_save(self, viewer):
        file = FileFactory(content=b"By Arta\nThe shelter is open.")

        answer = viewer.get(file.get_absolute_url())

        assert answer.content == b"The shelter is open."
        assert answer["Content-Disposition"] == 'attachment; filename="letter.txt"'

    @pytest.mark.parametrize("asks", ["", "?original=yes"])
    def test_runs_nothing_is_kept_nowhere_and_is_of_the_kind_it_proved_to_be(self, analyst, asks):
        answer = analyst.get(letter().get_absolute_url() + asks)

        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "ETag" not in answer and "Last-Modified" not in answer

    def test_is_handed_out_whole_whatever_part_is_asked_for(self, viewer):
        file = FileFactory()

        answer = viewer.get(file.get_absolute_url(), headers={"range": "bytes=2-3"})

        assert (answer.status_code, len(answer.content)) == (200, file.clean_size)
        assert answer["Accept-Ranges"] == "none"

    def test_keeps_its_name_in_every_script(self, viewer):
        file = FileFactory(name="Žrtve dhe ndihmë.txt")

        answer = viewer.get(file.get_absolute_url())

        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%C5%BDrtve")

    def test_is_the_original_for_analysts_and_whoever_added_it(self, analyst):
        focal = signed_in(contributor=True, speaks_for=[BodyFactory(code="THBD")])
        file = FileFactory(content=b"By Arta\nOpen.", evidence__added_by=focal.user)

        for client in (analyst, focal):
            answer = client.get(file.get_absolute_url() + "?original=yes")
            assert answer.content == b"By Arta\nOpen."

    def test_tells_others_that_the_original_may_tell_more(self, viewer):
        answer = viewer.get(FileFactory().get_absolute_url() + "?original=yes")

        assert answer.status_code == 403
        assert "it may contain hidden data" in answer.text

    def test_that_is_not_there_or_hidden_is_missing(self, viewer):
        secret = FileFactory(evidence__sensitivity=Sensitivity.NAMED_READERS)
        closed = FileFactory(sensitivity=Sensitivity.NAMED_READERS)

        for one in (secret, closed):
            assert viewer.get(one.get_absolute_url()).status_code == 404
        assert viewer.get(reverse("file", args=[closed.evidence_id, 9])).status_code == 404
        assert viewer.get(reverse("file", args=[10**30, 10**30])).status_code == 404

    def test_that_was_withdrawn_is_there_for_analysts_alone(self, viewer, analyst):
        of_piece = FileFactory(evidence__withdrawn_at=timezone.now())

        for file in (withdrawn(), of_piece):
            assert viewer.get(file.get_absolute_url()).status_code == 404
            assert analyst.get(file.get_absolute_url()).status_code == 200

    def test_whose_bytes_are_lost_or_changed_is_told_so(self, viewer):
        lost, changed = FileFactory(), FileFactory()
        storage.delete_file(lost.clean_sha256)
        path = storage.evidence_storage().path(
            f"kept/{changed.clean_sha256[:2]}/{changed.clean_sha256}"
        )
        Path(path).write_bytes(b"Other words")

        for file, page in ((lost, "is missing from"), (changed, "has changed since")):
            answer = viewer.get(file.get_absolute_url())
            assert answer.status_code == 503
            assert page in answer.text and "Other words" not in answer.text

    def test_sends_a_stranger_to_sign_in(self, client):
        file = letter()

        for address in (file.get_absolute_url(), page_of(file, 1)):
            assert reverse("login") in client.get(address).url

    def test_takes_a_fixed_number_of_queries(self, viewer, django_assert_num_queries):
        file = FileFactory()
        with django_assert_num_queries(6, exact=False) as few:
            viewer.get(file.get_absolute_url())
        FileFactory.create_batch(5, evidence=file.evidence)

        with django_assert_num_queries(len(few)):
            viewer.get(file.get_absolute_url())


class TestFileForNamedReaders:
    def test_asks_what_for_before_anything_is_handed_out(self, viewer):
        file = secret_for(viewer)

        for address in (file.get_absolute_url(), page_of(file, 1)):
            answer = viewer.get(address)
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("evidence_purpose", args=[file.evidence_id]))
        assert not ReadLogEntry.objects.exists()

    def test_is_written_down_each_time_it_is_taken(self, viewer):
        file = secret_for(viewer)
        say_why(viewer, file)

        for _time in range(2):
            assert viewer.get(file.get_absolute_url()).status_code == 200

        taken = ReadLogEntry.objects.filter(file=file, action="downloaded", user=viewer.user)
        assert taken.count() == 2

    def test_is_not_written_down_where_nothing_was_handed_out(self, viewer):
        file = secret_for(viewer)
        say_why(viewer, file)
        storage.delete_file(file.clean_sha256)

        assert viewer.get(file.get_absolute_url()).status_code == 503
        assert not ReadLogEntry.objects.filter(action="downloaded").exists()


class TestPage:
    def test_is_a_picture_of_the_page(self, viewer):
        file = letter()

        for number in (1, 2):
            answer = viewer.get(page_of(file, number))
            assert answer["Content-Type"] == "image/png"
            assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert answer["Content-Disposition"].startswith("inline")
            assert answer["Cache-Control"] == "private, no-store"
            assert Image.open(BytesIO(answer.content)).format == "PNG"

    @pytest.mark.parametrize("number", [0, 3, 10**30])
    def test_beyond_the_last_is_missing(self, viewer, number):
        assert viewer.get(page_of(letter(), number)).status_code == 404

    def test_of_a_text_is_missing(self, viewer):
        assert viewer.get(page_of(FileFactory(), 1)).status_code == 404

    def test_of_a_file_that_can_t_be_drawn_answers_503(self, viewer):
        broken = FileFactory(kind=FileKind.PDF, name="letter.pdf", clean=b"%PDF-1.7 rubbish")

        assert viewer.get(page_of(broken, 1)).status_code == 503

    def test_for_named_readers_is_drawn_once_they_said_what_for(self, viewer):
        file = secret_for(viewer)
        say_why(viewer, file)

        assert viewer.get(page_of(file, 2)).status_code == 200
