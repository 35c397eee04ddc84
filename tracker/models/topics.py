"""What things are about, across themes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import NaturalKey, OpenQuerySet


class Topic(NaturalKey, models.Model):
    """What something is about across themes: shelters, begging, hotline."""

    NATURAL_KEY = ("code",)

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name
