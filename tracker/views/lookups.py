"""Look up what an address names: a row, or the result of a task; 404 if the user may not know."""

from typing import Any

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.tasks import Task, TaskResult
from django.tasks.exceptions import TaskResultDoesNotExist, TaskResultMismatch

from tracker.models import AuditedQuerySet, User, Viewer


def visible_or_404[M: models.Model](
    rows: type[M] | AuditedQuerySet[M], user: Viewer, *related: str, **lookup: object
) -> M:
    """Return the row at an address, with the `related` ones; 404 if the user may not know of it."""
    queryset: Any = rows._default_manager if isinstance(rows, type) else rows
    visible: models.QuerySet[M] = queryset.visible_to(user)
    if related:  # without names, Django selects every relation
        visible = visible.select_related(*related)
    return get_object_or_404(visible, **lookup)


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
