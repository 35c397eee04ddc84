"""What a narrative is asked: sentences written for these tests."""

import pytest

from tracker.intake.drafts import Paragraph
from tracker.intake.figures.reader import find_figures
from tracker.intake.questions import find_questions
from tracker.vocabulary import QuestionKind, Section


def questions_on(*texts):
    paragraphs = [Paragraph(n, text, Section.PROTECTION) for n, text in enumerate(texts, 1)]
    return find_questions(paragraphs, find_figures(paragraphs, year=2024))


class TestSums:
    def test_ask_where_parts_miss_their_whole(self):
        (question,) = questions_on(
            "Police identified 51 victims (35 sex trafficking, 20 labor trafficking)."
        )

        assert question.kind == QuestionKind.DOES_NOT_ADD_UP
        assert "35 + 20 make 55, but the text says 51" in question.message
        assert len(question.places) == 3

    def test_are_content_where_parts_make_their_whole(self):
        assert (
            questions_on("Police identified 55 victims (35 sex trafficking, 20 labor trafficking).")
            == []
        )

    def test_are_content_where_a_list_of_women_men_and_children_makes_the_whole(self):
        told = "Police identified 61 victims. Victims included 30 women, 20 men, and 11 children."

        assert questions_on(told) == []

    def test_ask_where_all_shelters_had_other_numbers_than_each(self):
        (question,) = questions_on(
            "The three shelters assisted 70 victims. The Haven assisted 16 victims. "
            "The two shelters assisted 28 victims."
        )

        assert "16 + 28, which makes 44" in question.message

    def test_ask_where_one_figure_is_told_twice(self):
        (question,) = questions_on(
            "Police identified 17 victims.", "The government identified 19 victims."
        )

        assert "17 in ¶ 1, 19 in ¶ 2" in question.message


class TestDirections:
    def test_ask_what_slightly_means_for_a_fall_by_half(self):
        (question,) = questions_on(
            "The government slightly decreased law enforcement efforts. Police investigated 10 "
            "cases with 20 suspects, compared with 40 cases with 50 suspects in 2022."
        )

        assert "change by 60 to 75 %" in question.message

    def test_ask_where_every_figure_goes_the_other_way(self):
        (question,) = questions_on(
            "The government increased law enforcement efforts. Police investigated 10 cases with "
            "20 suspects, compared with 11 cases with 22 suspects in 2022."
        )

        assert "every figure points the other way" in question.message

    def test_are_content_where_words_and_figures_agree(self):
        assert (
            questions_on(
                "The government increased law enforcement efforts. Police investigated 12 cases "
                "with 24 suspects, compared with 11 cases with 22 suspects in 2022."
            )
            == []
        )

    def test_ask_whether_earlier_years_account_for_more_prosecuted_than_investigated(self):
        (question,) = questions_on("Police investigated 6 cases. Authorities prosecuted 8 cases.")

        assert question.kind == QuestionKind.ASK

    def test_ask_what_an_increase_of_the_sum_alone_is_compared_with(self):
        (question,) = questions_on(
            "The government allocated €90 for posters and €20 for books. This was an increase "
            "compared with €100 in 2022."
        )

        assert "EUR 90 is not; only EUR 110 would be" in question.message

    def test_ask_for_the_number_behind_the_same_number(self):
        (question,) = questions_on("Courts convicted 14 traffickers, the same number as in 2022.")

        assert "Is it 14 traffickers?" in question.message


class TestConversions:
    def test_ask_about_one_that_departs_from_the_rate_of_the_text(self):
        (question,) = questions_on(
            "It gave €1,000 ($1,100) to one, €2,000 ($2,200) to another, €3,000 ($3,300) to a "
            "third and €4,000 ($8,400) to the last."
        )

        assert "€4,000 ($8,400)" in question.message
        assert "USD 4,400" in question.message

    def test_ask_about_one_rate_for_two_years(self):
        (question,) = questions_on(
            "It gave €1,000 ($1,100) to one and €2,000 ($2,200) to another. In 2022, the "
            "government gave €3,000 ($3,300)."
        )

        assert (question.kind, "those of 2022 included" in question.message) == (
            QuestionKind.ASK,
            True,
        )


@pytest.mark.parametrize("text", ["", "(", "€ ($)", "the same number as in 2022", "1,1,1 of of"])
def test_nothing_is_asked_of_scraps(text):
    assert questions_on(text) == []


class TestSingleFigures:
    def test_ask_where_an_increase_is_none(self):
        (question,) = questions_on(
            "Inspectors conducted 2,300 inspections, a slight increase from 2,450 in 2022."
        )

        assert question.kind == QuestionKind.DOES_NOT_ADD_UP
        assert "2,450 → 2,300" in question.message

    @pytest.mark.parametrize(
        "text",
        [
            "Inspectors conducted 2,500 inspections, an increase from 2,450 in 2022.",
            "Inspectors conducted 2,300 inspections, a decrease compared with 2,450 in 2022.",
        ],
    )
    def test_are_content_where_the_figures_go_that_way(self, text):
        assert questions_on(text) == []
