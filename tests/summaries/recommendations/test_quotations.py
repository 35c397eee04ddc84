"""Where words stand in a report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import PassageFactory, ReportFactory
from tracker.errors import QuoteMismatch
from tracker.summaries.recommendations.quotations import find_quote, find_sentence


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

        with pytest.raises(QuoteMismatch, match=r"stand 2 times in TIP 2024 Kosovo \(¶ 1, 2\)"):
            find_quote("trained judges", report=report)

    def test_takes_the_paragraph_named(self):
        report = ReportFactory()
        PassageFactory(report=report, number=1, text="Police trained judges.")
        PassageFactory(report=report, number=2, text="Police trained judges.")

        assert find_quote("trained judges", report=report, paragraph=2).passage.number == 2

    @pytest.mark.parametrize("words", ["", "   ", "not there"])
    def test_refuses_what_does_not_stand_there(self, words):
        passage = PassageFactory()

        with pytest.raises(QuoteMismatch, match="do not stand in TIP 2024 Kosovo"):
            find_quote(words, report=passage.report)


class TestSentenceAround:
    @given(st.text(alphabet="ab .!?”’\n", max_size=60), st.data())
    def test_holds_the_span_and_stays_in_the_text(self, text, data):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))

        first, last = find_sentence(text, start, end)

        assert 0 <= first <= start <= end <= last <= len(text)
