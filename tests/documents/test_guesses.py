"""What a form offers before anybody looked: language and day."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from tests.documents import samples
from tracker.documents.guesses import guess_day, guess_language

LETTER = "\n".join(samples.LETTER)
ALBANIAN = "Ministria e Punëve të Brendshme ka hapur një strehimore për djem, e cila është në përdorim nga maji."
SERBIAN = "Ministarstvo unutrašnjih poslova je otvorilo sklonište za dečake, koje je u upotrebi od maja i koje se širi."


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            (LETTER + " and it is in use in the north of the country", "en"),
            (ALBANIAN, "sq"),
            (SERBIAN, "sr-latn"),
            ("Prishtinë 2024", ""),
            ("", ""),
        ],
    )
    def test_is_told_by_small_words(self, text, language):
        assert guess_language(text) == language


class TestDay:
    @pytest.mark.parametrize(
        "written",
        [
            "2024-06-03", "03.06.2024", "3. 6. 2024.", "03/06/2024", "3-6-2024", "3 June 2024",
            "3rd of June 2024", "June 3, 2024", "3 qershor 2024", "3 Qershorit 2024", "3. jun 2024",
            "3. juna 2024.", "3 Jun. 2024",
        ],
    )  # fmt: skip
    def test_is_read_as_people_there_write_it(self, written):
        assert guess_day(f"Prishtinë, {written}\n\nDear Sir") == date(2024, 6, 3)

    def test_is_the_first_of_several(self):
        assert guess_day("3 June 2024. In force since 2023-01-01.") == date(2024, 6, 3)

    @pytest.mark.parametrize(
        "text",
        ["", "31.02.2024", "Nr. 12/2024", "1.2.3.2024", "in June 2024", "3.6.1874", "99.99.2024"],
    )
    def test_is_none_where_there_is_none(self, text):
        assert guess_day(text) is None

    def test_far_from_the_letterhead_is_not_the_documents(self):
        assert guess_day("word " * 1000 + "2024-06-03") is None


@given(st.text())
def test_any_text_is_guessed_without_a_complaint(text):
    guess_language(text)
    guess_day(text)
