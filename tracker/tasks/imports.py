"""Read large files in a worker, apart from the request that brought them."""

from base64 import b64decode, b64encode
from typing import Any

from django.tasks import TaskResult, task
from django.utils import timezone, translation

from tracker.actions import imports
from tracker.actions.imports import Source
from tracker.audit.context import acting_as
from tracker.errors import TrackerError
from tracker.models import User


def enqueue_import(source: Source, *, by: User, language: str) -> "TaskResult[Any, Any]":
    """Queue the reading of a file; the result holds the key of the run, or why there is none."""
    return read_file.enqueue(
        by=by.pk,
        language=language,
        content=b64encode(source.content).decode(),
        pasted=source.pasted,
        file_name=source.file_name,
        country=source.country,
        year=source.year,
        mechanism=source.mechanism,
    )


@task
def read_file(*, by: int, language: str, content: str, **options: Any) -> dict[str, Any]:
    """Read a file and save the run: {"run": key}, or {"refused": sentence}, in that language."""
    user = User.objects.get(pk=by)
    source = Source(content=b64decode(content), **options)
    with translation.override(language), acting_as(user.username, id=user.pk, source="task"):
        try:
            run = imports.store_narrative(
                imports.StoreNarrative(source=source, by=user, now=timezone.now())
            )
        except TrackerError as refused:
            return {"refused": str(refused)}
    return {"run": run.pk}
