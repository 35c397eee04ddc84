"""Nouns to look through in the admin; they are written where they belong, on the site."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence import read_log
from tracker.admin.base import TrackerAdmin
from tracker.models import Comment, Evidence


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


class MetAdmin(TrackerAdmin):
    """An admin whose rows tell of pieces of evidence, or of comments: see `told_by`."""

    def told_by(self, rows: Iterable[Any], user: Any) -> Iterable[Evidence | Comment]:
        """The pieces and comments that these rows show."""
        raise NotImplementedError

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        self._met(request, shown.result_list)
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Also what the page of one, and its history, ask for."""
        found = super().get_object(request, object_id, from_field)
        self._met(request, [found] if found else [])
        return found

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._met(request, [get_object_or_404(self.get_queryset(request), pk=pk)])
        return super().withdraw_view(request, pk)

    def _met(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        by: Any = request.user
        read_log.met(self.told_by(rows, by), by=by, now=timezone.now())
