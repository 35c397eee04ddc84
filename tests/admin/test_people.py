"""People in the admin: whom they speak for, what they may do, and how an account is closed."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests.factories import AssessmentFactory, BodyFactory, UserFactory
from tracker.models import Event, User
from tracker.vocabulary import RIGHTS, Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(administrator=True, username="admin"))
    return client


@pytest.fixture
def ben():
    return UserFactory(username="ben", analyst=True)


def url(user):
    return reverse("admin:tracker_user_change", args=[user.pk])


def sent(user, **changed):
    kept = {
        "username": user.username,
        "language": user.language,
        "is_active": "on",
        "groups": list(user.groups.values_list("pk", flat=True)),
        "reason_code": "reassignment",
    }
    return {k: v for k, v in {**kept, **changed}.items() if v is not None}


class TestARole:
    def test_is_described_from_the_code(self, admin, ben):
        page = admin.get(url(ben)).content.decode()

        for rights in RIGHTS.values():
            for right in rights:
                assert escape(str(right.label)) in page
        assert "None: the account is closed." not in page

    def test_of_nobody_grants_nothing(self, admin):
        assert "None: the person has no role." in admin.get(url(UserFactory())).content.decode()

    def test_of_the_only_administrator_stays_and_the_page_says_why(self, admin):
        own = User.objects.get(username="admin")

        answer = admin.post(url(own), sent(own, groups=[]))

        assert escape("admin must stay an administrator") in answer.text
        assert User.objects.get(pk=own.pk).may_manage

    def test_is_described_to_an_auditor(self, client, ben):
        client.force_login(UserFactory(auditor=True))

        page = client.get(url(ben)).content.decode()

        assert escape(str(next(iter(RIGHTS[Group.ANALYST])).label)) in page
        assert "/hand-over/" not in page
        assert "Clear this" not in page  # who only reads can't
        assert "password" not in page.split("user-tools")[1].split("</div>", 1)[1]


class TestSpeaksFor:
    def test_is_set_for_a_contributor(self, admin):
        person, body = UserFactory(contributor=True), BodyFactory(code="THBD")

        answer = admin.post(url(person), sent(person, speaks_for=[body.pk]), follow=True)

        assert list(person.speaks_for.all()) == [body]
        assert "counts for focal points alone: without" not in answer.content.decode()

    def test_warns_of_a_contributor_who_speaks_for_nobody(self, admin):
        person = UserFactory(contributor=True)

        answer = admin.post(url(person), sent(person, first_name="Ana"), follow=True)

        assert "A focal point without a body sees nothing" in answer.content.decode()

    def test_warns_where_it_has_no_effect(self, admin, ben):
        answer = admin.post(url(ben), sent(ben, speaks_for=[BodyFactory().pk]), follow=True)

        assert "is for focal points only" in answer.content.decode()

    @pytest.mark.usefixtures("indexed")
    def test_finds_bodies_by_their_letters(self, admin):
        body = BodyFactory(code="THBD")

        answer = admin.get(
            reverse("admin:autocomplete"),
            {
                "app_label": "tracker",
                "model_name": "user",
                "field_name": "speaks_for",
                "term": "THB",
            },
        ).json()

        assert [one["id"] for one in answer["results"]] == [str(body.pk)]


class TestClosing:
    def test_by_the_tick_goes_the_way_of_leaving(self, admin, ben):
        answer = admin.post(url(ben), sent(ben, is_active=None, reason_text="Left"))

        ben.refresh_from_db()
        assert answer.status_code == 302
        assert (ben.is_active, ben.has_usable_password()) == (False, False)
        event = Event.objects.filter(table="tracker_user", key=ben.pk).latest("pk")
        assert (event.reason, event.reason_code) == ("Left", "reassignment")

    def test_is_refused_with_a_way_to_what_hangs_on_the_person(self, admin, ben):
        AssessmentFactory(author=ben)

        answer = admin.post(url(ben), sent(ben, is_active=None, first_name="Benjamin"))

        page = answer.content.decode()
        assert "it still has 1 draft or returned assessment" in page
        assert '<a href="/people/ben/hand-over/">Hand over work</a>' in page
        assert 'value="Benjamin"' in page
        kept = User.objects.get(pk=ben.pk)
        assert (kept.is_active, kept.first_name) == (True, "")

    def test_of_the_only_administrator_is_refused(self, admin):
        own = User.objects.get(username="admin")

        page = admin.post(url(own), sent(own, is_active=None)).content.decode()

        assert "there is no other administrator" in page
        assert User.objects.get(username="admin").is_active

    def test_is_undone_by_the_tick(self, admin):
        gone = UserFactory(is_active=False, analyst=True)

        admin.post(url(gone), sent(gone, reason_code="other", reason_text="Came back"))

        gone.refresh_from_db()
        assert gone.is_active
