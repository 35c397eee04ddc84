"""Base classes of our admins: they show what a user may see, and write through actions."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms, shortcuts, urls
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import DateField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import functional, html, safestring, text, timezone
from django.utils.translation import gettext as _, gettext_lazy

from tracker import compiled_queries, errors, policies, requests, vocabulary
from tracker.actions import base, reference_rows
from tracker.actions.evidence import read_log
from tracker.admin.pickers import PickerMixin
from tracker.filters.base import DAY_INPUT
from tracker.forms.base import (
    REASON_FIELDS,
    MergeMixin,
    ReasonFields,
    ReasonForm,
    newest_event_of,
)
from tracker.models import Comment, Event, Evidence, User, Withdrawable, display_name, search
from tracker.summaries.history import timeline
from tracker.summaries.history.shown import find_restricted_matter

FILE_FIELDS = ("file", "upload")
FILE_KEPT = gettext_lazy("Your file is kept. Choose another to replace it.")


def user_of(request: HttpRequest) -> User:
    """Return the user of a request behind the admin's sign-in."""
    return cast(User, request.user)


def reason_to_add(form: Any) -> vocabulary.Reason:
    """Return the stated reason, or that of every addition in the admin."""
    reason: vocabulary.Reason = form.stated_reason
    return reason if reason.is_enough else vocabulary.Reason(_("Added in Administration"))


def attribute(name: str, label: Any, *, ordering: str | None = None) -> Any:
    """Return a column, or a field of the page, with an attribute of the row as text."""
    return admin.display(description=label, ordering=ordering)(
        lambda model_admin, row: str(getattr(row, name) or model_admin.get_empty_value_display())
    )


class TrackerAdminForm(MergeMixin, ReasonFields, forms.ModelForm):
    """The fields of a row, and the reason to change them, which is required once one changes."""

    last_event = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refusal = ""

    def is_valid(self) -> bool:
        is_valid = super().is_valid()
        return not requests.is_draft(self) and is_valid

    def clean(self) -> None:
        super().clean()
        if self.refusal:
            raise ValidationError(self.refusal)

    @property
    def requires_reason(self) -> bool:
        """Whether a field of an existing row is changed."""
        return bool(self.instance.pk and self.changed_fields)

    @property
    def changed_fields(self) -> list[str]:
        """The changed fields of the row."""
        return [
            name
            for name in self.changed_data
            if name not in (*REASON_FIELDS, "last_event", *FILE_FIELDS)
        ]


MAX_COUNTED = 10_001  # "10,000 and more" is as good an answer


class CappedPaginator(Paginator):
    """Paginator that counts at most 10,001 rows, so that a long list opens as fast as a short."""

    @functional.cached_property
    def count(self) -> int:
        """The number of rows, at most MAX_COUNTED."""
        rows: Any = self.object_list
        return (
            compiled_queries.CompiledQuery.of(
                rows.order_by().values_list("pk")[:MAX_COUNTED]
            ).count()
            if isinstance(rows, QuerySet)
            else len(rows)
        )


