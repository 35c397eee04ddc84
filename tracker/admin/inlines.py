"""Inlines of a recommendation's page: log a note or an assessment, assign a responsibility."""

from datetime import datetime
from typing import Any

from django import forms, http
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Model, QuerySet
from django.utils import html, timezone
from django.utils.translation import gettext_lazy as _

from tracker.actions.assessments.submission import (
    AssessmentInput,
    ProgressCommand,
    SubmitAssessment,
)
from tracker.admin import base, pickers
from tracker.forms.assessments.fields import TextFields
from tracker.forms.assessments.log import NoteFields
from tracker.forms.base import RowKeysField
from tracker.models import Assessment, Citation, Evidence, Responsibility, User
from tracker.vocabulary import SELECTABLE_STATUSES, Perspective, Trend

LOG_FIELDS = (
    "sentence",
    *base.FILE_FIELDS,
    "url",
    "quote",
    "evidence",
    "against",
    "status",
    "title",
    "next_step",
)


class LogInlineForm(NoteFields, forms.ModelForm):
    """The fields of a note on a blank inline, which is saved once one of LOG_FIELDS is filled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill(self.recommendation, self.user, today=timezone.localdate())
        self.fields["issuer"].widget.attrs.pop("list", None)  # these pages have no list of bodies
        name = self.add_prefix("upload")
        if key := self.data.get(name):
            self.fields["file"].help_text = html.format_html(
                '{} <input type="hidden" name="{}" value="{}">', base.FILE_KEPT, name, key
            )
        for name in ("evidence", "against"):
            if name in self.fields:
                self.fields[name].widget = pickers.RowsPicker(
                    Citation._meta.get_field("evidence"), admin.site
                )
                self.fields[name].widget.choices = self.fields[name].choices

    def _post_clean(self) -> None:
        """Build no row from these fields: an action makes several."""

    def command(self, *, by: User, now: datetime, last_event: int | None) -> ProgressCommand:
        """Return what the valid form says."""
        return self.note(by=by, now=now)

    def has_changed(self) -> bool:
        """Check whether a field is filled that was not filled in from the start."""
        return self.add_prefix("file") in self.files or any(
            self.data.getlist(self.add_prefix(name)) not in ([], [""])
            for name in LOG_FIELDS
            if name in self.fields
        )


class AssessmentInlineForm(TextFields, LogInlineForm):
    """An assessment, with evidence for and against it."""

    status = forms.ChoiceField(
        label=_("What changed?"),
        choices=[("", "–"), *((s.value, s.label) for s in SELECTABLE_STATUSES)],
    )
    against = RowKeysField(
        label=_("Speaks against it"), queryset=Evidence.objects.none(), required=False
    )
    trend = forms.ChoiceField(label=_("Trend"), choices=[("", "–"), *Trend.choices], required=False)
    approve_at_once = forms.BooleanField(
        label=_("Approve now"),
        help_text=_(
            "It is marked as approved by its author. Not possible where a second person has to "
            "approve it."
        ),
        required=False,
    )

    def fill(self, *args: Any, **kwargs: Any) -> None:
        super().fill(*args, **kwargs)
        self.fill_texts(self.recommendation, self.user)
        evidence = self.fields["evidence"]
        evidence.label = _("Speaks for it")
        self.fields["against"].queryset = evidence.queryset

    def command(self, *, by: User, now: datetime, last_event: int | None) -> ProgressCommand:
        values = self.cleaned_data
        return SubmitAssessment(
            recommendation=self.recommendation,
            content=AssessmentInput(
                status=values["status"],
                rationale=values["sentence"],
                as_of=values["as_of"],
                evidence_input=self.evidence_input,
                counter_evidence=values["against"],
                use=values["use"],
                trend=values["trend"],
                texts=self.texts(status=values["status"], perspective=Perspective.ANALYST),
            ),
            by=by,
            now=now,
            approve_at_once=values["approve_at_once"],
            last_event=last_event,
        )


class AnalystInline(pickers.PickerMixin, InlineModelAdmin):
    """Inline where analysts add rows; rows are changed and withdrawn on their own pages."""

    can_delete = False

    def has_add_permission(self, request: http.HttpRequest, obj: Model | None = None) -> bool:
        return bool(obj is not None and base.user_of(request).may_write)

    def has_change_permission(self, request: http.HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: http.HttpRequest, obj: Model | None = None) -> bool:
        return bool(base.user_of(request).may_write)


class AddOnlyInline(AnalystInline, admin.StackedInline):
    """Inline of one blank form; what was logged before is not edited."""

    extra = max_num = 1
    form: Any

    def get_queryset(self, request: http.HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()

    def get_formset(
        self, request: http.HttpRequest, obj: Model | None = None, **kwargs: Any
    ) -> Any:
        kwargs["form"] = type(
            self.form.__name__, (self.form,), {"recommendation": obj, "user": request.user}
        )
        kwargs["fields"] = ()
        return super().get_formset(request, obj, **kwargs)


OPTIONAL_FIELDS = ("title", "kind", "issuer", ("covers_from", "covers_to"), "use")


class NoteInline(AddOnlyInline):
    """Inline to log a note."""

    model = Citation
    form = LogInlineForm
    verbose_name = verbose_name_plural = _("Add a note (the status does not change)")
    fieldsets = (
        (None, {"fields": ("sentence", "file", "url", "quote", "evidence", "as_of")}),
        (_("More"), {"fields": OPTIONAL_FIELDS, "classes": ("collapse",)}),
    )


class AssessmentInline(AddOnlyInline):
    """Inline to log an assessment."""

    model = Assessment
    form = AssessmentInlineForm
    verbose_name = verbose_name_plural = _("Assess (sent for review)")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "status",
                    ("sentence", "rationale_language"),
                    "file",
                    "url",
                    "quote",
                    "evidence",
                    "against",
                    "as_of",
                    "approve_at_once",
                )
            },
        ),
        (
            _("Texts"),
            {
                "fields": (
                    ("remaining", "remaining_language"),
                    "remaining_by",
                    ("next_step", "next_step_language"),
                )
            },
        ),
        (_("More"), {"fields": (*OPTIONAL_FIELDS, "trend"), "classes": ("collapse",)}),
    )


class ResponsibilityInline(AnalystInline, admin.TabularInline):
    """Inline to assign bodies; others than analysts have the list of responsibilities."""

    model = Responsibility
    extra = 0
    show_change_link = True
    fields = ("body", "role", "basis", "confidence", "reason")
    autocomplete_fields = ("body",)

    def get_queryset(self, request: http.HttpRequest) -> QuerySet[Any]:
        return (
            Responsibility.objects.visible_to(request.user)
            .not_withdrawn()
            .select_related("body")
            .order_by("role", "body__code")
        )
