"""Saved reports, and publications with their files and the replies to their drafts."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from tracker.models.base import (
    AuditedQuerySet,
    OfParentQuerySet,
    PaperworkQuerySet,
    Viewer,
    Withdrawable,
    WithdrawableQuerySet,
    address_by,
    choice_constraint,
    is_among,
    named_by,
)
from tracker.models.bodies import Body
from tracker.vocabulary import (
    Audience,
    Basis,
    Frequency,
    Language,
    PublicationState,
    ReportFormat,
    ReportKind,
)


class SavedReportQuerySet(  # type: ignore[override]
    PaperworkQuerySet["SavedReport"], WithdrawableQuerySet["SavedReport"]
):
    """Queryset of saved reports, visible with the right to paperwork."""

    def due(self, *, on: date) -> Self:
        """Filter to reports to be made by this day, ordered by due day."""
        return self.not_withdrawn().filter(next_run_on__lte=on).order_by("next_run_on", "pk")


class SavedReport(Withdrawable):
    """Progress report that is drafted on a schedule until it is withdrawn."""

    name = models.CharField(_("name"), max_length=200)
    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="saved_reports", verbose_name=_("report")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience)
    conditions = models.JSONField(_("filter"), default=dict, blank=True)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency)
    recipients = models.ManyToManyField(  # each gets a message once they may read it
        "tracker.User", blank=True, related_name="+", verbose_name=_("recipients")
    )
    # Without an account: they get a message once a public report is published.
    addresses = models.JSONField(_("email addresses"), default=list, blank=True)
    first_run_on = models.DateField(_("first day"))  # later days are counted from it
    next_run_on = models.DateField(_("next day"), null=True, blank=True)  # empty: there is none
    last_run_on = models.DateField(_("last created on"), null=True, blank=True, editable=False)
    last_error = models.TextField(_("reason for the failure"), blank=True, editable=False)
    author = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("scheduled by"),
    )
    created_at = models.DateTimeField(_("scheduled at"), editable=False)

    objects = SavedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled report")
        verbose_name_plural = _("scheduled reports")
        constraints = [
            choice_constraint("kind", ReportKind.values, "saved_report_kind_is_known"),
            choice_constraint("language", Language.values, "saved_report_language_is_known"),
            choice_constraint("audience", Audience.values, "saved_report_audience_is_known"),
            choice_constraint("frequency", Frequency.values, "saved_report_frequency_is_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="a_saved_report_has_a_name"),
        ]
        indexes = [models.Index(fields=["next_run_on"], name="saved_report_next")]

    __str__ = named_by("name")


class PublicationQuerySet(AuditedQuerySet["Publication"]):
    """Queryset of publications."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to publications that were published; with the right to paperwork, drafts too."""
        return self.all() if user.sees_paperwork else self.filter(decided_at__isnull=False)

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to public publications, and those addressed to a body the user speaks for.

        A report whose filter names two bodies is addressed to neither. A draft is visible once it
        was sent to such a body for a reply.
        """
        own = Body.objects.filter(is_among("pk", user.represented_body_ids))
        sent = Reply.objects.visible_to_contributor(user).filter(publication=models.OuterRef("pk"))
        return self.alias(addressee=KT("conditions__body__0")).filter(
            models.Q(audience=Audience.PUBLIC)
            | models.Q(
                audience=Audience.BODY,
                addressee__in=own.values("code"),
                conditions__body__1__isnull=True,
            ),
            models.Q(decided_at__isnull=False)
            | models.Q(models.Exists(sent), state=PublicationState.DRAFT),
        )

    def public(self) -> Self:
        """Filter to publications for readers who do not sign in, where the setting allows them.

        Superseded and withdrawn ones are included: their pages say by what, and why.
        """
        return self.filter(audience=Audience.PUBLIC, decided_at__isnull=False)

    def waiting(self) -> Self:
        """Filter to drafts that wait for a second person."""
        return self.filter(state=PublicationState.DRAFT)


class Publication(models.Model):
    """Progress report frozen with its parameters, the rows it used, its files and the seal."""

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="publications", verbose_name=_("report")
    )
    number = models.PositiveIntegerField(_("number"))  # within the report, from 1
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience)
    on = models.DateField(_("as of"))
    since = models.DateField(_("since"), null=True, blank=True)
    basis = models.CharField(_("based on"), max_length=10, choices=Basis)
    conditions = models.JSONField(  # of the filter: {"body": ["THBD"]}
        _("filter"), default=dict, blank=True
    )
    reference = models.CharField(  # of a letter
        _("reference"), max_length=60, blank=True, default=""
    )
    reply_by = models.DateField(_("reply by"), null=True, blank=True)  # of a letter
    state = models.CharField(
        _("state"), max_length=20, choices=PublicationState, default=PublicationState.DRAFT
    )
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), editable=False)
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
    # Published by its author, in an office of one (`FOUR_EYES=none`).
    is_decided_alone = models.BooleanField(default=False, editable=False)
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
        verbose_name=_("replaced by"),
    )
    saved_report = models.ForeignKey(
        "tracker.SavedReport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        editable=False,
        verbose_name=_("scheduled report"),
    )
    seal_number = models.PositiveBigIntegerField(_("seal"), null=True, blank=True, editable=False)
    seal_hash = models.CharField(_("hash of the seal"), max_length=64, blank=True, editable=False)
    history_to = models.BigIntegerField(  # sequence of the newest event at that time
        _("history up to"), editable=False
    )
    content_sha256 = models.CharField(  # of the frozen content, see `publications`
        _("SHA-256 of the content"), max_length=64, editable=False
    )
    # Salt and SHA-256 of its uses, which have no history of their own: `audit.commitments`.
    uses_hash = models.CharField(max_length=97, blank=True, default="", editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            choice_constraint("kind", ReportKind.values, "publication_kind_is_known"),
            choice_constraint("language", Language.values, "publication_language_is_known"),
            choice_constraint("audience", Audience.values, "publication_audience_is_known"),
            choice_constraint("basis", Basis.values, "publication_basis_is_known"),
            choice_constraint("state", PublicationState.values, "publication_state_is_known"),
            models.UniqueConstraint(fields=["report", "number"], name="one_publication_per_number"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="publication_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(state=PublicationState.DRAFT, decided_by=None, decided_at=None)
                | (
                    models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & (~models.Q(decided_by=models.F("author")) | models.Q(is_decided_alone=True))
                )
                | models.Q(state=PublicationState.WITHDRAWN, decided_by=None, decided_at=None),
                name="a_publication_has_a_second_person",
                violation_error_message=_(
                    "A report is published by a second person. Ask a publisher or a reviewer."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PublicationState.WITHDRAWN) | ~models.Q(notice=""),
                name="a_withdrawal_has_a_notice",
                violation_error_message=_(
                    "A report can't be withdrawn without a reason. Enter one."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="publication_state"),
            models.Index(fields=["report", "-id"], name="publication_report"),
            models.Index(fields=["kind", "-id"], name="publication_kind"),
            models.Index(fields=["language", "-id"], name="publication_language"),
        ]

    __str__ = named_by("title")

    get_absolute_url = address_by("publication", "pk")

    @property
    def is_draft(self) -> bool:
        """Whether it waits for a second person."""
        return self.state == PublicationState.DRAFT

    @property
    def addressee(self) -> str:
        """Code of the body it is addressed to, if its audience is a body; otherwise ""."""
        codes = self.conditions.get("body") or [""]
        return str(codes[-1]) if self.audience == Audience.BODY else ""

    @property
    def was_published(self) -> bool:
        """Whether it was published, even if it was superseded or withdrawn since."""
        return self.decided_at is not None


class PublicationFile(models.Model):
    """File of a publication in one format; its bytes are stored by their SHA-256."""

    PARENT = "publication"

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="files", verbose_name=_("publication")
    )
    # A format, or "content": the frozen content as canonical JSON, from which files are made.
    format = models.CharField(_("format"), max_length=10)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    objects = OfParentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a publication")
        verbose_name_plural = _("files of publications")
        constraints = [
            choice_constraint(
                "format", [*ReportFormat.values, "content"], "publication_file_format_is_known"
            ),
            models.UniqueConstraint(fields=["publication", "format"], name="one_file_per_format"),
        ]
        indexes = [models.Index(fields=["sha256"], name="publication_file_sha256")]

    __str__ = named_by("name")

    @property
    def label(self) -> str:
        """Name of the format, translated."""
        return str(ReportFormat(self.format).label)


class ReplyQuerySet(PaperworkQuerySet["Reply"], WithdrawableQuerySet["Reply"]):  # type: ignore[override]
    """Queryset of replies to drafts, visible with the right to paperwork."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to the replies of the bodies this user speaks for."""
        return self.not_withdrawn().filter(is_among("body", user.represented_body_ids))

    def open_to(self, user: Viewer) -> Self:
        """Filter to those without a reply; after publication, analysts record one that came."""
        rows = self.visible_to(user).not_withdrawn().filter(replied_on=None)
        return rows if user.may_write else rows.filter(publication__state=PublicationState.DRAFT)


