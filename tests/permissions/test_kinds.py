"""A query compiled for a kind of reader finds what the plain one finds, of every table."""

import pytest
from django.apps import apps

from tests.factories import UserFactory
from tests.permissions.world import WITH_A_ROLE
from tracker.compiled_queries import CompiledQuery
from tracker.models import Body, User

pytestmark = pytest.mark.django_db

TABLES = [
    model
    for model in apps.get_app_config("tracker").get_models()
    if hasattr(model.objects, "visible_to")
]


@pytest.mark.parametrize("role", (*WITH_A_ROLE, "focal_OSP", "heir"))
class TestAKindOfReader:
    def test_sees_the_rows_that_the_reader_sees(self, world, role):
        user = reader(world, role)
        kind, values = user.reader_kind, user.bound_values
        for model in TABLES:
            of_kind = model.objects.visible_to(kind.reader).order_by("pk").values_list("pk")
            plain = model.objects.visible_to(user).order_by("pk").values_list("pk")
            assert list(CompiledQuery.of(of_kind).run(values)) == list(plain), model.__name__

    def test_is_offered_the_bodies_that_the_reader_is(self, world, role):
        user = reader(world, role)
        rows = Body.objects.offered_to(user.reader_kind.reader).order_by("pk").values_list("pk")
        plain = Body.objects.offered_to(user).order_by("pk").values_list("pk")
        assert list(CompiledQuery.of(rows).run(user.bound_values)) == list(plain)


def reader(world, role):
    """The user of a role; the heir speaks for the successors of an ended body."""
    if role in world.users:
        return User.objects.get(pk=world.users[role].pk)
    if role != "heir":
        return User.objects.get(username=role)
    heir = UserFactory(contributor=True, speaks_for=Body.objects.exclude(predecessors=None))
    assert heir.inherited_body_ids
    return heir
