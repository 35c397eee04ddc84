"""Admin of assessments and comments, read-only, and of the evidence they cite."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import EmptyPage, Page
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import html, safestring, timezone
from django.utils.translation import gettext as _, gettext_lazy

from tracker.actions.base import field_label
from tracker.actions.evidence import files, items, read_log
from tracker.admin.base import (
    FILE_KEPT,
    MAX_COUNTED,
    AddedElsewhereAdmin,
    CappedPaginator,
    ReadLoggedAdmin,
    ReadOnlyAdmin,
    ReadOnlyLoggedAdmin,
    TrackerAdmin,
    TrackerAdminForm,
    attribute,
    reason_to_add,
    user_of,
)
from tracker.admin.recommendations import approval_badges
from tracker.forms.base import UploadFields
from tracker.forms.evidence.edit import kinds
from tracker.models import (
    Assessment,
    AssessmentLine,
    Citation,
    Comment,
    Evidence,
    File,
    ReadLogEntry,
    SensitivityRequest,
    User,
)
from tracker.policies.evidence.confidentiality import may_see_issuer
from tracker.summaries.assessments import decidable_assessments
from tracker.vocabulary import Language


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """Read-only admin: assessments are logged and decided on the site."""

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
        keys = set(
            decidable_assessments(user_of(request))
            .filter(pk__in=[row.pk for row in rows])
            .values_list("pk", flat=True)
        )
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

    @admin.display(description=gettext_lazy("decision"))
    def decision(self, row: Any) -> safestring.SafeString:
        """Link to the page to decide, or to the assessment where it is shown."""
        label = gettext_lazy("Decide") if row.is_decidable else gettext_lazy("Open")
        shown = f"{row.recommendation.get_absolute_url()}#assessment-{row.pk}"
        return html.format_html(
            '<a class="{}" href="{}" aria-label="{}: {}">{}</a>',
            "log" if row.is_decidable else "open",
            reverse("assessment_decide", args=[row.pk]) if row.is_decidable else shown,
            label,
            row.recommendation,
            label,
        )

    @admin.display(description=gettext_lazy("languages of the texts"))
    def languages(self, row: Assessment) -> str:
        labels = dict(Language.choices)
        return ", ".join(
            f"{field_label(row, name)}: {labels.get(code, code)}"
            for name, code in row.text_languages.items()
        )

    @admin.display(description=gettext_lazy("state"))
    def state_shown(self, row: Assessment) -> safestring.SafeString:
        return html.format_html("{}{}", row.get_state_display(), approval_badges(row))

    @admin.display(description=gettext_lazy("perspective"))
    def view(self, row: Assessment) -> str:
        return row.body.short if row.body else row.get_perspective_display()


# Lines are written with their assessment.
admin.site.register(
    AssessmentLine,
    ReadOnlyAdmin,
    section="#assessments",
    list_display=("recommendation_named", "component", "status", "assessment", "on_the_site"),
    list_filter=("status",),
    own_fields=("recommendation", "assessment", "component", "status", "remark"),
)


# Comments are made and withdrawn on the site.
admin.site.register(
    Comment,
    ReadOnlyLoggedAdmin,
    section="#assessments",
    list_display=(
        "recommendation_named",
        "text",
        "added_by",
        "added_at",
        "sensitivity",
        "on_the_site",
    ),
    own_fields=(
        "recommendation",
        "assessment",
        "text",
        "sensitivity",
        "added_by_named",
        "added_at",
        "withdrawn_at",
        "withdrawal_reason",
    ),
)


class ReadLoggedPaginator(CappedPaginator):
    """Paginator of autocomplete that logs each row for named readers.

    It counts nothing: only the next page is asked for, and counting would go through all hidden
    rows once more. A row more than fits shows that there is a next page.
    """

    by: Any = None

    def page(self, number: int | str) -> Page[Any]:
        """Return a page by its number, and log what it shows."""
        number = int(number)
        first = (number - 1) * self.per_page
        is_counted = 0 <= first < MAX_COUNTED
        rows = list(self.object_list[first : first + self.per_page + 1]) if is_counted else []
        if number != 1 and not rows:
            raise EmptyPage
        self.num_pages = number + (len(rows) > self.per_page)
        shown = rows[: self.per_page]
        read_log.log_listed(shown, by=self.by, now=timezone.now())
        return Page(shown, number, self)


class EvidenceAdminForm(UploadFields, TrackerAdminForm):
    """The fields of evidence, and a file that is added as its next version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("upload"):
            self.fields["file"].help_text = FILE_KEPT

    @property
    def requires_reason(self) -> bool:
        """Whether existing evidence is changed or gets a file."""
        return bool(self.instance.pk and self.cleaned_data.get("upload")) or super().requires_reason


