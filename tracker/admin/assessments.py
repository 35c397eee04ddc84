"""Admin of assessments, their lines and comments: read-only."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.actions.base import field_label
from tracker.admin.base import ReadLoggedAdmin, ReadOnlyAdmin, user_of
from tracker.admin.recommendations import approval_badges
from tracker.models import Assessment, AssessmentLine, Comment, User
from tracker.summaries.assessments import decidable_assessments
from tracker.vocabulary import Language


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """Read-only admin: assessments are logged and decided on the site."""

    section = "assessments"
    list_display = (
        "recommendation_named",
        "status",
        "state_shown",
        "view",
        "as_of",
        "author",
        "decided_by",
        "decision",
    )
    list_filter = ("state", "status", "perspective", "kind")
    list_select_related = ("body",)
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
        "conclusion",
        "rationale",
        "remaining",
        "remaining_by",
        "next_step",
        "languages",
        "period_from",
        "period_to",
        "as_of",
        "author_named",
        "decided_by_named",
        "decision_note",
    )

    def prepare_list(self, changelist: ChangeList, request: HttpRequest) -> None:
        """Mark the assessments that the user may decide on."""
        rows = changelist.result_list
        decidable = decidable_assessments(user_of(request)).filter(pk__in=[row.pk for row in rows])
        keys = set(decidable.values_list("pk", flat=True))
        for row in rows:
            row.is_decidable = row.pk in keys

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Add the button that leads to the decision on the site, for those who may decide."""
        row: Assessment | None = kwargs.get("obj")
        if row is not None and decidable_assessments(user_of(request)).filter(pk=row.pk).exists():
            context["decision_url"] = reverse("assessment_decide", args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("decision"))
    def decision(self, row: Any) -> SafeString:
        """Link to the page to decide, or to the assessment where it is shown."""
        label = _("Decide") if row.is_decidable else _("Open")
        shown = f"{row.recommendation.get_absolute_url()}#assessment-{row.pk}"
        return format_html(
            '<a class="{}" href="{}" aria-label="{}: {}">{}</a>',
            "log" if row.is_decidable else "open",
            reverse("assessment_decide", args=[row.pk]) if row.is_decidable else shown,
            label,
            row.recommendation,
            label,
        )

    @admin.display(description=_("languages of the texts"))
    def languages(self, row: Assessment) -> str:
        labels = dict(Language.choices)
        return ", ".join(
            f"{field_label(row, name)}: {labels.get(code, code)}"
            for name, code in row.text_languages.items()
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
    list_display = ("recommendation_named", "component", "status", "assessment", "on_the_site")
    list_filter = ("status",)
    fields = own_fields = ("recommendation", "assessment", "component", "status", "remark")


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin, ReadLoggedAdmin):
    """Read-only admin: comments are made and withdrawn on the site."""

    section = "assessments"
    list_display = (
        "recommendation_named",
        "text",
        "added_by",
        "added_at",
        "sensitivity",
        "on_the_site",
    )
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

    def restricted_rows(self, rows: Iterable[Comment], user: User) -> Iterable[Comment]:
        return rows
