"""The separable parts of recommendations."""

from django.contrib import admin

from tracker.admin.base import TrackerAdmin
from tracker.models import Component


@admin.register(Component)
class ComponentAdmin(TrackerAdmin):
    """Components, in the text or the analyst's."""

    list_display = ("recommendation", "code", "title", "basis", "duty", "withdrawn_at")
    list_filter = ("basis", "duty")
    list_select_related = ("recommendation__report__mechanism",)
    ordering = ("recommendation__sort_key", "code")
    sortable_by = ()
    autocomplete_fields = ("recommendation",)
    own_fields = ("recommendation", "code", "title", "basis", "quote", "duty")
