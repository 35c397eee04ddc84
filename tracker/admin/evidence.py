"""Evidence, reusable across recommendations."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from tracker.admin.base import TrackerAdmin
from tracker.models import Evidence
from tracker.vocabulary import EvidenceKind


@admin.register(Evidence)
class EvidenceAdmin(TrackerAdmin):
    """Pieces of evidence; the words of a passage are fixed."""

    list_display = ("title", "kind", "issuer", "covers_from", "covers_to", "withdrawn_at")
    list_filter = ("kind", "sensitivity")
    list_select_related = ("issuer",)
    search_fields = ("title",)
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("issuer", "topics", "readers")
    own_fields = (
        "kind",
        "title",
        "issuer",
        "url",
        "published_on",
        "accessed_on",
        "covers_from",
        "covers_to",
        "language",
        "sensitivity",
        "readers",
        "attribution",
        "topics",
        "remark",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("passage", "quote") if obj is not None and obj.passage_id else ()

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A passage is marked by its words in the short form, where its place is found."""
        if db_field.name == "kind" and request.resolver_match.url_name.endswith("_add"):
            kwargs["choices"] = [
                (k.value, k.label) for k in EvidenceKind if k != EvidenceKind.REPORT_PASSAGE
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Pickers offer what nobody withdrew."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(withdrawn_at=None)
        return super().get_search_results(request, queryset, search_term)

    def stamp(self, request: Any) -> dict[str, Any]:
        return {"added_by": request.user, "added_at": timezone.now()}
