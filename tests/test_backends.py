"""Who is signed in, with the groups that say what they may do."""

import pytest

from tests.factories import UserFactory
from tracker.backends import Backend, SessionStore

pytestmark = pytest.mark.django_db


class TestTheUserOfARequest:
    def test_comes_with_its_groups_in_one_query(self, django_assert_num_queries):
        key = UserFactory(analyst=True, reviewer=True).pk

        with django_assert_num_queries(1):
            user = Backend().get_user(key)

            assert user.group_names == {"analyst", "reviewer"}
            assert user.may_enter_admin

    def test_in_no_group_may_enter_nothing(self):
        user = Backend().get_user(UserFactory().pk)

        assert user.group_names == frozenset()
        assert not user.may_enter_admin

    def test_is_nobody_once_the_account_is_inactive(self):
        assert Backend().get_user(UserFactory(is_active=False).pk) is None

    def test_is_nobody_for_a_key_that_is_no_user(self):
        assert Backend().get_user(4_000_000) is None


class TestSession:
    def test_is_what_was_saved_until_it_expires(self):
        saved = SessionStore()
        saved.update({"language": "sq"})
        saved.save()
        assert SessionStore(saved.session_key)["language"] == "sq"

        saved.set_expiry(-1)
        saved.save()
        expired = SessionStore(saved.session_key)
        assert (expired.load(), expired.session_key) == ({}, None)

    @pytest.mark.parametrize("key", ["unknown-key", "o'clock\\ 100 %s", "with a \0 NUL"])
    def test_is_empty_for_a_key_that_is_of_none(self, key):
        session = SessionStore(key)

        assert (session.load(), session.session_key) == ({}, None)
