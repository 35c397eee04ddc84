"""Checks of publications: drafting, publishing, discarding and withdrawing."""

from django.utils.translation import gettext_lazy as _

from tracker import errors, models, vocabulary
from tracker.policies import four_eyes


def may_draft(user: models.User) -> bool:
    """Return whether this user may draft publications."""
    return user.may_write or user.may_publish


def check_can_draft(user: models.User) -> None:
    """Check that the user may draft publications.

    Raises:
        PermissionRefused: The user neither logs progress nor publishes.
    """
    errors.PermissionRefused.raise_if(
        not may_draft(user),
        _("%(user)s can't create a report for publication. Ask an analyst or a publisher."),
        user=user,
    )


def check_can_publish(user: models.User, publication: models.Publication) -> None:
    """Check that the user may publish a draft of somebody else; in an office of one, their own.

    Raises:
        PermissionRefused: The user is no publisher, or its author.
        Stale: It is no draft any more.
    """
    errors.PermissionRefused.raise_if(
        not user.may_publish,
        _("%(user)s can't publish “%(publication)s”. Ask a publisher or a reviewer."),
        publication=publication,
        user=user,
    )
    _check_is_draft(publication)
    errors.PermissionRefused.raise_if(
        not four_eyes.may_decide(user, publication),
        _(
            "%(user)s created “%(publication)s” and so can't publish it. Ask "
            "another publisher or reviewer."
        ),
        publication=publication,
        user=user,
    )


def check_can_discard(user: models.User, publication: models.Publication) -> None:
    """Check that the user may discard a draft.

    Raises:
        PermissionRefused: The user is neither its author nor a publisher.
        Stale: It is no draft any more.
    """
    errors.PermissionRefused.raise_if(
        not ((publication.author_id == user.pk and may_draft(user)) or user.may_publish),
        _(
            "%(user)s can't discard the draft “%(publication)s”. Ask its author "
            "(%(author)s), a publisher or a reviewer."
        ),
        publication=publication,
        user=user,
        author=publication.author,
    )
    _check_is_draft(publication)


def check_can_withdraw(user: models.User, publication: models.Publication) -> None:
    """Check that the user may withdraw a publication.

    Raises:
        PermissionRefused: The user is no publisher.
        Stale: It is not published.
    """
    errors.PermissionRefused.raise_if(
        not user.may_publish,
        _("%(user)s can't withdraw “%(publication)s”. Ask a publisher or a reviewer."),
        publication=publication,
        user=user,
    )
    errors.Stale.raise_if(
        publication.state
        not in (vocabulary.PublicationState.PUBLISHED, vocabulary.PublicationState.SUPERSEDED),
        _(
            "“%(publication)s” can't be withdrawn, because its state is now "
            "“%(state)s”. Reload its page to see what happened."
        ),
        publication=publication,
        state=publication.get_state_display(),
    )


def _check_is_draft(publication: models.Publication) -> None:
    errors.Stale.raise_if(
        not publication.is_draft,
        _(
            "“%(publication)s” is no longer a draft: its state is now "
            "“%(state)s”. Reload its page to see what happened."
        ),
        publication=publication,
        state=publication.get_state_display(),
    )
