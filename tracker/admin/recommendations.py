"""Admin of mechanisms, reports, recommendations and closings, questions and commitments."""

from typing import Any

from django import shortcuts, urls
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import html, safestring, timezone
from django.utils.translation import gettext as _, gettext_lazy

from tracker import policies, requests
from tracker.actions import reference_rows
from tracker.actions.assessments import submission
from tracker.actions.evidence import read_log
from tracker.admin.base import (
    AddedElsewhereAdmin,
    CodedAdmin,
    ReadOnlyAdmin,
    TrackerAdmin,
    attribute,
    user_of,
)
from tracker.admin.inlines import (
    AssessmentInline,
    LogInlineForm,
    NoteInline,
    ResponsibilityInline,
)
from tracker.forms.assessments.log import AssessmentForm
from tracker.models import (
    Assessment,
    Body,
    Closing,
    Commitment,
    Component,
    Event,
    Finding,
    Mechanism,
    Question,
    Recommendation,
    Report,
    Responsibility,
    Topic,
)
from tracker.reporting.status_pictures import status_circle
from tracker.summaries.bodies import load_lead_holders, with_leads
from tracker.vocabulary import TREND_ARROWS, Role, Status, Trend, columns

admin.site.register(
    Mechanism,
    CodedAdmin,
    list_display=("code", "name", "issuer"),
    search_fields=("code", "name"),
    own_fields=("code", "name", "issuer", "year_starts_month", "review_dates"),
)


# The text of a report comes with its import.
admin.site.register(
    Report,
    TrackerAdmin,
    list_name=gettext_lazy("Source reports"),
    list_display=("title", "year", "country", "tier", "period_from", "period_to"),
    list_filter=("year",),
    list_select_related=("mechanism",),
    search_fields=("title", "slug"),
    ordering=("slug",),
    own_fields=(
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
    ),
)


admin.site.register(
    Finding,
    TrackerAdmin,
    list_display=("report", "code", "title", "withdrawn_at"),
    list_select_related=("report__mechanism",),
    ordering=("report__slug", "code"),
    search_fields=("title",),
    own_fields=("report", "code", "title", "remark", "touches", "topics"),
)


admin.site.register(
    Topic,
    CodedAdmin,
    list_display=("shown", "code"),
    search_fields=("code", "name"),
    own_fields=("code", "name"),
    shown=attribute("shown_name", gettext_lazy("name")),
)


admin.site.register(
    Component,
    TrackerAdmin,
    list_display=("recommendation_named", "code", "title", "basis", "duty", "withdrawn_at"),
    list_filter=("basis", "duty"),
    ordering=(
        "recommendation_id",
        "code",
    ),  # has an index; that of the sort keys is of another table
    own_fields=("recommendation", "code", "title", "basis", "quote", "duty"),
)


def approval_badges(assessment: Assessment | None) -> safestring.SafeString:
    """Render the badges that a status carries wherever it is shown, such as "self-approved"."""
    if not assessment or not (assessment.is_sample or assessment.is_approved_by_its_author):
        return safestring.SafeString("")
    return safestring.mark_safe(  # noqa: S308 - a template of ours
        render_to_string("assessments/_approval_badges.html", {"assessment": assessment})
    )


