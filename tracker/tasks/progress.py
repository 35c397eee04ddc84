"""Make progress reports in a worker, apart from the request that asked."""

from typing import Any

from django.core.cache import cache
from django.tasks import TaskContext, TaskResult, task
from django.utils import timezone, translation

from tracker.actions import progress
from tracker.actions.progress import saved_reports
from tracker.audit.context import acting_as
from tracker.errors import PersonalDataFound, TrackerError
from tracker.models import Report, User

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
