"""Numbers in JSON, written as PostgreSQL writes them."""

import pytest

from tracker.audit.sqlite import normalize_json


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": 1e16, "b": [1e300 / 1e280]}, f"{{'a': {10**16}, 'b': [{10**20}]}}"),
        ({"a": -1e17, "b": 9e15}, f"{{'a': -{10**17}, 'b': {9e15}}}"),
        ([-0.0, 0.5, 3, True], "[0.0, 0.5, 3, True]"),
        ({"a": {"b": [-0.0]}}, "{'a': {'b': [0.0]}}"),
        ("-0.0", "'-0.0'"),
        (1e17, "1e+17"),  # is in no list and no object
    ],
)
def test_have_all_their_digits_and_no_negative_zero(value, written):
    assert repr(normalize_json(value)) == written
