"""Admin of publications (read-only), replies to their drafts, and senders of reports."""

from django.contrib import admin
from django.utils import html, safestring
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import AddedElsewhere, ReadOnlyAdmin, TrackerAdmin
from tracker.models import Publication, Reply, ReportText


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Read-only admin: reports are made and published on the site."""

    list_display = (
        "title",
        "number",
        "language",
        "audience",
        "state",
        "created_at",
        "decided_at",
        "on_the_site",
    )
    list_filter = ("state", "kind", "language", "audience")
    list_select_related = ("author", "decided_by")
    search_fields = ("title",)
    fields = own_fields = (
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
    )

    @admin.display(description=_("on the site"))
    def on_the_site(self, row: Publication) -> safestring.SafeString:
        return html.format_html(
            '<a href="{}" aria-label="{}">{}</a>',
            row.get_absolute_url(),
            _("Open %(publication)s on the site") % {"publication": row},
            _("Open"),
        )


@admin.register(Reply)
class ReplyAdmin(AddedElsewhere, TrackerAdmin):
    """Admin of replies to drafts: recorded on the site, corrected and withdrawn here."""

    list_display = ("publication", "body", "sent_on", "replied_on", "is_late", "withdrawn_at")
    readonly_fields = ("publication", "body", "sent_on", "is_late", "withdrawal_reason")
    own_fields = ("reply_by", "text", "is_none_received", "replied_on")


admin.site.register(
    ReportText,
    TrackerAdmin,
    list_display=("report", "language", "sender"),
    list_filter=("language",),
    list_select_related=("report__mechanism",),
    own_fields=("report", "language", "sender", "contact", "preface", "note"),
)
