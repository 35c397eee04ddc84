"""Who drafts, publishes, discards and withdraws publications."""

import pytest

from tests.factories import UserFactory
from tests.policies.roles import WRITERS, roles_allowed, roles_with
from tracker.errors import PermissionRefused, Stale
from tracker.models import Publication
from tracker.policies import progress
from tracker.vocabulary import PublicationState

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PUBLISHERS = {"reviewer", "publisher"}


@pytest.fixture
def draft():
    return Publication(title="Brief", author=UserFactory(username="ana", analyst=True))


@pytest.fixture
def published(draft):
    draft.state = PublicationState.PUBLISHED
    return draft


class TestCheckCanDraft:
    def test_takes_who_logs_or_publishes(self):
        assert roles_with(progress.may_draft) == WRITERS | PUBLISHERS
        assert roles_allowed(progress.check_can_draft) == WRITERS | PUBLISHERS
        with pytest.raises(PermissionRefused, match=r"mira can't create a report for publication"):
            progress.check_can_draft(UserFactory(username="mira"))


class TestCheckCanPublish:
    def test_takes_another_publisher(self, draft):
        assert roles_allowed(lambda user: progress.check_can_publish(user, draft)) == PUBLISHERS
        with pytest.raises(PermissionRefused, match=r"ana can't publish “Brief”. Ask a"):
            progress.check_can_publish(draft.author, draft)

    def test_refuses_its_author(self, draft):
        draft.author = UserFactory(username="rea", reviewer=True)

        with pytest.raises(
            PermissionRefused, match=r"rea created .* can.t publish it\. Ask another publisher"
        ):
            progress.check_can_publish(draft.author, draft)

    def test_is_stale_once_decided(self, published):
        with pytest.raises(
            Stale, match="“Brief” is no longer a draft: its state is now “published”"
        ):
            progress.check_can_publish(UserFactory(publisher=True), published)


class TestCheckCanDiscard:
    def test_takes_its_author_or_a_publisher(self, draft):
        progress.check_can_discard(draft.author, draft)

        assert roles_allowed(lambda user: progress.check_can_discard(user, draft)) == PUBLISHERS
        with pytest.raises(
            PermissionRefused, match=r"mira can't discard the draft “Brief”. Ask its author"
        ):
            progress.check_can_discard(UserFactory(username="mira"), draft)

    def test_refuses_an_author_who_lost_the_right(self, draft):
        draft.author = UserFactory(viewer=True)

        with pytest.raises(PermissionRefused):
            progress.check_can_discard(draft.author, draft)

    def test_is_stale_once_decided(self, published):
        with pytest.raises(Stale):
            progress.check_can_discard(published.author, published)


class TestCheckCanWithdraw:
    @pytest.mark.parametrize("state", PublicationState)
    def test_takes_what_was_published(self, draft, state):
        draft.state, pia = state, UserFactory(publisher=True)

        if state in (PublicationState.PUBLISHED, PublicationState.SUPERSEDED):
            progress.check_can_withdraw(pia, draft)
        else:
            with pytest.raises(
                Stale, match=f"“Brief” can't be withdrawn, because its state is now “{state.label}”"
            ):
                progress.check_can_withdraw(pia, draft)

    def test_takes_a_publisher(self, published):
        assert (
            roles_allowed(lambda user: progress.check_can_withdraw(user, published)) == PUBLISHERS
        )
        with pytest.raises(PermissionRefused, match=r"ana can't withdraw “Brief”. Ask a pub"):
            progress.check_can_withdraw(published.author, published)
