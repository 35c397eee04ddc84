"""Forms to add and revise a figure, and the field for breaks of an indicator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.base import ActionForm, add_errors
from tracker.forms.evidence.fields import EvidenceActionForm
from tracker.models import Figure, User

MAX_PAIRS = 20
MAX_SIDE_LENGTH = 200  # characters before or after the colon


class PairsField(forms.CharField):
    """Lines of the form "2019: counts courts of appeal too", as pairs of strings."""

    widget = forms.Textarea(attrs={"rows": 2})
    default_error_messages = {
        "no_pair": _("“%(line)s” needs a colon with text on both sides. Write one pair per line."),
        "too_many": _("At most %(most)d lines are allowed. Remove some."),
        "too_long": _(
            "“%(line)s” is too long. Use at most %(longest)d characters on each side of the colon."
        ),
    }

    def pairs(self, value: object) -> list[tuple[str, str]]:
        """Parse the lines into pairs. Raises ValidationError for too many or malformed lines."""
        lines = [line for line in str(value or "").splitlines() if line.strip()]
        if len(lines) > MAX_PAIRS:
            self._refuse("too_many", most=MAX_PAIRS)
        return [self._pair(line) for line in lines]

    def _pair(self, line: str) -> tuple[str, str]:
        left, _colon, right = (part.strip() for part in line.partition(":"))
        if not (left and right):
            self._refuse("no_pair", line=line.strip()[:80])
        if max(len(left), len(right)) > MAX_SIDE_LENGTH:
            self._refuse("too_long", line=line.strip()[:80], longest=MAX_SIDE_LENGTH)
        return left, right

    def _refuse(self, code: str, **params: Any) -> None:
        raise forms.ValidationError(self.error_messages[code], code=code, params=params)


class BreakdownField(PairsField):
    """Breakdown of a figure, typed as "form of trafficking: sex trafficking"."""

    def clean(self, value: object) -> dict[str, str]:
        """Return the breakdown by dimension."""
        return dict(self.pairs(super().clean(value)))


class BreaksField(PairsField):
    """Periods from which an indicator is defined otherwise, each with an explanation."""

    def clean(self, value: object) -> list[dict[str, str]]:
        """Return breaks as the model stores them."""
        pairs = self.pairs(super().clean(value))
        return [{"period": period, "words": explanation} for period, explanation in pairs]

    def prepare_value(self, value: object) -> object:
        """Return stored breaks as lines of text."""
        if not isinstance(value, list):
            return value
        return "\n".join(f"{item.get('period', '')}: {item.get('words', '')}" for item in value)

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare texts apart from white space."""
        return str(self.prepare_value(initial) or "").split() != str(data or "").split()


class ValueFields(forms.Form):
    """A value, or a tick that the source does not report it."""

    value = forms.FloatField(label=_("Value"), required=False, min_value=0)
    not_reported = forms.BooleanField(
        label=_("The source says it is unknown"),
        help_text=_("Unknown is not zero: leave the value blank."),
        required=False,
    )
    qualifier = forms.CharField(
        label=_("Qualifier"),
        help_text=_("As in the source: “at least”, “about”. Leave blank for an exact value."),
        required=False,
        max_length=40,
    )
    provisional = forms.BooleanField(
        label=_("Provisional"),
        help_text=_("The source says so or announces a correction."),
        required=False,
    )

    def clean(self) -> None:
        """Check that there is either a value or that it is not reported."""
        super().clean()
        values = self.cleaned_data
        if "value" in self.errors:
            return
        value, not_reported = values.get("value"), values.get("not_reported")
        add_errors(
            self,
            (
                value is None and not not_reported,
                "value",
                _("Enter the value, or tick that it is unknown."),
            ),
            (
                value is not None and not_reported,
                "not_reported",
                _("You entered a value and ticked that it is unknown. Keep one of the two."),
            ),
        )


class FigureForm(ValueFields, EvidenceActionForm):
    """A figure, its period, and the evidence that states it."""

    FIRST = ("value", "not_reported", "qualifier", "period", "breakdown", "provisional")

    period = forms.CharField(
        label=_("Period"),
        help_text=_("The year or years that the value covers: 2025."),
        max_length=40,
    )
    breakdown = BreakdownField(
        label=_("Breakdown"),
        help_text=_(
            "Leave blank for the total. Otherwise one line each: “form of "
            "trafficking: labor trafficking”."
        ),
        required=False,
    )

    def __init__(self, *args: Any, user: User) -> None:
        super().__init__(*args)
        del self.fields["quote"]  # figures of a report come in with its text
        self.set_choices(user)
        self.fields["issuer"].help_text = _("Who gives the figure. Type a name or acronym.")
        self.fields["title"].help_text = _(
            "Title of the letter. With a file or a link you can leave it blank."
        )

    @property
    def has_optional_errors(self) -> bool:
        """Whether “More” is open from the start: always, since nothing is filled in."""
        return True


class FigureRevisionForm(ValueFields, ActionForm):
    """A value that replaces another, and the reason."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("In one sentence. The history keeps the reason and the previous value."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, figure: Figure) -> None:
        super().__init__(*args)
        self.fields["value"].initial = figure.value
        self.fields["not_reported"].initial = figure.value is None
        self.fields["qualifier"].initial = figure.qualifier
