"""Components of compound recommendations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.base import (
    MessageCheckConstraint,
    NaturalKey,
    PartQuerySet,
    Withdrawable,
    choice_constraint,
)
from tracker.vocabulary import ComponentBasis, Duty, translate_stored


class Component(NaturalKey, Withdrawable):
    """Separable part of a recommendation, as "1a investigate"."""

    NATURAL_KEY = ("recommendation__report__slug", "recommendation__number", "code")

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="components",
        verbose_name=_("recommendation"),
    )
    code = models.CharField(_("code"), max_length=10)  # "1a"
    title = models.CharField(_("title"), max_length=120)
    basis = models.CharField(_("basis"), max_length=20, choices=ComponentBasis)
    quote = models.TextField(_("quote"), blank=True)
    duty = models.CharField(_("duty"), max_length=20, choices=Duty)
    bodies = models.ManyToManyField(
        "tracker.Body", through="tracker.ComponentBody", related_name="components"
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "code"], name="one_component_per_code"
            ),
            MessageCheckConstraint(
                condition=(models.Q(basis=ComponentBasis.IN_TEXT) & ~models.Q(quote=""))
                | models.Q(basis=ComponentBasis.ANALYST, quote=""),
                name="component_in_text_has_its_words",
                message=_(
                    "A component in the text needs a quote; one added by an analyst has none. "
                    "Correct the basis or the quote."
                ),
            ),
            choice_constraint("duty", Duty.values, "component_duty_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def shown_title(self) -> str:
        """Title in the language of the reader."""
        return translate_stored("component", self.title)


class ComponentBody(models.Model):
    """Body that carries out a component."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("recommendation"),
    )
    component = models.ForeignKey(
        Component, models.CASCADE, related_name="component_bodies", verbose_name=_("component")
    )
    body = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="+", verbose_name=_("body")
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("body of a component")
        verbose_name_plural = _("bodies of components")
        constraints = [
            models.UniqueConstraint(fields=["component", "body"], name="one_body_per_component")
        ]

    def __str__(self) -> str:
        return f"{self.component_id} {self.body_id}"
