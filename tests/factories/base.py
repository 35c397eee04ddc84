"""What every factory does: write under a context of its own, so that no test has one by chance."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import factory
from django.db import models

from tracker.audit.context import Context, use_context

# The running TIP year of the tests, and a day inside it.
YEAR = (date(2024, 4, 1), date(2025, 3, 31))
DAY = date(2024, 10, 1)


@contextmanager
def as_factory() -> Iterator[None]:
    """Who and why of everything a factory writes. Only with the fixture `indexed` it is searched."""
    with use_context(Context(name="factory", source="command", reason="made by a factory")):
        yield


class TrackerFactory(factory.django.DjangoModelFactory):
    """Makes the plainest valid row of a noun; a test passes only what matters to it."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class: type[models.Model], *args: Any, **kwargs: Any) -> Any:
        with as_factory():
            return super()._create(model_class, *args, **kwargs)


def many_to_many(field: str) -> factory.PostGeneration:
    """Let a test pass the rows of a many-to-many field: `topics=[shelters]`."""

    def add(instance: Any, create: bool, rows: Any, **extra: Any) -> None:
        if create and rows:
            with as_factory():
                getattr(instance, field).add(*rows)

    return factory.PostGeneration(add)


def after_the_last(rows: Any, field: str) -> int:
    """The number after the highest that these rows have in `field`; 1 when there are none."""
    highest: int | None = rows.aggregate(highest=models.Max(field))["highest"]
    return (highest or 0) + 1
