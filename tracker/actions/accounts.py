"""What is done to somebody's sign-in by somebody else."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.audit.reasons import because
from tracker.errors import Invalid
from tracker.models import User
from tracker.policies.accounts import check_can_reset_second_factor


@transaction.atomic
def reset_second_factor(*, person: User, reason: str, by: User) -> int:
    """Take away every second factor and recovery code of a person, and end their sessions.

    Returns how many were taken away. Raises NotYours, Invalid without a reason or without anything
    to take away.
    """
    with because(reason, by=by):
        check_can_reset_second_factor(by, person)
        held = list(Authenticator.objects.select_for_update().filter(user=person).order_by("pk"))
        if not held:
            raise Invalid(
                _("%(person)s has no second factor: the password alone signs in.")
                % {"person": person}
            )
        for one in held:
            one.delete()  # history is told: see audit.signing_in
        end_sessions(person)
    return len(held)


def end_sessions(person: User) -> None:
    """Sign somebody out everywhere: their next click leads to sign-in."""
    for session in UserSession.objects.filter(user=person):
        session.end()
