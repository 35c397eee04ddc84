"""Work for a worker: evidence, history, imports and reports. Without one it runs at once."""

from base64 import b64decode, b64encode
from typing import Any

from django.core.cache import cache
from django.tasks import TaskContext, TaskResult, task
from django.utils import timezone, translation

from tracker.actions import imports, progress
from tracker.actions.evidence import checks
from tracker.actions.history import seals, witnesses
from tracker.actions.progress import saved_reports
from tracker.audit.context import acting_as
from tracker.errors import PersonalDataFound, TrackerError
from tracker.models import Report, User


@task
def check_evidence(*, links: bool = True, tidy: bool = False) -> dict[str, Any]:
    """Check the evidence as of today, and return what `manage.py check_evidence --json` prints."""
    with acting_as("task:check_evidence", source="task"):
        now = timezone.now()
        today = timezone.localdate(now)
        result = checks.check_evidence(now=now, on=today, links=links, delete_orphaned=tidy)
    return result.as_json()


@task
def seal_history() -> int:
    """Seal the history as `manage.py seal_history` does, and return how many seals were made."""
    with acting_as("task:seal_history", source="task"):
        made = seals.seal_history(now=timezone.now())
        list(witnesses.send_newest_seal(is_new=bool(made)))
        return len(made)


@task
def verify_history() -> bool:
    """Verify the history and return whether all is well; `/health/` says what is not."""
    with acting_as("task:verify_history", source="task"):
        return seals.verify_history(now=timezone.now()).is_well


def enqueue_import(source: imports.Source, *, by: User, language: str) -> "TaskResult[Any, Any]":
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
    source = imports.Source(content=b64decode(content), **options)
    with translation.override(language), acting_as(user.username, id=user.pk, source="task"):
        try:
            run = imports.store_narrative(
                imports.StoreNarrative(source=source, by=user, now=timezone.now())
            )
        except TrackerError as refused:
            return {"refused": str(refused)}
    return {"run": run.pk}


PROGRESS_TTL = 60 * 60  # seconds that the progress of a task is kept


@task
def make_reports() -> int:
    """Make the saved reports that are due, and return how many drafts were made."""
    with acting_as("task:make_reports", source="task"):
        results = saved_reports.make_due(now=timezone.now(), today=timezone.localdate())
        return sum(1 for result in results if result.publication)


def enqueue_draft(command: progress.MakeDraft) -> "TaskResult[Any, Any]":
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
) -> dict[str, Any]:
    """Make the draft of a long report: {"publication": key}, or {"refused": sentence}."""
    user = User.objects.get(pk=by)
    key = context.task_result.id
    with translation.override(language), acting_as(user.username, id=user.pk, source="task"):
        try:
            publication = progress.make_draft(
                progress.MakeDraft(
                    report=Report.objects.get(pk=report),
                    parameters=parameters,
                    language=language,
                    by=user,
                    now=timezone.now(),
                    reason=reason,
                    formats=formats,
                ),
                on_progress=lambda done, total: cache.set(
                    _cache_key(key), [done, total], PROGRESS_TTL
                ),
            )
        except (TrackerError, PersonalDataFound) as refused:
            return {"refused": str(refused)}
    return {"publication": publication.pk}


def get_progress(key: str) -> tuple[int, int]:
    """Return how many parts of a draft are done, of how many; (0, 0) before it begins."""
    done, total = cache.get(_cache_key(key), (0, 0))
    return done, total


def _cache_key(key: str) -> str:
    return f"publication-task:{key}"
