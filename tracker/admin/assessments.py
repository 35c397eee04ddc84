"""Admin of assessments, their lines and comments: read-only."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import ReadLoggedAdmin, ReadOnlyAdmin
from tracker.admin.recommendations import approval_badges
from tracker.models import Assessment, AssessmentLine, Comment


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """Read-only admin: assessments are logged and decided on the site."""

    section = "assessments"
    list_display = (
        "recommendation",
        "status",
        "state_shown",
        "view",
        "as_of",
        "author",
        "decided_by",
        "on_the_site",
    )
    list_filter = ("state", "status", "perspective", "kind")
    list_select_related = ("recommendation__report__mechanism", "author", "decided_by", "body")
    fields = own_fields = (
        "recommendation",
        "kind",
        "corrects",
        "perspective",
        "body",
        "stated_by",
        "stated_on",
        "state",
        "status",
        "trend",
        "rationale",
        "next_step",
        "period_from",
        "period_to",
        "as_of",
        "author_named",
        "decided_by_named",
        "decision_note",
    )

    @admin.display(description=_("state"))
    def state_shown(self, row: Assessment) -> SafeString:
        return format_html("{}{}", row.get_state_display(), approval_badges(row))

    @admin.display(description=_("perspective"))
    def view(self, row: Assessment) -> str:
        return row.body.short if row.body else row.get_perspective_display()


@admin.register(AssessmentLine)
class AssessmentLineAdmin(ReadOnlyAdmin):
    """Read-only admin: lines are written with their assessment."""

    section = "assessments"
    list_display = ("recommendation", "component", "status", "assessment", "on_the_site")
    list_filter = ("status",)
    list_select_related = ("recommendation__report__mechanism", "component", "assessment")
    fields = own_fields = ("recommendation", "assessment", "component", "status", "remark")


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin, ReadLoggedAdmin):
    """Read-only admin: comments are made and withdrawn on the site."""

    section = "assessments"
    list_display = ("recommendation", "text", "added_by", "added_at", "sensitivity", "on_the_site")
    list_select_related = ("recommendation__report__mechanism", "added_by")
    fields = own_fields = (
        "recommendation",
        "assessment",
        "text",
        "sensitivity",
        "added_by_named",
        "added_at",
        "withdrawn_at",
        "withdrawal_reason",
    )

    def restricted_rows(self, rows: Iterable[Comment], user: Any) -> Iterable[Comment]:
        return rows
