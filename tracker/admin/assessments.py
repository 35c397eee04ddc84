"""Judgments, to look through; they are logged on the recommendation and decided on the site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence import read_log
from tracker.admin.read_only import ReadOnlyAdmin
from tracker.admin.recommendations import marked
from tracker.models import Assessment, AssessmentLine, Comment


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """Read only: an approved judgment is superseded, never edited."""

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
        return format_html("{}{}", row.get_state_display(), marked(row))

    @admin.display(description=_("perspective"))
    def view(self, row: Assessment) -> str:
        return row.body.short if row.body else row.get_perspective_display()


@admin.register(AssessmentLine)
class AssessmentLineAdmin(ReadOnlyAdmin):
    """Lines are written with their assessment."""

    section = "assessments"
    list_display = ("recommendation", "component", "status", "assessment", "on_the_site")
    list_filter = ("status",)
    list_select_related = ("recommendation__report__mechanism", "component", "assessment")
    fields = own_fields = ("recommendation", "assessment", "component", "status", "remark")


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments are made, and taken back, on the site. What is for named readers is kept as met."""

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

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        by: Any = request.user
        read_log.met(shown.result_list, by=by, now=timezone.now())
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Also what the page of one, and its history, ask for."""
        found = super().get_object(request, object_id, from_field)
        by: Any = request.user
        read_log.met([found] if found else [], by=by, now=timezone.now())
        return found
