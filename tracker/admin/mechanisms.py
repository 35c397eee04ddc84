"""The series of reports."""

from django.contrib import admin

from tracker.admin.base import TrackerAdmin
from tracker.models import Mechanism


@admin.register(Mechanism)
class MechanismAdmin(TrackerAdmin):
    """Mechanisms with their issuer and calendar."""

    list_display = ("code", "name", "issuer")
    list_select_related = ("issuer",)
    ordering = ("code",)
    sortable_by = ("code",)
    search_fields = ("code", "name")
    autocomplete_fields = ("issuer",)
    own_fields = ("code", "name", "issuer", "year_starts_month", "review_dates")
