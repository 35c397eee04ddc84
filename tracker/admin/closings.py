"""Proposals to close recommendations, to look through."""

from django.contrib import admin

from tracker.admin.reading import ReadOnlyAdmin
from tracker.models import Closing


@admin.register(Closing)
class ClosingAdmin(ReadOnlyAdmin):
    """Closings are proposed by one person and decided by another, on the site."""

    section = "closing"
    list_display = (
        "recommendation",
        "because",
        "state",
        "author",
        "decided_by",
        "made_at",
        "on_the_site",
    )
    list_filter = ("state", "because")
    list_select_related = ("recommendation__report__mechanism", "author", "decided_by")
    fields = own_fields = (
        "recommendation",
        "because",
        "words",
        "state",
        "author_named",
        "made_at",
        "decided_by_named",
        "decided_at",
        "decision_note",
    )
