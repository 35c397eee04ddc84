"""Topics, kept by analysts and administrators."""

from django.contrib import admin

from tracker.admin.base import TrackerAdmin
from tracker.models import Topic


@admin.register(Topic)
class TopicAdmin(TrackerAdmin):
    """What things are about across themes."""

    list_display = ("code", "name")
    ordering = ("code",)
    sortable_by = ("code",)
    search_fields = ("code", "name")
    own_fields = ("code", "name")
