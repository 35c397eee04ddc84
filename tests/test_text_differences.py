"""What changed in a text, word by word."""

from hypothesis import given, strategies as st

from tracker.text_differences import (
    CONTEXT,
    GAP,
    IN,
    MAX_COMPARED,
    MAX_SHOWN,
    OUT,
    SAME,
    diff_long_texts,
    diff_words,
)


def numbered(start, stop):
    return " ".join(f"w{n}" for n in range(start, stop))


class TestDifferences:
    def test_are_the_words_taken_out_and_put_in_between_those_that_stay(self):
        assert diff_words("Open a new shelter for women", "Open two shelters for women") == (
            (SAME, "Open"),
            (OUT, "a new shelter"),
            (IN, "two shelters"),
            (SAME, "for women"),
        )

    def test_of_equal_texts_are_none_whatever_their_white_space(self):
        assert diff_words("a  b\nc", "a b c") == ()

    def test_leave_out_what_is_far_from_a_change(self):
        before = f"{numbered(0, 50)} old {numbered(50, 150)} old {numbered(150, 200)}"

        told = diff_words(before, before.replace("old", "new"))

        assert [kind for kind, _words in told] == [GAP, SAME, OUT, IN, SAME, GAP, SAME, OUT, IN, SAME, GAP]  # fmt: skip
        assert told[1] == (SAME, numbered(50 - CONTEXT, 50))
        assert told[4] == (SAME, numbered(50, 50 + CONTEXT))

    def test_of_very_many_words_are_told_whole_and_cut(self):
        told = diff_words(
            f"same {numbered(0, MAX_COMPARED + 1)}",
            f"same {numbered(1000, 1000 + MAX_COMPARED + 1)}",
        )

        assert told == (
            (SAME, "same"),
            (OUT, numbered(0, MAX_SHOWN)),
            (GAP, ""),
            (IN, numbered(1000, 1000 + MAX_SHOWN)),
            (GAP, ""),
        )

    @given(*[st.lists(st.sampled_from("abc"), max_size=CONTEXT) for _side in range(2)])
    def test_give_both_texts_back(self, one, other):
        told = diff_words(" ".join(one), " ".join(other))

        for side, words in ((OUT, one), (IN, other)):
            read = " ".join(text for kind, text in told if kind in (SAME, side)).split()
            assert read == (words if told else read)
        assert bool(told) == (one != other)


class TestOnAPage:
    def test_short_values_and_new_ones_are_told_whole(self):
        assert diff_long_texts("partial", "full") == ()
        assert diff_long_texts("", "A long text. " * 20) == ()
        assert diff_long_texts("A long text. " * 20, "A long text. " * 19 + "At last.") != ()
