"""Days as people write them, in three languages."""

from datetime import date, datetime

import pytest
from django.utils import translation

from tracker import words

MARCH = date(2024, 3, 31)


class TestADay:
    @pytest.mark.parametrize(
        ("language", "full", "short"),
        [
            ("en", "31 March 2024", "31 Mar 2024"),
            ("sq", "31 mars 2024", "31 mar 2024"),
            ("sr-latn", "31. mart 2024.", "31. mar. 2024."),
        ],
    )
    def test_is_written_as_the_language_writes_it(self, language, full, short):
        with translation.override(language):
            assert words.day(MARCH) == full
            assert words.short_day(MARCH) == short

    def test_of_one_digit_has_no_zero_before_it(self):
        assert words.day(date(2024, 4, 1)) == "1 April 2024"


class TestAMoment:
    def test_adds_the_time_to_the_day(self):
        at = datetime(2024, 3, 31, 9, 5)

        assert words.moment(at) == "31 March 2024, 09:05"
        assert words.short_moment(at) == "31 Mar 2024, 09:05"
