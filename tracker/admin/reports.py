"""Editions, kept by administrators."""

from django.contrib import admin

from tracker.admin.base import TrackerAdmin
from tracker.models import Report


@admin.register(Report)
class ReportAdmin(TrackerAdmin):
    """Reports with tier and period; their text comes with the intake."""

    list_display = ("title", "year", "country", "tier", "period_from", "period_to")
    list_filter = ("year",)
    list_select_related = ("mechanism",)
    search_fields = ("title", "slug")
    ordering = ("slug",)
    sortable_by = ()
    autocomplete_fields = ("mechanism",)
    own_fields = (
        "mechanism",
        "country",
        "country_name",
        "year",
        "slug",
        "title",
        "tier",
        "previous_tier",
        "period_from",
        "period_to",
        "published_on",
        "url",
    )
