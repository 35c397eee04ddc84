"""What each role finds in the admin."""

import re

import pytest
from django.urls import reverse

from tests.admin.test_access import ADMINISTRATORS_ADD, MADE, NOUNS, at
from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.helpers.rollback import undone
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = "admin:tracker_recommendation_changelist"


def sign_in(client, **right):
    user = UserFactory(**right)
    client.force_login(user)
    return user


def links(page):
    return set(re.findall(r'href="(/admin/[^"?#]*)', page.content.decode()))


class TestOutside:
    @pytest.mark.parametrize("role", ["viewer", "contributor", "publisher"])
    def test_refuses_others_with_the_reason(self, client, role):
        sign_in(client, **{role: True})

        answer = client.get(reverse(LIST), follow=True)

        assert answer.status_code == 403
        assert "can&#x27;t open Administration" in answer.content.decode()


class TestTheLinks:
    """That a page of the admin has, followed once each: most stand on every page."""

    @pytest.mark.parametrize("role", ["auditor", "administrator", "analyst"])
    def test_end_in_no_refusal(self, client, role):
        sign_in(client, **{role: True})
        followed, refused = {"/admin/logout/"}, {}

        for noun in NOUNS if role != "analyst" else (noun for noun in NOUNS if noun != "user"):
            with undone():
                for url in (at(noun, "changelist"), at(noun, "change", MADE[noun]().pk)):
                    on_page = links(client.get(url))
                    if role == "administrator" and noun not in ADMINISTRATORS_ADD:
                        assert "/add/" not in str(on_page)
                    new = on_page - followed
                    refused |= {link: url for link in new if client.get(link).status_code >= 400}
                    followed |= new
        assert refused == {}


class TestALinkToTheSite:
    @pytest.mark.parametrize(
        ("language", "named"), [("en", "Open {} on the site"), ("sr-latn", "Otvorite na sajtu: {}")]
    )
    @pytest.mark.parametrize("noun", ["closing", "publication"])
    def test_names_what_it_opens_in_the_form_of_its_title(self, client, noun, language, named):
        row = MADE[noun]()
        sign_in(client, reviewer=True)

        page = client.get(at(noun, "changelist"), headers={"accept-language": language}).text

        assert f'aria-label="{named.format(getattr(row, "recommendation", row))}"' in page


class TestAnAuditor:
    def test_sees_why_nothing_is_withdrawn(self, client):
        piece = EvidenceFactory()
        sign_in(client, auditor=True)

        answer = client.post(at("evidence", "withdraw", piece.pk), {"reason": "No"})

        assert answer.status_code == 403
        assert "only analysts can" in answer.content.decode()
        piece.refresh_from_db()
        assert piece.withdrawn_at is None

    def test_sees_nothing_of_what_is_for_named_readers(self, client):
        secret = EvidenceFactory(title="Zanzibar", sensitivity=Sensitivity.NAMED_READERS)
        CitationFactory(evidence=secret)
        sign_in(client, auditor=True)

        for noun in ("evidence", "citation", "event"):
            assert "Zanzibar" not in client.get(at(noun, "changelist")).content.decode()


class TestAnAdministrator:
    def test_sets_no_status(self, client):
        row = RecommendationFactory(lead="THBD")
        sign_in(client, administrator=True)

        page = client.get(at("recommendation", "change", row.pk))

        assert page.context["inline_admin_formsets"] == []
        assert "/log/" not in client.get(reverse(LIST)).content.decode()
        assert (
            client.get(reverse("admin:tracker_recommendation_log", args=[row.pk])).status_code
            == 403
        )


class TestAnAnalyst:
    def test_withdraws_what_a_judgment_cites_and_changes_it_not(self, client):
        assessed = CitationFactory(assessment=AssessmentFactory(submitted=True))
        sign_in(client, analyst=True)

        page = client.get(at("citation", "change", assessed.pk)).content.decode()

        assert at("citation", "withdraw", assessed.pk) in page
        assert 'name="reason_code"' not in page


@pytest.mark.parametrize(
    "noun", ["closing", "comment", "assessmentline", "commitment", "assessment", "user"]
)
class TestEveryList:
    def test_costs_the_same_for_few_and_many(self, client, noun, django_assert_num_queries):
        sign_in(client, administrator=True)
        MADE[noun]()
        client.get(at(noun, "changelist"))
        with django_assert_num_queries(100, exact=False) as few:
            client.get(at(noun, "changelist"))
        for _more in range(5):
            MADE[noun]()

        with django_assert_num_queries(len(few)):
            client.get(at(noun, "changelist"))
