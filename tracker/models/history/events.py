"""The audit history: lines that the database writes and nobody rewrites."""

from functools import lru_cache
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.migrations.schema import RandomSalt
from tracker.models.assessments import Assessment, AssessmentLine, Comment
from tracker.models.commitments import Commitment, DueDate
from tracker.models.evidence.evidence import Citation, Evidence
from tracker.models.evidence.files import File
from tracker.models.evidence.sensitivity import ReadLogEntry, SensitivityRequest
from tracker.models.figures import Figure
from tracker.models.history.redactions import RedactedEvent, Redaction
from tracker.models.imports import Draft, ImportRun
from tracker.models.people import Reader
from tracker.models.progress import Publication, PublicationFile, Remark, SavedReport
from tracker.models.questions import Question, QuestionSpan
from tracker.models.recommendations.closings import Closing
from tracker.models.recommendations.lineage import LineageLink
from tracker.models.recommendations.recommendations import Recommendation
from tracker.vocabulary import PublicationState, ReasonCode, Right, Sensitivity, State

MOST_READERS = 200  # whose conditions are kept at hand


def table_of(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


class EventQuerySet(models.QuerySet["Event"]):
    """Events in the words of the field. Sequence orders them; time does not."""

    def visible_to(self, user: Any) -> Self:
        """Events about what this user may know of; about people, whoever reads who may do what."""
        if isinstance(user, AnonymousUser) or not (user.may_read or user.may_speak):
            return self.none()
        return self.filter(_known_to(user.as_reader))

    def about(self, recommendation: Recommendation, *, to: Any = None) -> Self:
        """Those of a recommendation, of everything under it, and of the evidence it cites.

        With `to`, that it cites a piece is told only to a user who may know of the citation.
        """
        citations = Citation.objects.visible_to(to) if to else Citation.objects.all()
        cited = citations.filter(recommendation=recommendation.pk).values("evidence")
        # Two lookups by index, not one condition with "or": that would walk all of history.
        own = Event.objects.filter(recommendation=recommendation.pk).values("pk")
        of_cited = Event.objects.filter(table=table_of(Evidence), key__in=cited).values("pk")
        return self.filter(pk__in=own.union(of_cited))

    def changing(self, field: str) -> Self:
        """Those that changed this field of a row that existed."""
        return self.filter(operation="update", new__has_key=field)

    def newest_sequence(self, recommendation: Recommendation, *, to: Any) -> int:
        """Sequence of the newest event about it that this user may know of: what a form has seen.

        0 without any.
        """
        newest = self.visible_to(to).filter(recommendation=recommendation.pk).order_by("-pk")
        return newest.values_list("pk", flat=True).first() or 0

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Event(models.Model):
    """One line of audit history. Its key is its sequence; without foreign keys it outlives all."""

    at = models.DateTimeField(_("at"))  # UTC, microseconds, when the row was written
    table = models.CharField(_("table"), max_length=64)
    key = models.BigIntegerField(_("key"))
    operation = models.CharField(
        _("operation"), max_length=10
    )  # insert update delete sign_in factor
    old = models.JSONField(_("old values"), null=True)  # of the changed columns
    new = models.JSONField(_("new values"), null=True)
    actor_id = models.BigIntegerField(_("actor's key"), null=True)
    actor_name = models.CharField(_("actor"), max_length=150)  # as it was then
    reason = models.TextField(_("reason"), blank=True)  # words; empty where the code says it
    reason_code = models.CharField(
        _("reason by code"), max_length=20, blank=True, choices=ReasonCode
    )
    # Kinds of what looked like personal data, which the writer looked at: "personal_number".
    looked_at = models.CharField(_("looked at"), max_length=100, blank=True, default="")
    source = models.CharField(_("source"), max_length=10)  # site admin api command task import
    request = models.CharField(_("request"), max_length=36)
    recommendation = models.BigIntegerField(_("recommendation"), null=True)
    # Hashed with the values, so that a hash of a value that was taken out gives nothing away.
    salt = models.CharField(_("salt"), max_length=32, db_default=RandomSalt(), editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("audit history")
        indexes = [
            models.Index(fields=["recommendation", "-id"], name="event_recommendation"),
            models.Index(fields=["table", "key", "-id"], name="event_row"),
            models.Index(fields=["actor_id", "-id"], name="event_actor"),
            models.Index(fields=["request"], name="event_request"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.operation} {self.table} {self.key}"


@lru_cache(maxsize=MOST_READERS)
def _known_to(user: Reader) -> Any:
    """The condition of `visible_to`: long to put together, and the same as long as rights are."""
    guarded = [table_of(model) for model in (*GUARDED, *TIED)]
    allowed: Any = ~Q(table__in=[*guarded, *map(table_of, NEVER_SHOWN)])
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
    if not user.may_read:  # why a report was made, and what its publisher noted, is the house's own
        allowed &= ~Q(table=table_of(Publication))
    if not user.may(Right.READ_PEOPLE):
        allowed &= ~Q(table__startswith="tracker_user")
    if not user.sees_paperwork:
        allowed &= ~_paperwork(user)
        allowed &= ~_counts_of_persons()
    return allowed & ~_from_when_it_was_hidden(user)


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
    published = Event.objects.filter(
        table=OuterRef("table"),
        key=OuterRef("key"),
        pk__lte=OuterRef("pk"),
        new__state=PublicationState.PUBLISHED,
    )
    of_another = Q(assessment__isnull=False) & ~Exists(own.filter(pk=OuterRef("assessment")))
    lines = AssessmentLine.objects.filter(of_another, pk=OuterRef("key"))
    cited = Citation.objects.filter(of_another, pk=OuterRef("key"))
    shown = Citation.objects.filter(  # a piece that came with a judgment tells its words as why
        of_another, evidence=OuterRef("key"), added_at=F("evidence__added_at")
    )
    judged = Q(table=table_of(Assessment)) & ~Exists(own.filter(pk=OuterRef("key")))
    return (
        ((judged | Q(table=table_of(Closing))) & ~Exists(approved))
        | (Q(table=table_of(Publication)) & ~Exists(published))
        | Q(table=table_of(PublicationFile))
        | (Q(table=table_of(AssessmentLine)) & Exists(lines))
        | (Q(table=table_of(Citation), operation="insert") & Exists(cited))
        | (Q(table=table_of(Evidence), operation="insert") & Exists(shown))
    )


def _counts_of_persons() -> Any:
    """What was held of counts of persons that nobody published: old and new values may be small."""
    rows = Figure.objects.of_persons().unpublished().filter(pk=OuterRef("key"))
    return Q(table=table_of(Figure)) & Exists(rows)


def _from_when_it_was_hidden(user: Any) -> Any:
    """What a piece, a file or a comment said while it was for named readers, of whom one was none.

    That it is for more people now opens what it says now, not what it said then; and who was named
    a reader afterwards reads from then on. Who added it was always one.
    """
    hidden: Any = Q(pk__in=[])
    for model, through, owner, added in (
        (Evidence, Evidence.readers.through, "evidence", "added_by"),
        (File, Evidence.readers.through, "evidence__files", "evidence__added_by"),
        (Comment, Comment.readers.through, "comment", "added_by"),
    ):
        tie = through.objects.filter(
            pk=OuterRef("key"), user=user.pk, **{owner: OuterRef(OuterRef("key"))}
        )
        named_before = Event.objects.filter(
            Exists(tie), table=table_of(through), operation="insert", pk__lt=OuterRef("pk")
        )
        opened = Event.objects.filter(
            ~Exists(named_before),
            table=table_of(model),
            key=OuterRef("key"),
            pk__gt=OuterRef("pk"),
            old__sensitivity=Sensitivity.NAMED_READERS,
        )
        own = model.objects.filter(pk=OuterRef("key"), **{added: user.pk})
        hidden |= Q(table=table_of(model)) & ~Exists(own) & Exists(opened)
    return hidden


# Rows that not everybody may know of, and the ties of such rows to topics.
GUARDED: tuple[Any, ...] = (
    Assessment,
    Citation,
    Closing,
    Comment,
    Draft,
    DueDate,
    Evidence,
    File,
    AssessmentLine,
    LineageLink,
    SensitivityRequest,
    Commitment,
    Figure,
    PublicationFile,
    Publication,
    Question,
    QuestionSpan,
    ReadLogEntry,
    Redaction,
    Remark,
    ImportRun,
    SavedReport,
)
NEVER_SHOWN: tuple[Any, ...] = (
    Evidence.readers.through,
    Comment.readers.through,
    RedactedEvent,
)
TIED: dict[Any, tuple[str, Any]] = {
    Evidence.topics.through: ("evidence", Evidence),
    Question.topics.through: ("query", Question),
}
