"""Days as people write them, in three languages."""

from datetime import date, datetime

import pytest
from django.utils import translation
from django.utils.text import Truncator

from tracker import formats
from tracker.formats.countries import country_name_of, find_country_code, same_country

MARCH = date(2024, 3, 31)


class TestADay:
    @pytest.mark.parametrize(
        ("language", "full"),
        [
            ("en", "31 March 2024"),
            ("sq", "31 mars 2024"),
            ("sr-latn", "31. marta 2024."),
        ],
    )
    def test_is_written_as_the_language_writes_it(self, language, full):
        with translation.override(language):
            assert formats.format_day(MARCH) == full

    def test_of_one_digit_has_no_zero_before_it(self):
        assert formats.format_day(date(2024, 4, 1)) == "1 April 2024"

    def test_loses_its_serbian_full_stop_before_another_mark(self):
        with translation.override("sr-latn"):
            assert formats.drop_full_stop(formats.format_day(MARCH)) == "31. marta 2024"
        assert formats.drop_full_stop("31 March 2024.") == "31 March 2024."


class TestAPeriod:
    @pytest.mark.parametrize(
        ("language", "told"),
        [("en", "February 2024"), ("sq", "shkurt 2024"), ("sr-latn", "februar 2024.")],
    )
    def test_of_a_month_names_it(self, language, told):
        with translation.override(language):
            assert formats.format_period("2024-02") == told

    @pytest.mark.parametrize("text", ["", "2023", "2024-13", "before the update"])
    def test_of_another_kind_stays_as_it_is(self, text):
        assert formats.format_period(text) == text


class TestANumber:
    @pytest.mark.parametrize(
        ("language", "told"), [("en", "107,730"), ("sq", "107.730"), ("sr-latn", "107.730")]
    )
    def test_has_its_thousands_apart(self, language, told):
        with translation.override(language):
            assert formats.format_number(107_730) == told


class TestAMoment:
    def test_adds_the_time_to_the_day(self):
        at = datetime(2024, 3, 31, 9, 5)

        assert formats.format_moment(at) == "31 March 2024, 09:05"

    def test_has_no_serbian_full_stop_before_its_comma(self):
        with translation.override("sr-latn"):
            assert formats.format_moment(datetime(2024, 3, 31, 9, 5)) == "31. marta 2024, 09:05"


class TestACutText:
    def test_ends_with_one_sign_in_every_language(self):
        with translation.override("sr-latn"):
            assert Truncator("26. novembra 2026.").chars(8) == "26. nov…"


class TestCountries:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Kosovo*", "XK"),
            ("FYROM", "MK"),
            ("Swaziland", "SZ"),
            ("Türkiye", "TR"),
            ("Turkiye", "TR"),
            ("CÔTE D’IVOIRE", "CI"),
            ("SÃO TOMÉ AND PRÍNCIPE", "ST"),
            ("The Netherlands", "NL"),
            ("Republic of Korea", "KR"),
            ("XK", "XK"),
            (" Albania ", "AL"),
            ("Moldova (Republic of)", "MD"),
            ("Iran (Islamic Republic of)", "IR"),
            ("AL", "AL"),
            ("Bavaria", None),
            ("Bavaria (Republic of)", None),
            ("", None),
        ],
    )
    def test_has_a_code(self, name, code):
        assert find_country_code(name) == code

    @pytest.mark.parametrize(
        ("code", "name"),
        [("XK", "Kosovo"), ("MD", "Moldova"), ("AL", "Albania"), ("ZZ", "ZZ")],
    )
    def test_has_a_common_name(self, code, name):
        assert country_name_of(code) == name

    @pytest.mark.parametrize(
        ("first", "second", "are_same"),
        [
            ("North Macedonia", "MACEDONIA", True),
            ("Ivory Coast", "Côte d’Ivoire", True),
            ("Swaziland", "Eswatini", True),
            ("Czech Republic", "Czechia", True),
            ("the Tavian Isles", "Tavian  Isles", True),
            ("Guinea", "Guinea-Bissau", False),
            ("Tavia", "Karesh", False),
        ],
    )
    def test_are_the_same_under_former_names(self, first, second, are_same):
        assert same_country(first, second) is are_same
