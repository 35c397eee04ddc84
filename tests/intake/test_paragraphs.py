"""Paragraphs, and lines that only break one."""

import textwrap

import pytest
from hypothesis import given, strategies as st

from tracker.documents.plain_text import ExtractedText
from tracker.intake.paragraphs import (
    drop_page_lines,
    find_places,
    find_starts,
    split_paragraphs,
)

LONG = "Police investigated 31 cases and courts convicted seven traffickers in the whole year. " * 4


def without_blanks(text):
    return "".join(text.split())


class TestSplit:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\n \u00a0\n", "\x0c"])
    def test_ends_a_paragraph_at_a_line_end_of_any_kind(self, end):
        assert split_paragraphs(f"One is long.{end}Two.") == ("One is long.", "Two.")

    def test_knows_a_new_page_from_a_new_paragraph(self):
        assert split_paragraphs("It identified\n\x0c17 victims.") == ("It identified 17 victims.",)

    def test_knows_blank_lines_from_paragraphs(self):
        assert split_paragraphs("\n\n  \u00a0\nOne.\n\n\n\t\nTwo.\n") == ("One.", "Two.")

    def test_joins_lines_that_are_hard_wrapped(self):
        wrapped = textwrap.fill(LONG, 70)

        assert split_paragraphs(f"{wrapped}\n\n{wrapped}") == (LONG.strip(), LONG.strip())

    def test_joins_an_amount_broken_over_a_line(self):
        assert split_paragraphs("The ministry allocated €75,000\n($82,870) to it.\nNext.") == (
            "The ministry allocated €75,000 ($82,870) to it.",
            "Next.",
        )

    def test_does_not_take_a_number_at_a_line_start_for_a_list(self):
        text = textwrap.fill(LONG + "Therefore it stayed on Tier 2. " + LONG, 70)
        moved = text.replace("Tier 2.", "Tier\n2.")

        assert len(split_paragraphs(moved)) == 1

    @pytest.mark.parametrize("mark", ["* ", "- ", "• ", "1. "])
    def test_keeps_wrapped_bullets_apart(self, mark):
        bullets = [mark + LONG.strip(), mark + LONG.strip()]

        assert split_paragraphs("\n".join(textwrap.fill(one, 70) for one in bullets)) == tuple(
            bullets
        )

    def test_keeps_a_hyphen_at_a_line_end(self):
        assert split_paragraphs("It enforced the anti-\ntrafficking law.") == (
            "It enforced the anti-trafficking law.",
        )
        assert split_paragraphs("It issued short-\nand long-term permits.") == (
            "It issued short- and long-term permits.",
        )

    def test_keeps_headings_apart_from_wrapped_text(self):
        text = f"PROSECUTION\n{textwrap.fill(LONG, 70)}\nPROTECTION\n{textwrap.fill(LONG, 70)}"

        assert split_paragraphs(text) == ("PROSECUTION", LONG.strip(), "PROTECTION", LONG.strip())

    @given(st.text(max_size=400))
    def test_loses_nothing_but_white_space(self, text):
        assert without_blanks("".join(split_paragraphs(text))) == without_blanks(text)

    @given(st.text(alphabet="aA1 .;:-*•()\n\r\u00a0", max_size=400))
    def test_loses_nothing_of_what_looks_like_a_list(self, text):
        paragraphs = split_paragraphs(text)

        assert without_blanks("".join(paragraphs)) == without_blanks(text)
        assert all(one == one.strip() and one for one in paragraphs)


TOP = "2024 Trafficking in Persons Report: Karesh\n\nKARESH (Tier 2)\n\nThe unit met.\n\n"
PAGES = ("Police identified\n", "\n17 victims and the board\n", "\npaid three of them.")


class TestPageLines:
    @pytest.mark.parametrize(
        ("heads", "notes"),
        [
            (("142", "143"), "“142”, “143”"),
            (("- 9 -", "\n- 10 -\n"), "“- 9 -”, “- 10 -”"),
            (("KARESH", "KARESH"), "“KARESH”"),
            (("142 TIP REPORT", "KARESH\n143"), "“142 TIP REPORT”, “KARESH”, “143”"),
            (
                ("Page 1 of 3\nUNIT ONE", "\x0cPage 2 of 3"),
                "“Page 1 of 3”, “UNIT ONE”, “Page 2 of 3”",
            ),
        ],
    )
    def test_are_taken_out_of_a_sentence_and_noted(self, heads, notes):
        first, second, third = PAGES

        read = drop_page_lines(
            ExtractedText(TOP + first + heads[0] + second + heads[1] + third, "text")
        )

        assert split_paragraphs(read.text) == (
            *TOP.strip().split("\n\n"),
            "Police identified 17 victims and the board paid three of them.",
        )
        assert read.uncertainties == (f"Running heads and page numbers were left out: {notes}.",)

    @pytest.mark.parametrize("line", ["Page 3 of 9", "page 3", "PAGE | 3", "- 12 -", "\n– 12 –\n"])
    def test_that_say_so_are_taken_out_though_they_come_once(self, line):
        text = f"{TOP}Police found 4 victims, compared with\n{line}\n118 in 2022."
        document = ExtractedText(f"{text}\n\n{line.strip()}\n\nIt ended.", "text")

        read = drop_page_lines(document)

        assert split_paragraphs(read.text)[3:] == (
            "Police found 4 victims, compared with 118 in 2022.",
            "It ended.",
        )
        assert read.uncertainties == (
            f"Running heads and page numbers were left out: “{line.strip()}”.",
        )

    @pytest.mark.parametrize(
        "line", ["118", "- 118", "Page 3 says so", "118 -", "Page 3.", "Annex page 3"]
    )
    def test_that_come_once_and_do_not_say_so_stay(self, line):
        document = ExtractedText(f"{TOP}Police found 4 victims, not\n{line}\nas before.", "text")

        assert drop_page_lines(document) is document

    def test_leave_a_number_of_the_text_beside_one_that_says_so(self):
        text = f"{TOP}Police found 4 victims, compared with\n118\n\nPage 3\n\nin 2022."

        read = drop_page_lines(ExtractedText(text, "text"))

        assert split_paragraphs(read.text)[-1] == (
            "Police found 4 victims, compared with 118 in 2022."
        )

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("14", "2"),  # no pages that follow each other
            ("PROSECUTION", "PROTECTION"),
            ("Karesh Police", "The Karesh Board"),
            ("of the unit", "of the unit"),
        ],
    )
    def test_leave_other_lines_in_their_place(self, first, second):
        document = ExtractedText(TOP + PAGES[0] + first + PAGES[1] + second + PAGES[2], "text")

        assert drop_page_lines(document) is document

    def test_leave_a_list_whose_numbers_rise(self):
        document = ExtractedText(f"{TOP}1\nTrain police.\n2\nFund shelters.\n", "text")

        assert drop_page_lines(document) is document


class TestFindPlaces:
    def test_finds_words_whatever_white_space_is_between_them(self):
        text = "One  of\u00a0the\nnine, one of the ten."

        place = find_places("of the nine", ["Before.", text])[0]

        assert (place.paragraph, text[place.start : place.end]) == (2, "of\u00a0the\nnine")

    def test_finds_words_that_begin_and_end_within_others(self):
        assert find_starts("ne of t", "One  of the nine; one of ten.", start=3, end=29) == [19]
