"""The audit history, to read."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.read_only import MetAdmin
from tracker.models import Comment, Event, Evidence
from tracker.policies.evidence.confidentiality import told_to
from tracker.summaries.history.named_readers import matter_of
from tracker.vocabulary import ReasonCode


class FixedFilter(admin.SimpleListFilter):
    """By the values that a column can have: known, not looked for in the whole of history."""

    values: tuple[str, ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, value) for value in self.values]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in self.values:
            return queryset
        return queryset.filter(**{str(self.parameter_name): self.value()})


class OperationFilter(FixedFilter):
    title, parameter_name = _("operation"), "operation"
    values = ("insert", "update", "delete", "sign_in", "factor")


class SourceFilter(FixedFilter):
    title, parameter_name = _("source"), "source"
    values = ("site", "admin", "api", "command", "task", "import")


class ReasonFilter(FixedFilter):
    title, parameter_name = _("reason by code"), "reason_code"
    values = tuple(ReasonCode.values)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code.value, str(code.label)) for code in ReasonCode]


@admin.register(Event)
class EventAdmin(MetAdmin):
    """Every line of history that this user may see; nobody changes one."""

    list_display = (
        "id",
        "at",
        "actor_name",
        "operation",
        "table",
        "key",
        "reason",
        "reason_code",
        "source",
    )
    list_filter = (OperationFilter, ReasonFilter, SourceFilter)
    ordering = ("-pk",)
    sortable_by = ()
    not_looked_up = frozenset({"old", "new"})
    own_fields = (
        "at",
        "actor_name",
        "operation",
        "table",
        "key",
        "old",
        "new",
        "reason",
        "reason_code",
        "source",
        "request",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen: QuerySet[Any] = Event.objects.visible_to(request.user)
        return seen.order_by("-pk")

    def told_by(self, rows: Iterable[Event], user: Any) -> Iterable[Evidence | Comment]:
        return matter_of(rows, user)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Without values that the page of the piece would not tell either."""
        found = super().get_object(request, object_id, from_field)
        if found:
            told_to(request.user, [found])
        return found

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
