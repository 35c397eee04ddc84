"""Who makes a progress report to be published, who publishes it, and who takes it back."""

from django.utils.translation import gettext as _

from tracker.errors import InvalidValue, PermissionRefused, Stale
from tracker.models import Publication, User
from tracker.vocabulary import PublicationState

ENDS = frozenset({PublicationState.PUBLISHED, PublicationState.SUPERSEDED})  # that can be withdrawn


def may_make(user: User) -> bool:
    """Whether this user freezes progress reports as drafts."""
    return user.may_write or user.may_publish


def check_can_make(user: User) -> None:
    """Raises NotYours unless `user` logs progress or publishes."""
    if not may_make(user):
        raise PermissionRefused(
            _(
                "A report can't be made for publication by %(user)s: it takes the right of an "
                "analyst or a publisher. Ask one to do it."
            )
            % {"user": user}
        )


def check_can_publish(user: User, publication: Publication) -> None:
    """Raises NotYours unless `user` publishes what somebody else made, Stale unless it waits."""
    if not user.may_publish:
        raise PermissionRefused(
            _("“%(publication)s” can't be published by %(user)s: ask a publisher or a reviewer.")
            % {"publication": publication, "user": user}
        )
    _check_waits(publication)
    if publication.author_id == user.pk:
        raise PermissionRefused(
            _(
                "“%(publication)s” can't be published by %(user)s, who made it: a report leaves "
                "the house with a second person. Ask another publisher or reviewer."
            )
            % {"publication": publication, "user": user}
        )


def check_can_discard(user: User, publication: Publication) -> None:
    """Raises NotYours unless `user` made it or publishes, Stale unless it waits."""
    own = publication.author_id == user.pk and may_make(user)
    if not (own or user.may_publish):
        raise PermissionRefused(
            _(
                "The draft “%(publication)s” can't be discarded by %(user)s: ask %(author)s, who "
                "made it, a publisher or a reviewer."
            )
            % {"publication": publication, "user": user, "author": publication.author}
        )
    _check_waits(publication)


def check_can_withdraw(user: User, publication: Publication) -> None:
    """Raises NotYours unless `user` publishes, Stale unless it stands as published."""
    if not user.may_publish:
        raise PermissionRefused(
            _("“%(publication)s” can't be withdrawn by %(user)s: ask a publisher or a reviewer.")
            % {"publication": publication, "user": user}
        )
    if publication.state not in ENDS:
        raise Stale(
            _(
                "“%(publication)s” can't be withdrawn: it is “%(state)s”. Open its page again to "
                "see what happened meanwhile."
            )
            % {"publication": publication, "state": publication.get_state_display()}
        )


def check_notice(publication: Publication, notice: str) -> None:
    """Raises Invalid without words: they stand in the place of the report from then on."""
    if not notice.strip():
        raise InvalidValue(
            _("“%(publication)s” is not taken back without words. Say why in a sentence.")
            % {"publication": publication}
        )


def _check_waits(publication: Publication) -> None:
    if not publication.is_draft:
        raise Stale(
            _(
                "“%(publication)s” waits no more: it is “%(state)s”. Open its page again to see "
                "what happened meanwhile."
            )
            % {"publication": publication, "state": publication.get_state_display()}
        )
