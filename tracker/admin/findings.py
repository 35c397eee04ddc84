"""Statements of a report that no recommendation covers."""

from django.contrib import admin

from tracker.admin.base import TrackerAdmin
from tracker.models import Finding


@admin.register(Finding)
class FindingAdmin(TrackerAdmin):
    """Findings, with the recommendations they touch."""

    list_display = ("report", "code", "title", "withdrawn_at")
    list_select_related = ("report__mechanism",)
    ordering = ("report__slug", "code")
    sortable_by = ()
    search_fields = ("title",)
    autocomplete_fields = ("report", "touches", "topics")
    own_fields = ("report", "code", "title", "remark", "touches", "topics")
