"""Seals: what history held when it was sealed, so that nobody rewrites it unnoticed."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SealQuerySet(models.QuerySet["Seal"]):
    """Seals in the words of the field."""

    def newest_first(self) -> Self:
        return self.order_by("-number")

    def newest(self) -> "Seal | None":
        return self.newest_first().defer("entries").first()


class Seal(models.Model):
    """The hashes of a range of events, chained to the seal before. Written once; see docs/seals.md.

    History itself does not watch it: each seal would call for the next.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)  # from 1, without gaps
    first = models.BigIntegerField(_("first event"))  # sequences, both sealed
    last = models.BigIntegerField(_("last event"), unique=True)
    count = models.PositiveIntegerField(_("events"))  # fewer than last - first where writes failed
    entries = models.BinaryField(_("entries"))  # 24 bytes an event: sequence, half of its hash
    root = models.CharField(_("root"), max_length=64)  # SHA-256 of the entries
    previous = models.CharField(_("hash of the seal before"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("made at"))
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    public_key = models.CharField(_("public key"), max_length=64, blank=True)  # Ed25519, raw
    signature = models.CharField(_("signature"), max_length=128, blank=True)  # of the hash

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=F("last"), number__gte=1, count__gte=1),
                name="a_seal_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(public_key="", signature="") | (~Q(public_key="") & ~Q(signature="")),
                name="a_signature_has_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:16]}"


class Verification(models.Model):
    """That history was verified, how much of it, and what was wrong. History does not watch it."""

    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=150)  # name of the actor, as history has it
    since = models.PositiveBigIntegerField(_("from seal"), default=1)
    seals = models.PositiveBigIntegerField(_("seals"))
    signed = models.PositiveBigIntegerField(_("signed seals"))
    sealed = models.PositiveBigIntegerField(_("sealed events"))
    unsealed = models.PositiveBigIntegerField(_("events not sealed yet"))
    rows = models.PositiveBigIntegerField(_("rows"))
    first_bad = models.BigIntegerField(_("first bad event"), null=True)
    found = models.JSONField(_("what is wrong"), default=list)  # sentences; empty: nothing

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
