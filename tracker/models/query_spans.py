"""The words of a report that a question is about."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from tracker.models.queries import Query
from tracker.models.shared import AuditedQuerySet, Span


class QuerySpanQuerySet(AuditedQuerySet):
    """Cited words: seen by whoever sees the question."""

    def readable_by(self, user: Any) -> Self:
        return self.filter(Exists(Query.objects.visible_to(user).filter(pk=OuterRef("query"))))

    def concerning(self, user: Any) -> Self:
        return self.readable_by(user)


class QuerySpan(Span):
    """Some words that a question cites."""

    query = models.ForeignKey(
        "tracker.Query", models.PROTECT, related_name="spans", verbose_name=_("question")
    )

    objects = QuerySpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("words a question cites")
        verbose_name_plural = _("words questions cite")

    def __str__(self) -> str:
        return self.quote
