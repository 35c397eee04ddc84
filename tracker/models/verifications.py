"""What each verification of history found. Rows are added, never changed: the database refuses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
