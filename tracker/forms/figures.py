"""Forms to add and revise a figure, and the field for breaks of an indicator."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from tracker import errors, models, vocabulary
from tracker.actions.figures import LARGEST_VALUE
from tracker.forms.base import ActionForm, NumberField, VersionedForm, add_errors
from tracker.forms.evidence.fields import EvidenceActionForm
from tracker.intake import numbers, paragraphs
from tracker.intake.drafts import NATIONAL, EarlierValue, Figure as ReadFigure, Place
from tracker.intake.stated_values import is_before

MAX_PAIRS = 20
MAX_SIDE_LENGTH = 200  # characters before or after the colon


class PairsField(forms.CharField):
    """Lines of the form "2019: counts courts of appeal too", as pairs of strings."""

    separator = "\n"  # of pairs
    widget = forms.Textarea(attrs={"rows": 2})
    default_error_messages = {
        "no_pair": _("“%(line)s” needs a colon with text on both sides. Write one pair per line."),
        "no_pair_on_line": _(
            "“%(line)s” needs a colon with text on both sides. Put a semicolon between pairs."
        ),
        "too_many": _("At most %(most)d pairs are allowed. Remove some."),
        "too_long": _(
            "“%(line)s” is too long. Use at most %(longest)d characters on each side of the colon."
        ),
    }

    def pairs(self, value: object) -> list[tuple[str, str]]:
        """Parse the lines into pairs. Raises ValidationError for too many or malformed lines."""
        lines = [line for line in str(value or "").split(self.separator) if line.strip()]
        if len(lines) > MAX_PAIRS:
            self._refuse("too_many", most=MAX_PAIRS)
        return [self._pair(line) for line in lines]

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare texts apart from white space."""
        return str(self.prepare_value(initial) or "").split() != str(data or "").split()

    def _pair(self, line: str) -> tuple[str, str]:
        left, _colon, right = (part.strip() for part in line.partition(":"))
        if not (left and right):
            self._refuse(
                "no_pair" if self.separator == "\n" else "no_pair_on_line", line=line.strip()[:80]
            )
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

    separator = ";"
    number = NumberField(min_value=0, max_value=LARGEST_VALUE)

    def clean(self, value: object) -> list[tuple[str | None, float]]:
        """Return periods and values."""
        year = forms.CharField(max_length=40)
        return [
            (None if period == "?" else year.clean(period), self.number.clean(text))
            for period, text in self.pairs(super().clean(value))
        ]


class BreaksField(PairsField):
    """Periods from which an indicator is defined otherwise, each with an explanation."""

    def clean(self, value: object) -> list[dict[str, str]]:
        """Return breaks as the model stores them."""
        return [
            {"period": period, "words": explanation}
            for period, explanation in self.pairs(super().clean(value))
        ]

    def prepare_value(self, value: object) -> object:
        """Return stored breaks as lines of text."""
        return (
            "\n".join(f"{item.get('period', '')}: {item.get('words', '')}" for item in value)
            if isinstance(value, list)
            else value
        )


class ValueFields(forms.Form):
    """A value, or a tick that the source does not report it."""

    value = NumberField(label=_("Value"), required=False, min_value=0)
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

    def prepare(self) -> None:
        """Offer evidence, but no quote: figures of a report come in with its text."""
        del self.fields["quote"]
        self.set_choices(self.user)
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

    def prepare(self) -> None:
        """Fill in the value that stands."""
        self.initial = {
            "value": self.row.value,
            "not_reported": self.row.value is None,
            "qualifier": self.row.qualifier,
        }


def _choice_of_whole(row: models.Draft) -> tuple[int, str]:
    value = EarlierValuesField.number.prepare_value(row.values["value"])
    return row.position, f"{row.values['label']}: {value}"


