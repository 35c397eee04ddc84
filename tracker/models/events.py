"""The audit history: lines that the database writes and nobody rewrites."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.assessments import Assessment
from tracker.models.citations import Citation
from tracker.models.closings import Closing
from tracker.models.comments import Comment
from tracker.models.evidence import Evidence
from tracker.models.indicators import Observation
from tracker.models.lines import Line
from tracker.models.links import Link
from tracker.models.measures import DueDate, Measure
from tracker.models.queries import Query
from tracker.models.recommendations import Recommendation
from tracker.vocabulary import ReasonCode, Right, State


def table_of(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


class EventQuerySet(models.QuerySet["Event"]):
    """Events in the words of the field. Sequence orders them; time does not."""

    def visible_to(self, user: Any) -> Self:
        """Events about what this user may know of; about people, whoever reads who may do what."""
        if isinstance(user, AnonymousUser) or not (user.may_read or user.may_speak):
            return self.none()
        guarded = [table_of(model) for model in (*GUARDED, *TIED)]
        allowed: Any = ~Q(table__in=[*guarded, table_of(Evidence.readers.through)])
        if not user.may_read:
            seen = Recommendation.objects.visible_to(user).order_by().values("pk")
            allowed &= Q(recommendation__in=seen)
        for model in GUARDED:
            rows = model.objects.visible_to(user).filter(pk=OuterRef("key"))
            allowed |= Q(table=table_of(model)) & Exists(rows)
        for through, (field, owner) in TIED.items():
            seen = owner.objects.visible_to(user).values("pk")
            ties = through.objects.filter(pk=OuterRef("key"), **{f"{field}__in": seen})
            allowed |= Q(table=table_of(through)) & Exists(ties)
        if not user.may(Right.READ_PEOPLE):
            allowed &= ~Q(table__startswith="tracker_user")
        if not user.sees_paperwork:
            allowed &= ~_paperwork(user)
        return self.filter(allowed)

    def about(self, recommendation: Recommendation, *, to: Any = None) -> Self:
        """Those of a recommendation, of everything under it, and of the evidence it cites.

        With `to`, that it cites a piece is told only to a user who may know of the citation.
        """
        citations = Citation.objects.visible_to(to) if to else Citation.objects.all()
        cited = citations.filter(recommendation=recommendation.pk, evidence=OuterRef("key"))
        return self.filter(
            Q(recommendation=recommendation.pk) | (Q(table=table_of(Evidence)) & Exists(cited))
        )

    def changing(self, field: str) -> Self:
        """Those that changed this field of a row that existed."""
        return self.filter(operation="update", new__has_key=field)

    def newest_sequence(self, recommendation: Recommendation) -> int:
        """Sequence of the newest event about it, 0 without any: what a form has seen."""
        newest = self.filter(recommendation=recommendation.pk).order_by("-pk")
        return newest.values_list("pk", flat=True).first() or 0

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Event(models.Model):
    """One line of audit history. Its key is its sequence; without foreign keys it outlives all."""

    at = models.DateTimeField(_("at"))  # UTC, microseconds, when the row was written
    table = models.CharField(_("table"), max_length=64)
    key = models.BigIntegerField(_("key"))
    operation = models.CharField(_("operation"), max_length=10)  # insert update delete sign_in
    old = models.JSONField(_("old values"), null=True)  # of the changed columns
    new = models.JSONField(_("new values"), null=True)
    actor_id = models.BigIntegerField(_("actor's key"), null=True)
    actor_name = models.CharField(_("actor"), max_length=150)  # as it was then
    reason = models.TextField(_("reason"), blank=True)  # words; empty where the code says it
    reason_code = models.CharField(
        _("reason by code"), max_length=20, blank=True, choices=ReasonCode
    )
    source = models.CharField(_("source"), max_length=10)  # site admin api command task import
    request = models.CharField(_("request"), max_length=36)
    recommendation = models.BigIntegerField(_("recommendation"), null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("audit history")
        indexes = [
            models.Index(fields=["recommendation", "-id"], name="event_recommendation"),
            models.Index(fields=["table", "key", "-id"], name="event_row"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.operation} {self.table} {self.key}"


def _paperwork(user: Any) -> Any:
    """How what is approved now came about: drafts, notes of returns, and what was added for them.

    For whoever sees no paperwork, history begins at the approval; but of the views of bodies that
    one speaks for.
    """
    own = Assessment.objects.spoken_by(user)
    approved = Event.objects.filter(
        table=OuterRef("table"),
        key=OuterRef("key"),
        pk__lte=OuterRef("pk"),
        new__state=State.APPROVED,
    )
    of_another = Q(assessment__isnull=False) & ~Exists(own.filter(pk=OuterRef("assessment")))
    lines = Line.objects.filter(of_another, pk=OuterRef("key"))
    cited = Citation.objects.filter(of_another, pk=OuterRef("key"))
    shown = Citation.objects.filter(  # a piece that came with a judgment tells its words as why
        of_another, evidence=OuterRef("key"), added_at=F("evidence__added_at")
    )
    judged = Q(table=table_of(Assessment)) & ~Exists(own.filter(pk=OuterRef("key")))
    return (
        ((judged | Q(table=table_of(Closing))) & ~Exists(approved))
        | (Q(table=table_of(Line)) & Exists(lines))
        | (Q(table=table_of(Citation), operation="insert") & Exists(cited))
        | (Q(table=table_of(Evidence), operation="insert") & Exists(shown))
    )


# Rows that not everybody may know of, and the ties of such rows to topics.
GUARDED: tuple[Any, ...] = (
    Assessment,
    Citation,
    Closing,
    Comment,
    DueDate,
    Evidence,
    Line,
    Link,
    Measure,
    Observation,
    Query,
)
TIED: dict[Any, tuple[str, Any]] = {
    Evidence.topics.through: ("evidence", Evidence),
    Query.topics.through: ("query", Query),
}
