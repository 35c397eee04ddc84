"""Users."""

from typing import Any

import factory
from django.contrib.auth import models as auth

from tests.factories.base import TrackerFactory, as_factory
from tracker.models import User
from tracker.vocabulary import Group

PASSWORD = "pw-for-tests-1"


def _in_group(name: Group) -> factory.PostGeneration:
    def join(user: User, create: bool, wanted: bool | None, **extra: Any) -> None:
        if create and wanted:
            with as_factory():
                user.groups.add(auth.Group.objects.get_or_create(name=name)[0])
            user.__dict__.pop("group_names", None)  # cached before the user joined

    return factory.PostGeneration(join)


class UserFactory(TrackerFactory):
    """Somebody without rights; `analyst=True` and the like put them into that group."""

    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password(PASSWORD)
    viewer = _in_group(Group.VIEWER)
    analyst = _in_group(Group.ANALYST)
    reviewer = _in_group(Group.REVIEWER)
    administrator = _in_group(Group.ADMINISTRATOR)
