"""Base classes of forms for one action on one row."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence.items import EvidenceInput
from tracker.filters.fields import CodeField
from tracker.forms.evidence.fields import EvidenceFields
from tracker.forms.fields import DayInput
from tracker.models import Body, Event, Recommendation, User


class DayField(forms.DateField):
    """A date that is picked or typed."""

    widget = DayInput


class BodyField(CodeField):
    """A body by its code, with a list of suggestions."""

    widget = forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=Body.objects.order_by("code"), code="code", **kwargs)


class VersionedForm(forms.Form):
    """A form that keeps the newest event of its row, so that an action notices a later change."""

    version_field = "last_event"
    newest_version: Callable[[], int] | None = None

    def remember_version(self, newest: Callable[[], int]) -> None:
        """Show the form as of the newest event now; `newest` returns its sequence number."""
        self.newest_version = newest
        self.fields[self.version_field].initial = newest()

    def refresh_version(self) -> None:
        """Keep the typed values, but show the form as of the newest event now."""
        if self.newest_version is not None:
            data = MultiValueDict[str, object]()
            data.update(self.data)
            data[self.version_field] = str(self.newest_version())
            self.data = data


class ActionForm(VersionedForm):
    """A form for one action: fields `FIRST`, the fields of evidence if any, then `LAST`."""

    FIRST: tuple[str, ...] = ()
    LAST: tuple[str, ...] = ()

    takes_evidence = False

    last_event = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields above those of evidence."""
        return [self[name] for name in self.FIRST]

    @property
    def last(self) -> list[forms.BoundField]:
        """The fields below those of evidence."""
        return [self[name] for name in self.LAST]


class ReasonOnlyForm(ActionForm):
    """An action that needs nothing but a reason."""

    FIRST: tuple[str, ...] = ("reason",)

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("In one sentence: it is kept in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EvidenceActionForm(EvidenceFields, ActionForm):
    """An action with evidence. Without a recommendation, only existing evidence can be chosen."""

    OPTIONAL_FIELDS = (
        "title",
        "kind",
        "issuer",
        "language",
        "published_on",
        "covers_from",
        "covers_to",
    )
    NEW_EVIDENCE_FIELDS = (
        *("file", "upload", "url", "quote"),
        *OPTIONAL_FIELDS,
        *("sensitivity", "readers"),
    )

    takes_evidence = True
    has_recommendation = True
    page = paragraph = None  # type: ignore[assignment] # evidence is cited as a whole here

    def fill_for(
        self, recommendation: Recommendation | None, user: User, body: Body | None, *, today: date
    ) -> None:
        """Set choices and initial values; `body` is filled in as the issuer."""
        if recommendation is None:
            self.has_recommendation = False
            self.set_choices(user)
            for name in self.NEW_EVIDENCE_FIELDS:
                self.fields.pop(name, None)
            return
        self.fill(recommendation, user, today=today)
        if body is not None:
            self.fields["issuer"].initial = body.code
            self.fields["issuer"].help_text = _("The code of a body. Filled in: who says it.")

    @property
    def evidence_input(self) -> EvidenceInput:
        """The evidence of the valid form, as a value for an action."""
        if self.has_recommendation:
            return super().evidence_input
        return EvidenceInput(evidence=tuple(self.cleaned_data["evidence"]))

    @property
    def optional_fields(self) -> list[forms.BoundField]:
        """The fields under “More”, filled in already."""
        return [self[name] for name in self.OPTIONAL_FIELDS if name in self.fields]

    @property
    def has_optional_errors(self) -> bool:
        """Whether a field under “More” is wrong."""
        names = (*self.OPTIONAL_FIELDS, "sensitivity", "readers")
        return any(name in self.errors for name in names)

    @property
    def chosen_evidence(self) -> Any:
        """Existing evidence that was chosen already, for a form that is shown again."""
        return getattr(self, "cleaned_data", {}).get("evidence", [])


def newest_event_of(row: models.Model) -> int:
    """Return the sequence number of the newest event of a row, 0 without any."""
    events = Event.objects.filter(table=row._meta.db_table, key=row.pk).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0
