"""What forms for one deed on one row have in common: their order, and what was seen."""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence.items import Shown
from tracker.filters.fields import CodeField
from tracker.forms.evidence.fields import ShownFields
from tracker.forms.fields import DayInput
from tracker.models import Body, Event, Recommendation, User


class DayField(forms.DateField):
    """A day, picked or typed."""

    widget = DayInput


class BodyField(CodeField):
    """A body by its code, with some offered."""

    widget = forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=Body.objects.order_by("code"), code="code", **kwargs)


class DeedForm(forms.Form):
    """The fields of one deed: `FIRST`, what is shown if anything is, then `LAST`."""

    FIRST: tuple[str, ...] = ()
    LAST: tuple[str, ...] = ()

    shows = False  # whether evidence is asked for

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def last(self) -> list[forms.BoundField]:
        return [self[name] for name in self.LAST]

    def open_on(self, row: models.Model) -> None:
        """Remember the newest event about the row: what this form has seen."""
        self.fields["seen"].initial = newest_about(row)

    def open_again_on(self, row: models.Model) -> None:
        """Show what was typed as in a form opened now: what was seen is newer."""
        typed: Any = self.data
        self.data = typed.copy()
        self.data["seen"] = str(newest_about(row))  # type: ignore[index]


class WordsForm(DeedForm):
    """Why: words alone."""

    FIRST: tuple[str, ...] = ("because_of",)

    because_of = forms.CharField(
        label=_("Why?"),
        help_text=_("In one sentence: it is kept in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ShowingForm(ShownFields, DeedForm):
    """A sentence, and what shows it. Without a recommendation only what is held can be shown."""

    MORE = (
        "title",
        "kind",
        "issuer",
        "language",
        "published_on",
        "covers_from",
        "covers_to",
    )
    WITH_RECOMMENDATION = ("file", "ticket", "link", "words", *MORE, "sensitivity", "readers")

    shows = True
    has_recommendation = True
    page = paragraph = None  # type: ignore[assignment] # what a deed cites, it cites whole

    def fill_for(
        self, recommendation: Recommendation | None, user: User, body: Body | None, *, today: date
    ) -> None:
        """Take choices and initial values from what it is about; the body issued it, as a rule."""
        if recommendation is None:
            self.has_recommendation = False
            self.offer_to(user)
            for name in self.WITH_RECOMMENDATION:
                self.fields.pop(name, None)
            return
        self.fill(recommendation, user, today=today)
        if body is not None:
            self.fields["issuer"].initial = body.code
            self.fields["issuer"].help_text = _("The code of a body. Filled in: who says it.")

    @property
    def shown(self) -> Shown:
        if self.has_recommendation:
            return super().shown
        return Shown(held=tuple(self.cleaned_data["evidence"]))

    @property
    def more(self) -> list[forms.BoundField]:
        """What stands under “More”: filled in already."""
        return [self[name] for name in self.MORE if name in self.fields]

    @property
    def has_more_errors(self) -> bool:
        return any(name in self.errors for name in (*self.MORE, "sensitivity", "readers"))

    @property
    def picked(self) -> Any:
        """Pieces held that were chosen already, for a form that is shown again."""
        return getattr(self, "cleaned_data", {}).get("evidence", [])


def newest_about(row: models.Model) -> int:
    """Sequence of the newest event about a row, 0 without any."""
    events = Event.objects.filter(table=row._meta.db_table, key=row.pk).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0
