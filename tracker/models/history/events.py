"""Audit history: events written by the database, their seals, redactions, upgrades that ran."""

from functools import cache
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser, Group as Role
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.compiled_queries import Bound, CompiledCondition, Rows, compiled
from tracker.migrations.schema import RandomSalt
from tracker.models import figures, imports, people, questions
from tracker.models.assessments import Assessment, AssessmentLine, Comment, Invitation
from tracker.models.base import (
    AuditedQuerySet,
    Proposal,
    ProposalQuerySet,
    RowExists,
    Viewer,
    choice_constraint,
    is_under_visible,
    named_by,
)
from tracker.models.evidence.evidence import Citation, Evidence, File
from tracker.models.evidence.sensitivity import ReadLogEntry, SensitivityRequest
from tracker.models.progress import publications, texts
from tracker.models.recommendations import components, recommendations
from tracker.vocabulary import (
    EventSource,
    Operation,
    PublicationState,
    ReasonCode,
    Right,
    Sensitivity,
    State,
)


class SealQuerySet(models.QuerySet["Seal"]):
    """Queryset of seals."""

    def newest_first(self) -> Self:
        """Order by number, newest first."""
        return self.order_by("-number")

    def newest(self) -> "Seal | None":
        """Return the newest seal without its entries, or None."""
        return self.newest_first().defer("entries").first()


class Seal(models.Model):
    """Hashes of a range of events, chained to the seal before; see docs/seals.md.

    It is written once and not audited: each seal would make an event to seal.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)  # from 1, without gaps
    first = models.BigIntegerField(_("first event"))  # sequences, both sealed
    last = models.BigIntegerField(_("last event"), unique=True)
    count = models.PositiveIntegerField(_("events"))  # fewer than last - first where writes failed
    entries = models.BinaryField(_("entries"))  # 24 bytes an event: sequence, half of its hash
    root = models.CharField(_("root"), max_length=64)  # SHA-256 of the entries
    previous = models.CharField(_("hash of the previous seal"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created at"))
    # Number of the first signed seal of the chain; null before it. Hashed where set, as `note` is.
    signed_since = models.PositiveBigIntegerField(_("signed since seal"), null=True)
    # Why times of its events run backwards: the clock was wrong. Empty: they do not.
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    public_key = models.CharField(_("public key"), max_length=64, blank=True)  # Ed25519, raw
    signature = models.CharField(_("signature"), max_length=128, blank=True)  # of the hash

    objects = SealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last"), number__gte=1, count__gte=1),
                name="seal_range_runs_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(public_key="", signature="")
                | (~models.Q(public_key="") & ~models.Q(signature="")),
                name="a_signature_has_a_key",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_since=None)
                | models.Q(signed_since__lte=models.F("number"), signature__gt=""),
                name="a_seal_after_a_signed_one_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:16]}"


class SealTimestamp(models.Model):
    """Time stamp of a seal's hash by an authority outside (RFC 3161). Rows are only added."""

    seal = models.ForeignKey(
        Seal, models.PROTECT, related_name="timestamps", verbose_name=_("seal")
    )
    authority = models.CharField(_("authority"), max_length=500)  # its address
    at = models.DateTimeField(_("at"))  # as the token says
    token = models.BinaryField(_("token"))  # DER

    def __str__(self) -> str:
        return f"{self.seal_id} {self.at:%Y-%m-%d %H:%M}"


class Verification(models.Model):
    """Result of a verification of the audit history. Later ones are compared with it."""

    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=150)  # name of the actor, as history has it
    since = models.PositiveBigIntegerField(_("from seal"), default=1)
    seals = models.PositiveBigIntegerField(_("seals"))
    signed = models.PositiveBigIntegerField(_("signed seals"))
    newest_number = models.PositiveBigIntegerField(_("newest seal"), default=0)  # 0: none
    newest_hash = models.CharField(_("hash"), max_length=64, blank=True, default="")
    sealed = models.PositiveBigIntegerField(_("sealed events"))
    unsealed = models.PositiveBigIntegerField(_("events not sealed yet"))
    rows = models.PositiveBigIntegerField(_("rows"))
    first_bad = models.BigIntegerField(_("first bad event"), null=True)
    faults = models.JSONField(_("problem"), default=list)  # sentences

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class RedactionQuerySet(ProposalQuerySet["Redaction"]):
    """Queryset of redactions, visible to users who read users and roles."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to all, for users who read users and roles; otherwise to none."""
        return self.all() if user.may(Right.READ_PEOPLE) else self.none()


