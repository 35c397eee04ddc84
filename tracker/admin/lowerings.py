"""Proposals that a thing is less sensitive, to look through."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin

from tracker.admin.met import MetAdmin
from tracker.admin.reading import ReadOnlyAdmin
from tracker.models import Comment, Evidence, Lowering


@admin.register(Lowering)
class LoweringAdmin(ReadOnlyAdmin, MetAdmin):
    """They are proposed by one person and decided by another, on the site."""

    list_display = ("pk", "before", "after", "state", "author", "decided_by", "made_at")
    list_filter = ("state", "after")
    list_select_related = ("author", "decided_by", "evidence", "comment", "file__evidence")
    fields = own_fields = (
        "before",
        "after",
        "words",
        "state",
        "author_named",
        "made_at",
        "decided_by_named",
        "decided_at",
        "decision_note",
    )

    def told_by(self, rows: Iterable[Lowering], user: Any) -> Iterable[Evidence | Comment]:
        return [row.file.evidence if row.file else row.thing for row in rows]
