"""Judgments, to look through; they are logged on the recommendation and decided on the site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import TrackerAdmin
from tracker.admin.recommendations import marked
from tracker.models import Assessment


@admin.register(Assessment)
class AssessmentAdmin(TrackerAdmin):
    """Read only: an approved judgment is superseded, never edited."""

    list_display = (
        "recommendation",
        "status",
        "state_shown",
        "as_of",
        "author",
        "decided_by",
        "decide",
    )
    list_filter = ("state", "status", "kind")
    list_select_related = ("recommendation__report__mechanism", "author", "decided_by")
    ordering = ("-pk",)
    sortable_by = ()
    fields = own_fields = (
        "recommendation",
        "kind",
        "perspective",
        "state",
        "status",
        "trend",
        "rationale",
        "next_step",
        "period_from",
        "period_to",
        "as_of",
        "author",
        "decided_by",
        "decision_note",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("state"))
    def state_shown(self, row: Assessment) -> SafeString:
        return format_html("{}{}", row.get_state_display(), marked(row))

    @admin.display(description=_("decide"))
    def decide(self, row: Assessment) -> SafeString:
        return format_html(
            '<a href="{}#assessments">{}</a>', row.recommendation.get_absolute_url(), _("Open")
        )
