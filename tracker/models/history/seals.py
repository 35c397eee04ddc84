"""Seals of the audit history, and results of its verification."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


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
