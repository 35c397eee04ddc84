"""What was said on judgments, to look through."""

from django.contrib import admin

from tracker.admin.reading import ReadOnlyAdmin
from tracker.models import Comment


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments are made, and taken back, on the site."""

    section = "assessments"
    list_display = ("recommendation", "text", "added_by", "added_at", "withdrawn_at", "on_the_site")
    list_select_related = ("recommendation__report__mechanism", "added_by")
    fields = own_fields = (
        "recommendation",
        "assessment",
        "text",
        "added_by_named",
        "added_at",
        "withdrawn_at",
        "withdrawn_because",
    )
