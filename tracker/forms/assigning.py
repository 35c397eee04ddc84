"""Who is to follow a recommendation, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.filters.people import ME, NOBODY, PersonField
from tracker.models import User
from tracker.policies import assignable

AT_MOST = 50  # offered; what is not offered can still be typed


class WhoField(PersonField):
    """The person typed; None for "nobody"."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed == NOBODY:
            return None
        return self.user if typed == ME else self.found or self.user


class AssignForm(forms.Form):
    """One recommendation: a person is enough."""

    person = WhoField(
        label=_("Assigned to"),
        help_text=_("A user name, “me” or “nobody”."),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("Why?"),
        help_text=_("May stay empty: the history then says “reassignment”."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.user = user

    @property
    def people(self) -> Any:
        """Those to offer."""
        return assignable()[:AT_MOST]


class AssignSeveralForm(AssignForm):
    """All that a filter finds: with words, and with how many there were when it was opened."""

    words = forms.CharField(
        label=_("Why?"),
        help_text=_("It stands in the history of each of them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    count = forms.IntegerField(label=_("Number"), min_value=1, max_value=10_000)
