"""What is counted, and what was counted when."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower, Trim
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.formats import before_mark, in_language, number, period
from tracker.models.base import (
    NaturalKey,
    OpenQuerySet,
    Span,
    ToldCheck,
    Withdrawable,
    WithdrawableQuerySet,
    known,
)
from tracker.models.evidence.evidence import Evidence
from tracker.vocabulary import NOT_PERSONS, Direction, Sensitivity, Theme, counts_persons
from tracker.vocabulary.figures import qualified


class Indicator(NaturalKey, models.Model):
    """A defined figure: what counts, in which unit, and which way is better, if any."""

    NATURAL_KEY = ("code",)

    code = models.CharField(_("code"), max_length=60, unique=True)  # "VICTIMS_ID"
    name = models.CharField(_("name in English"), max_length=200)  # "victims identified"
    name_sq = models.CharField(_("name in Albanian"), max_length=200, blank=True)
    name_sr = models.CharField(_("name in Serbian"), max_length=200, blank=True)
    definition = models.TextField(_("definition"), blank=True)
    unit = models.CharField(_("unit in English"), max_length=40)  # "victims", "cases", "EUR"
    unit_sq = models.CharField(_("unit in Albanian"), max_length=40, blank=True)
    unit_sr = models.CharField(_("unit in Serbian"), max_length=40, blank=True)
    direction = models.CharField(  # empty: neither way is better
        _("direction"), max_length=10, choices=Direction, blank=True
    )
    theme = models.CharField(_("theme"), max_length=20, choices=Theme, blank=True)
    # Where the definition changed: [{"period": "2019", "words": "counts courts of appeal too"}]
    breaks = models.JSONField(_("breaks"), default=list, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            known("direction", Direction.values, "indicator_direction_is_known", blank=True),
            known("theme", Theme.values, "indicator_theme_is_known", blank=True),
        ]

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        return reverse("indicator", args=[self.code])

    @property
    def called(self) -> str:
        """Its name in the language of the reader, in English where that is missing."""
        return in_language(sq=self.name_sq, sr=self.name_sr) or self.name

    @property
    def counted_in(self) -> str:
        """Its unit in the language of the reader, in English where that is missing."""
        return in_language(sq=self.unit_sq, sr=self.unit_sr) or self.unit

    @property
    def is_told_in_english(self) -> bool:
        """Whether a reader of another language is shown the English name or unit."""
        told = in_language(sq=self.name_sq and self.unit_sq, sr=self.name_sr and self.unit_sr)
        return told == ""

    @property
    def counts_persons(self) -> bool:
        return counts_persons(self.unit)


class FigureQuerySet(WithdrawableQuerySet):
    """Observations in the words of the field."""

    def readable_by(self, user: Any) -> Self:
        """Those of a published report, and those of evidence that this user may know of."""
        evidence = Evidence.objects.visible_to(user).filter(pk=OuterRef("evidence"))
        return self.filter(Q(evidence=None) | Exists(evidence))

    def concerning(self, user: Any) -> Self:
        return self.readable_by(user)

    def current(self) -> Self:
        """Those that no later revision replaced."""
        newer = Figure.objects.standing().filter(revises=OuterRef("pk"))
        return self.standing().filter(~Exists(newer))

    def of_persons(self) -> Self:
        """Those that count persons."""
        return self.alias(counted_in=Lower(Trim("indicator__unit"))).exclude(
            counted_in__in=NOT_PERSONS
        )

    def unpublished(self) -> Self:
        """Those of evidence that is not public: nobody outside knows them from elsewhere."""
        return self.filter(evidence__isnull=False).exclude(evidence__sensitivity=Sensitivity.PUBLIC)


class Figure(NaturalKey, Span, Withdrawable):
    """One value of an indicator for a period and breakdown, as a report or a piece states it."""

    NATURAL_KEY = ("indicator__code", "passage__report__slug", "passage__number", "start", "end")

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="figures", verbose_name=_("indicator")
    )
    report = models.ForeignKey(
        "tracker.Report",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("report"),
    )
    evidence = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("evidence"),
    )
    value = models.FloatField(_("value"), null=True, blank=True)  # empty: unknown, not zero
    qualifier = models.CharField(_("qualifier"), max_length=40, blank=True)  # "at least"
    breakdown = models.JSONField(  # {"form of trafficking": "sex trafficking"}; empty: the whole
        _("breakdown"), default=dict, blank=True
    )
    period = models.CharField(_("period"), max_length=40, blank=True)  # "2023"
    previous_value = models.FloatField(_("previous value"), null=True, blank=True)
    previous_period = models.CharField(_("previous period"), max_length=40, blank=True)
    previous_is_assumed = models.BooleanField(_("previous value is assumed"), default=False)
    is_provisional = models.BooleanField(_("provisional"), default=False)
    revises = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="revised_by",
        verbose_name=_("revises"),
    )
    added_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), editable=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            ToldCheck(
                condition=Q(passage__isnull=False, report__isnull=False, evidence=None)
                | Q(passage=None, report=None, evidence__isnull=False),
                name="an_observation_hangs_on_one_source",
                says=_("A figure stands in a report or on a piece of evidence. Choose one."),
            ),
            models.UniqueConstraint(
                fields=["revises"], condition=Q(withdrawn_at=None), name="revised_once"
            ),
        ]
        indexes = [models.Index(fields=["indicator", "period"], name="observation_period")]

    def __str__(self) -> str:
        return f"{self.indicator.called} {before_mark(period(self.period))}: {self.told}"

    @property
    def is_published(self) -> bool:
        """Whether its source is out: it stands as a quotation, however small it is."""
        return self.evidence is None or self.evidence.sensitivity == Sensitivity.PUBLIC

    @property
    def named(self) -> str:
        """What it is a value of, without the value: for words that more people read than it."""
        return f"{self.indicator.called} {period(self.period)}".strip()

    @property
    def source(self) -> str:
        """What states it: "TIP 2024 Kosovo", or the title of a letter. Have both at hand."""
        return self.report.cited_as if self.report else str(self.evidence)

    @property
    def told(self) -> str:
        """The value as people write it; "unknown" where the source says that it is not known."""
        if self.value is None:
            return str(_("unknown"))
        return qualified(self.qualifier, number(self.value))
