"""The values that everything in a progress report is told with."""

import pytest

from tracker.progress import Share


@pytest.mark.parametrize(
    ("part", "base", "percent"),
    [
        (0, 20, 0),
        (20, 20, 100),
        (19, 19, None),
        (1, 250, 1),
        (199, 200, 99),
        (1, 200, 1),
        (25, 200, 13),
        (0, 0, None),
    ],
)
def test_a_share_is_none_or_all_only_where_it_is_so(part, base, percent):
    assert Share(part, base).percent == percent
