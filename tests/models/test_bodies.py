"""A body is called, and shortened, in the language of the reader."""

import pytest
from django.utils import translation

from tracker.models import Body

CENTRE = Body(acronym="CSW", name_en="Centers for Social Welfare", name_sq="Qendra Sociale (QPS)")


class TestABody:
    @pytest.mark.parametrize(
        ("language", "short", "told"),
        [
            ("en", "CSW", "CSW · Centers for Social Welfare"),
            ("sq", "QPS", "QPS · Qendra Sociale"),
            ("sr-latn", "CSW", "CSW · Centers for Social Welfare"),
        ],
    )
    def test_has_one_acronym_that_of_the_language_where_its_name_holds_it(
        self, language, short, told
    ):
        with translation.override(language):
            assert (CENTRE.short, str(CENTRE)) == (short, told)

    def test_is_its_own_short_name_without_one(self):
        assert Body(name_en="Courts").short == str(Body(name_en="Courts")) == "Courts"
