"""What assessments say of each component, to look through."""

from django.contrib import admin

from tracker.admin.reading import ReadOnlyAdmin
from tracker.models import Line


@admin.register(Line)
class LineAdmin(ReadOnlyAdmin):
    """Lines are written with their assessment."""

    section = "assessments"
    list_display = ("recommendation", "component", "status", "assessment", "on_the_site")
    list_filter = ("status",)
    list_select_related = ("recommendation__report__mechanism", "component", "assessment")
    fields = own_fields = ("recommendation", "assessment", "component", "status", "remark")
