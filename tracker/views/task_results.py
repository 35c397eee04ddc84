"""Result of a task, for the page that waits for it."""

from typing import Any

from django.http import Http404
from django.tasks import Task, TaskResult
from django.tasks.exceptions import TaskResultDoesNotExist, TaskResultMismatch

from tracker.models import User


def result_or_404(task: "Task[Any, Any]", key: str, *, by: User) -> "TaskResult[Any, Any]":
    """Return the result of a task that `by` started; a backend that works at once keeps none.

    Raises:
        Http404: there is no such result, or somebody else started the task.
    """
    try:
        result = task.get_result(key)
    except (TaskResultDoesNotExist, TaskResultMismatch, NotImplementedError) as error:
        raise Http404 from error
    if result.kwargs.get("by") != by.pk:
        raise Http404
    return result
