"""What a body may be."""

import pytest

from tests.factories import BodyFactory, as_factory
from tracker.errors import InvalidValue
from tracker.models import Body
from tracker.policies import bodies

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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

    def test_takes_other_names_in_words(self):
        bodies.check(BodyFactory.build(aliases=["Državni tužilac"]))

    @pytest.mark.parametrize(
        "domains",
        [
            5,
            "hrw.org",
            [1],
            ["https://hrw.org"],
            ["HRW.org"],
            ["www.hrw.org"],
            ["hrw"],
            ["hrw.org/a"],
        ],
    )
    def test_refuses_domains_that_are_no_host_names(self, domains):
        with pytest.raises(InvalidValue, match="domains of HRW can't be read"):
            bodies.check(BodyFactory.build(code="HRW", domains=domains))

    def test_takes_the_domains_of_a_site(self):
        bodies.check(BodyFactory.build(domains=["mfpt.rks-gov.net", "hrw.org"]))

    def test_refuses_a_domain_of_another_body(self):
        BodyFactory(code="HRW", domains=["hrw.org"])

        with pytest.raises(InvalidValue, match=r"hrw\.org is already the domain of HRW"):
            bodies.check(BodyFactory.build(domains=["osce.org", "hrw.org"]))

    def test_refuses_a_domain_where_anybody_publishes(self):
        with pytest.raises(InvalidValue, match=r"facebook\.com can't be the domain of HRW"):
            bodies.check(BodyFactory.build(code="HRW", domains=["facebook.com"]))

    def test_refuses_a_place_below_itself(self):
        top = BodyFactory(code="TOP")
        top.parent = BodyFactory(parent=BodyFactory(parent=top))

        with pytest.raises(InvalidValue, match=r"TOP can't be part of .* above itself. Choose a"):
            bodies.check(top)

    def test_takes_another_place_even_where_a_circle_stands_already(self):
        first, second = BodyFactory(), BodyFactory()
        with as_factory():
            Body.objects.filter(pk=first.pk).update(parent=second)
            Body.objects.filter(pk=second.pk).update(parent=first)

        bodies.check(BodyFactory(parent=first))
