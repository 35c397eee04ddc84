"""The audit history, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from tracker.admin.base import TrackerAdmin
from tracker.models import Event


@admin.register(Event)
class EventAdmin(TrackerAdmin):
    """Every line of history that this user may see; nobody changes one."""

    list_display = ("id", "at", "actor_name", "operation", "table", "key", "reason", "source")
    list_filter = ("operation", "source")
    ordering = ("-pk",)
    sortable_by = ()
    own_fields = (
        "at",
        "actor_name",
        "operation",
        "table",
        "key",
        "old",
        "new",
        "reason",
        "source",
        "request",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen: QuerySet[Any] = Event.objects.visible_to(request.user)
        return seen.order_by("-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
