"""What things are about, across themes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import OpenQuerySet


class Topic(models.Model):
    """What something is about across themes: shelters, begging, hotline."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name
