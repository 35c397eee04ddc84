"""Large files are read apart from the request that brought them, where a worker runs."""

from base64 import b64decode, b64encode
from typing import Any

from django.tasks import TaskResult, task
from django.utils import timezone, translation

from tracker.actions import imports
from tracker.actions.imports import Source
from tracker.audit.context import who
from tracker.errors import TrackerError
from tracker.models import User


def read_later(source: Source, *, by: User, language: str) -> "TaskResult[Any, Any]":
    """Ask for a file to be read; the result says which run holds it, or why it was not read."""
    return read_in.enqueue(
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
def read_in(*, by: int, language: str, content: str, **said: Any) -> dict[str, Any]:
    """Read a file and keep the run: {"run": key}, or {"refused": sentence}, in that language."""
    user = User.objects.get(pk=by)
    source = Source(content=b64decode(content), **said)
    with translation.override(language), who(user.username, id=user.pk, source="task"):
        try:
            run = imports.read_in(source=source, by=user, now=timezone.now())
        except TrackerError as refused:
            return {"refused": str(refused)}
    return {"run": run.pk}
