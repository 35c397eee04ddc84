"""Evidence, reusable across recommendations."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.paginator import EmptyPage, Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _lazy

from tracker.actions.evidence import read_log
from tracker.admin.base import MOST, CappedPaginator, TrackerAdmin
from tracker.admin.read_only import MetAdmin, ReadOnlyAdmin
from tracker.errors import PurposeMissing
from tracker.models import Citation, Comment, Evidence, File, ReadLogEntry, SensitivityRequest
from tracker.policies.evidence.confidentiality import may_name
from tracker.vocabulary import EvidenceKind, Right


class PickerPage(Page[Any]):
    """Some pieces to pick from, the last of them only telling that there are more."""

    def __init__(self, rows: list[Any], number: int, paginator: Any) -> None:
        super().__init__(rows[: paginator.per_page], number, paginator)
        self.goes_on: bool = len(rows) > paginator.per_page

    def has_next(self) -> bool:
        return self.goes_on


class MetPaginator(CappedPaginator):
    """Writes down that what is for named readers stood on a page.

    It counts nothing: a picker asks for the next page alone, and to count is to walk past all that
    is hidden once more.
    """

    by: Any = None

    def page(self, number: int | str) -> Page[Any]:
        place = int(number)
        first = (place - 1) * self.per_page
        if not 0 <= first < MOST:
            raise EmptyPage
        rows = list(self.object_list[first : first + self.per_page + 1])
        if first and not rows:
            raise EmptyPage
        found = PickerPage(rows, place, self)
        read_log.met(found.object_list, by=self.by, now=timezone.now())
        return found


@admin.register(Evidence)
class EvidenceAdmin(TrackerAdmin):
    """Pieces of evidence; the words of a passage are fixed."""

    list_display = ("title", "kind", "issuer", "covers_from", "covers_to", "withdrawn_at")
    list_filter = ("kind", "sensitivity")
    list_select_related = ("issuer",)
    search_fields = ("title",)
    ordering = ("-pk",)
    sortable_by = ()
    not_looked_up = frozenset({"remark"})
    autocomplete_fields = ("issuer", "topics", "readers")
    own_fields = (
        "kind",
        "title",
        "issuer",
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("passage", "quote") if obj is not None and obj.passage_id else ()

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Whoever is no analyst is told an issuer where it may be named."""
        by: Any = request.user
        if by.may_write:
            return self.list_display
        return tuple("issuer_named" if n == "issuer" else n for n in self.list_display)

    @admin.display(description=_lazy("issuer"))
    def issuer_named(self, piece: Evidence) -> str:
        return piece.told_issuer or str(self.get_empty_value_display())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        by: Any = request.user
        if not by.may_write:  # as on the page of the piece
            left_out = {"remark"} if obj is None or may_name(by, obj) else {"remark", "issuer"}
            sets[0][1]["fields"] = [n for n in sets[0][1]["fields"] if n not in left_out]
        if obj is not None:
            told = _("Files and sensitivity on the page of the piece")
            link = format_html('<a href="{}">{}</a>', obj.get_absolute_url(), told)
            sets[0][1]["description"] = link
        return sets

    # What is for named readers: kept in the read log, opened for a purpose.

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        by: Any = request.user
        read_log.met(shown.result_list, by=by, now=timezone.now())
        return shown

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Of pickers, which show one page after another."""
        if not request.path.endswith("/autocomplete/"):
            return super().get_paginator(request, *args, **kwargs)
        paginator = MetPaginator(*args, **kwargs)
        paginator.by = request.user
        return paginator

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        asked = self._asked(request, object_id) if object_id else None
        return asked or super().changeform_view(request, object_id, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        return self._asked(request, object_id) or super().history_view(
            request, object_id, *args, **kwargs
        )

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._asked(request, str(pk)) or super().withdraw_view(request, pk)

    def _asked(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """The page that asks what for, unless it is known or need not be."""
        row: Any = self.get_object(request, unquote(object_id))
        by: Any = request.user
        if row is None or not self.has_view_permission(request):
            return None
        try:
            read_log.opened(evidence=row, by=by, now=timezone.now())
        except PurposeMissing:
            back = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('evidence_purpose', args=[row.pk])}?{back}")
        return None

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A passage is marked by its words in the short form, where its place is found."""
        if db_field.name == "kind" and request.resolver_match.url_name.endswith("_add"):
            kwargs["choices"] = [
                (k.value, k.label) for k in EvidenceKind if k != EvidenceKind.REPORT_PASSAGE
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Pickers offer what nobody withdrew."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(withdrawn_at=None)
        return super().get_search_results(request, queryset, search_term)

    def stamp(self, request: Any) -> dict[str, Any]:
        return {"added_by": request.user, "added_at": timezone.now()}


@admin.register(Citation)
class CitationAdmin(MetAdmin):
    """Citations are made by logging; here their use and words are put right."""

    list_display = ("recommendation", "evidence", "use", "bearing", "as_of", "withdrawn_at")
    list_filter = ("use", "bearing")
    list_select_related = ("recommendation__report__mechanism", "evidence")
    ordering = ("-pk",)
    sortable_by = ()
    readonly_fields = ("recommendation", "evidence", "assessment", "as_of")
    own_fields = ("use", "bearing", "polarity", "sentence")

    def told_by(self, rows: Iterable[Citation], user: Any) -> Iterable[Evidence]:
        return [row.evidence for row in rows]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What an approved judgment cites is not edited; it can be withdrawn."""
        decided = obj is not None and obj.assessment is not None
        return super().has_change_permission(request, obj) and not decided


@admin.register(File)
class FileAdmin(ReadOnlyAdmin, MetAdmin):
    """Files are added, and handed out, on the site. What they say is not shown here."""

    list_display = ("name", "number", "kind", "size", "sensitivity", "added_at", "withdrawn_at")
    list_filter = ("kind", "sensitivity")
    list_select_related = ("evidence",)
    fields = own_fields = (
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
    )

    def told_by(self, rows: Iterable[File], user: Any) -> Iterable[Evidence]:
        return [row.evidence for row in rows]


@admin.register(SensitivityRequest)
class SensitivityRequestAdmin(ReadOnlyAdmin, MetAdmin):
    """They are proposed by one person and decided by another, on the site."""

    list_display = ("pk", "before", "after", "state", "author", "decided_by", "created_at")
    list_filter = ("state", "after")
    list_select_related = ("author", "decided_by", "evidence", "comment", "file__evidence")
    fields = own_fields = (
        "before",
        "after",
        "words",
        "state",
        "author_named",
        "created_at",
        "decided_by_named",
        "decided_at",
        "decision_note",
    )

    def told_by(
        self, rows: Iterable[SensitivityRequest], user: Any
    ) -> Iterable[Evidence | Comment]:
        return [row.file.evidence if row.file else row.thing for row in rows]


@admin.register(ReadLogEntry)
class ReadLogEntryAdmin(ReadOnlyAdmin):
    """Lines are added where matter for named readers is read, and never changed."""

    list_display = ("at", "by", "deed", "piece", "purpose")
    list_filter = ("deed",)
    list_select_related = ("by",)
    fields = own_fields = ("at", "reader_named", "deed", "piece", "version", "purpose")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user: Any = request.user
        return super().has_view_permission(request, obj) and user.may(Right.KNOW_OF_ALL)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("by", "file")
        return rows.defer("file__extracted_text", "file__folded_text")

    @admin.display(description=gettext_lazy("reader"))
    def reader_named(self, row: Any) -> str:
        return str(row.by)

    @admin.display(description=gettext_lazy("piece or comment no."))
    def piece(self, row: Any) -> int:
        return int(row.evidence_id or row.comment_id)

    @admin.display(description=gettext_lazy("version of the file"))
    def version(self, row: Any) -> str:
        return str(row.file.number) if row.file else str(self.get_empty_value_display())
