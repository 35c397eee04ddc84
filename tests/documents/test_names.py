"""Names that people and programs give to files."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from tracker.documents import names
from tracker.vocabulary import FileKind

NAMES = {
    "letter.pdf": "letter.pdf",
    "letter": "letter.pdf",
    "LETTER.PDF": "LETTER.pdf",
    "letter.docx": "letter.pdf",
    "letter.pdf.exe": "letter.pdf",
    "../../etc/passwd": "passwd.pdf",
    "C:\\Users\\Arta\\letter.pdf": "letter.pdf",
    "..": "file.pdf",
    "": "file.pdf",
    "\x00\x01\u200b": "file.pdf",
    "a\x00b\nc.pdf": "abc.pdf",
    "\u202egpj.letter.pdf": "gpj.letter.pdf",
    "con.pdf": "_con.pdf",
    "NUL": "_NUL.pdf",
    "com1.tar.pdf": "_com1.tar.pdf",
    "-rf.pdf": "rf.pdf",
    '<a href="x">.pdf': "_a href=_x__.pdf",
    "Shkresë e\u0308 re.pdf": "Shkresë ë re.pdf",
    "Odgovor – čćžšđ.pdf": "Odgovor – čćžšđ.pdf",
    "v1.2 final.pdf": "v1.2 final.pdf",
}


class TestSafe:
    @pytest.mark.parametrize(("name", "safe"), NAMES.items())
    def test_keeps_the_words_and_nothing_else(self, name, safe):
        assert names.safe(name, FileKind.PDF) == safe

    @given(st.text() | st.text(alphabet="./\\: con-~\u202e\u0308é", max_size=300))
    def test_is_safe_whatever_was_given(self, name):
        safe = names.safe(name, FileKind.JPEG)

        assert len(safe) <= 120 and len(safe.encode()) <= 255
        assert safe.endswith(".jpg") and len(safe) > 4
        assert not set(safe) & set('/\\<>:"|?*\x00')
        assert not names.RESERVED.match(safe)
        assert not safe.startswith((".", "-", " "))
        assert unicodedata.is_normalized("NFC", safe)
        assert all(unicodedata.category(letter) not in names.UNSEEN for letter in safe)

    @given(st.text())
    def test_changes_nothing_the_second_time(self, name):
        once = names.safe(name, FileKind.CSV)

        assert names.safe(once, FileKind.CSV) == once


class TestInWords:
    def test_reads_as_somebody_would_say_it(self):
        assert names.in_words("x/Raporti_vjetor__2024.pdf") == "Raporti vjetor 2024"
