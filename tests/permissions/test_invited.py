"""Somebody without a role who is invited to decide on one assessment: what opens, and what not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import CitationFactory, as_factory
from tests.helpers.rollback import undone
from tests.permissions.site_table import SITE
from tests.permissions.test_site import GETS, address, expected, filled, objects, outcome_of
from tests.permissions.world import OWN
from tracker.actions.assessments import review
from tracker.actions.assessments.review import InvitePerson, WithdrawInvitation
from tracker.models import Assessment, Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# What the invitation opens, and nothing else: the page to decide, and the files of its evidence.
OPENED = {
    ("assessment_decide", "assessment that waits, by key"),
    ("file", "file"),
    ("file_page", "page of a file"),
}
ROLE, WORD = "nobody", "Zanzibar"


@pytest.fixture
def assessment(world):
    """Of THBD; cites a letter with its file, and one whose named reader is whoever is invited."""
    with undone():
        made = Assessment.objects.get(pk=world.at["assessment that waits, by key"][OWN][0])
        for noun in ("piece", "named piece"):
            piece = Evidence.objects.get(pk=world.at[noun][OWN][0])
            CitationFactory(recommendation=made.recommendation, assessment=made, evidence=piece)
        with as_factory():
            piece.title = WORD
            piece.save()
            piece.readers.add(world.users[ROLE])
        yield made


@pytest.fixture
def invitation(world, assessment):
    by, now = world.users["reviewer"], timezone.now()
    return review.invite(InvitePerson(assessment, world.users[ROLE], by=by, now=now))


@pytest.fixture
def client(world):
    return world.client(ROLE)


@pytest.fixture
def page(assessment):
    return reverse("assessment_decide", args=[assessment.pk])


def wanted(key, whose):
    name, entry = key.split(":")[0], SITE[key]
    is_opened = whose == OWN and (name, entry.of) in OPENED and not entry.asks
    return GETS if is_opened else expected(entry, ROLE, whose)


@pytest.mark.usefixtures("invitation")
class TestInvited:
    def test_opens_the_page_its_files_and_nothing_else(self, world, client):
        wrong = {}
        for key, entry in SITE.items():
            for whose in objects(world, entry) if entry.reads else ():
                url = address(world, key.split(":")[0], entry, whose, ROLE)
                found = outcome_of(client.get(url, entry.asks), False, entry)
                if found != wanted(key, whose) and not (entry.asks and found == 403):
                    wrong[key, whose] = f"{found}, not {wanted(key, whose)}"
        assert wrong == {}

    def test_decides_and_does_nothing_else(self, world):
        wrong = {}
        for key, entry in SITE.items():
            for whose in objects(world, entry) if entry.sends is not None else ():
                url = address(world, key.split(":")[0], entry, whose, ROLE)
                with undone():
                    answer = world.client(ROLE).post(url, filled(world, entry))
                found = outcome_of(answer, False, entry)
                if found != wanted(key, whose):
                    wrong[key, whose] = f"{found}, not {wanted(key, whose)}"
        assert wrong == {}

    def test_reads_nothing_for_named_readers_even_as_one(self, client, page):
        answer = client.get(page)

        assert "Letter of THBD" in answer.text
        assert WORD not in answer.text

    def test_leaves_out_what_is_not_about_it(self, client, page, assessment):
        letter = assessment.citations.first()

        client.post(page, {"dismiss": letter.pk, f"reason_{letter.pk}": "About another law."})

        letter.refresh_from_db()
        assert letter.is_withdrawn

    def test_finds_the_task_on_home(self, client, page):
        home = client.get(reverse("home")).text

        assert page in home
        assert "You have no role yet" not in home + client.get(page).text


@pytest.mark.usefixtures("invitation")
class TestEnd:
    def test_comes_with_the_decision(self, world, client, page):
        assert client.get(page).status_code == 200
        client.post(page, {"do": "approve"})

        assert client.get(page).status_code == 404
        assert client.get(reverse("file", args=world.at["file"][OWN])).status_code == 404

    def test_comes_when_it_is_taken_back(self, client, page, invitation, assessment):
        by, now = assessment.author, timezone.now()
        review.withdraw_invitation(WithdrawInvitation(invitation, by=by, now=now))

        assert client.get(page).status_code == 404

    def test_comes_when_the_account_is_closed(self, world, client, page):
        with as_factory():
            type(world.users[ROLE]).objects.filter(username=ROLE).update(is_active=False)

        assert client.get(page).status_code == 302  # to sign in
