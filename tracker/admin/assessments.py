"""Judgments, to look through; they are logged on the recommendation and decided on the site."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.reading import ReadOnlyAdmin
from tracker.admin.recommendations import marked
from tracker.models import Assessment


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
