"""What bodies undertook to do, to look through."""

from django.contrib import admin

from tracker.admin.read_only import ReadOnlyAdmin
from tracker.models import Measure


@admin.register(Measure)
class MeasureAdmin(ReadOnlyAdmin):
    """Measures are noted, put off and closed on the site, with who agreed."""

    section = "measures"
    list_display = (
        "text",
        "body",
        "recommendation",
        "due_on",
        "slips",
        "heard_on",
        "done_on",
        "on_the_site",
    )
    list_select_related = ("recommendation__report__mechanism", "body")
    search_fields = ("text",)
    fields = own_fields = (
        "recommendation",
        "body",
        "text",
        "undertaken_on",
        "due_on",
        "slips",
        "heard_on",
        "latest",
        "done_on",
        "dropped_because",
        "withdrawn_at",
        "withdrawn_because",
    )
