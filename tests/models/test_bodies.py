"""A body is called, and shortened, in the language of the reader."""

import pytest
from django.utils import translation

from tests.factories import BodyFactory, UserFactory
from tracker.models import Body
from tracker.models.bodies import domain_of

CENTRE = Body(acronym="CSW", name_en="Centers for Social Welfare", name_sq="Qendra Sociale (QPS)")


class TestABody:
    @pytest.mark.parametrize(
        ("language", "short", "told"),
        [
            ("en", "CSW", "CSW · Centers for Social Welfare"),
            ("sq", "QPS", "QPS · Qendra Sociale"),
            ("sr-latn", "CSW", "CSW · Centers for Social Welfare"),
        ],
    )
    def test_has_one_acronym_that_of_the_language_where_its_name_holds_it(
        self, language, short, told
    ):
        with translation.override(language):
            assert (CENTRE.short, str(CENTRE)) == (short, told)

    @pytest.mark.parametrize(("language", "short"), [("en", "ISF"), ("sq", "Strehimorja")])
    def test_has_its_own_name_where_that_language_has_no_acronym(self, language, short):
        shelter = Body(acronym="ISF", name_en="Shelter", name_sq="Strehimorja")
        with translation.override(language):
            assert shelter.short == short

    @pytest.mark.parametrize(
        ("language", "short"), [("en", "KP"), ("sq", "PK"), ("sr-latn", "PKS")]
    )
    def test_has_the_acronym_that_is_stored_for_a_language(self, language, short):
        police = Body(
            acronym="KP",
            acronym_sq="PK",
            acronym_sr="PKS",
            name_en="Kosovo Police",
            name_sq="A (BC)",
        )

        with translation.override(language):
            assert police.short == short
        assert {"KP", "PK", "PKS", "BC"} <= set(police.all_names)

    def test_is_its_own_short_name_without_one(self):
        assert Body(name_en="Courts").short == str(Body(name_en="Courts")) == "Courts"


@pytest.mark.django_db
class TestOfferedTo:
    def test_leaves_out_a_new_source_except_for_who_added_it(self):
        author, other = UserFactory(analyst=True), UserFactory(analyst=True)
        BodyFactory(code="OLD")
        BodyFactory(code="NEW", is_provisional=True, added_by=author)

        offered = {
            user: set(Body.objects.offered_to(user).values_list("code", flat=True))
            for user in (author, other)
        }

        assert offered == {author: {"OLD", "NEW"}, other: {"OLD"}}


class TestDomainOf:
    @pytest.mark.parametrize(
        ("url", "domain"),
        [
            ("https://www.hrw.org/news/2026/1", "hrw.org"),
            ("http://MFPT.rks-gov.net:8080/", "mfpt.rks-gov.net"),
            ("https://www.facebook.com/kp", ""),
            ("https://kp.blogspot.com/1", ""),
            ("https://localhost/1", ""),
            ("https://[", ""),
            ("", ""),
        ],
    )
    def test_is_that_of_a_site_of_one_publisher(self, url, domain):
        assert domain_of(url) == domain
