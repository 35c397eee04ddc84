"""Upgrade actions that ran on this database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Upgrade(models.Model):
    """Numbered action of `manage.py upgrade` that ran. The rows it rewrote are in history."""

    number = models.PositiveIntegerField(_("number"), unique=True)  # of actions.upgrades.ACTIONS
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("upgrade")
        verbose_name_plural = _("upgrades")

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H:%M}"
