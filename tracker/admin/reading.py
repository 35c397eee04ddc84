"""Nouns to look through in the admin; they are written where they belong, on the site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import TrackerAdmin


class ReadOnlyAdmin(TrackerAdmin):
    """What its user may see, newest first. Nobody adds, changes or withdraws anything here.

    Of what a row refers to, fields that may be hidden from whoever sees the row are left out: the
    pages of the site and the history know whom to name them to.
    """

    ordering = ("-pk",)
    sortable_by = ()
    section = ""  # of the recommendation's page

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @property
    def can_withdraw(self) -> bool:
        return False

    # People by name alone: the page of a user is an administrator's.

    @admin.display(description=_("author"))
    def author_named(self, row: Any) -> str:
        return str(row.author)

    @admin.display(description=_("decided by"))
    def decided_by_named(self, row: Any) -> str:
        return str(row.decided_by or self.get_empty_value_display())

    @admin.display(description=_("added by"))
    def added_by_named(self, row: Any) -> str:
        return str(row.added_by)

    @admin.display(description=_("on the site"))
    def on_the_site(self, row: Any) -> SafeString:
        return format_html(
            '<a href="{}#{}" aria-label="{}">{}</a>',
            row.recommendation.get_absolute_url(),
            self.section,
            _("Open %(recommendation)s on the site") % {"recommendation": row.recommendation},
            _("Open"),
        )
