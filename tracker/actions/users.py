"""People and service accounts."""

import secrets
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as RightsGroup
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.audit.reasons import because
from tracker.errors import Invalid, NotAllowed
from tracker.models import Body, User
from tracker.vocabulary import Group


@transaction.atomic
def add_from_shell(
    *, username: str, group: str, reason: str, bodies: Sequence[Body] = ()
) -> tuple[User, str]:
    """Make a user with one role and a random password, told once; the shell is the right to do it.

    `bodies` are those a contributor speaks for. Raises NotAllowed for an unknown role, Invalid when
    the name is taken or unusable.
    """
    if group not in Group.values:
        raise NotAllowed(
            _("“%(group)s” is no right of a user. Choose one of: %(known)s.")
            % {"group": group, "known": ", ".join(Group.values)}
        )
    if User.objects.filter(username=username).exists():
        raise Invalid(
            _("A user “%(name)s” exists already. Choose another name.") % {"name": username}
        )
    password = secrets.token_urlsafe(12)
    user = User(username=username)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as wrong:
        raise Invalid(
            _("“%(name)s” can't be a user's name. %(why)s")
            % {"name": username, "why": " ".join(wrong.messages)}
        ) from wrong
    with because(reason):
        user.save()
        user.groups.add(RightsGroup.objects.get(name=group))
        user.speaks_for.set(bodies)
    return user, password


@transaction.atomic
def service_user(name: str, *, group: str = "") -> User:
    """The account that a service works under: no password, no role but the one given.

    Made when it is missing.
    """
    with because(f"The service account {name}"):
        user, made = User.objects.get_or_create(
            username=name, defaults={"password": make_password(None)}
        )
        if made and group:
            user.groups.add(RightsGroup.objects.get(name=group))
    return user


@transaction.atomic
def set_password(*, user: User, password: str | None, by: User) -> None:
    """Give a user another password, or none: then nobody signs in as the user.

    Raises NotYours unless `by` is the user or keeps users.
    """
    if by.pk != user.pk:
        policies.check_can_change(by, "user", str(user))
    with because("Password changed", by=by):
        user.set_password(password)
        user.save(update_fields=["password"])
