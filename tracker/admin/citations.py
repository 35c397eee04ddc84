"""Evidence as used on recommendations: a wrong use is corrected or withdrawn here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tracker.admin.base import TrackerAdmin
from tracker.models import Citation


@admin.register(Citation)
class CitationAdmin(TrackerAdmin):
    """Citations are made by logging; here their use and words are put right."""

    list_display = ("recommendation", "evidence", "use", "bearing", "as_of", "withdrawn_at")
    list_filter = ("use", "bearing")
    list_select_related = ("recommendation__report__mechanism", "evidence")
    ordering = ("-pk",)
    sortable_by = ()
    readonly_fields = ("recommendation", "evidence", "assessment", "as_of")
    own_fields = ("use", "bearing", "polarity", "sentence")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What an approved judgment cites is not edited; it can be withdrawn."""
        decided = obj is not None and obj.assessment is not None
        return super().has_change_permission(request, obj) and not decided
