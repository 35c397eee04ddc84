"""Seals of the history, results of its verification, redactions, and upgrades that ran."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.base import AuditedQuerySet, Proposal, choice_constraint
from tracker.models.people import Viewer
from tracker.vocabulary import Right, State


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
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
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

    class Meta:
        verbose_name = _("time stamp")
        verbose_name_plural = _("time stamps")

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

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class RedactionQuerySet(AuditedQuerySet["Redaction"]):
    """Queryset of redactions, visible to users who read users and roles."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to all, for users who read users and roles; otherwise to none."""
        return self.all() if user.may(Right.READ_PEOPLE) else self.none()

    def open(self) -> Self:
        """Filter to requests that are not decided."""
        return self.filter(state=State.SUBMITTED)


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

    def __str__(self) -> str:
        return f"{self.pk} {self.about}"


class RedactedEvent(models.Model):
    """Event that a redaction changed. Rows are only added; the database refuses changes."""

    redaction = models.ForeignKey(
        Redaction, models.PROTECT, related_name="redacted_events", verbose_name=_("redaction")
    )
    sequence = models.BigIntegerField(_("event"))
    original_hash = models.CharField(_("hash of the original values"), max_length=64)
    remaining_hash = models.CharField(_("hash of the remaining values"), max_length=64)

    class Meta:
        verbose_name = _("redacted event")
        verbose_name_plural = _("redacted events")
        constraints = [
            models.UniqueConstraint(fields=["sequence", "redaction"], name="an_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}"


class Upgrade(models.Model):
    """Numbered action of `heed upgrade` that ran. The rows it rewrote are in history."""

    number = models.PositiveIntegerField(_("number"), unique=True)  # of actions.upgrades.ACTIONS
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("upgrade")
        verbose_name_plural = _("upgrades")

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H:%M}"
