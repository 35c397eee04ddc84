"""Reports that take long are made apart from the request that asked, where a worker runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.tasks import TaskResult, task
from django.utils import timezone, translation

from tracker.actions import publishing, schedules
from tracker.audit.context import who
from tracker.errors import PersonalData, TrackerError
from tracker.models import Report, User


@task
def make_reports() -> int:
    """What `manage.py make_reports` does. How many drafts were made."""
    with who("task:make_reports", source="task"):
        made = schedules.make_due(now=timezone.now(), today=timezone.localdate())
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


@task
def make_draft(
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
    with translation.override(language), who(user.username, id=user.pk, source="task"):
        try:
            made = publishing.make_draft(
                report=Report.objects.get(pk=report),
                wanted=wanted,
                language=language,
                by=user,
                now=timezone.now(),
                why=why,
                formats=formats,
            )
        except (TrackerError, PersonalData) as refused:
            return {"refused": str(refused)}
    return {"publication": made.pk}
