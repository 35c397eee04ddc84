"""Questions: open until evidence answers them or they are dismissed with a reason."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from tracker.actions.evidence import read_log
from tracker.admin.base import TrackerAdmin
from tracker.models import Question


@admin.register(Question)
class QuestionAdmin(TrackerAdmin):
    """Questions about figures, and to bodies."""

    list_display = ("question", "kind", "recommendation", "body", "asked_on", "due_on")
    list_filter = ("kind",)
    list_select_related = ("recommendation__report__mechanism", "body")
    search_fields = ("question",)
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("report", "recommendation", "body", "answered_by", "topics")
    own_fields = (
        "report",
        "recommendation",
        "body",
        "kind",
        "question",
        "asked_on",
        "due_on",
        "reminded_on",
        "answered_on",
        "answered_by",
        "dismissal_reason",
        "topics",
    )

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Also what the page of one asks for, which names the piece that answers it."""
        found = super().get_object(request, object_id, from_field)
        by: Any = request.user
        shown = filter(None, [found and found.answered_by])
        read_log.met(shown, by=by, now=timezone.now())
        return found