class LeadBodyFilter(admin.SimpleListFilter):
    """Filter by lead body: the first 50 by code; the site's filter offers all."""

    title = gettext_lazy("lead body")
    parameter_name = "lead"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        leads = Responsibility.objects.not_withdrawn().filter(role=Role.LEAD, body=OuterRef("pk"))
        visible: Any = Body.objects.visible_to(request.user)
        bodies = list(visible.filter(Exists(leads)).order_by("code")[:50])
        on = timezone.localdate()
        if any(body.has_ended(on=on) for body in bodies):
            mandates = user_of(request).mandates
            successors = {key for body in bodies for key in mandates.holders(body.pk)}
            bodies += visible.filter(pk__in=successors - {b.pk for b in bodies}).order_by("code")
        return [(body.code, body.short) for body in bodies if not body.has_ended(on=on)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if not self.value():
            return queryset
        if (body := Body.objects.filter(code=self.value()).first()) is None:
            return queryset.none()
        return queryset.filter(
            sort_key__in=Responsibility.objects.of_holder(body, on=user_of(request).mandates.on)
            .filter(role=Role.LEAD)
            .values("sort_key")
        )


class ReportFilter(admin.SimpleListFilter):
    """Filter by edition: the newest 50."""

    title = gettext_lazy("report")
    parameter_name = "report"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        visible = Report.objects.visible_to(user_of(request)).select_related("mechanism")
        return [
            (report.slug, report.cited_as)
            for report in visible.order_by("-year", "slug").keys_first(50)
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        return queryset.filter(report__slug=self.value()) if self.value() else queryset


class OverdueFilter(admin.SimpleListFilter):
    """Filter to unsettled recommendations past their review date."""

    title = gettext_lazy("review")
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("overdue"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.overdue(on=timezone.localdate()) if self.value() == "yes" else queryset


@admin.register(Recommendation)
class RecommendationAdmin(AddedElsewhereAdmin):
    """Admin of recommendations: the source text is fixed, assessments are added below it."""

    list_display = (
        "cited_as",
        "log_link",
        "named",
        "standing_shown",
        "lead",
        "assessed_on",
        "review_on",
    )
    list_filter = ("status", "theme", LeadBodyFilter, ReportFilter, OverdueFilter)
    search_fields = ("text",)  # shows the box; `get_search_results` decides
    search_help_text = gettext_lazy("Search text, short title or number")
    ordering = ("sort_key",)  # unique: a total order
    sortable_by = ("cited_as", "assessed_on", "review_on")
    readonly_fields = ("verbatim", "standing_shown")
    own_fields = (*columns.EDITABLE_COLUMNS, "topics")
    own_pages = ("log",)
    inlines = (NoteInline, AssessmentInline, ResponsibilityInline)
    cited_as = attribute("cited_as", gettext_lazy("recommendation"), ordering="sort_key")
    named = attribute("title", gettext_lazy("short title"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_leads(Recommendation.objects.visible_to(request.user).for_list())

    def prepare_list(self, changelist: ChangeList, request: HttpRequest) -> None:
        """Name who holds the responsibilities of ended bodies."""
        changelist.result_list = load_lead_holders(changelist.result_list, on=timezone.localdate())

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns, with the link to log only for users who may log."""
        hidden = () if user_of(request).may_write else ("log_link",)
        return [column for column in super().get_list_display(request) if column not in hidden]

    @admin.display(description=gettext_lazy("text"))
    def verbatim(self, row: Recommendation) -> safestring.SafeString:
        return html.format_html(
            '<blockquote class="verbatim" lang="en">{}<footer>{}</footer></blockquote>',
            row.text,
            f"{row.report.cited_as}, ¶ {row.passage.number}" if row.passage else "",
        )

    @admin.display(description=gettext_lazy("status"))
    def standing_shown(self, row: Recommendation) -> safestring.SafeString:
        newest = row.current_assessment
        trend = Trend(newest.trend) if newest and newest.trend else None
        return html.format_html(
            '<span class="status">{} {} <span title="{}">{}</span></span>{}',
            status_circle(row.status),
            Status(row.status).label,
            trend.label if trend else "",
            TREND_ARROWS[trend] if trend else "",
            approval_badges(newest),
        )

    @admin.display(description=gettext_lazy("lead"))
    def lead(self, row: Recommendation) -> str:
        return ", ".join(lead.holder for lead in row.leads)

    @admin.display(description=gettext_lazy("log"))
    def log_link(self, row: Recommendation) -> safestring.SafeString:
        return html.format_html(
            '<a class="log" href="{}" aria-label="{}">{}</a>',
            urls.reverse("admin:tracker_recommendation_log", args=[row.pk]),
            _("Log progress on %(what)s") % {"what": row.cited_as},
            _("Log"),
        )

    def log_view(self, request: requests.UserRequest, pk: int) -> HttpResponse:
        """Show or save the form that logs progress."""
        row = shortcuts.get_object_or_404(self.get_queryset(request), pk=pk)
        policies.check_can_log(request.user, row)
        form = AssessmentForm(
            *requests.posted_with_upload(request),
            recommendation=row,
            user=request.user,
            today=request.today,
        )
        if requests.is_sent(form) and (
            logged := requests.saved(
                form, submission.log_progress, form.command(by=request.user, now=request.now)
            )
        ):
            self.message_user(request, form.success_message(logged), messages.SUCCESS)
            return shortcuts.redirect("admin:tracker_recommendation_changelist")
        return self.page(
            request,
            "log_progress",
            status=422 if form.is_bound else 200,
            title=_("Log progress on %(what)s") % {"what": row.cited_as},
            recommendation=row,
            form=form,
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save each filled inline through its action."""
        row, by, last_event = form.instance, user_of(request), form.cleaned_data.get("last_event")
        for inline in [inline for inline in formset.forms if inline.has_changed()]:
            if isinstance(inline, LogInlineForm):
                submission.log_progress(
                    inline.command(by=by, now=timezone.now(), last_event=last_event)
                )
            else:
                fields = {name: inline.cleaned_data[name] for name in ResponsibilityInline.fields}
                fields["reason"] = fields["reason"] or _("Added in Administration")
                reference_rows.add(
                    reference_rows.AddRow(
                        model=Responsibility,
                        fields={"recommendation": row, "sort_key": row.sort_key, **fields},
                        reason=fields["reason"],
                        by=by,
                    )
                )

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> Any:
        """Return the inlines; those of one blank form have no second to copy it from."""
        formsets = super().get_inline_formsets(*args, **kwargs)
        for inline in formsets:
            inline.has_add_permission &= inline.formset.max_num > 1
        return formsets

    def events_of(self, row: Any, request: HttpRequest) -> Any:
        """Return the events about a recommendation that the user may see."""
        return Event.objects.visible_to(request.user).about(row, to=user_of(request))

    def _newest_event_of(self, row: Any, request: HttpRequest) -> int:
        return Event.objects.newest_sequence(row, to=user_of(request))


# Closings are proposed and decided on the site.
admin.site.register(
    Closing,
    ReadOnlyAdmin,
    section="#closing",
    list_display=(
        "recommendation_named",
        "closure_reason",
        "state",
        "author",
        "decided_by",
        "created_at",
        "on_the_site",
    ),
    list_filter=("state", "closure_reason"),
    own_fields=(
        "recommendation",
        "closure_reason",
        "explanation",
        "state",
        "author_named",
        "created_at",
        "decided_by_named",
        "decided_at",
        "decision_note",
    ),
)


@admin.register(Question)
class QuestionAdmin(TrackerAdmin):
    """Admin of questions about figures and to bodies."""

    list_display = ("text", "kind", "recommendation_named", "body", "asked_on", "due_on")
    list_filter = ("kind",)
    search_fields = ("text",)
    own_fields = (
        "report",
        "recommendation",
        "body",
        "kind",
        "text",
        "asked_on",
        "due_on",
        "reminded_on",
        "answered_on",
        "answered_by",
        "dismissal_reason",
        "topics",
    )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Question | None:
        """Return a question, and log that its page names the evidence that answers it."""
        question = super().get_object(request, object_id, from_field)
        read_log.log_listed(
            filter(None, [question and question.answered_by]),
            by=user_of(request),
            now=timezone.now(),
        )
        return question


# Commitments are logged, rescheduled and closed on the site.
admin.site.register(
    Commitment,
    ReadOnlyAdmin,
    section="#commitments",
    list_display=(
        "text",
        "body",
        "recommendation_named",
        "due_on",
        "postponements",
        "last_update_on",
        "done_on",
        "on_the_site",
    ),
    search_fields=("text",),
    own_fields=(
        "recommendation",
        "body",
        "text",
        "undertaken_on",
        "due_on",
        "postponements",
        "last_update_on",
        "latest",
        "done_on",
        "dropped_reason",
        "withdrawn_at",
        "withdrawal_reason",
    ),
)
