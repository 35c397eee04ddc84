"""The read log, to look through: by number, since who may look need not read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.reading import ReadOnlyAdmin
from tracker.models import Reading
from tracker.vocabulary import Right


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
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

    @admin.display(description=_("reader"))
    def reader_named(self, row: Any) -> str:
        return str(row.by)

    @admin.display(description=_("piece or comment no."))
    def piece(self, row: Any) -> int:
        return int(row.evidence_id or row.comment_id)

    @admin.display(description=_("version of the file"))
    def version(self, row: Any) -> str:
        return str(row.file.number) if row.file else str(self.get_empty_value_display())
