"""Reports that take long are made apart from the request that asked, where a worker runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.tasks import TaskContext, TaskResult, task
from django.utils import timezone, translation

from tracker.actions import progress
from tracker.actions.progress import saved_reports
from tracker.audit.context import who
from tracker.errors import PersonalDataFound, TrackerError
from tracker.models import Report, User

REMEMBERED = 60 * 60  # seconds that how far a task is stays known


@task
def make_reports() -> int:
    """What `manage.py make_reports` does. How many drafts were made."""
    with who("task:make_reports", source="task"):
        made = saved_reports.make_due(now=timezone.now(), today=timezone.localdate())
        return sum(1 for one in made if one.publication)


def make_later(
    report: Report,
    wanted: Mapping[str, Sequence[str]],
    *,
    language: str,
    by: User,
    why: str,
    formats: Sequence[str],
) -> "TaskResult[Any, Any]":
    """Ask for a draft; the result says which publication it is, or why there is none."""
    return make_draft.enqueue(
        report=report.pk,
        wanted={name: list(values) for name, values in wanted.items()},
        language=language,
        by=by.pk,
        why=why,
        formats=list(formats),
    )


@task(takes_context=True)
def make_draft(
    context: "TaskContext[Any, Any]",
    *,
    report: int,
    wanted: dict[str, list[str]],
    language: str,
    by: int,
    why: str,
    formats: list[str],
) -> dict[str, Any]:
    """Make the draft of a long report: {"publication": key}, or {"refused": sentence}."""
    user = User.objects.get(pk=by)
    key = context.task_result.id
    with translation.override(language), who(user.username, id=user.pk, source="task"):
        try:
            made = progress.make_draft(
                report=Report.objects.get(pk=report),
                wanted=wanted,
                language=language,
                by=user,
                now=timezone.now(),
                why=why,
                formats=formats,
                tell=lambda done, of: cache.set(_place(key), [done, of], REMEMBERED),
            )
        except (TrackerError, PersonalDataFound) as refused:
            return {"refused": str(refused)}
    return {"publication": made.pk}


def how_far(key: str) -> tuple[int, int]:
    """How many parts of a draft being made are done, of how many; (0, 0) before it begins."""
    done, of = cache.get(_place(key), (0, 0))
    return done, of


def _place(key: str) -> str:
    return f"draft-being-made:{key}"
