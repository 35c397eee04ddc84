"""Code of a country that a report names."""

import pytest

from tests.factories import ReportFactory
from tracker.actions.imports.editions import country_code
from tracker.errors import InvalidValue

pytestmark = pytest.mark.django_db


class TestCountryCode:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Kosovo", "XK"),
            ("Albania", "AL"),
            ("Bolivia", "BO"),
            ("Burma", "MM"),
            ("Cote d’Ivoire", "CI"),
            ("Laos", "LA"),
            ("Moldova", "MD"),
            ("Russia", "RU"),
            ("Syria", "SY"),
            ("Taiwan", "TW"),
            ("Tanzania", "TZ"),
            ("The Gambia", "GM"),
            ("Turkey", "TR"),
            ("United Kingdom", "GB"),
            ("United States", "US"),
            ("Venezuela", "VE"),
            ("Vietnam", "VN"),
        ],
    )
    def test_is_that_of_the_country_as_reports_call_it(self, name, code):
        assert country_code(name) == code

    def test_is_that_of_the_existing_edition(self):
        ReportFactory(country="ZZ", country_name="Freedonia")

        assert country_code("Freedonia") == "ZZ"

    @pytest.mark.parametrize("name", ["Freedonia", "Bavaria", ""])
    def test_is_never_guessed(self, name):
        with pytest.raises(InvalidValue, match="is no country that is known"):
            country_code(name)
