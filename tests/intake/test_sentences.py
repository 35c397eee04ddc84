"""Sentences, and what is longer than any."""

import pytest

from tracker.errors import FileUnreadable
from tracker.intake.drafts import check_number
from tracker.intake.sentences import LONGEST_SENTENCE, split_sentences


class TestSplit:
    def test_cuts_at_a_blank_what_is_longer_than_any_sentence(self):
        text = "12 victims, " * 500

        parts = [text[start:end] for start, end in split_sentences(text)]

        assert all(len(part) <= LONGEST_SENTENCE for part in parts)
        assert " ".join(parts) == text.strip()
        assert {part[-1] for part in parts} <= {",", "2", "s"}

    def test_cuts_what_has_no_blank(self):
        assert split_sentences("," * 5000) == [(0, 2000), (2000, 4000), (4000, 5000)]


class TestCheckNumber:
    def test_refuses_more_drafts_than_a_narrative_has(self):
        check_number(range(3), 3)

        with pytest.raises(FileUnreadable, match="more than 3 recommendations or figures"):
            check_number(range(4), 3)
