"""Questions: open until evidence answers them or they are dismissed with a reason."""

from django.contrib import admin

from tracker.admin.base import TrackerAdmin
from tracker.models import Query


@admin.register(Query)
class QueryAdmin(TrackerAdmin):
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
        "dismissed_because",
        "topics",
    )
