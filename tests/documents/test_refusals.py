"""What is dropped and must not be taken: refused with the file, the reason and the remedy."""

import pytest

from tests.documents import samples
from tests.documents.harmful import CASES
from tracker.documents.inspection import take
from tracker.errors import FileUnreadable

LARGEST = 20_000_000


class TestTake:
    @pytest.mark.parametrize(
        ("name", "made", "reason", "remedy"),
        [case[1:] for case in CASES],
        ids=[case[0] for case in CASES],
    )
    def test_refuses(self, name, made, reason, remedy):
        with pytest.raises(FileUnreadable) as refused:
            take(made(), name=name, largest=LARGEST)

        said = str(refused.value)
        assert said.startswith(f"“{name}” was not accepted: ")
        assert reason in said and remedy in said

    def test_refuses_what_is_too_large_and_says_both_sizes(self):
        with pytest.raises(FileUnreadable, match=r"“a.txt” .* has 2\.1 MB; the limit is 2 MB"):
            take(b"a" * 2_000_001, name="a.txt", largest=2_000_000)

    def test_names_the_file_without_what_would_turn_the_sentence_round(self):
        with pytest.raises(FileUnreadable, match=r"^“fdp.exe” was not accepted"):
            take(b"MZ\0", name="C:\\x\\\u202efdp\x00.exe", largest=LARGEST)

    @pytest.mark.parametrize(
        "made", [samples.letter_pdf, samples.letter_docx, samples.table_xlsx, samples.odt]
    )
    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
    def test_refuses_an_upload_that_broke_off(self, made, share):
        content = made()

        with pytest.raises(FileUnreadable, match="incomplete"):
            take(content[: int(len(content) * share)], name="a", largest=LARGEST)
