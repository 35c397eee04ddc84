"""Forms to add and revise a figure, and the field for breaks of an indicator."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from tracker.errors import QuoteMismatch
from tracker.formats import format_number
from tracker.forms.base import ActionForm, add_errors
from tracker.forms.evidence.fields import EvidenceActionForm
from tracker.intake.drafts import NATIONAL
from tracker.intake.paragraphs import find_places
from tracker.models import Draft, Figure, ImportRun, Indicator, User
from tracker.vocabulary import DraftKind

MAX_PAIRS = 20
MAX_SIDE_LENGTH = 200  # characters before or after the colon


class PairsField(forms.CharField):
    """Lines of the form "2019: counts courts of appeal too", as pairs of strings."""

    separator = "\n"  # of pairs: its first character
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
        lines = [line for line in str(value or "").split(self.separator[0]) if line.strip()]
        if len(lines) > MAX_PAIRS:
            self._refuse("too_many", most=MAX_PAIRS)
        return [self._pair(line) for line in lines]

    def prepare_value(self, value: object) -> object:
        """Return stored pairs as text."""
        if not isinstance(value, dict | list):
            return value
        return self.separator.join(f"{left}: {right}" for left, right in self.stored_pairs(value))

    def stored_pairs(self, value: Any) -> Iterable[tuple[object, object]]:
        """Return the pairs of a stored value: those of a mapping."""
        return value.items()  # type: ignore[no-any-return]

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


class EarlierValuesField(PairsField):
    """Earlier values of a figure on one line, typed as "2022: 21; 2021: 27"; "?": in some year."""

    separator = "; "

    def clean(self, value: object) -> list[tuple[str | None, float]]:
        """Return periods and values."""
        number = forms.FloatField(min_value=0)
        pairs = self.pairs(super().clean(value))
        return [(None if period == "?" else period, number.clean(text)) for period, text in pairs]

    def stored_pairs(self, value: Any) -> Iterable[tuple[object, object]]:
        """Return the pairs of stored values."""
        return ((item["period"] or "?", f"{item['value']:.15g}") for item in value)


class OneLineBreakdownField(BreakdownField):
    """Breakdown of a figure on one line, typed as "sex: female; age group: child"."""

    separator = "; "


class IndicatorField(forms.ChoiceField):
    """An indicator by its code or name, with a list of suggestions."""

    widget = forms.TextInput(attrs={"list": "indicators", "autocomplete": "off"})
    default_error_messages = {
        "invalid_choice": _("There is no indicator “%(value)s”. Choose one from the list.")
    }

    def to_python(self, value: object) -> str:
        """Return the code of the indicator with this code or name, else what was typed."""
        text = str(super().to_python(value)).strip()
        choices: Any = self.choices
        codes: dict[str, str] = {name.casefold(): pair[0] for pair in choices for name in pair}
        return codes.get(text.casefold(), text)

    def prepare_value(self, value: object) -> object:
        """Return the name of a stored code; what was typed stays."""
        choices: Any = self.choices
        return dict(choices).get(value, value)


class BreaksField(PairsField):
    """Periods from which an indicator is defined otherwise, each with an explanation."""

    def clean(self, value: object) -> list[dict[str, str]]:
        """Return breaks as the model stores them."""
        pairs = self.pairs(super().clean(value))
        return [{"period": period, "words": explanation} for period, explanation in pairs]

    def stored_pairs(self, value: Any) -> Iterable[tuple[object, object]]:
        """Return the pairs of stored breaks."""
        return ((item.get("period", ""), item.get("words", "")) for item in value)

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


class FigureDraftForm(forms.Form):
    """A figure of an import, as a person corrects or adds it."""

    words = forms.CharField(
        label=_("Words"),
        help_text=_("As printed: Heed finds their place."),
        widget=forms.TextInput(attrs={"class": "as-printed"}),
    )
    indicator = IndicatorField(
        label=_("Indicator"),
        help_text=_("Type a name or a code. Leave blank if none fits: it is not imported then."),
        required=False,
    )
    value = forms.FloatField(
        label=_("Value"),
        help_text=_("Leave blank if the text says that it is unknown."),
        required=False,
        min_value=0,
    )
    unit = forms.CharField(label=_("Unit"), required=False, max_length=40)
    period = forms.CharField(label=_("Period"), required=False, max_length=40)
    previous = EarlierValuesField(
        label=_("Earlier values"),
        widget=forms.TextInput,
        help_text=_("Year and value: “2022: 21; 2021: 27”."),
        required=False,
    )
    part_of = forms.TypedChoiceField(
        label=_("Part of"), coerce=int, empty_value=None, required=False
    )
    breakdown = OneLineBreakdownField(
        label=_("Breakdown"),
        widget=forms.TextInput,
        help_text=_("Of a part: “sex: female; age group: child”."),
        required=False,
    )
    scope = forms.CharField(
        label=_("Counted by"),
        help_text=_("Leave blank for a national count. Otherwise who counted: an NGO, one court."),
        required=False,
        max_length=200,
    )
    qualifier = forms.CharField(
        label=_("Qualifier"), help_text=_("“at least”, “about”"), required=False, max_length=40
    )

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        run: ImportRun,
        draft: Draft | None,
        place: Sequence[int] | None,
    ) -> None:
        values: dict[str, Any] = draft.values if draft else {}
        scope = "" if values.get("scope") == NATIONAL else values.get("scope")
        super().__init__(data, initial={**values, "scope": scope})
        self.run, self.place = run, place
        fields: Any = self.fields
        if place:
            del fields["words"]
        others = run.drafts.not_dropped().filter(kind=DraftKind.FIGURE)
        near = (
            row
            for row in others
            if row != draft
            and (row.position == values.get("part_of") or (place and row.places[0][0] == place[0]))
        )
        fields["part_of"].choices = [("", "–"), *((row.position, name_figure(row)) for row in near)]
        rows = Indicator.objects.order_by("code")
        fields["indicator"].choices = [(row.code, row.translated_name) for row in rows]

    def clean(self) -> None:
        """Find the place of the words typed; refuse an earlier value of no earlier period."""
        super().clean()
        values = self.cleaned_data
        values["place"] = self.place
        if "words" in values:
            try:
                place = find_places(values["words"], self.run.text.split("\n\n"))[0]
                values["place"] = [place.paragraph, place.start, place.end]
            except QuoteMismatch as error:
                self.add_error("words", str(error))
        period = values.get("period", "")
        late = [p for p, _value in values.get("previous", ()) if p and period and p >= period]
        add_errors(
            self,
            (
                late,
                "previous",
                gettext("An earlier value is of a period before %(period)s. Correct the year.")
                % {"period": period},
            ),
        )


def name_figure(draft: Draft) -> str:
    """Return a figure of an import in short: "victims identified: 17"."""
    value = draft.values["value"]
    number = gettext("unknown") if value is None else format_number(value)
    return f"{draft.values['label']}: {number}"
