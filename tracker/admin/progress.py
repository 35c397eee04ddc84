"""Admin of publications (read-only), replies to their drafts, and senders of reports."""

from django.contrib import admin

from tracker.admin.base import AddedElsewhereAdmin, ReadOnlyAdmin, TrackerAdmin
from tracker.models import Publication, Reply, ReportText

# Reports are made and published on the site.
admin.site.register(
    Publication,
    ReadOnlyAdmin,
    list_display=(
        "title",
        "number",
        "language",
        "audience",
        "state",
        "created_at",
        "decided_at",
        "on_the_site",
    ),
    list_filter=("state", "kind", "language", "audience"),
    list_select_related=("author", "decided_by"),
    search_fields=("title",),
    own_fields=(
        "title",
        "number",
        "kind",
        "language",
        "audience",
        "on",
        "since",
        "basis",
        "state",
        "reason",
        "author_named",
        "created_at",
        "decided_by_named",
        "decided_at",
        "ended_at",
        "notice",
        "seal_number",
        "seal_hash",
        "content_sha256",
    ),
)


# Replies to drafts are recorded on the site, corrected and withdrawn here.
admin.site.register(
    Reply,
    AddedElsewhereAdmin,
    list_display=("publication", "body", "sent_on", "replied_on", "is_late", "withdrawn_at"),
    readonly_fields=("publication", "body", "sent_on", "is_late", "withdrawal_reason"),
    own_fields=("reply_by", "text", "is_none_received", "replied_on"),
)


admin.site.register(
    ReportText,
    TrackerAdmin,
    list_display=("report", "language", "sender"),
    list_filter=("language",),
    list_select_related=("report__mechanism",),
    own_fields=("report", "language", "sender", "contact", "preface", "note"),
)
