"""A row is chosen by its code, its name in any language, its acronym, or words that no other has."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import BodyFactory, EvidenceFactory, RecommendationFactory, UserFactory
from tests.views.forms import opened
from tracker.actions import search
from tracker.filters.base import find_user
from tracker.forms.base import BodyField
from tracker.models import Citation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry():
    return BodyFactory(
        code="MFLT",
        acronym="MFLT",
        name_en="Ministry of Finance, Labour and Transfers",
        name_sq="Ministria e Financave, Punës dhe Transfereve (MFPT)",
        name_sr="Ministarstvo finansija, rada i transfera (MFRT)",
    )


def clean(typed):
    search.rebuild()
    return BodyField().clean(typed)


class TestBodyField:
    @pytest.mark.parametrize(
        "typed",
        ["MFLT", "mfpt", "ministry of finance, labour and transfers", "Financave", "transfera"],
    )
    def test_finds_a_body_by_code_acronym_name_and_words(self, ministry, typed):
        assert clean(typed) == ministry

    def test_prefers_the_body_that_is_called_just_so(self, ministry):
        police = BodyFactory(code="KP", name_en="Police")
        BodyFactory(code="PI", name_en="Police Inspectorate")

        assert clean("police") == police

    def test_lists_the_bodies_that_a_name_can_mean(self, ministry):
        BodyFactory(code="MOJ", name_en="Ministry of Justice")

        with pytest.raises(ValidationError, match=r"“Ministry” can be .*Justice"):
            clean("Ministry")

    def test_refuses_what_no_body_is_called(self, ministry):
        with pytest.raises(ValidationError, match="Unknown value “Nobody”"):
            clean("Nobody")


class TestFindUser:
    def test_finds_a_user_by_user_name_and_full_name(self):
        ana = UserFactory(username="ana", first_name="Ana", last_name="Krasniqi")

        assert find_user("ana") == find_user("ana krasniqi") == ana
        assert find_user("Ben Krasniqi") is None

    def test_lists_users_of_one_name(self):
        for name in ("ana", "ana2"):
            UserFactory(username=name, first_name="Ana", last_name="Krasniqi")

        with pytest.raises(ValidationError, match="“Ana Krasniqi” can be"):
            find_user("Ana Krasniqi")


class TestFindRecommendation:
    @pytest.fixture
    def analyst(self, client):
        client.force_login(UserFactory(analyst=True))
        return client

    def test_finds_it_by_its_words(self, analyst):
        shelters = RecommendationFactory(number="6", text="Increase resources for shelters.")
        RecommendationFactory(report=shelters.report, number="7", text="Train judges.")
        search.rebuild()
        slug = shelters.report.slug
        where = f"{EvidenceFactory().get_absolute_url()}citations/new/"
        sent = opened(analyst, where, number="shelters", sentence="It is open.", report=slug)

        analyst.post(where, sent)

        assert Citation.objects.get().recommendation == shelters

    def test_lists_those_that_words_can_mean(self, analyst):
        shelters = RecommendationFactory(number="6", text="Increase resources for shelters.")
        RecommendationFactory(report=shelters.report, number="7", text="Inspect shelters.")
        search.rebuild()
        slug = shelters.report.slug
        where = f"{EvidenceFactory().get_absolute_url()}citations/new/"
        answer = analyst.post(
            where, opened(analyst, where, number="shelters", sentence="It is open.", report=slug)
        )

        assert "can be" in answer.context["form"].errors["number"][0]
