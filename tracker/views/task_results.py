"""What a page that waits for a task asks of it."""

from typing import Any

from django.http import Http404
from django.tasks import Task, TaskResult
from django.tasks.exceptions import TaskResultDoesNotExist, TaskResultMismatch

from tracker.models import User


def result_or_404(task: "Task[Any, Any]", key: str, *, by: User) -> "TaskResult[Any, Any]":
    """The result of this task that `by` asked for; a backend that works at once keeps none."""
    try:
        result = task.get_result(key)
    except (TaskResultDoesNotExist, TaskResultMismatch, NotImplementedError) as error:
        raise Http404 from error
    if result.kwargs.get("by") != by.pk:
        raise Http404
    return result
