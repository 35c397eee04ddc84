"""Who manages accounts, who stays an administrator, and to whom work is handed over."""

import pytest

from tests.factories import BodyFactory, UserFactory
from tests.factories.people import add_app_and_codes
from tests.policies.roles import WRITERS, roles_allowed, roles_with
from tracker.errors import NotAllowed, PermissionRefused
from tracker.policies import people
from tracker.vocabulary import Group

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def ana():
    """An analyst who leaves."""
    return UserFactory(username="ana", analyst=True)


@pytest.fixture
def mira():
    """Somebody without a role."""
    return UserFactory(username="mira")


class TestMustAddSecondFactor:
    WRITING = {"contributor", "publisher", "administrator", *WRITERS}

    def test_is_asked_of_who_writes_where_the_setting_says_so(self, settings):
        settings.SECOND_FACTOR = "writers"
        assert roles_with(people.must_add_second_factor) == self.WRITING

    def test_is_asked_of_nobody_else(self, settings, ana):
        settings.SECOND_FACTOR = "offered"
        assert not people.must_add_second_factor(ana)

    def test_is_done_once_there_is_one(self, settings, ana):
        settings.SECOND_FACTOR = "writers"
        add_app_and_codes(ana)
        assert people.must_add_second_factor(ana) is False


def test_accounts_are_an_administrators(ana, mira):
    check, sentence = people.check_can_manage, "mira can't manage the account of ana"
    assert roles_allowed(lambda user: check(user, ana)) == {"administrator"}
    with pytest.raises(PermissionRefused, match=f"{sentence}.*only administrators can. Ask one"):
        check(mira, ana)


class TestTheLastAdministrator:
    @pytest.fixture
    def admin(self):
        return UserFactory(username="admin", administrator=True)

    def check(self, person):
        people.check_is_not_last_administrator(person)
        people.check_keeps_administrator(person, [])

    def test_stays_one_with_an_open_account(self, admin, ana):
        UserFactory(administrator=True, is_active=False)

        with pytest.raises(
            NotAllowed, match=r"account of admin can't be closed: there is no other"
        ):
            people.check_is_not_last_administrator(admin)
        with pytest.raises(NotAllowed, match=r"admin must stay an administrator.*Give some"):
            people.check_keeps_administrator(admin, ana.groups.all())

    def test_keeps_the_role_with_others(self, admin):
        people.check_keeps_administrator(admin, admin.groups.all())

    def test_is_not_who_is_none_or_has_a_colleague(self, admin, ana):
        self.check(ana)

        UserFactory(administrator=True)
        self.check(admin)


class TestCheckCanTakeOver:
    def test_takes_somebody_else_with_an_open_account(self, ana, mira):
        people.check_can_take_over(mira, ana)

        mira.is_active = False
        for successor in (mira, ana):
            with pytest.raises(
                NotAllowed, match=f"of ana can't be handed over to {successor}, who"
            ):
                people.check_can_take_over(successor, ana)


@pytest.mark.parametrize(
    ("check", "sentence", "allowed"),
    [
        (
            people.check_can_take_over_work,
            "Assessments, assigned recommendations and scheduled reports of ana",
            WRITERS,
        ),
        (
            people.check_can_be_focal_point,
            "mira can't take over the bodies of ana",
            {"contributor"},
        ),
    ],
)
def test_work_is_handed_over_to_who_can_go_on_with_it(ana, mira, check, sentence, allowed):
    def refuse(user):
        try:
            check(user, ana)
        except NotAllowed as refused:
            raise PermissionRefused from refused

    assert roles_allowed(refuse) == allowed
    with pytest.raises(NotAllowed, match=rf"{sentence}.*Choose a"):
        check(mira, ana)


class TestCheckCanTakeOverViews:
    @pytest.fixture
    def thbd(self):
        return BodyFactory(code="THBD", name_en="THBD")

    def test_takes_a_focal_point_of_the_body(self, ana, mira, thbd):
        people.check_can_take_over_views(
            UserFactory(contributor=True, speaks_for=[thbd]), ana, thbd
        )

        for other in (
            UserFactory(contributor=True, speaks_for=[BodyFactory()]),
            UserFactory(viewer=True, speaks_for=[thbd]),
            mira,
        ):
            with pytest.raises(NotAllowed, match=f"“THBD” that ana wrote.*{other}, who does not"):
                people.check_can_take_over_views(other, ana, thbd)

    def test_takes_an_analyst_for_what_an_analyst_wrote(self, ana, mira, thbd):
        ben = UserFactory(analyst=True)

        people.check_can_take_over_views(ben, ana, thbd)
        with pytest.raises(NotAllowed):
            people.check_can_take_over_views(ben, mira, thbd)

    def test_takes_nobody_else_for_what_is_of_no_body(self, ana):
        with pytest.raises(NotAllowed):
            people.check_can_take_over_views(UserFactory(contributor=True), ana, None)


class TestCheckCanTakeOverEvidence:
    def test_takes_who_reads(self, ana, mira):
        for role in ({"viewer": True}, {"contributor": True}):
            people.check_can_take_over_evidence(UserFactory(**role), ana, by=UserFactory())

        with pytest.raises(NotAllowed, match="only ana can read can't be handed over to mira, who"):
            people.check_can_take_over_evidence(mira, ana, by=UserFactory())

    def test_refuses_who_hands_over(self, ana):
        admin = UserFactory(username="admin", administrator=True)

        with pytest.raises(
            PermissionRefused,
            match="admin can't hand over evidence for named readers to themselves",
        ):
            people.check_can_take_over_evidence(admin, ana, by=admin)


def test_administrators_are_those_with_an_open_account():
    admin = UserFactory(administrator=True)
    UserFactory(administrator=True, is_active=False)
    UserFactory(reviewer=True)

    assert list(people.administrators()) == [admin]
    assert admin.group_names == {Group.ADMINISTRATOR}


def test_assignable_are_those_who_log_by_name(ana):
    rea = UserFactory(username="rea", reviewer=True)
    UserFactory(analyst=True, is_active=False)
    UserFactory(viewer=True)

    assert list(people.assignable_users()) == [ana, rea]
