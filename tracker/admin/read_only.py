"""Base classes of admins that only show rows, and of those that log what was read."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence import read_log
from tracker.admin.base import TrackerAdmin, user_of
from tracker.models import Comment, Evidence


class ReadOnlyAdmin(TrackerAdmin):
    """Read-only admin of the rows that the user may see, newest first.

    Fields that may be hidden from a user who sees the row are left out, such as the issuer of cited
    evidence: the pages of the site and the history show them to those who may see them.
    """

    ordering = ("-pk",)
    sortable_by = ()
    section = ""  # of the recommendation's page

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @property
    def can_withdraw(self) -> bool:
        return False

    # Names without links: only administrators may see the page of a user.

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


class ReadLoggedAdmin(TrackerAdmin):
    """Admin that logs every view of rows that show evidence or comments for named readers."""

    def restricted_rows(self, rows: Iterable[Any], user: Any) -> Iterable[Evidence | Comment]:
        """Return the evidence and comments that these rows show."""
        raise NotImplementedError

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list, and log what it shows."""
        changelist = super().get_changelist_instance(request)
        self._log(request, changelist.result_list)
        return changelist

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return a row, for its page or history, and log what it shows."""
        row = super().get_object(request, object_id, from_field)
        self._log(request, [row] if row else [])
        return row

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw a row, and log what its page shows."""
        self._log(request, [get_object_or_404(self.get_queryset(request), pk=pk)])
        return super().withdraw_view(request, pk)

    def _log(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        by = user_of(request)
        read_log.log_listed(self.restricted_rows(rows, by), by=by, now=timezone.now())
