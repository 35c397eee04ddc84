"""Fields and base classes that the forms of several wings share."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from tracker.errors import Stale
from tracker.filters.base import DAY_INPUT, CodeField, find_user
from tracker.models import Body, Event, User
from tracker.summaries.history.timeline import Conflict, find_conflicts
from tracker.vocabulary import REASONS_NEEDING_TEXT, SELECTABLE_REASONS, Reason, ReasonCode

type PostedData = MultiValueDict[str, str]  # what a browser sent


class DayField(forms.DateField):
    """A date that is picked, or typed as 2024-03-31."""

    widget = DAY_INPUT


class BodyField(CodeField):
    """A body by its code, with a list of suggestions."""

    widget = forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=Body.objects.order_by("code"), code="code", **kwargs)


class UserNameField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A user by user name, or by the full name if only one has it."""

    widget = forms.TextInput(attrs={"list": "people", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Return the user. Raises ValidationError for nobody, and for several."""
        user = find_user(value) if value and "\0" not in value else None
        return super().to_python(user.username if user else value)


class RowKeysField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows chosen by their keys; a key of more than 18 digits is refused."""

    def clean(self, value: Any) -> Any:
        """Refuse keys too long for the database, then find the rows. Raises ValidationError."""
        for key in value or ():
            if len(str(key)) > 18:  # SQLite can't even look for it
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid", params={"pk": key}
                )
        return super().clean(value)


def capitalized(codes: Iterable[models.Choices]) -> Callable[[], list[tuple[str, str]]]:
    """Return the choices of these codes, with capitalized labels in the active language."""
    return lambda: [(str(code.value), capfirst(str(code.label))) for code in codes]


REASON_FIELDS = ("reason_code", "reason_text")  # no field of a noun has these names


class ReasonFields(forms.Form):
    """A reason by code, in words, or both."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Choose a reason. “Other” needs a sentence. It appears in the history."
        ),
        choices=capitalized(SELECTABLE_REASONS),
        required=False,
        widget=forms.RadioSelect,
    )
    reason_text = forms.CharField(
        label=gettext_lazy("Explanation"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def requires_reason(self) -> bool:
        """Whether a reason is needed: always, unless a form knows that nothing changes."""
        return True

    @property
    def stated_reason(self) -> Reason:
        """The reason as typed, perhaps empty."""
        code = self.cleaned_data.get("reason_code")
        text = (self.cleaned_data.get("reason_text") or "").strip()
        return Reason(text, ReasonCode(code) if code else None)

    def clean(self) -> None:
        """Check that the reason says enough, if one is required."""
        super().clean()
        reason = self.stated_reason
        if reason.is_enough or self.errors.get("reason_code"):
            return
        if reason.code in REASONS_NEEDING_TEXT:
            self.add_error("reason_text", _("“Other” needs a sentence. Write the reason."))
        elif self.requires_reason:
            self.add_error("reason_code", _("Give a reason: choose one or write a sentence."))


class MergeMixin(forms.BaseForm):
    """Form that shows what others changed meanwhile, and takes their values where chosen."""

    fields: dict[str, Any]  # each of its own class
    conflicts: Sequence[Conflict] = ()

    def full_clean(self) -> None:
        """Take the values of others where they were chosen, then check the form."""
        data: Any = self.data
        chosen = {name: data.get(f"merge_{name}", "") for name in self.fields}
        if any(chosen.values()):
            self.data = data = data.copy()
            data.update({name: value[1:] for name, value in chosen.items() if value})
        super().full_clean()

    def show_conflicts(self, error: Stale, user: User | None) -> None:
        """Show the fields of the form that others changed in the row of the error."""
        if error.row is None or user is None:
            return
        conflicts = find_conflicts(error.row, user, since=error.since)
        self.conflicts = [self._compare(c) for c in conflicts if c.field.name in self.fields]

    def _compare(self, conflict: Conflict) -> Conflict:
        typed = self[conflict.field.name]
        before, now = (
            _as_typed(typed.field, stored)
            for stored in (conflict.stored_before, conflict.stored_now)
        )
        is_untouched = str(typed.value() or "") == before
        return conflict._replace(typed=typed, value=now, is_untouched=is_untouched)


def _as_typed(field: forms.Field, stored: Any) -> str:
    """Return a stored value as a form takes it: of a body its code, a day as 2024-03-31."""
    if isinstance(field, CodeField) and stored:
        row = field.rows.model._default_manager.filter(pk=stored).first()
        return str(getattr(row, field.code, ""))
    return "" if stored is None else str(stored)


class VersionedForm(MergeMixin, forms.Form):
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
    """A form for one action: fields `FIRST`, the fields of evidence if any, then `LAST`.

    Without `FIRST`, all visible fields are shown, in their order.
    """

    FIRST: tuple[str, ...] = ()
    LAST: tuple[str, ...] = ()

    takes_evidence = False

    last_event = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields above those of evidence."""
        names = self.FIRST or [field.name for field in self.visible_fields()]
        return [self[name] for name in names if name in self.fields]

    @property
    def last(self) -> list[forms.BoundField]:
        """The fields below those of evidence."""
        return [self[name] for name in self.LAST]


class ReasonForm(forms.Form):
    """The reason for a change or a decision."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence. It appears in the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonOnlyForm(ActionForm):
    """An action that needs nothing but a reason."""

    FIRST: tuple[str, ...] = ("reason",)

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence. It appears in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def newest_event_of(row: models.Model) -> int:
    """Return the sequence number of the newest event of a row, 0 without any."""
    events = Event.objects.filter(table=row._meta.db_table, key=row.pk).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0
