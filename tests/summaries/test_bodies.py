"""Names of bodies to look for in a text."""

import json

import pytest

from tests.factories import (
    BodyFactory,
    ImportRunFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
)
from tests.helpers.clock import NOW
from tracker.summaries.bodies import names_of_bodies
from tracker.vocabulary import BodyKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def fixtures(settings, tmp_path):
    """Bodies of two years of Kosovo, the newer year without any of its own."""
    settings.FIXTURE_DIRS = [tmp_path]
    for folder, name in (("2023-kosovo", "Old"), ("2024-kosovo", "Police"), ("2024-chad", "Chad")):
        (tmp_path / folder).mkdir()
        fields = {"code": "KP", "name_en": name, "acronym": "", "aliases": ["P"]}
        content = json.dumps([{"fields": fields}])
        (tmp_path / folder / "bodies.json").write_text(content, encoding="utf-8")
    (tmp_path / "2025-kosovo").mkdir()


def test_are_each_once_in_three_languages_with_the_english_first(fixtures):
    BodyFactory(code="THBD", name_en="Directorate", acronym="", aliases=[])
    BodyFactory(
        code="KP",
        name_en="Police",
        acronym="KP",
        name_sq="Policia",
        name_sr="Policija (PK)",
        aliases=["Police", "the force"],
    )

    named = names_of_bodies("Kosovo")

    assert list(named.items()) == [
        ("KP", ["Police", "KP", "Policia", "Policija", "the force"]),
        ("THBD", ["Directorate"]),
    ]


@pytest.mark.parametrize(
    ("country", "names"),
    [("Kosovo", {"KP": ["Police", "P"]}), ("Chad", {"KP": ["Chad", "P"]}), ("Mali", {}), ("", {})],
)
def test_are_those_of_the_newest_fixtures_of_the_country_before_there_are_any(
    fixtures, country, names
):
    assert names_of_bodies(country) == names


def known(country=""):
    """Return the codes of the bodies of a country, but for the issuer of the reports."""
    return set(names_of_bodies(country)) - {"US_STATE"}


class TestOfOtherCountries:
    @pytest.fixture
    def bodies(self):
        """Bodies of Kosovo: a tree below its government, a lone one, and one nobody knows of."""
        government = BodyFactory(code="GOV", name_en="Government of Kosovo", kind="government")
        ministry = BodyFactory(code="MIA", parent=government)
        police = BodyFactory(code="KP", parent=ministry)
        lone = BodyFactory(code="TAX")
        abroad = BodyFactory(code="IOM", kind=BodyKind.INTERNATIONAL)
        asked = RecommendationFactory(report=ReportFactory())
        for body in (ministry, lone, abroad):
            ResponsibilityFactory(recommendation=asked, body=body)
        BodyFactory(code="NEW")
        return {"ministry": ministry, "police": police, "lone": lone}

    @pytest.fixture
    def moldova(self):
        report = ReportFactory(country="MD", country_name="Moldova")
        return RecommendationFactory(report=report)

    def test_are_left_out_with_their_trees_but_for_international_ones(self, bodies):
        assert known("Moldova") == {"IOM", "NEW"}
        assert known("Oduvia") == {"IOM", "NEW"}
        assert known("Kosovo") == {"GOV", "MIA", "KP", "TAX", "IOM", "NEW"}

    def test_are_not_those_responsible_here_too(self, bodies, moldova):
        for body in ("police", "lone"):
            ResponsibilityFactory(recommendation=moldova, body=bodies[body])

        assert known("Republic of Moldova") == {"IOM", "NEW", "KP", "TAX"}
        assert {"GOV", "MIA", "TAX"} < known("Kosovo")

    def test_are_told_by_the_import_that_added_them(self, moldova):
        first, second, third = (BodyFactory(code=code) for code in ("MOH", "NLB", "CG"))
        added = {"created": {"body": [[first.pk, second.pk], third.pk]}}
        ImportRunFactory(country="Kosovo", created=added)
        ImportRunFactory(country="Moldova", created={"created": {"passage": [[1, 9]]}})
        ResponsibilityFactory(recommendation=moldova, body=second)

        assert known("Moldova") == {"NLB"}
        assert known("Kosovo") == {"MOH", "NLB", "CG"}

    def test_are_told_by_the_name_of_a_government_before_any_report(self):
        unity = BodyFactory(code="GNU", name_en="Government of National Unity")
        government = BodyFactory(code="GOV", name_en="Government of the Republic of Kosovo")
        for code, parent in (("MOJ", unity), ("MIA", government)):
            BodyFactory(code=code, parent=parent)

        assert known("Moldova") == {"GNU", "MOJ"}
        assert known("Kosovo") == {"GNU", "MOJ", "GOV", "MIA"}

    def test_are_none_where_nobody_is_responsible_any_more_or_no_country_is_known(
        self, bodies, moldova
    ):
        mistaken = BodyFactory(code="CNP")
        ResponsibilityFactory(
            recommendation=moldova, body=mistaken, withdrawn_at=NOW, withdrawal_reason="No."
        )

        assert "CNP" in known("Kosovo")
        assert known() == {"GOV", "MIA", "KP", "TAX", "IOM", "NEW", "CNP"}
