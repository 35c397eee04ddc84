"""What was said on judgments, to look through."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from tracker.actions import readings
from tracker.admin.reading import ReadOnlyAdmin
from tracker.models import Comment


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments are made, and taken back, on the site. What is for named readers is kept as met."""

    section = "assessments"
    list_display = ("recommendation", "text", "added_by", "added_at", "sensitivity", "on_the_site")
    list_select_related = ("recommendation__report__mechanism", "added_by")
    fields = own_fields = (
        "recommendation",
        "assessment",
        "text",
        "sensitivity",
        "added_by_named",
        "added_at",
        "withdrawn_at",
        "withdrawn_because",
    )

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        by: Any = request.user
        readings.met(shown.result_list, by=by, now=timezone.now())
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Also what the page of one, and its history, ask for."""
        found = super().get_object(request, object_id, from_field)
        by: Any = request.user
        readings.met([found] if found else [], by=by, now=timezone.now())
        return found
