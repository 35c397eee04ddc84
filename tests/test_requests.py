"""Files on their way in: too large ones are counted, halves are none."""

import html
from functools import cache

import pytest

from tests.documents import samples
from tests.factories import (
    RecommendationFactory,
)
from tests.views.forms import as_user
from tests.views.uploads import DROP, address, dropped, letter, on_disk
from tracker.models import Evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


@cache
def large_pdf(size):
    """A file that is a PDF at its beginning and goes on for long."""
    content = samples.letter_pdf()
    return content + b"\n%" + b"x" * (size - len(content) - 2)


class TestLargeFile:
    @pytest.fixture
    def at_most_a_megabyte(self, settings):
        settings.LARGEST_FILE = 1_000_000
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000

    def test_says_how_large_it_is_and_what_is_taken(self, client, at_most_a_megabyte):
        as_user(client, analyst=True)

        answer = client.post(DROP, {"file": letter(large_pdf(43_210_000))})

        assert answer.status_code == 422
        assert "it has 43.3 MB; the limit is 1 MB" in html.unescape(answer.text)
        assert on_disk() == []

    def test_is_never_whole_on_disk(self, rf, settings, tmp_path, at_most_a_megabyte):
        settings.FILE_UPLOAD_TEMP_DIR = tmp_path
        request = rf.post(DROP, {"file": letter(large_pdf(43_210_000))})

        file = request.FILES["file"]

        assert file.size == 43_210_000
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 20 * 2**20 + 1
        request.close()
        assert list(tmp_path.glob("*.upload*")) == []

    def test_one_as_large_as_is_taken_comes_in_whole(self, client, at_most_a_megabyte):
        as_user(client, analyst=True)

        dropped(client, b"A line of words.\n" * 58_823 + b"The end.\n", "minutes.txt")

        assert [path.stat().st_size for path in on_disk()] == [1_000_000]


class TestHalfAnUpload:
    @pytest.mark.parametrize("in_memory", [10, 10_000])
    def test_logs_nothing_and_leaves_nothing(
        self, client, recommendation, settings, tmp_path, in_memory
    ):
        as_user(client, analyst=True)
        settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
        settings.FILE_UPLOAD_TEMP_DIR.mkdir()
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
        edge = "edge"
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="sentence"\r\n\r\nIt is open.\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="url"\r\n\r\nhttps://a.example.org/\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
            "Content-Type: text/plain\r\n\r\nThe first half of a let"
        ).encode()

        answer = client.post(
            address(recommendation), body, content_type=f"multipart/form-data; boundary={edge}"
        )

        assert answer.status_code == 400
        assert Evidence.objects.count() == 0
        assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == [] and on_disk() == []