class FigureDraftForm(VersionedForm):
    """A figure of an import, as a person corrects or adds it."""

    version_field = "version"

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=_("Words"),
        help_text=_("As printed: Heed finds their place."),
        widget=forms.TextInput(attrs={"class": "as-printed"}),
    )
    indicator = forms.CharField(
        label=_("Indicator"),
        help_text=_("Type a name or a code. Leave blank if none fits: it is not imported then."),
        required=False,
        widget=forms.TextInput(attrs={"list": "indicators", "autocomplete": "off"}),
    )
    value = NumberField(
        label=_("Value"),
        help_text=_("Leave blank if the text says that it is unknown."),
        required=False,
        min_value=0,
        max_value=LARGEST_VALUE,
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
    breakdown = BreakdownField(
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
        run: models.ImportRun,
        draft: models.Draft | None,
        place: Sequence[int],
        printed: str,
    ) -> None:
        self.run, self.place, self.draft = run, place, draft
        others = [
            row
            for row in run.drafts.not_dropped().filter(kind=vocabulary.DraftKind.FIGURE)
            if row != draft
        ]
        same = next((row for row in others if row.places[0] == place), None)  # to split
        values: dict[str, Any] = dict((draft or same or models.Draft()).values)
        if draft is None:
            values |= {"indicator": None, "part_of": None, "previous": ()}
            if same is None and (match := numbers.NUMBER.search(printed)):
                values["value"] = numbers.parse_number(*match.group("digits", "words", "scale"))
        self.indicators = {
            row.code: row
            for row in models.Indicator.objects.exclude(definition="").order_by("code")
        }
        indicator = self.indicators.get(values.get("indicator") or "")
        values |= {
            "indicator": indicator.translated_name if indicator else "",
            "previous": "; ".join(
                f"{row['period'] or '?'}: {EarlierValuesField.number.prepare_value(row['value'])}"
                for row in values.get("previous", ())
            ),
            "breakdown": "; ".join(map(": ".join, values.get("breakdown", {}).items())),
            "scope": "" if values.get("scope") == NATIONAL else values.get("scope", ""),
        }
        super().__init__(data, initial=values)
        if draft:
            self.remember_version(lambda: models.Draft.objects.get(pk=draft.pk).version)
        if place:
            del self.fields["words"]
        self.fields["breakdown"].separator = ";"
        wholes = (
            row
            for row in others
            if row.position == values.get("part_of") or row.places[0][0] in place[:1]
        )
        self.fields["part_of"].choices = [("", "–"), *map(_choice_of_whole, wholes)]

    def clean_indicator(self) -> models.Indicator | None:
        """Return the indicator with the code or name typed; refuse one that is not listed."""
        typed = self.cleaned_data["indicator"].strip().casefold()
        named = (
            row
            for row in self.indicators.values()
            if typed in (row.code.casefold(), row.name.casefold(), row.translated_name.casefold())
        )
        if (indicator := next(named, None)) is None and typed:
            raise forms.ValidationError(
                _("There is no indicator “%(code)s”. Choose one from the list."),
                params={"code": self.cleaned_data["indicator"]},
            )
        return indicator

    def clean(self) -> None:
        """Find the place of the words typed; refuse an earlier value of no earlier period."""
        super().clean()
        values = self.cleaned_data
        if "words" in values:
            try:
                place = paragraphs.find_places(values["words"], self.run.text.split("\n\n"))[0]
                self.place = [place.paragraph, place.start, place.end]
            except errors.QuoteMismatch as error:
                self.add_error("words", str(error))
        period = values.get("period", "")
        add_errors(
            self,
            (
                not all(is_before(p, period) for p, _value in values.get("previous", ())),
                "previous",
                gettext("An earlier value is of a period before %(period)s. Correct the year.")
                % {"period": period},
            ),
        )

    @property
    def figure(self) -> ReadFigure:
        """The figure that the valid form states; an earlier value that stays keeps its place."""
        values, place = self.cleaned_data, Place(*self.place)
        indicator, unit, scope = values["indicator"], values["unit"], values["scope"] or NATIONAL
        if "indicator" in self.changed_data and "unit" not in self.changed_data:
            unit = unit if unit.isupper() else ""  # that of the indicator before, but no currency
        places = {
            (row["period"], row["value"]): Place(row["paragraph"], row["start"], row["end"])
            if "start" in row
            else None
            for row in (self.draft.values["previous"] if self.draft else ())
        }
        return ReadFigure(
            indicator=indicator.code if indicator else None,
            label=indicator.name if indicator else self.initial.get("label", ""),
            value=values["value"],
            unit=unit or (indicator.unit if indicator else ""),
            place=place,
            period=values["period"] or None,
            previous=tuple(
                EarlierValue(value, period, places.get((period, value), self._find(value, place)))
                for period, value in values["previous"]
            ),
            breakdown=tuple(values["breakdown"].items()),
            part_of=values["part_of"],
            scope=NATIONAL if scope.casefold() == NATIONAL else scope,
            qualifier=values["qualifier"],
        )

    def _find(self, value: float, place: Place) -> Place:
        """Return where a number stands in a paragraph, after a place or before; else the place."""
        text = "".join(self.run.text.split("\n\n")[place.paragraph - 1 :][:1])
        digits = re.compile(rf"(?<![\d.,]){re.escape(f'{value:,.15g}')}(?![.,]?\d)")
        match = digits.search(text, place.end) or digits.search(text)
        return Place(place.paragraph, *match.span()) if match else place
