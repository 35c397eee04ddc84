"""What a body may be."""

from datetime import date

import pytest

from tests.factories import BodyFactory, UserFactory, as_factory
from tests.policies.roles import WRITERS, roles_allowed
from tracker.errors import InvalidValue, NotAllowed, Stale
from tracker.models import Body
from tracker.models.bodies import Mandates
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


ENDED, TODAY = date(2021, 12, 31), date(2025, 3, 1)


@pytest.fixture
def mlsw():
    return BodyFactory(code="MLSW", acronym="MLSW", valid_to=ENDED)


def succeed(body, *codes):
    with as_factory():
        body.successors.set([BodyFactory(code=code, acronym=code) for code in codes])


class TestCheckExists:
    def test_takes_a_body_up_to_its_last_day(self, mlsw):
        bodies.check_exists(mlsw, on=ENDED)
        bodies.check_exists(BodyFactory(), on=TODAY)

    def test_names_who_took_over(self, mlsw):
        succeed(mlsw, "MFLT", "MOJ")

        with pytest.raises(InvalidValue, match=r"MLSW ended on 31 December 2021.*: MFLT, MOJ"):
            bodies.check_exists(mlsw, on=TODAY)

    def test_refuses_a_body_that_nobody_followed(self, mlsw):
        with pytest.raises(InvalidValue, match="without a successor"):
            bodies.check_exists(mlsw, on=TODAY)


class TestCheckCanDivide:
    def test_takes_an_ended_body_with_several_successors(self, mlsw):
        succeed(mlsw, "MFLT", "MOJ")

        allowed = roles_allowed(lambda user: bodies.check_can_divide(user, mlsw, Mandates(TODAY)))

        assert allowed == roles_allowed(
            lambda user: bodies.check_can_change(user, "responsibility", "MLSW")
        )

    def test_refuses_one_successor_and_a_body_that_goes_on(self, mlsw):
        ana = UserFactory(analyst=True)
        succeed(mlsw, "MFLT")

        for body in (mlsw, BodyFactory()):
            with pytest.raises(NotAllowed, match="only a body that ended"):
                bodies.check_can_divide(ana, body, Mandates(TODAY))


class TestNewSources:
    @pytest.fixture
    def new(self):
        return BodyFactory(code="KDI", name_en="Shelter Watch", is_provisional=True)

    def test_are_added_by_who_logs_and_decided_on_by_reviewers(self, new):
        assert roles_allowed(bodies.check_can_add_source) == WRITERS
        allowed = roles_allowed(lambda user: bodies.check_can_review_source(user, new))
        assert allowed == {"reviewer"}

    def test_wait_until_somebody_decides(self, new):
        bodies.check_waits_for_review(new)
        new.is_provisional = False

        with pytest.raises(Stale, match="is already decided on"):
            bodies.check_waits_for_review(new)

    def test_are_merged_into_bodies_of_the_list(self, new):
        bodies.check_can_take_over(BodyFactory(), new)

        for body in (new, BodyFactory(is_provisional=True)):
            with pytest.raises(InvalidValue, match="Choose a body that is not new"):
                bodies.check_can_take_over(body, new)

    def test_are_found_again_by_name(self, new):
        assert bodies.find_same_source("shelter watch", "") == new
        assert bodies.find_same_source("Another", "another.example.org") is None

    def test_are_no_bodies_of_the_list(self):
        BodyFactory(code="HRW", name_en="Human Rights Watch", domains=["hrw.org"])

        with pytest.raises(InvalidValue, match="is in the list already"):
            bodies.find_same_source("human rights watch", "")
        with pytest.raises(InvalidValue, match="is the site of"):
            bodies.find_same_source("HR Watch", "hrw.org")
