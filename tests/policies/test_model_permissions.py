"""Who may change rows of which model."""

import pytest

from tests.factories import UserFactory
from tests.policies.roles import WRITERS, roles_allowed, roles_with
from tracker.errors import PermissionRefused
from tracker.policies.model_permissions import check_can_change, is_allowed, may_change

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestMayChange:
    @pytest.mark.parametrize(
        ("noun", "roles"),
        [
            ("evidence", WRITERS),
            ("question", WRITERS),
            ("body", {"administrator"}),
            ("user", {"administrator"}),
            ("topic", {*WRITERS, "administrator"}),
            ("assessment", set()),  # by actions alone
            ("event", set()),
        ],
    )
    def test_is_by_role(self, noun, roles):
        assert roles_with(lambda user: may_change(user, noun)) == roles
        assert roles_allowed(lambda user: check_can_change(user, noun, "It")) == roles


class TestIsAllowed:
    def test_is_whether_the_check_raises_nothing(self):
        assert is_allowed(check_can_change, UserFactory(analyst=True), "evidence", "It")
        assert not is_allowed(check_can_change, UserFactory(viewer=True), "evidence", "It")


class TestCheckCanChange:
    @pytest.mark.parametrize(
        ("noun", "keeper"), [("evidence", "analysts"), ("body", "administrators")]
    )
    def test_names_who_can(self, noun, keeper):
        with pytest.raises(PermissionRefused) as refusal:
            check_can_change(UserFactory(username="mira"), noun, "THBD")

        assert str(refusal.value) == (
            f"mira can't change THBD: only {keeper} can. Ask one of them."
        )
