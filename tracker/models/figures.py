"""Indicators, and their values for periods."""

from typing import Self

from django.db import models
from django.db.models.functions import Lower, Trim
from django.utils.translation import gettext_lazy as _

from tracker.formats import choose_translation, drop_full_stop, format_number, format_period
from tracker.models.base import (
    Entry,
    NaturalKey,
    OpenQuerySet,
    Span,
    Viewer,
    Withdrawable,
    WithdrawableQuerySet,
    address_by,
    choice_constraint,
    is_visible,
    key_index,
    named_by,
)
from tracker.models.evidence.evidence import Evidence
from tracker.vocabulary import (
    NOT_PERSONS,
    Direction,
    Sensitivity,
    Theme,
    add_qualifier,
    counts_persons,
    translated_unit,
)


class Indicator(NaturalKey, models.Model):
    """Defined quantity with its unit, and the direction that is better, if any."""

    NATURAL_KEY = ("code",)

    code = models.CharField(_("code"), max_length=60, unique=True)  # "VICT_IDENTIFIED"
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
    breaks = models.JSONField(_("changes of definition"), default=list, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            choice_constraint(
                "direction", Direction.values, "indicator_direction_is_known", blank=True
            ),
            choice_constraint("theme", Theme.values, "indicator_theme_is_known", blank=True),
        ]

    __str__ = named_by("translated_name")

    get_absolute_url = address_by("indicator", "code")

    @property
    def translated_name(self) -> str:
        """Name in the language of the reader, in English where that is missing."""
        return choose_translation(sq=self.name_sq, sr=self.name_sr) or self.name

    @property
    def translated_unit(self) -> str:
        """Unit in the language of the reader, in English where that is missing."""
        return choose_translation(sq=self.unit_sq, sr=self.unit_sr) or self.unit

    @property
    def is_shown_in_english(self) -> bool:
        """Whether a reader of another language is shown the English name or unit."""
        both = choose_translation(
            sq=self.name_sq and self.unit_sq, sr=self.name_sr and self.unit_sr
        )
        return both == ""

    @property
    def counts_persons(self) -> bool:
        """Whether its values are numbers of persons, of which small ones are suppressed."""
        return counts_persons(self.unit)

    def own_unit(self, unit: str) -> str:
        """Return the unit of a figure; empty if it is counted as this indicator is.

        Another currency is its own, and so are cases where this counts persons. "persons" for
        "victims" is not.
        """
        is_same_kind = counts_persons(unit) == self.counts_persons and not unit.isupper()
        return "" if is_same_kind or unit in ("", self.unit) else unit


class FigureQuerySet(WithdrawableQuerySet["Figure"]):
    """Queryset of figures."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to figures of reports, and of evidence visible to this user."""
        return self.filter(models.Q(evidence=None) | is_visible(Evidence, user, "evidence"))

    visible_to_contributor = visible_to_reader

    def current(self) -> Self:
        """Filter to figures that no later revision replaced."""
        return self.not_withdrawn().filter(
            ~models.Exists(Figure.objects.not_withdrawn().filter(revises=models.OuterRef("pk")))
        )

    def of_persons(self) -> Self:
        """Filter to figures that count persons."""
        return self.alias(normalized_unit=Lower(Trim("indicator__unit"))).exclude(
            normalized_unit__in=NOT_PERSONS
        )

    def unpublished(self) -> Self:
        """Filter to figures of evidence that is not public."""
        return self.filter(evidence__isnull=False).exclude(evidence__sensitivity=Sensitivity.PUBLIC)


