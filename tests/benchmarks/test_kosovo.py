"""The comparison of what is read from the narrative of Kosovo with what was marked in it by hand."""

import pytest

from benchmarks.kosovo import compare, read

pytestmark = pytest.mark.django_db


class TestTheComparison:
    def test_finds_every_measure_good_enough(self):
        measures = list(compare(read()))

        assert [f"{name}: {figures}" for name, figures, is_good in measures if not is_good] == []
        assert ("questions raised", "4 of 4", True) in measures
