"""Saved reports: what is to be made on which days."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.base import (
    AuditedQuerySet,
    ToldCheck,
    Withdrawable,
    WithdrawableQuerySet,
    known,
    spoken_for,
)
from tracker.models.bodies import Body
from tracker.vocabulary import (
    Audience,
    Frequency,
    Language,
    Past,
    PublicationState,
    ReportFormat,
    ReportKind,
    Then,
)


class SavedReportQuerySet(WithdrawableQuerySet):
    """Saved reports in the words of the field: paperwork."""

    def readable_by(self, user: Any) -> Self:
        return self.all() if user.sees_paperwork else self.none()

    def due(self, *, on: date) -> Self:
        """Those to be made by this day, the oldest first."""
        return self.standing().filter(next_on__lte=on).order_by("next_on", "pk")


class SavedReport(Withdrawable):
    """A progress report that is made as a draft on given days. Withdrawn, it is made no more."""

    name = models.CharField(_("name"), max_length=200)
    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="schedules", verbose_name=_("report")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience)
    conditions = models.JSONField(_("filter"), default=dict, blank=True)
    every = models.CharField(_("how often"), max_length=10, choices=Frequency)
    first_on = models.DateField(_("first on"))  # later days are counted from it
    next_on = models.DateField(
        _("next on"), null=True, blank=True
    )  # none: it was made for the last time
    last_on = models.DateField(_("made last on"), null=True, blank=True, editable=False)
    problem = models.TextField(_("why it was not made"), blank=True, editable=False)
    author = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("saved by")
    )
    created_at = models.DateTimeField(_("saved at"), editable=False)

    objects = SavedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved report")
        verbose_name_plural = _("saved reports")
        constraints = [
            known("kind", ReportKind.values, "schedule_kind_is_known"),
            known("language", Language.values, "schedule_language_is_known"),
            known("audience", Audience.values, "schedule_audience_is_known"),
            known("every", Frequency.values, "schedule_every_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_report_has_a_name"),
        ]
        indexes = [models.Index(fields=["next_on"], name="schedule_next")]

    def __str__(self) -> str:
        return self.name


class PublicationQuerySet(AuditedQuerySet):
    """Publications in the words of the field."""

    def readable_by(self, user: Any) -> Self:
        """Those that have left the house; drafts too for whoever sees paperwork."""
        return self.all() if user.sees_paperwork else self.filter(decided_at__isnull=False)

    def concerning(self, user: Any) -> Self:
        """What anybody may read, and what was published for a body that the focal point speaks for.

        A report whose filter names two bodies is for neither.
        """
        is_addressed = Q(
            audience=Audience.BODY,
            addressee__in=Body.objects.filter(pk__in=spoken_for(user)).values("code"),
            conditions__body__1__isnull=True,
        )
        return self.alias(addressee=KT("conditions__body__0")).filter(
            Q(audience=Audience.PUBLIC) | is_addressed, decided_at__isnull=False
        )

    def public(self) -> Self:
        """What people who do not sign in may read, where the setting allows it.

        Of what was superseded the page says by what; of what was withdrawn, only that and why.
        """
        return self.filter(audience=Audience.PUBLIC, decided_at__isnull=False)

    def waiting(self) -> Self:
        """Drafts that wait for a second person."""
        return self.filter(state=PublicationState.DRAFT)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Publication(models.Model):
    """A progress report frozen with its parameters, what it used, its bytes and the seal."""

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="publications", verbose_name=_("report")
    )
    number = models.PositiveIntegerField(_("number"))  # within the report, from 1
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience)
    on = models.DateField(_("state on"))
    since = models.DateField(_("since"), null=True, blank=True)
    past = models.CharField(_("past"), max_length=10, choices=Past)
    conditions = models.JSONField(  # of the filter: {"body": ["THBD"]}
        _("filter"), default=dict, blank=True
    )
    state = models.CharField(
        _("state"), max_length=20, choices=PublicationState, default=PublicationState.DRAFT
    )
    why = models.TextField(_("why it is made"))
    author = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made at"), editable=False)
    decided_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("published by"),
    )
    decided_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(  # superseded or withdrawn
        _("ended at"), null=True, blank=True, editable=False
    )
    notice = models.TextField(_("notice"), blank=True)  # why it was withdrawn
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        editable=False,
        verbose_name=_("superseded by"),
    )
    schedule = models.ForeignKey(
        "tracker.SavedReport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        editable=False,
        verbose_name=_("saved report"),
    )
    seal_number = models.PositiveBigIntegerField(_("seal"), null=True, blank=True, editable=False)
    seal_hash = models.CharField(_("hash of the seal"), max_length=64, blank=True, editable=False)
    history_to = models.BigIntegerField(  # sequence of the newest event it knew of
        _("history up to"), editable=False
    )
    content_sha256 = models.CharField(  # of the frozen content, see `publications`
        _("SHA-256 of the content"), max_length=64, editable=False
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            known("kind", ReportKind.values, "publication_kind_is_known"),
            known("language", Language.values, "publication_language_is_known"),
            known("audience", Audience.values, "publication_audience_is_known"),
            known("past", Past.values, "publication_past_is_known"),
            known("state", PublicationState.values, "publication_state_is_known"),
            models.UniqueConstraint(fields=["report", "number"], name="one_publication_per_number"),
            models.CheckConstraint(condition=~Q(why=""), name="publication_says_why"),
            ToldCheck(
                condition=Q(state=PublicationState.DRAFT, decided_by=None, decided_at=None)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("author"))
                )
                | Q(state=PublicationState.WITHDRAWN, decided_by=None, decided_at=None),
                name="a_publication_has_a_second_person",
                says=_("A report is published by a second person. Ask a publisher or reviewer."),
            ),
            ToldCheck(
                condition=~Q(state=PublicationState.WITHDRAWN) | ~Q(notice=""),
                name="a_withdrawal_says_why",
                says=_("A report is withdrawn with a notice. Say why."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="publication_state"),
            models.Index(fields=["report", "-id"], name="publication_report"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("publication", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == PublicationState.DRAFT

    @property
    def addressee(self) -> str:
        """Code of the body that reads it, where it is for a body itself; "" else."""
        named = self.conditions.get("body") or [""]
        return str(named[-1]) if self.audience == Audience.BODY else ""

    @property
    def has_left(self) -> bool:
        """Whether it was published, whatever became of it."""
        return self.decided_at is not None


class PublicationFileQuerySet(AuditedQuerySet):
    """Printed files: seen by whoever sees the publication."""

    def readable_by(self, user: Any) -> Self:
        return self.filter(publication__in=_seen(user))

    def concerning(self, user: Any) -> Self:
        return self.filter(publication__in=_seen(user))


def _seen(user: Any) -> Any:
    return Publication.objects.visible_to(user).order_by().values("pk")


class PublicationFile(models.Model):
    """The bytes of a publication in one format, found by their SHA-256."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="files", verbose_name=_("publication")
    )
    # A format, or "content": what it was printed from, as canonical JSON.
    format = models.CharField(_("format"), max_length=10)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    objects = PublicationFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a publication")
        verbose_name_plural = _("files of publications")
        constraints = [
            known("format", [*ReportFormat.values, "content"], "printed_format_is_known"),
            models.UniqueConstraint(fields=["publication", "format"], name="one_file_per_format"),
        ]
        indexes = [models.Index(fields=["sha256"], name="printed_sha256")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """What people call the format."""
        return str(ReportFormat(self.format).label)


class PublicationUse(models.Model):
    """A row that a publication used, and its version: the newest event that told of it then.

    History does not watch it: it is made from the frozen content, and written once.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="uses", verbose_name=_("publication")
    )
    table = models.CharField(_("table"), max_length=64)
    key = models.BigIntegerField(_("key"))
    version = models.BigIntegerField(_("version"))  # sequence of an event; 0: history has none

    class Meta:
        verbose_name = _("use in a publication")
        verbose_name_plural = _("uses in publications")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "table", "key"], name="a_row_is_used_once"
            )
        ]
        indexes = [models.Index(fields=["table", "key"], name="publication_use_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class RemarkQuerySet(WithdrawableQuerySet):
    """Remarks in the words of the field: for whoever reads the report, not for focal points."""

    def told(self, then: Then) -> Self:
        """Those written for a day up to `then`, as we know today or as we knew at its end."""
        rows = self.filter(as_of__lte=then.on)
        if then.past == Past.KNOWN_NOW:
            return rows.standing()
        return rows.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gte=then.ends_at),
            written_at__lt=then.ends_at,
        )

    def newest_first(self) -> Self:
        return self.order_by("-as_of", "-pk")


class Remark(Withdrawable):
    """Words for the progress report in one language. A new one takes the place of the one before.

    Without a recommendation it is the executive summary of the report.
    """

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="remarks", verbose_name=_("report")
    )
    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remarks",
        verbose_name=_("recommendation"),
    )
    language = models.CharField(_("language"), max_length=10, choices=Language)
    text = models.TextField(_("text"), max_length=50_000)
    as_of = models.DateField(_("as of"))
    written_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written at"), editable=False)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [
            known("language", Language.values, "remark_language_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="a_remark_says_something"),
        ]
        indexes = [
            models.Index(
                fields=["report", "language", "recommendation", "-as_of", "-id"],
                name="remark_newest",
            )
        ]

    def __str__(self) -> str:
        return self.text
