"""The short form inside the recommendation's page: a note, a judgment; add-only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import without_clearing
from tracker.forms.assessments.log import HeldField, NoteFields
from tracker.models import Assessment, Citation, Evidence, Recommendation, Responsibility
from tracker.vocabulary import CHOSEN, Trend

ANSWERED = ("sentence", "link", "words", "evidence", "against", "status", "title", "next_step")


class AnsweredForm(NoteFields, forms.ModelForm):
    """The fields of a note on a blank inline; it counts once something was answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill(self.recommendation, self.user, today=timezone.localdate())
        for name in ("evidence", "against"):
            if name in self.fields:
                self.fields[name].widget = AutocompleteSelectMultiple(
                    Citation._meta.get_field("evidence"), admin.site
                )
                without_clearing(self.fields[name].widget)
                self.fields[name].widget.choices = self.fields[name].choices  # type: ignore[attr-defined]

    recommendation: Recommendation
    user: Any

    def _post_clean(self) -> None:
        """No row is built from these fields: an action makes several."""

    def has_changed(self) -> bool:
        """Prefilled fields do not make an answer."""
        return any(
            self.data.getlist(self.add_prefix(name)) not in ([], [""])  # type: ignore[attr-defined]
            for name in ANSWERED
            if name in self.fields
        )


class NoteForm(AnsweredForm):
    class Meta:
        model = Citation
        fields = ()


class JudgeForm(AnsweredForm):
    """A judgment: what speaks for it, what against."""

    status = forms.ChoiceField(
        label=_("What changed?"), choices=[("", "–"), *((s.value, s.label) for s in CHOSEN)]
    )
    against = HeldField(label=_("Speaks against"), queryset=Evidence.objects.none(), required=False)
    trend = forms.ChoiceField(label=_("Trend"), choices=[("", "–"), *Trend.choices], required=False)
    next_step = forms.CharField(
        label=_("Next step"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    approve_at_once = forms.BooleanField(
        label=_("Approve it at once"),
        help_text=_("Marked as approved by its author; not for “Fully implemented”."),
        required=False,
    )

    class Meta:
        model = Assessment
        fields = ()

    def fill(self, *args: Any, **kwargs: Any) -> None:
        super().fill(*args, **kwargs)
        held = self.fields["evidence"]
        held.label = _("Speaks for")
        self.fields["against"].queryset = held.queryset  # type: ignore[attr-defined]


class AddOnlyInline(admin.StackedInline):
    """One blank form; what was logged already is not edited."""

    extra = max_num = 1
    can_delete = False
    form: Any

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(obj is not None and request.user.may_write)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.may_write)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs["form"] = type(
            self.form.__name__, (self.form,), {"recommendation": obj, "user": request.user}
        )
        kwargs["fields"] = ()
        return super().get_formset(request, obj, **kwargs)


MORE = ("title", "kind", "issuer", ("covers_from", "covers_to"), "use")


class NoteInline(AddOnlyInline):
    model = Citation
    form = NoteForm
    verbose_name = verbose_name_plural = _("Note what happened: the status stays")
    fieldsets = (
        (None, {"fields": ("sentence", "link", "words", "evidence", "as_of")}),
        (_("More"), {"fields": MORE, "classes": ("collapse",)}),
    )


class JudgeInline(AddOnlyInline):
    model = Assessment
    form = JudgeForm
    verbose_name = verbose_name_plural = _("Judge how far it got: sent for review")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "status",
                    "sentence",
                    "link",
                    "words",
                    "evidence",
                    "against",
                    "as_of",
                    "approve_at_once",
                )
            },
        ),
        (_("More"), {"fields": (*MORE, "trend", "next_step"), "classes": ("collapse",)}),
    )


class ResponsibilityInline(admin.TabularInline):
    """Who answers for it; a wrong one is withdrawn on its own page."""

    model = Responsibility
    extra = 0
    can_delete = False
    show_change_link = True
    fields = ("body", "role", "basis", "confidence", "reason")
    autocomplete_fields = ("body",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = Responsibility.objects.visible_to(request.user)
        return rows.filter(withdrawn_at=None).select_related("body").order_by("role", "body__code")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(obj is not None and request.user.may_write)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.may_write)  # others have the list of responsibilities
