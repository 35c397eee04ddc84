"""What was asked of a worker: what is done and holds words is deleted, what waits is told of."""

from collections.abc import Iterator
from typing import Any

from django_tasks_db.models import DBTaskResult

from tracker.actions.redacting.words import Words

FILE = {"args_kwargs__kwargs__has_key": "content"}  # the bytes of a file: nobody looks into them


def finished(sought: Words) -> list[Any]:
    """Keys of what is done and says the words: as it was asked, came out, or went wrong."""
    return list(_holding(sought, DBTaskResult.objects.finished()))


def waiting(sought: Words) -> list[Any]:
    """Keys of what is not done yet and says the words, or brings a file that may."""
    tasks = DBTaskResult.objects.filter(finished_at=None)
    return [*_holding(sought, tasks), *tasks.filter(**FILE).values_list("pk", flat=True)]


def delete(keys: list[Any]) -> None:
    """Delete these, and what a worker has read of files: their words may stand in there."""
    DBTaskResult.objects.filter(pk__in=keys).delete()
    DBTaskResult.objects.finished().filter(**FILE).delete()


def _holding(sought: Words, tasks: Any) -> Iterator[Any]:
    said = tasks.exclude(**FILE).values_list("pk", "args_kwargs", "return_value", "traceback")
    for key, *values in said.order_by("pk").iterator(200):
        if sought.are_in(values):
            yield key
