"""What the code of an indicator may be."""

import pytest

from tests.factories import IndicatorFactory
from tracker.errors import InvalidValue
from tracker.policies import figures


class TestCheck:
    @pytest.mark.parametrize("code", ["VICT_IDENTIFIED", "a", "7.2-b"])
    def test_takes_what_can_stand_in_an_address(self, code):
        figures.check(IndicatorFactory.build(code=code))

    @pytest.mark.parametrize("code", ["", "_A", "VICT/ID", "VIKTIMË", "A B", "A\n"])
    def test_refuses_the_rest(self, code):
        with pytest.raises(
            InvalidValue, match=r"can't be the code of an indicator.*as in VICT_IDEN"
        ):
            figures.check(IndicatorFactory.build(code=code))
