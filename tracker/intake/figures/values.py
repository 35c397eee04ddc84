"""Figures as the reader builds them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.intake.drafts import EarlierValue, Figure, Place


@dataclass(frozen=True, slots=True)
class OldFigure:
    """Value of an indicator as the text states it."""

    indicator: str  # code: "VICT_IDENTIFIED"
    label: str  # short plain phrase: "victims identified"
    value: float | None  # None: the text says that it is not known
    unit: str  # "victims", "cases", "EUR"
    place: Place
    period: str | None = None  # "2023"; None where the text names none and the edition has no year
    previous_value: float | None = None
    previous_period: str | None = None
    qualifier: str = ""  # "at least"
    breakdown: tuple[tuple[str, str], ...] = ()  # (("form of trafficking", "sex trafficking"),)
    is_previous_assumed: bool = False  # previous value inferred: "the same number", "respectively"

    def finish(self) -> Figure:
        """Return the figure that is handed on."""
        earlier = self.previous_value
        return Figure(
            indicator=self.indicator,
            label=self.label,
            value=self.value,
            unit=self.unit,
            place=self.place,
            period=self.period,
            previous=() if earlier is None else (EarlierValue(earlier, self.previous_period),),
            breakdown=self.breakdown,
            qualifier=self.qualifier,
            doubt=_("The earlier value is inferred.") if self.is_previous_assumed else "",
        )
