"""Where words stand in a report."""

import pytest
from hypothesis import given, strategies as st

from tests.factories import PassageFactory, ReportFactory
from tracker.errors import QuoteMismatch
from tracker.summaries.recommendations.quotations import check_quote, find_quote, find_sentence


@pytest.mark.django_db
class TestPlaceOf:
    def test_finds_words_whatever_their_white_space_and_quotes(self):
        passage = PassageFactory(text="One. The victim’s  advocate “spoke” twice. Three.")

        place = find_quote('victim\'s\n advocate "spoke"', report=passage.report)

        assert place.quote == "victim’s  advocate “spoke”"
        assert passage.text[place.sentence_start : place.sentence_end] == (
            "The victim’s  advocate “spoke” twice."
        )

    def test_asks_for_more_words_where_several_places_are_meant(self):
        report = ReportFactory()
        PassageFactory(report=report, number=1, text="Police trained judges.")
        PassageFactory(report=report, number=2, text="Police trained judges.")

        with pytest.raises(QuoteMismatch, match=r"occurs 2 times in TIP 2024 Kosovo \(¶ 1, 2\)"):
            find_quote("trained judges", report=report)

    def test_takes_the_paragraph_named(self):
        report = ReportFactory()
        PassageFactory(report=report, number=1, text="Police trained judges.")
        PassageFactory(report=report, number=2, text="Police trained judges.")

        assert find_quote("trained judges", report=report, paragraph=2).passage.number == 2

    @pytest.mark.parametrize("words", ["", "   ", "not there"])
    def test_refuses_what_does_not_stand_there(self, words):
        passage = PassageFactory()

        with pytest.raises(QuoteMismatch, match="is not in TIP 2024 Kosovo"):
            find_quote(words, report=passage.report)


class TestSentenceAround:
    @given(st.text(alphabet="ab .!?”’\n", max_size=60), st.data())
    def test_holds_the_span_and_stays_in_the_text(self, text, data):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))

        first, last = find_sentence(text, start, end)

        assert 0 <= first <= start <= end <= last <= len(text)

    @pytest.mark.parametrize(
        ("start", "end", "sentences"),
        [
            (5, 8, "Two."),
            (5, 9, "Two."),
            (6, 7, "Two."),
            (0, 4, "One."),
            (0, 5, "One. Two."),
            (3, 6, "One. Two."),
            (6, 12, "Two.\n\nThree."),
            (11, 17, "Three."),
        ],
    )
    def test_ends_with_it_and_begins_after_the_one_before(self, start, end, sentences):
        text = "One. Two.\n\nThree."

        first, last = find_sentence(text, start, end)

        assert text[first:last] == sentences


@pytest.mark.django_db
class TestMismatch:
    def test_is_of_this_report_and_paragraph(self):
        passage = PassageFactory(number=4, text="Police trained judges.")
        PassageFactory(report__year=2023, text="Police trained prosecutors.")

        assert find_quote("Police", report=passage.report).passage == passage
        with pytest.raises(QuoteMismatch, match=r"is not in TIP 2024 Kosovo, ¶ 3\. Paste"):
            find_quote("Police", report=passage.report, paragraph=3)

    @pytest.mark.parametrize(("words", "shown"), [("a" * 80, "a" * 80), ("a" * 81, "a" * 79 + "…")])
    def test_quotes_what_stands_there_shortened(self, words, shown):
        passage = PassageFactory(number=4, text="Police trained judges.")

        check_quote(passage, 7, 14, "trained", name="O1")
        with pytest.raises(QuoteMismatch) as refused:
            check_quote(passage, 7, 14, words, name="O1")

        assert str(refused.value) == (
            f"O1 can't be saved: characters 7–14 of ¶ 4 are “trained”, not “{shown}”. Correct the "
            "place or the words."
        )
