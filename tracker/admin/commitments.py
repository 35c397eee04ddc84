"""Admin of commitments: read-only."""

from django.contrib import admin

from tracker.admin.base import ReadOnlyAdmin
from tracker.models import Commitment


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    """Read-only admin: commitments are logged, rescheduled and closed on the site."""

    section = "commitments"
    list_display = (
        "text",
        "body",
        "recommendation_named",
        "due_on",
        "postponements",
        "last_update_on",
        "done_on",
        "on_the_site",
    )
    search_fields = ("text",)
    fields = own_fields = (
        "recommendation",
        "body",
        "text",
        "undertaken_on",
        "due_on",
        "postponements",
        "last_update_on",
        "latest",
        "done_on",
        "dropped_reason",
        "withdrawn_at",
        "withdrawal_reason",
    )
