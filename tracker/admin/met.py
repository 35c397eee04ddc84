"""Pages that show matter for named readers: who met it there is kept in the read log."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tracker.actions import readings
from tracker.admin.base import TrackerAdmin
from tracker.models import Comment, Evidence


class MetAdmin(TrackerAdmin):
    """An admin whose rows tell of pieces of evidence, or of comments: see `told_by`."""

    def told_by(self, rows: Iterable[Any], user: Any) -> Iterable[Evidence | Comment]:
        """The pieces and comments that these rows show."""
        raise NotImplementedError

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        self._met(request, shown.result_list)
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Also what the page of one, and its history, ask for."""
        found = super().get_object(request, object_id, from_field)
        self._met(request, [found] if found else [])
        return found

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._met(request, [get_object_or_404(self.get_queryset(request), pk=pk)])
        return super().withdraw_view(request, pk)

    def _met(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        by: Any = request.user
        readings.met(self.told_by(rows, by), by=by, now=timezone.now())