class Redaction(Proposal):
    """Request of an administrator to remove a text, which a second one carries out by typing it.

    The text itself is not stored: only a slow hash, until the request is decided.
    """

    words_hash = models.CharField(_("hash of the text"), max_length=200, blank=True)
    about = models.CharField(_("kind of text"), max_length=200)  # "name of a witness"
    ground = models.TextField(_("legal ground"), max_length=2000)
    decision_note = None  # type: ignore[assignment] # history alone says why
    rows = models.PositiveIntegerField(_("rows"), default=0)  # that contained the text
    events = models.PositiveIntegerField(_("events"), default=0)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = [
            choice_constraint("state", State.values, "redaction_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(ground="") & ~models.Q(about=""),
                name="a_redaction_has_a_ground",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.APPROVED)
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("author"))),
                name="a_redaction_takes_two",
            ),
        ]

    __str__ = named_by("pk", "about")


class RedactedEvent(models.Model):
    """Event that a redaction changed. Rows are only added; the database refuses changes."""

    redaction = models.ForeignKey(
        Redaction, models.PROTECT, related_name="redacted_events", verbose_name=_("redaction")
    )
    sequence = models.BigIntegerField(_("event"))
    original_hash = models.CharField(_("hash of the original values"), max_length=64)
    remaining_hash = models.CharField(_("hash of the remaining values"), max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sequence", "redaction"], name="an_event_once"),
        ]

    __str__ = named_by("sequence")


class Upgrade(models.Model):
    """Numbered action of `heed upgrade` that ran. The rows it rewrote are in history."""

    number = models.PositiveIntegerField(_("number"), unique=True)  # of actions.upgrades.ACTIONS
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H:%M}"


def table_of(model: type[models.Model]) -> str:
    """Return the name of the table of a model."""
    return str(model._meta.db_table)


