"""Who answers for what; a wrong responsibility is withdrawn with a reason."""

from django.contrib import admin

from tracker.admin.base import TrackerAdmin
from tracker.models import Responsibility


@admin.register(Responsibility)
class ResponsibilityAdmin(TrackerAdmin):
    """Responsibilities with their basis and confidence."""

    list_display = ("recommendation", "body", "role", "basis", "confidence", "withdrawn_at")
    list_filter = ("role", "basis", "confidence")
    list_select_related = ("recommendation__report__mechanism", "body")
    ordering = ("sort_key", "pk")
    sortable_by = ()
    autocomplete_fields = ("recommendation", "body")
    own_fields = ("recommendation", "body", "role", "basis", "confidence", "reason")
