"""Names of bodies to look for in a text."""

import json

import pytest

from tests.factories import BodyFactory
from tracker.summaries.bodies import names_of_bodies

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
