"""The closed list of indicators."""

from tracker.vocabulary import INDICATORS, Direction, Theme, counts_persons

# What the list's units of no persons count: deeds, places, papers, months and money.
NOT_PERSONS = set(
    "EUR agencies calls campaigns cases centers inspections licenses meetings months places premises"
    " shelters trainings units violations".split()
)


class TestIndicators:
    def test_fit_their_columns_in_three_languages(self):
        for code, indicator in INDICATORS.items():
            texts = (indicator.name, indicator.name_sq, indicator.name_sr)
            units = (indicator.unit, indicator.unit_sq, indicator.unit_sr)

            assert code == indicator.code and code.replace("_", "").isalpha() and code.isupper()
            assert all(texts) and max(map(len, texts)) <= 200, code
            assert all(units) and max(map(len, units)) <= 40, code
            assert indicator.definition.endswith(".") and "  " not in indicator.definition

    def test_have_a_known_theme_and_direction(self):
        assert {indicator.theme for indicator in INDICATORS.values()} == set(Theme.values)
        assert {indicator.direction for indicator in INDICATORS.values()} == {"", Direction.UP}

    def test_are_named_apart(self):
        for field in ("name", "name_sq", "name_sr", "definition"):
            texts = [getattr(indicator, field) for indicator in INDICATORS.values()]

            assert len(set(texts)) == len(texts) == 70, field

    def test_say_which_count_persons(self):
        units = {indicator.unit for indicator in INDICATORS.values()}

        assert {unit for unit in units if not counts_persons(unit)} == NOT_PERSONS