class TrackerAdmin(PickerMixin, admin.ModelAdmin):
    """Base class of our admins. Subclasses name their fields; actions and policies hold rules."""

    form = TrackerAdminForm
    actions = None
    list_per_page = 50
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    sortable_by: ClassVar[tuple[str, ...]] = ()
    list_select_related: ClassVar[tuple[str, ...]] = ()
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {DateField: {"widget": DAY_INPUT}}
    change_form_template = "admin/tracker/change_form.html"
    own_fields: tuple[str, ...] = ()  # what the form shows and an action writes
    own_pages: tuple[str, ...] = ()  # of a row, beside those of Django
    list_name: Any = ""  # empty: that of the model
    restricted_columns: frozenset[str] = frozenset()  # not for everybody, so never looked up

    # Rights, by group.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(getattr(request.user, "may_enter_admin", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may_change(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_change(request) and not (
            isinstance(obj, Withdrawable) and obj.is_withdrawn
        )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def _may_change(self, request: HttpRequest) -> bool:
        return policies.may_change(user_of(request), str(self.opts.model_name))

    # Reads, of rows that the user may see.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        manager: Any = self.model._default_manager
        rows: QuerySet[Any] = manager.visible_to(request.user)
        if "recommendation_named" in self.list_display:
            rows = rows.prefetch_related("recommendation__translations")
        return rows.order_by(*(self.get_ordering(request) or ("pk",)))

    def get_list_select_related(self, request: HttpRequest) -> tuple[str, ...]:
        """Return what the list needs of other tables: the rows that its columns show, and more."""
        relations = [field.name for field in self.opts.fields if field.is_relation]
        shown = [name for name in relations if name in self.list_display]
        if "recommendation_named" in self.list_display:
            shown.append("recommendation__report__mechanism")
        return (*self.list_select_related, *shown)

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the relations that the form shows, unless the class names some of them."""
        relations = {field.name for field in self.opts.get_fields() if field.is_relation}
        return tuple(self.autocomplete_fields) or tuple(
            n for n in self.own_fields if n in relations
        )

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """Return the rows that may be chosen: a hidden row is neither accepted nor named."""
        manager: Any = db_field.remote_field.model._default_manager
        return (
            manager.visible_to(request.user)
            if hasattr(manager, "visible_to")
            else super().get_field_queryset(db, db_field, request)
        )

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Allow filters of the list and plain columns: rows of other tables may be hidden."""
        name = lookup.split("__")[0]
        filters = {getattr(item, "parameter_name", item) for item in self.list_filter}
        relations = {field.name for field in self.opts.get_fields() if field.is_relation}
        is_restricted = name in self.restricted_columns or name in relations - filters
        return not is_restricted and super().lookup_allowed(lookup, value, request)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search for every word, by the search index where it has the rows."""
        if self.opts.model_name in search.INDEXED:
            return (queryset.with_words(search_term) if search_term else queryset), False
        if "\0" in search_term or len(search_term.split()) > search.MAX_WORDS:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list under the name of its rows, a page of which is joined by their keys.

        SQLite would else join all rows, the smallest table first, and sort them.
        """
        changelist: Any = super().get_changelist_instance(request)
        keys, rows = changelist.result_list.values("pk"), changelist.result_list.all()
        rows.query.clear_limits()
        rows.query.clear_where()
        changelist.result_list = rows.filter(pk__in=keys)
        changelist.title = text.capfirst(str(self.list_name or self.opts.verbose_name_plural))
        self.prepare_list(changelist, request)
        return changelist  # type: ignore[no-any-return]

    def prepare_list(self, changelist: ChangeList, request: HttpRequest) -> None:
        """Add to a list, before it is shown, what its template needs."""

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fieldsets = [
            (None, {"fields": (*self.get_readonly_fields(request, obj), *self.own_fields)})
        ]
        if self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": REASON_FIELDS}))
        return fieldsets

    @admin.display(description=gettext_lazy("recommendation"))
    def recommendation_named(self, row: Any) -> str:
        """Return the number and title of the recommendation of a row."""
        return display_name(row.recommendation) if row.recommendation else "–"

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["fields"] = self.own_fields
        if obj is not None and not self.has_change_permission(request, obj):
            kwargs["form"] = forms.ModelForm  # nothing can change, so no reason is asked for
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        if obj and "last_event" in form.base_fields:
            form.base_fields["last_event"].initial = self._newest_event_of(obj, request)
        return form

    # Writes, each through one action.

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show or save the form. After a refusal, show it again with the error and typed values."""
        for name in [name for name in request.FILES if name.endswith("file")]:
            prefix = name.removesuffix("file")
            stored = requests.store_temporarily(
                cast(requests.UserRequest, request),
                now=timezone.now(),
                prefix=prefix,
                skip="" if prefix else "issuer",  # picked by key on the page of evidence
            )
            request.FILES.update(stored or {})
        try:
            return super().changeform_view(request, *args, **kwargs)
        except errors.Stale as error:
            data, row = request.POST.copy(), error.row
            data["last_event"] = str(self._newest_event_of(row, request)) if row else ""
            request.POST = data  # type: ignore[assignment]
            request.refusal, request.stale = str(error), error  # type: ignore[attr-defined]
        except errors.TrackerError as error:
            request.refusal = self.error_message(error, request)  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def error_message(self, error: errors.TrackerError, request: HttpRequest) -> str:
        """Return the message above the form after a refusal."""
        return str(error)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        row = kwargs.get("obj")
        if stale := getattr(request, "stale", None):
            context["adminform"].form.show_conflicts(stale, user_of(request))
        context["may_withdraw"] = (  # even what an assessment cites
            row is not None
            and self.can_withdraw
            and self._may_change(request)
            and not row.is_withdrawn
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by = user_of(request)
        names = form.changed_fields if change else list(self.own_fields)
        values = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        many_names = {field.name for field in self.opts.many_to_many}
        many = {name: values.pop(name) for name in list(values) if name in many_names}
        if change and (values or many):
            reference_rows.change(
                reference_rows.ChangeRow(
                    row=obj,
                    by=by,
                    reason=form.stated_reason,
                    fields=values,
                    many=many,
                    last_event=form.cleaned_data.get("last_event"),
                )
            )
        elif not change:
            added = reference_rows.add(
                reference_rows.AddRow(
                    model=self.model,
                    by=by,
                    reason=reason_to_add(form),
                    fields={**values, **self.added_values(request)},
                    many=many,
                    now=timezone.now(),
                )
            )
            obj.__dict__.update(added.__dict__)

    def added_values(self, request: HttpRequest) -> dict[str, Any]:
        """Return values of a new row beside those of the form, such as who added it and when."""
        return {}

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool
    ) -> None:
        """Save the inlines alone: many-to-many fields were written by the action."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def log_addition(self, *args: Any, **kwargs: Any) -> Any:
        """Do nothing: history has its own table."""

    log_change = log_deletions = log_addition

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        return []

    # History and withdrawal.

    def get_urls(self) -> list[urls.URLPattern]:
        """Return the addresses, of pages of our own first: that of `log` is `log_view`."""
        return [
            urls.path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(getattr(self, f"{name}_view")),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for name in (*self.own_pages, *(["withdraw"] if self.can_withdraw else []))
        ] + super().get_urls()

    @property
    def can_withdraw(self) -> bool:
        """Whether rows of the model can be withdrawn."""
        return issubclass(self.model, Withdrawable)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw a row with a reason. Nothing is deleted."""
        row, by = self._get_or_404(request, str(pk)), user_of(request)
        policies.check_can_change(by, str(self.opts.model_name), str(row))
        form = ReasonForm(request.POST or None)
        if requests.is_sent(form) and requests.saved(
            form,
            reference_rows.withdraw,
            base.WithdrawRow(
                row=row, by=by, reason=form.cleaned_data["reason"], now=timezone.now()
            ),
        ):
            self.message_user(request, _("Withdrawn. It stays in the history."))
            return shortcuts.redirect(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", row.pk
            )
        return self.page(
            request, "withdraw", title=_("Withdraw %(row)s") % {"row": row}, row=row, form=form
        )

    def page(
        self, request: HttpRequest, name: str, *, status: int = 200, **context: Any
    ) -> TemplateResponse:
        """Return a page of our own, which the admin's templates frame."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/tracker/{name}.html", context, status=status)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the audit history of a row, newest first, 200 events at most."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row, by = self._get_or_404(request, object_id), user_of(request)
        events = list(self.events_of(row, request).newest_first()[:200])
        read_log.log_listed(find_restricted_matter(events, by), by=by, now=timezone.now())
        return self.page(
            request,
            "history",
            title=_("History of %(row)s") % {"row": row},
            row=row,
            lines=timeline.build_lines(events, by),
        )

    def _get_or_404(self, request: HttpRequest, key: str) -> Any:
        """Return a row that the user may see; `get_object` logs what it shows."""
        if (row := self.get_object(request, key)) is None:
            raise Http404
        return row

    def events_of(self, row: Model, request: HttpRequest) -> Any:
        """Return the events of a row that the user may see."""
        return Event.objects.visible_to(request.user).filter(table=self.opts.db_table, key=row.pk)

    def _newest_event_of(self, row: Any, request: HttpRequest) -> int:
        return newest_event_of(row)


