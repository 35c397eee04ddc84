"""What a body may be."""

import pytest

from tests.factories import BodyFactory
from tracker.errors import InvalidValue
from tracker.policies import bodies

pytestmark = pytest.mark.django_db


class TestCheck:
    @pytest.mark.parametrize("code", ["MUN/PRISTINA", "", "..", "OSP 1", "a\0"])
    def test_refuses_a_code_that_no_address_holds(self, code):
        with pytest.raises(InvalidValue, match="can't be the code of a body"):
            bodies.check(BodyFactory.build(code=code))

    @pytest.mark.parametrize("aliases", [5, "OSP", {"sq": "PSP"}, [1], ["a\0"], ["\ud800"]])
    def test_refuses_other_names_that_are_no_words(self, aliases):
        with pytest.raises(InvalidValue, match="other names of OSP can't be read"):
            bodies.check(BodyFactory.build(code="OSP", aliases=aliases))

    def test_takes_no_other_names_for_an_empty_list(self):
        body = BodyFactory.build(code="MUN_PRISTINA-2.1", aliases=None)

        bodies.check(body)

        assert body.aliases == []
