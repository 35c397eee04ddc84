"""Evidence as used on recommendations: a wrong use is corrected or withdrawn here."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tracker.admin.met import MetAdmin
from tracker.models import Citation, Evidence


@admin.register(Citation)
class CitationAdmin(MetAdmin):
    """Citations are made by logging; here their use and words are put right."""

    list_display = ("recommendation", "evidence", "use", "bearing", "as_of", "withdrawn_at")
    list_filter = ("use", "bearing")
    list_select_related = ("recommendation__report__mechanism", "evidence")
    ordering = ("-pk",)
    sortable_by = ()
    readonly_fields = ("recommendation", "evidence", "assessment", "as_of")
    own_fields = ("use", "bearing", "polarity", "sentence")

    def told_by(self, rows: Iterable[Citation], user: Any) -> Iterable[Evidence]:
        return [row.evidence for row in rows]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What an approved judgment cites is not edited; it can be withdrawn."""
        decided = obj is not None and obj.assessment is not None
        return super().has_change_permission(request, obj) and not decided
