"""Evidence used on a recommendation."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.assessments import Assessment
from tracker.models.evidence import Evidence
from tracker.models.recommendations import Recommendation
from tracker.models.shared import NaturalKey, Withdrawable, WithdrawableQuerySet, known
from tracker.vocabulary import Bearing, Polarity, Use


class CitationQuerySet(WithdrawableQuerySet):
    """Citations in the words of the field."""

    def readable_by(self, user: Any) -> Self:
        """Those of evidence, and of a judgment if any, that this user may know of."""
        evidence = Evidence.objects.visible_to(user).filter(pk=OuterRef("evidence"))
        assessment = Assessment.objects.visible_to(user).filter(pk=OuterRef("assessment"))
        return self.filter(Exists(evidence), Q(assessment=None) | Exists(assessment))

    def concerning(self, user: Any) -> Self:
        """The same, on what the bodies have to do."""
        seen = Recommendation.objects.visible_to(user).order_by().values("pk")
        return self.readable_by(user).filter(recommendation__in=seen)


class Citation(NaturalKey, Withdrawable):
    """A piece of evidence used on a recommendation, alone (a note) or in an assessment."""

    NATURAL_KEY = (
        "recommendation__report__slug",
        "recommendation__number",
        "evidence__passage__number",
        "evidence__start",
        "evidence__end",
    )

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="citations",
        verbose_name=_("recommendation"),
    )
    assessment = models.ForeignKey(
        "tracker.Assessment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("assessment"),
    )
    evidence = models.ForeignKey(
        "tracker.Evidence", models.PROTECT, related_name="citations", verbose_name=_("evidence")
    )
    use = models.CharField(_("use"), max_length=20, choices=Use)
    bearing = models.CharField(_("bearing"), max_length=20, choices=Bearing, blank=True)
    polarity = models.CharField(_("polarity"), max_length=20, choices=Polarity, blank=True)
    sentence = models.TextField(_("what it shows"), blank=True)
    page = models.CharField(_("page"), max_length=20, blank=True)  # as printed: "4", "iv", "4–6"
    paragraph = models.CharField(_("paragraph"), max_length=20, blank=True)  # "12", "3(b)"
    as_of = models.DateField(_("as of"))
    # Another place of the same report says the same: not a second source.
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        verbose_name=_("repeats"),
    )
    added_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), editable=False)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            known("use", Use.values, "citation_use_is_known"),
            known("bearing", Bearing.values, "citation_bearing_is_known", blank=True),
            known("polarity", Polarity.values, "citation_polarity_is_known", blank=True),
        ]
        indexes = [
            models.Index(fields=["recommendation", "as_of"], name="citation_recommendation_as_of")
        ]

    def __str__(self) -> str:
        return f"{self.evidence.title} ({self.get_use_display()})"
