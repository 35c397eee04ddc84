"""Users."""

from typing import Any

import factory
from django.contrib.auth import models as auth

from tests.factories.base import TrackerFactory, as_factory, many_to_many
from tracker.models import User
from tracker.vocabulary import Group

PASSWORD = "pw-for-tests-1"


def _in_group(name: Group) -> factory.PostGeneration:
    def join(user: User, create: bool, wanted: bool | None, **extra: Any) -> None:
        if create and wanted:
            with as_factory():
                user.groups.add(auth.Group.objects.get_or_create(name=name)[0])
            for known in ("group_names", "rights"):  # cached before the user joined
                user.__dict__.pop(known, None)

    return factory.PostGeneration(join)


class UserFactory(TrackerFactory):
    """Somebody without rights; `analyst=True` and the like put them into that group."""

    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password(PASSWORD)
    speaks_for = many_to_many("speaks_for")
    viewer = _in_group(Group.VIEWER)
    analyst = _in_group(Group.ANALYST)
    contributor = _in_group(Group.CONTRIBUTOR)
    reviewer = _in_group(Group.REVIEWER)
    publisher = _in_group(Group.PUBLISHER)
    auditor = _in_group(Group.AUDITOR)
    administrator = _in_group(Group.ADMINISTRATOR)
