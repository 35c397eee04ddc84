"""Files of evidence, to look through."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin

from tracker.admin.met import MetAdmin
from tracker.admin.reading import ReadOnlyAdmin
from tracker.models import Evidence, File


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
        "withdrawn_because",
    )

    def told_by(self, rows: Iterable[File], user: Any) -> Iterable[Evidence]:
        return [row.evidence for row in rows]
