"""Numbers as they are typed and shown in each language."""

import pytest
from django import forms
from django.utils.translation import override

from tracker.forms.base import NumberField

LANGUAGES = ("en", "sq", "sr-latn")


class TestNumberField:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(
        "value",
        [0, 17.0, 999, 5200, 8180.5, 1.125, 999.125, 0.125, 1.2, 1 / 3, 1_234_567.125, 10.0**15],
    )
    def test_reads_back_what_it_shows(self, language, value):
        field = NumberField()

        with override(language):
            assert field.clean(field.prepare_value(value)) == value

    @pytest.mark.parametrize(
        ("language", "typed", "value"),
        [
            ("en", "1,200", 1200),
            ("en", "1,234,567.25", 1_234_567.25),
            ("en", " 0.125 ", 0.125),
            ("en", "1.1250", 1.125),
            ("sq", "5.200", 5200),
            ("sq", "1.234.567,25", 1_234_567.25),
            ("sq", "5200,5", 5200.5),
            ("sq", "0.125", 0.125),
            ("sq", "5.2", 5.2),  # thousands would have three digits
            ("sr-latn", "5.200", 5200),
            ("sr-latn", "0,125", 0.125),
            *((language, typed, 75_000) for language in LANGUAGES for typed in ("75000", "75 000")),
            *((language, "75\u202f000", 75_000) for language in LANGUAGES),
        ],
    )
    def test_reads_what_each_language_writes(self, language, typed, value):
        with override(language):
            assert NumberField().clean(typed) == value

    @pytest.mark.parametrize(
        ("language", "typed", "either"),
        [
            ("en", "1.200", ("1,200", "1.2")),
            ("en", "5.000", ("5,000", "5")),
            ("en", "75.125", ("75,125", "75.1250")),
            ("sq", "1,200", ("1.200", "1,2")),
            ("sr-latn", "75,125", ("75.125", "75,1250")),
        ],
    )
    def test_refuses_what_can_be_two_numbers_and_names_both(self, language, typed, either):
        with override(language):
            with pytest.raises(forms.ValidationError) as refused:
                NumberField().clean(typed)
            sentence = refused.value.messages[0]
            readings = [NumberField().clean(words) for words in either]

        assert all(words in sentence for words in (typed, *either))
        assert readings[0] == pytest.approx(1000 * readings[1])

    @pytest.mark.parametrize(
        ("language", "typed"),
        [
            *(
                ("en", typed)
                for typed in (
                    "0,500",
                    "012,500",
                    "12,34",
                    "1,2,3",
                    "12345,678",
                    "1.5,200",
                    "1.200.000",
                )
            ),
            *(("sq", typed) for typed in ("1,5.200", "1,200,000", "1.23,4.5", "abc", "nan", "-")),
            ("sr-latn", "9" * 400),
        ],
    )
    def test_refuses_what_no_page_writes(self, language, typed):
        with override(language):
            with pytest.raises(forms.ValidationError) as refused:
                NumberField().clean(typed)
            sentence = refused.value.messages[0]

        assert ("1,234.5" if language == "en" else "1.234,5") in sentence

    def test_of_nothing_is_none(self):
        assert NumberField(required=False).clean(" ") is None

    def test_of_a_zero_that_is_no_text_is_zero(self):
        assert NumberField(required=False).clean(0) == 0
