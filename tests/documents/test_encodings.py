"""UTF-8 that was read as another encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.documents.encodings import repair_mojibake

WORDS = "The victim’s “advocate” paid €75,000 – in Prishtinë, Čačak and Đakovica. • Train"


class TestRepaired:
    @pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
    def test_puts_right_what_was_misread_once(self, encoding):
        spoilt = "".join(
            bytes([n]).decode(encoding) if n not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(n)
            for n in WORDS.encode()
        )

        text, said = repair_mojibake(spoilt)

        assert text == WORDS
        assert "were UTF-8 read as another encoding" in said[0]

    def test_puts_right_what_was_misread_twice(self):
        spoilt = "Kosovës’".encode().decode("cp1252").encode().decode("cp1252")

        assert repair_mojibake(spoilt)[0] == "Kosovës’"

    def test_knows_the_central_european_reading(self):
        assert repair_mojibake("’ë".encode().decode("cp1250"))[0] == "’ë"

    @pytest.mark.parametrize(
        "words", [WORDS, "SÃO TOMÉ", "Fuß“ à la carte", "Genève, Ñuñoa, Île", "plain"]
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
