"""Plain text in whatever encoding."""

import pytest
from hypothesis import given, strategies as st

from tracker.documents import plain_text
from tracker.documents.plain_text import repair_mojibake
from tracker.errors import FileUnreadable

ALBANIAN = "Policia e Kosovës – “hetim” për çdo viktimë"
SERBIAN = "Tužilaštvo je podiglo optužnicu protiv šest lica, reći će đaci"


class TestRead:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
    def test_knows_unicode_with_and_without_a_mark(self, encoding):
        found = plain_text.read((ALBANIAN * 20).encode(encoding))

        assert found.text == ALBANIAN * 20
        assert found.uncertainties == ()

    @pytest.mark.parametrize(
        ("words", "encoding"),
        [(ALBANIAN, "cp1252"), (SERBIAN, "cp1250"), (SERBIAN, "iso8859-2")],
    )
    def test_guesses_an_older_encoding_and_says_so(self, words, encoding):
        found = plain_text.read(words.encode(encoding))

        assert found.text == words
        assert found.uncertainties == (
            f"The file is not UTF-8; it was read as {encoding}. Check letters with accents.",
        )

    def test_reads_as_far_as_a_file_that_was_cut_goes(self):
        found = plain_text.read("victim’s".encode()[:8])

        assert found.text == "victim"
        assert found.uncertainties == ("The file ends in the middle of a character.",)

    @pytest.mark.parametrize(
        "content", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"a\1\2\3\4" * 50]
    )
    def test_refuses_what_is_no_text(self, content):
        with pytest.raises(FileUnreadable, match="no text was recognised"):
            plain_text.read(content)

    def test_refuses_more_than_five_million_characters(self):
        with pytest.raises(FileUnreadable, match="longer than 5 million characters"):
            plain_text.read(b"a" * (plain_text.LARGEST_TEXT + 1))

    @given(st.binary(max_size=300))
    def test_gives_a_text_or_a_reason(self, content):
        try:
            assert isinstance(plain_text.read(content).text, str)
        except FileUnreadable as refused:
            assert str(refused)


MIXED = "The victim’s “advocate” paid €75,000 – in Prishtinë, Čačak and Đakovica. • Train"


class TestRepairMojibake:
    @pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
    def test_puts_right_what_was_misread_once(self, encoding):
        spoilt = "".join(
            bytes([n]).decode(encoding) if n not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(n)
            for n in MIXED.encode()
        )

        text, said = repair_mojibake(spoilt)

        assert text == MIXED
        assert "were in a wrong encoding" in said[0]

    def test_puts_right_what_was_misread_twice(self):
        spoilt = "Kosovës’".encode().decode("cp1252").encode().decode("cp1252")

        assert repair_mojibake(spoilt)[0] == "Kosovës’"

    def test_knows_the_central_european_reading(self):
        assert repair_mojibake("’ë".encode().decode("cp1250"))[0] == "’ë"

    @pytest.mark.parametrize(
        "words", [MIXED, "SÃO TOMÉ", "Fuß“ à la carte", "Genève, Ñuñoa, Île", "plain"]
    )
    def test_leaves_good_text_alone(self, words):
        assert repair_mojibake(words) == (words, ())

    def test_says_what_was_lost_for_good(self):
        text, said = repair_mojibake("victim\ufffds")

        assert text == "victim\ufffds"
        assert "1 characters were lost" in said[0]

    @given(st.text(alphabet=st.characters(max_codepoint=0x7F), max_size=80))
    def test_never_touches_plain_letters(self, words):
        assert repair_mojibake(words) == (words, ())
