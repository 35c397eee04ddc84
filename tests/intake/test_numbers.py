"""Names of currencies in reports on the countries whose they are."""

import pytest

from tracker.intake.numbers import name_currency


class TestNameCurrency:
    @pytest.mark.parametrize(
        ("name", "country", "code"),
        [
            ("lei", "Moldova", "MDL"),
            ("lei", "Romania", "RON"),
            ("dinars", "Serbia", "RSD"),
            ("rupees", "Sri Lanka", "LKR"),
            ("Namibian dollars", "Angola", "NAD"),
            ("dirhams", "United Arab Emirates", "AED"),
            ("som", "Kyrgyz Republic", "KGS"),
            ("C$", "Nicaragua", "NIO"),
            ("C$", "Canada", "CAD"),
            ("FCFA", "Chad", "XAF"),
            ("FCFA", "Togo", "XOF"),
            # not told by the country
            ("lei", "Albania", "lei"),
            ("pesos", "Dominica", "pesos"),
            ("francs", "Guinea-Bissau", "francs"),
            ("lei", "", "lei"),
            ("EUR", "Moldova", "EUR"),
            ("USD", "Namibia", "USD"),
        ],
    )
    def test_is_the_code_where_the_country_has_one_of_that_name(self, name, country, code):
        assert name_currency(name, country) == code
