"""Admin of the audit history: read-only."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet, TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import ReadLoggedAdmin, Unchangeable, user_of
from tracker.audit.audited_tables import models_by_table
from tracker.filters.history import Operation, Source
from tracker.models import Comment, Event, Evidence, User
from tracker.policies.evidence.confidentiality import hide_internal_values
from tracker.summaries.history import timeline
from tracker.summaries.history.newest import find_restricted_matter
from tracker.vocabulary import ReasonCode


class FixedFilter(admin.SimpleListFilter):
    """Filter by the possible values of a column, without looking them up in all of history."""

    codes: type[TextChoices]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code.value, str(code.label)) for code in self.codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() not in self.codes.values:
            return queryset
        name = str(self.parameter_name)
        # What is not empty may have an index of its own, which SQLite else takes for another's.
        return queryset.exclude(**{name: ""}).filter(**{name: self.value()})


def fixed_filter(name: str, title: object, codes: type[TextChoices]) -> type:
    """Return the filter of a column by its possible values."""
    return type(name, (FixedFilter,), {"parameter_name": name, "title": title, "codes": codes})


@admin.register(Event)
class EventAdmin(Unchangeable, ReadLoggedAdmin):
    """Read-only admin of the events that the user may see."""

    list_display = ("at",)  # the template shows sentences
    list_filter = (
        fixed_filter("operation", _("operation"), Operation),
        fixed_filter("reason_code", _("kind of reason"), ReasonCode),
        fixed_filter("source", _("source"), Source),
    )
    restricted_columns = frozenset({"old", "new"})
    own_fields = (
        "at",
        "actor_name",
        "operation_name",
        "table_name",
        "key",
        "old",
        "new",
        "reason",
        "reason_name",
        "source_name",
        "request",
    )

    @admin.display(description=_("operation"))
    def operation_name(self, event: Event) -> str:
        """Return what was done, in words."""
        return str(dict(Operation.choices).get(event.operation, event.operation))

    @admin.display(description=_("table"))
    def table_name(self, event: Event) -> str:
        """Return the noun of the rows of its table."""
        model = models_by_table().get(event.table)
        return str(model._meta.verbose_name_plural) if model else event.table

    @admin.display(description=_("kind of reason"))
    def reason_name(self, event: Event) -> str:
        """Return the kind of its reason, in words."""
        return str(dict(ReasonCode.choices).get(event.reason_code, event.reason_code))

    @admin.display(description=_("source"))
    def source_name(self, event: Event) -> str:
        """Return where the change was made, in words."""
        return str(dict(Source.choices).get(event.source, event.source))

    def prepare_list(self, changelist: ChangeList, request: HttpRequest) -> None:
        """Add the events as sentences, and log what they show."""
        super().prepare_list(changelist, request)
        changelist.lines = timeline.build_lines(changelist.result_list, user_of(request))  # type: ignore[attr-defined]

    def restricted_rows(self, rows: Iterable[Event], user: User) -> Iterable[Evidence | Comment]:
        return find_restricted_matter(rows, user)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return an event without the values that the page of the evidence hides too."""
        if event := super().get_object(request, object_id, from_field):
            hide_internal_values(user_of(request), [event])
        return event
