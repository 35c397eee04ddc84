"""Admin of bodies and responsibilities."""

from django.contrib import admin

from tracker.admin.base import TrackerAdmin
from tracker.models import Body, Responsibility


@admin.register(Body)
class BodyAdmin(TrackerAdmin):
    """Institutions with their names in three languages and their place in the tree."""

    list_display = ("code", "acronym", "name_en", "kind", "parent", "valid_to")
    list_filter = ("kind", "accepts_correspondence")
    list_select_related = ("parent",)
    search_fields = ("code", "acronym", "name_en", "name_sq", "name_sr")
    ordering = ("code",)
    sortable_by = ("code",)
    autocomplete_fields = ("parent", "successors")
    own_fields = (
        "code",
        "acronym",
        "name_en",
        "name_sq",
        "name_sr",
        "aliases",
        "kind",
        "parent",
        "valid_from",
        "valid_to",
        "successors",
        "accepts_correspondence",
        "remark",
    )


@admin.register(Responsibility)
class ResponsibilityAdmin(TrackerAdmin):
    """Responsibilities with their basis and confidence."""

    list_display = ("recommendation_named", "body", "role", "basis", "confidence", "withdrawn_at")
    list_filter = ("role", "basis", "confidence")
    list_select_related = ("recommendation__report__mechanism", "body")
    ordering = ("sort_key", "pk")
    sortable_by = ()
    autocomplete_fields = ("recommendation", "body")
    own_fields = ("recommendation", "body", "role", "basis", "confidence", "reason")
