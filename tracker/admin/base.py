"""What is typed in the admin: a row's fields, and why they change."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import reference_rows
from tracker.actions.evidence import read_log
from tracker.errors import PermissionRefused, Stale, TrackerError
from tracker.forms.assessments.review import ReasonForm
from tracker.forms.fields import WHY, DayInput, WhyFields
from tracker.models import Event
from tracker.models.base import MOST_WORDS, Withdrawable
from tracker.summaries.history.named_readers import matter_of
from tracker.vocabulary import Reason

BESIDE = (*WHY, "seen")  # what the form asks beside the fields of the row


def without_clearing(widget: AutocompleteSelectMultiple) -> None:
    """Leave out the cross that clears all: it stands in a list where only list lines may."""
    widget.is_required = True  # what the widget decides the cross by; the field stays optional


class TrackerForm(WhyFields, forms.ModelForm):
    """A row's fields, and why they change: needed once one of them does."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refused = ""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.refused:
            raise ValidationError(self.refused)
        return values

    @property
    def asks_why(self) -> bool:
        return bool(self.instance.pk and self.changed_fields)

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in self.changed_data if name not in BESIDE]


MOST = 10_001  # counted at most; "10,000 and more" is as good an answer


class CappedPaginator(Paginator):
    """Counts at most 10,001 rows, so that a long list opens as fast as a short one."""

    @cached_property
    def count(self) -> int:
        reference_rows: Any = self.object_list
        return (
            int(reference_rows.order_by()[:MOST].count())
            if isinstance(reference_rows, QuerySet)
            else len(reference_rows)
        )


