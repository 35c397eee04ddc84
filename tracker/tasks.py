"""Work for a worker: evidence, history, imports and reports. Without one it runs at once."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.cache import cache
from django.db.models import Model, Q
from django.dispatch import receiver
from django.tasks import TaskContext, TaskResult, TaskResultStatus, task
from django.tasks.signals import task_finished, task_started
from django.utils import datastructures, timezone, translation
from django_tasks_db.models import DBTaskResult

from tracker import errors, logs, models, replica
from tracker.actions import exports, imports, progress, workers
from tracker.actions.evidence import storage
from tracker.actions.imports import tables
from tracker.audit.context import acting_as
from tracker.documents.tables import read_path
from tracker.filters.lists import ListExport
from tracker.intake.tables import from_json, guess_mapping

type Outcome = dict[str, Any]  # JSON: what a task returns, such as the key of what it made
type Result = TaskResult[Any, Any]  # of a task that is started, running or finished


def enqueue_import(source: imports.Source, *, by: models.User, language: str) -> Result:
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
def read_file(*, by: int, language: str, content: str, **options: Any) -> Outcome:
    """Read a file and save the run: {"run": key}, or {"refused": sentence}, in that language."""
    source = imports.Source(content=b64decode(content), **options)
    return _save(
        "run",
        by,
        language,
        lambda user: imports.store_narrative(
            imports.StoreNarrative(source=source, by=user, now=timezone.now())
        ),
    )


@task
def read_table(*, by: int, language: str, file: str, file_name: str, mechanism: str) -> Outcome:
    """Read a long table from storage and save the run, as `read_file` does."""

    def store(user: models.User) -> models.ImportRun:
        """Store the table."""
        with storage.open_export(file, by=user) as stream, NamedTemporaryFile() as copy:
            copyfileobj(stream, copy)
            copy.flush()
            table, sha256 = read_path(Path(copy.name), file_name=file_name)
            return tables.store_run(
                tables.StoreTable(
                    table=table,
                    sha256=sha256,
                    file_name=file_name,
                    mapping=guess_mapping(table, mechanism=mechanism),
                    by=user,
                    now=timezone.now(),
                )
            )

    return _save("run", by, language, store)


@task(takes_context=True)
def accept_table(
    context: "TaskContext[Any, Any]",
    *,
    run: int,
    mapping: str,
    reason: str,
    by: int,
    language: str,
    file_name: str,
) -> Outcome:
    """Accept a long table, as `read_file` saves one; its page shows how many rows are written."""
    key = _cache_key(context.task_result.id)
    return _save(
        "run",
        by,
        language,
        lambda user: tables.accept(
            tables.AcceptTable(
                run=models.ImportRun.objects.get(pk=run),
                mapping=from_json(mapping),
                reason=reason,
                by=user,
                now=timezone.now(),
                on_progress=lambda done, total: cache.set(key, [done, total], PROGRESS_TTL),
            )
        ),
    )


def _save(name: str, by: int, language: str, save: Callable[[models.User], Model | str]) -> Outcome:
    """Return the key or name of what `save` saves, by this name; or why it was refused."""
    user = models.User.objects.get(pk=by)
    with translation.override(language), acting_as(user.username, id=user.pk, source="task"):
        try:
            saved = save(user)
            return {name: getattr(saved, "pk", saved)}
        except (errors.TrackerError, errors.PersonalDataFound) as refused:
            return {"refused": str(refused)}


PROGRESS_TTL = 60 * 60  # seconds that the progress of a task is kept


def enqueue_draft(command: progress.MakeDraft) -> Result:
    """Queue the making of a draft; the result holds its key, or why there is none."""
    return make_draft.enqueue(
        report=command.report.pk,
        parameters={name: list(values) for name, values in command.parameters.items()},
        language=command.language,
        by=command.by.pk,
        reason=command.reason,
        formats=list(command.formats),
    )


@task(takes_context=True)
def make_draft(
    context: "TaskContext[Any, Any]",
    *,
    report: int,
    parameters: dict[str, list[str]],
    language: str,
    by: int,
    reason: str,
    formats: list[str],
) -> Outcome:
    """Make the draft of a long report: {"publication": key}, or {"refused": sentence}."""
    key = _cache_key(context.task_result.id)
    return _save(
        "publication",
        by,
        language,
        lambda user: progress.make_draft(
            progress.MakeDraft(
                report=models.Report.objects.get(pk=report),
                parameters=parameters,
                language=language,
                by=user,
                now=timezone.now(),
                reason=reason,
                formats=formats,
            ),
            on_progress=lambda done, total: cache.set(key, [done, total], PROGRESS_TTL),
        ),
    )


@task
def make_export(
    *, name: str, params: dict[str, list[str]], by: int, language: str, file_name: str
) -> Outcome:
    """Write a list as a workbook: {"file": name in storage}, or {"refused": sentence}."""

    def store(user: models.User) -> str:
        """Store the list."""
        query, now = datastructures.MultiValueDict(params), timezone.now()
        export = ListExport(
            name, query, language=language, user=user, today=timezone.localdate(now)
        )
        return replica.read_from_replica(partial(exports.store_xlsx, export, now=now))

    return _save("file", by, language, store)


def get_progress(key: str) -> tuple[int, int]:
    """Return how many parts of a draft are done, of how many; (0, 0) before it begins."""
    return tuple(cache.get(_cache_key(key), (0, 0)))


def _cache_key(key: str) -> str:
    return f"publication-task:{key}"


LONGEST = timedelta(days=1)  # that a task runs, or waits with a document
# They write nothing that a second run would double: a run that exists already is found again.
REPEATABLE = frozenset(task.module_path for task in (read_file, read_table, make_export))


class TaskInterrupted(Exception):
    """The worker of a task ended before the task did, or the task took or waited too long."""


def is_interrupted(result: Result) -> bool:
    """Return whether a task that failed may be sent again as it was."""
    return any(error.exception_class_path.endswith("TaskInterrupted") for error in result.errors)


def end_interrupted(*, now: datetime) -> None:
    """End the tasks whose worker is gone, and those older than LONGEST; their documents go.

    A REPEATABLE one is put back into the queue the first time; the others fail.
    """
    for row in (
        DBTaskResult.objects.filter(finished_at=None)
        .filter(
            Q(status=TaskResultStatus.RUNNING)
            | Q(args_kwargs__kwargs__has_key="content", enqueued_at__lt=now - LONGEST)
        )
        .order_by("enqueued_at")
        .iterator(1)
    ):
        is_old = now - (row.started_at or row.enqueued_at) > LONGEST
        if not (is_old or workers.is_gone(row.worker_ids[-1])):
            continue
        if row.task_path in REPEATABLE and len(row.worker_ids) == 1 and not is_old:
            DBTaskResult.objects.filter(pk=row.pk, started_at=row.started_at).update(
                status=TaskResultStatus.READY, started_at=None
            )
        else:
            _forget_document(row)
            row.set_failed(TaskInterrupted())


@receiver([task_started, task_finished])
def set_log_context(task_result: Result, **_signal: object) -> None:
    """Log and record what a worker does under the id of its task; without one it is a request."""
    if hasattr(task_result, "db_result"):
        logs.set_task("" if task_result.is_finished else task_result.id)


@receiver(task_finished)
def forget_document(task_result: Result, **_signal: object) -> None:
    """Delete what a finished task holds of a document; without a worker nothing is stored."""
    if (row := getattr(task_result, "db_result", None)) is not None:
        _forget_document(row)


def _forget_document(row: "DBTaskResult[Any, Any]") -> None:
    if row.args_kwargs["kwargs"].pop("content", None) is not None:
        row.save(update_fields=["args_kwargs"])