class Figure(NaturalKey, Span, Withdrawable, Entry):
    """Value of an indicator for a period and breakdown, as a report or evidence states it."""

    NATURAL_KEY = ("indicator__code", "passage__report__slug", "passage__number", "start", "end")

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="figures", verbose_name=_("indicator")
    )
    report = models.ForeignKey(
        "tracker.Report",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="figures",
        verbose_name=_("report"),
    )
    evidence = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="figures",
        verbose_name=_("evidence"),
    )
    value = models.FloatField(_("value"), null=True, blank=True)  # empty: unknown, not zero
    qualifier = models.CharField(_("qualifier"), max_length=40, blank=True)  # "at least"
    breakdown = models.JSONField(  # {"form of trafficking": "sex trafficking"}; empty: the whole
        _("breakdown"), default=dict, blank=True
    )
    part_of = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        db_index=False,
        related_name="parts",
        verbose_name=_("part of"),
    )
    scope = models.CharField(
        _("scope"), max_length=200, blank=True
    )  # who counted, or of what; empty: national
    unit = models.CharField(_("unit"), max_length=40, blank=True)  # empty: its indicator's
    period = models.CharField(_("period"), max_length=40, blank=True)  # "2023"
    previous_value = models.FloatField(_("previous value"), null=True, blank=True)
    previous_period = models.CharField(_("previous period"), max_length=40, blank=True)
    previous_is_assumed = models.BooleanField(_("previous value is assumed"), default=False)
    earlier_values = models.JSONField(  # before the previous one: [{"value": 9, "period": "2020"}]
        _("earlier values"), default=list, blank=True
    )
    doubt = models.CharField(_("doubt"), max_length=500, blank=True)  # of the reader
    is_provisional = models.BooleanField(_("provisional"), default=False)
    revises = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="revised_by",
        verbose_name=_("revises"),
    )

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(passage__isnull=False, report__isnull=False, evidence=None)
                | models.Q(passage=None, report=None, evidence__isnull=False),
                name="figure_has_one_source",
                violation_error_message=_(
                    "A figure belongs to a report or to a piece of evidence. Choose one of the two."
                ),
            ),
            models.UniqueConstraint(
                fields=["revises"], condition=models.Q(withdrawn_at=None), name="revised_once"
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "period"], name="figure_period"),
            *(key_index("figure", name) for name in ("passage", "report", "evidence")),
            *(key_index("figure", name) for name in ("revises", "part_of")),
        ]

    def __str__(self) -> str:
        return (
            f"{self.indicator.translated_name} {drop_full_stop(format_period(self.period))}: "
            f"{self.display_value}"
        )

    @property
    def is_published(self) -> bool:
        """Whether its source is public, so that even a small value may be shown."""
        return self.evidence is None or self.evidence.sensitivity == Sensitivity.PUBLIC

    @property
    def label(self) -> str:
        """Name and period without the value, for texts that more people may read."""
        return f"{self.indicator.translated_name} {format_period(self.period)}".strip()

    @property
    def source(self) -> str:
        """Source, as "TIP 2024 Kosovo" or a title. Select report and evidence first."""
        return self.report.cited_as if self.report else str(self.evidence)

    @property
    def dimensions(self) -> dict[str, str]:
        """Its breakdown, with its scope and unit; empty for a national total."""
        apart = {"scope": self.scope, "unit": self.unit}
        return {**self.breakdown, **{name: text for name, text in apart.items() if text}}

    @property
    def translated_unit(self) -> str:
        """Unit in the language of the reader."""
        sq, sr = translated_unit(self.unit)
        return choose_translation(sq=sq, sr=sr) or self.unit or self.indicator.translated_unit

    @property
    def earlier(self) -> list[tuple[str, float]]:
        """Periods and values before it by the same source, the nearest first."""
        further = [(row["period"], row["value"]) for row in self.earlier_values]
        return (
            further
            if self.previous_value is None
            else [(self.previous_period, self.previous_value), *further]
        )

    @property
    def display_value(self) -> str:
        """Value with its qualifier, localized; "unknown" where the source states that it is."""
        return (
            str(_("unknown"))
            if self.value is None
            else add_qualifier(self.qualifier, format_number(self.value))
        )