class Reply(Withdrawable):
    """Reply of a body to a draft that it was sent: its text; without, that none was received."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="replies", verbose_name=_("publication")
    )
    body = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="replies", verbose_name=_("body")
    )
    sent_on = models.DateField(_("sent on"))
    reply_by = models.DateField(_("reply by"))
    replied_on = models.DateField(_("replied on"), null=True, blank=True)  # or not, by that day
    text = models.TextField(_("reply"), blank=True, max_length=20_000)
    is_none_received = models.BooleanField(_("none received"), default=False)
    is_late = models.BooleanField(_("recorded after publication"), default=False, editable=False)
    entered_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("entered by"),
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply to a draft")
        verbose_name_plural = _("replies to drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "body"],
                condition=models.Q(withdrawn_at=None),
                name="one_reply_per_body_and_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(reply_by__gte=models.F("sent_on"))
                & (models.Q(replied_on=None) | models.Q(replied_on__gte=models.F("sent_on"))),
                name="a_draft_is_sent_before_its_reply",
                violation_error_message=_(
                    "The reply is before the draft was sent. Choose a later date."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(replied_on=None, text="", is_none_received=False)
                | (models.Q(replied_on__isnull=False, is_none_received=False) & ~models.Q(text=""))
                | models.Q(replied_on__isnull=False, text="", is_none_received=True),
                name="a_reply_has_text_or_none_was_received",
                violation_error_message=_("Write the reply, or say that none was received."),
            ),
        ]

    __str__ = named_by("body.short", "publication", separator=": ")

    def clean(self) -> None:
        """Check that a draft is sent, and that it is for the public or addressed to the body."""
        draft = self.publication
        is_readable = draft.audience == Audience.PUBLIC or draft.addressee == self.body.code
        if self._state.adding and not (draft.is_draft and is_readable):
            raise ValidationError(
                _("Only a draft for the public, or for this body, can be sent to it for a reply.")
            )


class PublicationUse(models.Model):
    """Row that a publication used, with its version: the newest event about the row at that time.

    It is not audited: it is made from the frozen content and written once.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="uses", verbose_name=_("publication")
    )
    table = models.CharField(_("table"), max_length=64)
    key = models.BigIntegerField(_("key"))
    version = models.BigIntegerField(_("version"))  # sequence of an event; 0: history has none

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "table", "key"], name="a_row_is_used_once"
            )
        ]
        indexes = [models.Index(fields=["table", "key"], name="publication_use_row")]

    __str__ = named_by("table", "key")
