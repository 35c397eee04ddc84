"""Keeping a figure that evidence states, confirming and revising one; and an indicator's breaks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.base import DeedForm, ShowingForm
from tracker.models import Figure, User

MOST_PAIRS = 20
LONGEST = 200  # characters of a word before or after the colon


class PairsField(forms.CharField):
    """Lines of the form "2019: counts courts of appeal too", as pairs of words."""

    widget = forms.Textarea(attrs={"rows": 2})
    default_error_messages = {
        "no_pair": _("“%(line)s” has no colon with words on both sides. Write one pair a line."),
        "too_many": _("At most %(most)d lines are kept. Leave some out."),
        "too_long": _("“%(line)s” is too long. Say it in at most %(longest)d characters a side."),
    }

    def pairs(self, value: Any) -> list[tuple[str, str]]:
        lines = [line for line in str(value or "").splitlines() if line.strip()]
        if len(lines) > MOST_PAIRS:
            self._refuse("too_many", most=MOST_PAIRS)
        return [self._pair(line) for line in lines]

    def _pair(self, line: str) -> tuple[str, str]:
        left, _colon, right = (part.strip() for part in line.partition(":"))
        if not (left and right):
            self._refuse("no_pair", line=line.strip()[:80])
        if max(len(left), len(right)) > LONGEST:
            self._refuse("too_long", line=line.strip()[:80], longest=LONGEST)
        return left, right

    def _refuse(self, code: str, **params: Any) -> None:
        raise forms.ValidationError(self.error_messages[code], code=code, params=params)


class BreakdownField(PairsField):
    """ "form of trafficking: sex trafficking" as the breakdown of a figure."""

    def clean(self, value: Any) -> dict[str, str]:
        return dict(self.pairs(super().clean(value)))


class BreaksField(PairsField):
    """The periods from which a definition is another one, each with words."""

    def clean(self, value: Any) -> list[dict[str, str]]:
        pairs = self.pairs(super().clean(value))
        return [{"period": period, "words": words} for period, words in pairs]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{one.get('period', '')}: {one.get('words', '')}" for one in value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = str(self.prepare_value(initial) or "")
        return before.split() != str(data or "").split()


class ValueFields(forms.Form):
    """A value, or that the source says it is not known."""

    value = forms.FloatField(label=_("Value"), required=False, min_value=0)
    unknown = forms.BooleanField(
        label=_("The source says that it is not known"),
        help_text=_("Unknown is not zero: leave the value empty."),
        required=False,
    )
    qualifier = forms.CharField(
        label=_("Qualifier"),
        help_text=_("As the source puts it: “at least”, “about”. Empty: it is exact."),
        required=False,
        max_length=40,
    )
    provisional = forms.BooleanField(
        label=_("Provisional"),
        help_text=_("The source says so, or will correct it."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "value" in self.errors:
            return values
        value, unknown = values.get("value"), values.get("unknown")
        if value is None and not unknown:
            self.add_error("value", _("Write the value, or say that it is not known."))
        if value is not None and unknown:
            self.add_error("unknown", _("A value that is given is known. Leave one of the two."))
        return values

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("value", "qualifier", "provisional")}


class FigureForm(ValueFields, ShowingForm):
    """A figure, the period it is of, and the letter or page that states it."""

    FIRST = ("value", "unknown", "qualifier", "period", "breakdown", "provisional")

    period = forms.CharField(
        label=_("Period"),
        help_text=_("The year, or the years, that the source counts: 2025."),
        max_length=40,
    )
    breakdown = BreakdownField(
        label=_("Part of the whole"),
        help_text=_("Empty: the whole. Else one line each: “form of trafficking: forced labor”."),
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["words"]  # figures of a report come in with its text
        self.offer_to(user)
        issuer: Any = self.fields["issuer"]
        issuer.help_text = _("The code of a body: who states the figure.")
        self.fields["title"].help_text = _(
            "What a letter is called. With a file or a link it may be left empty."
        )

    @property
    def has_more_errors(self) -> bool:
        """Nothing is filled in, so what stands under “More” is open from the start."""
        return True

    @property
    def answers(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in ("period", "breakdown")}
        return {**self.said, **told, "shown": self.shown}


class RevisionForm(ValueFields, DeedForm):
    """Another value in the place of one, and why."""

    FIRST = ("value", "unknown", "qualifier", "provisional", "because_of")

    because_of = forms.CharField(
        label=_("Why?"),
        help_text=_("In one sentence: it is kept in the history, and so is the value before."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, figure: Figure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].initial = figure.value
        self.fields["unknown"].initial = figure.value is None
        self.fields["qualifier"].initial = figure.qualifier

    @property
    def answers(self) -> dict[str, Any]:
        return {**self.said, "because_of": self.cleaned_data["because_of"]}
