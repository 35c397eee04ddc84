"""Recommendations in other languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import NaturalKey, OfRecommendationQuerySet
from tracker.vocabulary import Language


class Translation(NaturalKey, models.Model):
    """A recommendation's text and short title in another language, with where they are from."""

    NATURAL_KEY = ("recommendation__report__slug", "recommendation__number", "language")

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.CASCADE,
        related_name="translations",
        verbose_name=_("recommendation"),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=[c for c in Language.choices if c[0] != "en"]
    )
    short_title = models.CharField(_("short title"), max_length=160, blank=True)
    text = models.TextField(_("text"), blank=True)
    source = models.CharField(  # empty: unofficial, our own
        _("source"), max_length=200, blank=True
    )

    objects = OfRecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="one_translation_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.language}"

    @property
    def is_unofficial(self) -> bool:
        return not self.source
