"""The registry of columns of a recommendation."""

import pytest

from tracker.models import Recommendation
from tracker.progress import RecommendationProgress
from tracker.vocabulary.columns import (
    EDITABLE_COLUMNS,
    FILTER_COLUMNS,
    IMPORTED_COLUMNS,
    LIST_COLUMNS,
    RECOMMENDATION_COLUMNS,
)

FIELDS = {field.name: field for field in Recommendation._meta.get_fields()}


class TestColumns:
    @pytest.mark.parametrize("code", [*EDITABLE_COLUMNS, *FILTER_COLUMNS, *IMPORTED_COLUMNS])
    def test_that_are_stored_are_fields_of_a_recommendation(self, code):
        column, field = RECOMMENDATION_COLUMNS[code], FIELDS[code]

        assert column.max_length in (None, field.max_length)
        assert column.choices is None or column.choices.choices == list(field.choices)

    def test_show_attributes_of_a_report(self):
        known = {*RecommendationProgress.__struct_fields__, *dir(RecommendationProgress)}

        assert not {c.path.split(".")[0] for c in RECOMMENDATION_COLUMNS.values()} - known

    def test_of_the_list_have_a_head_each(self):
        heads = {code for code, column in RECOMMENDATION_COLUMNS.items() if column.head}

        assert heads == set(LIST_COLUMNS)