class EventQuerySet(AuditedQuerySet["Event"]):
    """Queryset of events. They are ordered by sequence, not by time."""

    def visible_to(self, user: Viewer | AnonymousUser) -> Self:
        """Filter to events about visible rows, and about users if this user reads those."""
        if isinstance(user, AnonymousUser) or not (user.may_read or user.may_represent_body):
            return self.none()
        reader = user.as_reader
        if isinstance(reader.pk, Bound):  # of a kind: the whole query is compiled
            return self.filter(_visible_events(reader))
        return self.filter(
            CompiledCondition(_visible_event(user.reader_kind), table_of(Event), user.bound_values)
        )

    def about(
        self, recommendation: recommendations.Recommendation, *, to: people.User | None = None
    ) -> Self:
        """Filter to events of a recommendation, the rows under it and the evidence it cites.

        With the user `to`, evidence counts only if the user may know of the citation.
        """
        citations = Citation.objects.visible_to(to) if to else Citation.objects.all()
        cited = citations.filter(recommendation=recommendation.pk).values("evidence")
        # Two lookups by index, not one condition with "or": that would walk all of history.
        direct = Event.objects.filter(recommendation=recommendation.pk).values("pk")
        return self.filter(
            pk__in=direct.union(
                Event.objects.filter(table=table_of(Evidence), key__in=cited).values("pk")
            )
        )

    def changing(self, field: str) -> Self:
        """Filter to updates that changed this field."""
        return self.filter(operation="update", new__has_key=field)

    def newest_sequence(
        self, recommendation: recommendations.Recommendation, *, to: people.User
    ) -> int:
        """Return the sequence of the newest event about it visible to this user; 0 without any.

        A form keeps it, to find out later whether somebody else changed the recommendation.
        """
        return self.visible_to(to).filter(recommendation=recommendation.pk).last_sequence()

    def last_sequence(self) -> int:
        """Return the sequence of the newest of these events; 0 without any."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0


class Event(models.Model):
    """Event of the audit history. Its key is its sequence; it has no foreign keys, so it stays."""

    at = models.DateTimeField(_("at"))  # UTC, microseconds, when the row was written
    table = models.CharField(_("table"), max_length=64)
    key = models.BigIntegerField(_("key"))
    operation = models.CharField(_("operation"), max_length=10, choices=Operation)
    old = models.JSONField(_("values before"), null=True)  # of the changed columns
    new = models.JSONField(_("values after"), null=True)
    actor_id = models.BigIntegerField(_("key of the person"), null=True)
    actor_name = models.CharField(_("who"), max_length=150)  # as it was then
    reason = models.TextField(_("reason"), blank=True)  # words; empty where the code says it
    reason_code = models.CharField(
        _("kind of reason"), max_length=20, blank=True, choices=ReasonCode
    )
    # Kinds of suspected personal data that the writer confirmed: "personal_number".
    looked_at = models.CharField(
        _("confirmed as not personal data"), max_length=100, blank=True, default=""
    )
    source = models.CharField(_("source"), max_length=10, choices=EventSource)
    request = models.CharField(_("request"), max_length=36)
    recommendation = models.BigIntegerField(_("recommendation"), null=True)
    # Hashed with the values, so that a hash of a value that was taken out gives nothing away.
    salt = models.CharField(
        _("salt of the hash"), max_length=32, db_default=RandomSalt(), editable=False
    )

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
            models.Index(
                fields=["reason_code", "-id"],
                condition=~models.Q(reason_code=""),
                name="event_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(_("change no. %(number)s") % {"number": self.pk})

    def describe_actor(self, name: str) -> str:
        """Return "Ana Krasniqi (ana)": the name known now, and the user name kept with the event.

        Without a name, as for a command, only what was kept.
        """
        return self.actor_name if name in ("", self.actor_name) else f"{name} ({self.actor_name})"

    def load_actor(self) -> str:
        """Return the actor as `describe_actor` does, with the name read by one query."""
        return self.describe_actor(
            str(people.User.objects.filter(pk=self.actor_id or 0).first() or "")
        )


@compiled
def _visible_event(kind: people.ReaderKind) -> "Rows[Event]":
    """Return the event with the key "row", if readers of this kind may see it."""
    return Event.objects.filter(
        _visible_events(kind.reader), pk=Bound("row", models.BigIntegerField())
    ).values_list("pk")


@cache
def _visible_events(user: people.Reader) -> Any:
    """Return the condition of `visible_to` for the reader of a kind; building it takes long."""
    allowed: Any = ~models.Q(
        table__in=[*map(table_of, (*RESTRICTED, *RESTRICTED_LINKS, *NEVER_SHOWN))]
    )
    if not user.may_read:
        allowed &= models.Q(is_under_visible(user))
    for model in RESTRICTED:
        allowed |= models.Q(table=table_of(model)) & RowExists(
            model.objects.visible_to(user).filter(pk=models.OuterRef("key"))
        )
    for through, (field, owner) in RESTRICTED_LINKS.items():
        allowed |= models.Q(table=table_of(through)) & RowExists(
            through.objects.filter(
                RowExists(owner.objects.visible_to(user).filter(pk=models.OuterRef(field))),
                pk=models.OuterRef("key"),
            )
        )
    if not user.may_read:  # reasons and notes on publications are internal
        allowed &= ~models.Q(table=table_of(publications.Publication))
    if not user.may(Right.READ_PEOPLE):
        allowed &= (
            ~models.Q(table__startswith="tracker_user")
            & ~models.Q(table="mfa_authenticator")
            & ~models.Q(operation="cover")  # changes nothing
        )
    if not user.sees_paperwork:
        allowed &= ~_paperwork(user) & ~models.Q(
            RowExists(
                figures.Figure.objects.of_persons().unpublished().filter(pk=models.OuterRef("key"))
            ),
            table=table_of(figures.Figure),
        )  # unpublished counts, which may be small
    return allowed & ~_while_hidden(user)


def _paperwork(user: Viewer) -> Any:
    """Return the condition for events from before an approval or a publication.

    Without the right to paperwork, history begins at the approval, except of views of the bodies
    that the user speaks for.
    """
    views = Assessment.objects.of_represented_bodies(user)
    approved = Event.objects.filter(
        table=models.OuterRef("table"),
        key=models.OuterRef("key"),
        pk__lte=models.OuterRef("pk"),
        new__state=State.APPROVED,
    )
    published = Event.objects.filter(
        table=models.OuterRef("table"),
        key=models.OuterRef("key"),
        pk__lte=models.OuterRef("pk"),
        new__state=PublicationState.PUBLISHED,
    )
    of_another = models.Q(assessment__isnull=False) & ~RowExists(
        views.filter(pk=models.OuterRef("assessment"))
    )
    lines = AssessmentLine.objects.filter(of_another, pk=models.OuterRef("key"))
    cited = Citation.objects.filter(of_another, pk=models.OuterRef("key"))
    evidence = Citation.objects.filter(  # its event has the rationale of the assessment as reason
        of_another, evidence=models.OuterRef("key"), added_at=models.F("evidence__added_at")
    )
    assessments = models.Q(table=table_of(Assessment)) & ~RowExists(
        views.filter(pk=models.OuterRef("key"))
    )
    return (
        ((assessments | models.Q(table=table_of(components.Closing))) & ~RowExists(approved))
        | (models.Q(table=table_of(publications.Publication)) & ~RowExists(published))
        | models.Q(table=table_of(publications.PublicationFile))
        | (models.Q(table=table_of(AssessmentLine)) & RowExists(lines))
        | (models.Q(table=table_of(Citation), operation="insert") & RowExists(cited))
        | (models.Q(table=table_of(Evidence), operation="insert") & RowExists(evidence))
    )


def _while_hidden(user: Viewer) -> models.Q:
    """Return the condition for events of rows from when they were hidden from the user.

    A lower sensitivity opens the present values of evidence, files and comments, not the earlier
    ones; a named reader reads from the naming on. Who added the row always may read it.
    """
    hidden = models.Q(pk__in=[])
    for model, through, owner, added in (
        (Evidence, Evidence.readers.through, "evidence", "added_by"),
        (File, Evidence.readers.through, "evidence__files", "evidence__added_by"),
        (Comment, Comment.readers.through, "comment", "added_by"),
    ):
        link = through.objects.filter(
            pk=models.OuterRef("key"),
            user=user.pk,
            **{owner: models.OuterRef(models.OuterRef("key"))},
        )
        named_before = Event.objects.filter(
            RowExists(link),
            table=table_of(through),
            operation="insert",
            pk__lt=models.OuterRef("pk"),
        )
        opened = Event.objects.filter(
            ~RowExists(named_before),
            table=table_of(model),
            key=models.OuterRef("key"),
            pk__gt=models.OuterRef("pk"),
            old__sensitivity=Sensitivity.NAMED_READERS,
        )
        added_by_user = model.objects.filter(pk=models.OuterRef("key"), **{added: user.pk})
        hidden |= models.Q(table=table_of(model)) & ~RowExists(added_by_user) & RowExists(opened)
    return hidden


# Models with rows that not everybody may know of, and links of such rows to topics.
RESTRICTED: tuple[Any, ...] = (
    Assessment,
    Citation,
    components.Closing,
    Comment,
    imports.Draft,
    questions.DueDate,
    Evidence,
    File,
    AssessmentLine,
    components.LineageLink,
    SensitivityRequest,
    questions.Commitment,
    figures.Figure,
    publications.PublicationFile,
    publications.Publication,
    questions.Question,
    questions.QuestionSpan,
    ReadLogEntry,
    Redaction,
    texts.Remark,
    publications.Reply,
    texts.ReportText,
    questions.AnsweredSheet,
    imports.ImportRun,
    Invitation,
    publications.SavedReport,
    texts.TextTranslation,
)
NEVER_SHOWN: tuple[Any, ...] = (
    Evidence.readers.through,
    Comment.readers.through,
    RedactedEvent,
    Role,
    Role.permissions.through,
    Verification,
)
RESTRICTED_LINKS: dict[Any, tuple[str, Any]] = {
    Evidence.topics.through: ("evidence", Evidence),
    questions.Question.topics.through: ("question", questions.Question),
}
