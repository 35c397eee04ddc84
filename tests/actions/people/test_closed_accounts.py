"""Closing an account without open work, and reopening it."""

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import people, reference_rows
from tracker.actions.people import ChangeAccount, HandOver, Successors
from tracker.actions.reference_rows import ChangeRow
from tracker.errors import InvalidValue, NotAllowed
from tracker.models import Assessment, Event, User
from tracker.summaries.people import OpenWork
from tracker.vocabulary import Perspective, Sensitivity, State

pytestmark = pytest.mark.django_db
WHY = "Left the ministry"


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def besa():
    return UserFactory(analyst=True, username="besa")


@pytest.fixture
def admin():
    return UserFactory(administrator=True, username="admin")


def assigned_to(person):
    return RecommendationFactory(assignee=person)


def secret(**fields):
    return EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, **fields)


def view(author, body, **fields):
    return AssessmentFactory(
        author=author, body=body, perspective=Perspective.RESPONSIBLE_BODY, **fields
    )


class TestCloseAnAccount:
    def test_keeps_the_name_on_what_was_done(self, ana, admin, client):
        done = AssessmentFactory(author=ana, approved=True)
        client.force_login(ana)
        assert client.get("/").status_code == 200

        people.close_account(ChangeAccount(person=ana, reason=WHY, by=admin))

        ana.refresh_from_db()
        assert (ana.is_active, ana.has_usable_password()) == (False, False)
        assert client.get("/").url.startswith("/sign-in/")  # the session ended
        assert Assessment.objects.get(pk=done.pk).author == ana
        assert not User.objects.get(pk=ana.pk).rights
        event = Event.objects.filter(table="tracker_user", key=ana.pk).latest("pk")
        assert (event.reason, event.new["is_active"]) == (WHY, False)
        assert set(event.new) == {"is_active", "password"}

    @pytest.mark.parametrize(
        ("make", "sentence"),
        [
            (lambda who: AssessmentFactory(author=who), "1 draft or returned assessment"),
            (assigned_to, "1 assigned recommendation"),
            (lambda who: secret(readers=[who]), "1 piece of evidence that nobody else can read"),
            (lambda who: view(who, BodyFactory()), "1 draft or returned view of a body"),
        ],
    )
    def test_is_refused_while_it_has_open_work(self, ana, admin, make, sentence):
        make(ana)

        with pytest.raises(NotAllowed, match=sentence):
            people.close_account(ChangeAccount(person=ana, reason=WHY, by=admin))

        ana.refresh_from_db()
        assert ana.is_active

    def test_ignores_submitted_assessments(self, ana, admin):
        AssessmentFactory(author=ana, submitted=True)

        assert not people.close_account(ChangeAccount(person=ana, reason=WHY, by=admin)).is_active

    def test_needs_words(self, ana, admin):
        with pytest.raises(InvalidValue):
            people.close_account(ChangeAccount(person=ana, reason=" ", by=admin))

    def test_of_the_only_administrator_is_refused(self, admin):
        UserFactory(administrator=True, is_active=False)

        with pytest.raises(NotAllowed, match="there is no other administrator"):
            people.close_account(ChangeAccount(person=admin, reason=WHY, by=admin))

    def test_of_ones_own_is_allowed_while_there_is_another_administrator(self, admin):
        UserFactory(administrator=True)

        assert not people.close_account(ChangeAccount(person=admin, reason=WHY, by=admin)).is_active

    def test_goes_with_handing_over_or_not_at_all(self, ana, besa, admin):
        AssessmentFactory(author=ana)
        assigned_to(ana)

        with pytest.raises(NotAllowed, match="1 assigned recommendation"):
            people.hand_over(
                HandOver(row=ana, to=Successors(drafts=besa), reason=WHY, by=admin, closes=True)
            )
        assert OpenWork(ana).counts == {"drafts": 1, "assigned": 1}
        people.hand_over(
            HandOver(
                row=ana,
                to=Successors(drafts=besa, assigned=besa),
                reason=WHY,
                by=admin,
                closes=True,
            )
        )

        assert not User.objects.get(pk=ana.pk).is_active

    def test_twice_changes_nothing(self, ana, admin):
        people.close_account(ChangeAccount(person=ana, reason=WHY, by=admin))
        before = Event.objects.count()

        people.close_account(ChangeAccount(person=ana, reason=WHY, by=admin))

        assert Event.objects.count() == before

    def test_is_no_ordinary_change_of_a_row(self, ana, admin):
        with pytest.raises(NotAllowed):
            reference_rows.change(
                ChangeRow(row=ana, by=admin, reason="Gone", fields={"is_active": False})
            )


class TestTheOnlyAdministrator:
    def test_keeps_that_role(self, admin):
        UserFactory(administrator=True, is_active=False)

        with pytest.raises(NotAllowed, match="must stay an administrator"):
            reference_rows.change(
                ChangeRow(row=admin, by=admin, reason="Enough", fields={}, many={"groups": []})
            )

        assert User.objects.get(pk=admin.pk).may_manage

    def test_gives_it_up_once_there_is_another(self, admin):
        UserFactory(administrator=True)

        reference_rows.change(
            ChangeRow(row=admin, by=admin, reason="Enough", fields={}, many={"groups": []})
        )

        assert not User.objects.get(pk=admin.pk).may_manage


class TestOpenAnAccount:
    def test_gives_back_the_roles_and_no_password(self, ana, admin):
        people.close_account(ChangeAccount(person=ana, reason=WHY, by=admin))

        people.open_account(ChangeAccount(person=ana, reason="Came back", by=admin))

        back = User.objects.get(pk=ana.pk)
        assert (back.is_active, back.may_write, back.has_usable_password()) == (True, True, False)


class TestAfterwards:
    def test_what_is_returned_to_a_closed_account_is_handed_over_still(self, ana, besa, admin):
        waiting = AssessmentFactory(author=ana, submitted=True)
        people.close_account(ChangeAccount(person=ana, reason=WHY, by=admin))
        with as_factory():
            Assessment.objects.filter(pk=waiting.pk).update(state=State.RETURNED)

        people.hand_over(
            HandOver(row=ana, to=Successors(drafts=besa), reason="Came back", by=admin)
        )

        waiting.refresh_from_db()
        assert waiting.author == besa

    def test_a_cited_piece_is_named_by_recommendation_alone(self, ana):
        piece = secret(readers=[ana])
        row = RecommendationFactory()
        for _twice in range(2):
            CitationFactory(recommendation=row, evidence=piece)

        hanging = OpenWork(ana)

        assert hanging.recommendations_citing(hanging.evidence) == [[row]]