class TrackerAdmin(admin.ModelAdmin):
    """An admin of ours. Subclasses name their fields; rules live in actions and policies."""

    form = TrackerForm
    actions = None
    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {models.DateField: {"widget": DayInput}}
    change_form_template = "admin/tracker/change_form.html"
    own_fields: tuple[str, ...] = ()  # what the form shows and an action writes
    not_looked_up: frozenset[str] = frozenset()  # columns that not everybody is told of

    # Rights: by group, told by policies.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "may_enter_admin", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may_change(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request) and not (
            isinstance(obj, Withdrawable) and obj.is_withdrawn
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _may_change(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return policies.may_change(user, str(self.opts.model_name))

    # Reads: what the user may see.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        manager: Any = self.model._default_manager
        seen: QuerySet[Any] = manager.visible_to(request.user)
        return seen.order_by(*(self.get_ordering(request) or ("pk",)))

    def get_field_queryset(self, db: Any, db_field: Any, request: Any) -> Any:
        """What may be picked: a hidden row is neither taken nor named."""
        reference_rows: Any = db_field.remote_field.model._default_manager
        if hasattr(reference_rows, "visible_to"):
            return reference_rows.visible_to(request.user)
        return super().get_field_queryset(db, db_field, request)

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """By a filter that is shown, or a plain column: what refers to the row may be hidden."""
        name = lookup.split("__")[0]
        shown = {getattr(one, "parameter_name", one) for one in self.list_filter}
        refers = name in {f.name for f in self.opts.get_fields() if f.is_relation}
        if name in self.not_looked_up or (refers and name not in shown):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """What holds every word; nothing for what no text can hold, and for very many words."""
        if "\0" in search_term or len(search_term.split()) > MOST_WORDS:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        may = self.has_change_permission(request, obj)
        extra = BESIDE if may else ()
        return [(None, {"fields": (*self.get_readonly_fields(request, obj), *self.own_fields)})] + (
            [(None, {"fields": extra})] if extra else []
        )

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["fields"] = self.own_fields
        if obj is not None and not self.has_change_permission(request, obj):
            kwargs["form"] = forms.ModelForm  # nothing to change, nothing to explain
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", "")
        if obj and "seen" in form.base_fields:
            form.base_fields["seen"].initial = self._newest_about(obj, request)
        return form

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        if isinstance(field.widget, AutocompleteSelectMultiple):
            without_clearing(field.widget)
        return field

    # Writes: one action, two outcomes.

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A refusal rolls back and shows the typed form again with its sentence."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Stale as refused:
            typed = request.POST.copy()
            object_id = kwargs.get("object_id") or (args[0] if args else None)
            row = self.get_object(request, object_id) if object_id else None
            typed["seen"] = str(self._newest_about(row, request)) if row else ""
            request.POST = typed  # type: ignore[assignment]
            request.refused = str(refused)  # type: ignore[attr-defined]
        except TrackerError as refused:
            request.refused = self.told(refused, request)  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def told(self, refused: TrackerError, request: HttpRequest) -> str:
        """The sentence above the form after a refusal."""
        return str(refused)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        context["may_withdraw"] = row is not None and self.may_withdraw(request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by: Any = request.user
        names = form.changed_fields if change else list(self.own_fields)
        many = {f.name for f in self.opts.many_to_many}
        fields = {n: form.cleaned_data[n] for n in names if n in form.cleaned_data}
        sets = {n: fields.pop(n) for n in list(fields) if n in many}
        reason = form.given
        if change:
            if fields or sets:
                reference_rows.change(
                    row=obj,
                    by=by,
                    reason=reason,
                    fields=fields,
                    many=sets,
                    seen=form.cleaned_data.get("seen"),
                )
        else:
            made = reference_rows.add(
                model=self.model,
                by=by,
                reason=reason if reason.is_enough else Reason(_("Added in the admin")),
                fields={**fields, **self.stamp(request)},
                many=sets,
                now=timezone.now(),
            )
            obj.__dict__.update(made.__dict__)

    def stamp(self, request: HttpRequest) -> dict[str, Any]:
        """What a new row knows of who added it and when; nothing, for most."""
        return {}

    def save_related(self, request: Any, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Many-to-many fields were written by the action; only inlines are left."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def log_addition(self, *args: Any, **kwargs: Any) -> Any:
        """History has its own table."""

    log_change = log_deletions = log_addition

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        return []

    # History and withdrawal.

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_withdraw"
        wrapped: Callable[..., HttpResponse] = self.admin_site.admin_view(self.withdraw_view)
        own = [path("<int:pk>/withdraw/", wrapped, name=name)] if self.can_withdraw else []
        return own + super().get_urls()

    @property
    def can_withdraw(self) -> bool:
        return issubclass(self.model, Withdrawable)

    def may_withdraw(self, request: HttpRequest, row: Any) -> bool:
        """Whether this user takes this row back; one that a judgment cites too."""
        return self.can_withdraw and self._may_change(request) and not row.is_withdrawn

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why, then take the row back. Nothing is deleted."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        by: Any = request.user
        try:
            policies.check_can_change(by, str(self.opts.model_name), str(row))
        except PermissionRefused as refused:
            return render(request, "error.html", {"sentence": str(refused)}, status=403)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                reference_rows.withdraw(
                    row=row, by=by, because_of=form.cleaned_data["reason"], now=timezone.now()
                )
            except TrackerError as refused:
                form.add_error(None, str(refused))
            else:
                self.message_user(request, _("Withdrawn. It stays in the history."))
                return redirect(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_change", row.pk
                )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "form": form,
            "title": _("Withdraw %(row)s") % {"row": row},
        }
        return TemplateResponse(request, "admin/tracker/withdraw.html", context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The audit history of this row, newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row: Any = self.get_object(request, object_id)
        if row is None:
            raise Http404
        by: Any = request.user
        events = list(self.events_of(row, request).newest_first()[:200])
        read_log.met(matter_of(events, by), by=by, now=timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "lines": lines_of(events, by),
            "title": _("History of %(row)s") % {"row": row},
        }
        return TemplateResponse(request, "admin/tracker/history.html", context)

    def events_of(self, row: models.Model, request: HttpRequest) -> Any:
        return Event.objects.visible_to(request.user).filter(table=self.opts.db_table, key=row.pk)

    def _newest_about(self, row: Any, request: HttpRequest) -> int:
        newest = Event.objects.filter(table=self.opts.db_table, key=row.pk).order_by("-pk")
        return newest.values_list("pk", flat=True).first() or 0


def lines_of(events: Any, user: Any) -> Any:
    """Events told in plain words."""
    from tracker.summaries.history import timeline

    return timeline.lines(events, user)