class CodedAdmin(TrackerAdmin):
    """Admin of rows that are known by their code."""

    ordering = ("code",)
    sortable_by = ("code",)


class AddedElsewhereAdmin(TrackerAdmin):
    """Admin of rows that it does not add: they come with an import, or are made on the site."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class ReadOnlyAdmin(AddedElsewhereAdmin):
    """Read-only admin of the rows that the user may see, newest first.

    Fields that may be hidden from a user who sees the row are left out, such as the issuer of cited
    evidence: the pages of the site and the history show them to those who may see them.
    """

    section = ""  # of the page on the site
    can_withdraw = False

    # Names without links: only administrators may see the page of a user.
    author_named = attribute("author", gettext_lazy("author"))
    decided_by_named = attribute("decided_by", gettext_lazy("decided by"))
    added_by_named = attribute("added_by", gettext_lazy("added by"))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("on the site"))
    def on_the_site(self, row: Any) -> safestring.SafeString:
        """Link to the section of the recommendation's page, or to the row's own page."""
        shown = row.recommendation if self.section else row
        return html.format_html(
            '<a href="{}{}" aria-label="{}">{}</a>',
            shown.get_absolute_url(),
            self.section,
            gettext_lazy("Open %(recommendation)s on the site") % {"recommendation": shown},
            gettext_lazy("Open"),
        )


class ReadLoggedAdmin(TrackerAdmin):
    """Admin that logs every view of rows that show evidence or comments for named readers."""

    def restricted_rows(self, rows: Iterable[Any], user: User) -> Iterable[Evidence | Comment]:
        """Return the evidence and comments that these rows show: by default that of each, or it."""
        return [getattr(row, "evidence", row) for row in rows]

    def prepare_list(self, changelist: ChangeList, request: HttpRequest) -> None:
        """Log what the list shows."""
        self._log(request, changelist.result_list)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return a row, for each of its pages, and log what it shows."""
        row = super().get_object(request, object_id, from_field)
        self._log(request, [row] if row else [])
        return row

    def _log(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        by = user_of(request)
        read_log.log_listed(self.restricted_rows(rows, by), by=by, now=timezone.now())


class ReadOnlyLoggedAdmin(ReadOnlyAdmin, ReadLoggedAdmin):
    """Read-only admin that logs every view of rows that show what is for named readers."""