@admin.register(Evidence)
class EvidenceAdmin(TrackerAdmin):
    """Admin of evidence; the words of a passage are fixed."""

    form = EvidenceAdminForm

    list_display = ("title", "kind", "issuer", "covers_from", "covers_to", "withdrawn_at")
    list_filter = ("kind", "sensitivity")
    list_select_related = ("issuer", "original_source")
    search_fields = ("title",)
    restricted_columns = frozenset({"remark"})
    own_fields = (
        "kind",
        "title",
        "issuer",
        "original_source",
        "url",
        "published_on",
        "accessed_on",
        "covers_from",
        "covers_to",
        "expires_on",
        "language",
        "sensitivity",
        "readers",
        "attribution",
        "topics",
        "remark",
    )
    public_issuer = attribute("public_issuer", gettext_lazy("issuer"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("passage", "quote") if obj is not None and obj.passage_id else ()

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the columns; others than analysts see an issuer only where it may be named."""
        return (
            self.list_display
            if user_of(request).may_write
            else tuple(
                "public_issuer" if column == "issuer" else column for column in self.list_display
            )
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        options = fieldsets[0][1]
        by = user_of(request)
        if not by.may_write:  # as on the page of the evidence
            hidden = {"remark"}
            if obj is not None and not may_see_issuer(by, obj):
                hidden |= {"issuer", "original_source"}
            options["fields"] = [name for name in options["fields"] if name not in hidden]
        if self.has_change_permission(request, obj) and not (obj and obj.passage_id):
            options["fields"] = ["file", *options["fields"]]
        if obj is not None:
            options["description"] = html.format_html(
                '<a href="{}">{}</a>',
                obj.get_absolute_url(),
                _("Open the evidence page for its files and who can see them"),
            )
        return fieldsets

    # Rows for named readers are logged when listed, and opened for a purpose.

    def prepare_list(self, changelist: ChangeList, request: HttpRequest) -> None:
        """Log what the list shows."""
        read_log.log_listed(changelist.result_list, by=user_of(request), now=timezone.now())

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the paginator of the list, or of autocomplete."""
        if not request.path.endswith("/autocomplete/"):
            return super().get_paginator(request, *args, **kwargs)
        paginator = ReadLoggedPaginator(*args, **kwargs)
        paginator.by = request.user
        return paginator

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return evidence, and log that it is opened. Raises PurposeMissing, which asks for it."""
        if row := super().get_object(request, object_id, from_field):
            read_log.log_opened(evidence=row, by=user_of(request), now=timezone.now())
        return row

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer no passage for new evidence: it is cited by logging its words."""
        if db_field.name == "kind" and request.resolver_match.url_name.endswith("_add"):
            kwargs["choices"] = kinds()
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search for every word; autocomplete leaves out withdrawn evidence."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(withdrawn_at=None)
        return super().get_search_results(request, queryset, search_term)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.user = user_of(request)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the fields first, then add the file as the next version.

        New evidence is added as on the site: what was read of it is kept apart.
        """
        by, now, upload = user_of(request), timezone.now(), form.cleaned_data.get("upload")
        if not change:
            given = {name: form.cleaned_data[name] for name in self.own_fields}
            added, _is_new = items.add(
                items.AddEvidence(
                    evidence_input=items.EvidenceInput(**given, upload=upload),
                    by=by,
                    now=now,
                    reason=reason_to_add(form),
                )
            )
            obj.__dict__.update(added.__dict__)
            return
        super().save_model(request, obj, form, change)
        if upload:
            files.add_version(
                files.AddVersion(
                    evidence=obj, upload=upload, by=by, now=now, reason=reason_to_add(form)
                )
            )


@admin.register(Citation)
class CitationAdmin(AddedElsewhereAdmin, ReadLoggedAdmin):
    """Admin of citations, which are made by logging; their use and sentence are corrected here."""

    list_display = ("recommendation_named", "evidence", "use", "bearing", "as_of", "withdrawn_at")
    list_filter = ("use", "bearing")
    readonly_fields = ("recommendation", "evidence", "assessment", "as_of")
    own_fields = ("use", "bearing", "polarity", "sentence")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to change citations of an assessment; they can only be withdrawn."""
        return super().has_change_permission(request, obj) and not (obj and obj.assessment)


# Without contents: files are added and downloaded on the site.
admin.site.register(
    File,
    ReadOnlyLoggedAdmin,
    list_display=("name", "number", "kind", "size", "sensitivity", "added_at", "withdrawn_at"),
    list_filter=("kind", "sensitivity"),
    list_select_related=("evidence",),
    own_fields=(
        "name",
        "number",
        "kind",
        "size",
        "sha256",
        "clean_size",
        "clean_sha256",
        "pages",
        "is_signed",
        "sensitivity",
        "added_by_named",
        "added_at",
        "withdrawn_at",
        "withdrawal_reason",
    ),
)


@admin.register(SensitivityRequest)
class SensitivityRequestAdmin(ReadOnlyLoggedAdmin):
    """Read-only admin: sensitivity is requested and decided on the site."""

    list_name = gettext_lazy("Sensitivity requests")

    list_display = (
        "pk",
        "current_sensitivity",
        "requested_sensitivity",
        "state",
        "author",
        "decided_by",
        "created_at",
    )
    list_filter = ("state", "requested_sensitivity")
    list_select_related = ("author", "decided_by", "evidence", "comment", "file__evidence")
    fields = own_fields = (
        "current_sensitivity",
        "requested_sensitivity",
        "reason",
        "state",
        "author_named",
        "created_at",
        "decided_by_named",
        "decided_at",
        "decision_note",
    )

    def restricted_rows(
        self, rows: Iterable[SensitivityRequest], user: User
    ) -> Iterable[Evidence | Comment]:
        return [row.file.evidence if row.file else row.target for row in rows]


@admin.register(ReadLogEntry)
class ReadLogEntryAdmin(ReadOnlyAdmin):
    """Read-only admin: entries are added where evidence for named readers is read."""

    list_name = gettext_lazy("Read log")

    list_display = ("read_at", "user", "action", "piece", "purpose")
    list_filter = ("action",)
    fields = own_fields = ("read_at", "reader_named", "action", "piece", "version", "purpose")
    reader_named = attribute("user", gettext_lazy("reader"))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and user_of(request).may_view_read_log

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("user", "file")
        return rows.defer("file__extracted_text")

    @admin.display(description=gettext_lazy("number of the evidence or comment"))
    def piece(self, row: Any) -> int:
        return int(row.evidence_id or row.comment_id)

    @admin.display(description=gettext_lazy("version of the file"))
    def version(self, row: ReadLogEntry) -> str:
        return str(row.file.number) if row.file else str(self.get_empty_value_display())
