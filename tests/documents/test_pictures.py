"""What is shown of a file without opening it."""

import io

import pytest
from PIL import Image

from tests.documents import samples
from tracker.documents.pictures import page_png
from tracker.errors import FileUnreadable
from tracker.vocabulary import FileKind


def opened(content):
    return Image.open(io.BytesIO(content))


class TestPage:
    def test_of_a_pdf_has_the_width_given(self):
        picture = opened(page_png(samples.letter_pdf(), FileKind.PDF, 2, width=600))

        assert picture.format == "PNG" and 598 <= picture.width <= 600
        assert picture.convert("L").getextrema()[0] < 128  # something is written on it

    def test_is_never_larger_than_a_screen(self):
        assert max(opened(page_png(samples.letter_pdf(), FileKind.PDF, 1, width=9000)).size) <= 1600

    @pytest.mark.parametrize(
        ("made", "kind"), [(samples.photo_jpeg, FileKind.JPEG), (samples.chart_png, FileKind.PNG)]
    )
    def test_of_a_picture_is_it_without_what_it_says(self, made, kind):
        shown = page_png(made(), kind, 1)

        assert opened(shown).size == opened(made()).size
        assert samples.AUTHOR.encode() not in shown

    def test_of_a_turned_photo_stands_upright(self):
        content = samples.photo_jpeg(orientation=6, size=(400, 200))

        assert opened(page_png(content, FileKind.JPEG, 1, width=100)).size == (100, 200)

    @pytest.mark.parametrize("number", [0, 3, -1])
    def test_that_is_not_there_is_an_error(self, number):
        with pytest.raises(IndexError):
            page_png(samples.letter_pdf(), FileKind.PDF, number)

    def test_of_what_has_no_pages_is_an_error(self):
        with pytest.raises(ValueError, match="DOCX"):
            page_png(samples.letter_docx(), FileKind.DOCX, 1)

    def test_of_a_damaged_file_is_refused(self):
        with pytest.raises(FileUnreadable, match="incomplete"):
            page_png(b"%PDF-1.7", FileKind.PDF, 1)
