"""Texts of the fixtures in the language of the reader."""

import json

import pytest
from django.conf import settings
from django.utils.translation import override

from tracker.vocabulary.stored_texts import STORED_TEXTS, translate_stored

FIELDS = {
    "topics": ("topic", "name"),
    "components": ("component", "title"),
    "report": ("country after “on”", "country_name"),
    "responsibilities": ("reason of a responsibility", "reason"),
}


def stored(name):
    rows = json.loads((settings.BASE_DIR / f"fixtures/tip-2024-kosovo/{name}.json").read_text())
    return {row["fields"][FIELDS[name][1]] for row in rows}


class TestTranslateStored:
    @pytest.mark.parametrize("name", FIELDS)
    @pytest.mark.parametrize("language", ["sq", "sr-latn"])
    def test_translates_every_text_of_the_fixtures(self, name, language):
        with override(language):
            left = {
                text for text in stored(name) if translate_stored(FIELDS[name][0], text) == text
            }
        assert not left

    def test_leaves_what_people_wrote(self):
        with override("sq"):
            assert translate_stored("topic", "Wells") == "Wells"
            assert translate_stored("topic", "") == ""

    def test_lists_nothing_that_is_not_stored(self):
        with override("en"):
            assert {str(text) for text in STORED_TEXTS} == set().union(*map(stored, FIELDS))
