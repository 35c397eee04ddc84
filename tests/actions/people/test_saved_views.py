"""Saved views of lists: their names, the default of a list, and their end."""

import pytest

from tests.factories import UserFactory
from tracker.actions.people import (
    ChangeAccount,
    SaveView,
    close_account,
    delete_view,
    save_view,
)
from tracker.errors import InvalidValue, PermissionRefused, PersonalDataFound
from tracker.models import Event, SavedView

pytestmark = pytest.mark.django_db
LIST = "recommendation_list"


@pytest.fixture
def user():
    return UserFactory(viewer=True)


def saved(user, name="Mine", *, query="status=partial", is_default=False, list_name=LIST):
    view = SavedView(owner=user, list_name=list_name, query=query)
    return save_view(SaveView(view=view, name=name, is_default=is_default, by=user))


class TestSaveView:
    def test_keeps_name_and_query_without_an_event(self, user):
        before = Event.objects.count()

        view = saved(user, "Half way")

        assert (view.name, view.get_absolute_url()) == (
            "Half way",
            "/recommendations/?status=partial",
        )
        assert Event.objects.count() == before

    def test_has_one_default_per_list(self, user):
        other_list = saved(user, is_default=True, query="kind=law", list_name="evidence_list")
        first = saved(user, "First", is_default=True)
        second = saved(user, "Second", is_default=True)

        defaults = set(SavedView.objects.filter(is_default=True))
        assert defaults == {other_list, second}
        save_view(SaveView(view=first, name="First", is_default=True, by=user))
        assert set(SavedView.objects.filter(is_default=True)) == {other_list, first}

    def test_refuses_a_name_that_is_taken(self, user):
        saved(user, "Mine")

        with pytest.raises(InvalidValue, match="already have a view “Mine”"):
            saved(user, "Mine", query="status=full")
        assert saved(UserFactory(viewer=True), "Mine")  # of somebody else

    def test_refuses_one_too_many_of_a_list(self, user, monkeypatch):
        monkeypatch.setattr("tracker.actions.people.MAX_VIEWS", 2)
        views = [saved(user, name) for name in ("One", "Two")]

        with pytest.raises(InvalidValue, match="You have 2 views of this list"):
            saved(user, "Three")
        assert saved(user, "Three", list_name="evidence_list")
        save_view(SaveView(view=views[0], name="Another name", by=user))

    def test_renames_and_keeps_its_own_name(self, user):
        view = saved(user)

        save_view(SaveView(view=view, name="Mine", is_default=True, by=user))
        save_view(SaveView(view=view, name="Yours", is_default=True, by=user))

        assert SavedView.objects.get().name == "Yours"

    def test_refuses_whoever_does_not_own_it(self, user):
        view = saved(user)

        with pytest.raises(PermissionRefused):
            save_view(SaveView(view=view, name="Mine", by=UserFactory(viewer=True)))

    def test_refuses_a_filter_too_long(self, user):
        with pytest.raises(InvalidValue, match="2000"):
            saved(user, query=f"search={'a' * 2000}")

    @pytest.mark.parametrize(
        "words",
        [{"name": "The victim Arta Krasniqi"}, {"query": "search=The+victim+Arta+Krasniqi"}],
    )
    def test_screens_name_and_words_of_the_filter(self, user, words):
        with pytest.raises(PersonalDataFound):
            saved(user, **words)
        assert not SavedView.objects.exists()


class TestEnd:
    def test_comes_when_it_is_deleted(self, user):
        delete_view(saved(user))

        assert not SavedView.objects.exists()

    def test_comes_with_the_account(self, user):
        saved(user)
        kept = saved(UserFactory(viewer=True))

        administrator = UserFactory(administrator=True)
        close_account(ChangeAccount(person=user, reason="Left", by=administrator))

        assert list(SavedView.objects.all()) == [kept]
