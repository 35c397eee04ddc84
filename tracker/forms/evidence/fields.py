"""Who may know of a piece that is shown: everybody, the house, or people by name."""

from datetime import date
from typing import Any

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.actions.evidence.items import Shown, lead_of
from tracker.forms.fields import DayInput, HeldField
from tracker.forms.uploads import DroppedFields
from tracker.models import Body, Evidence, Recommendation, User
from tracker.policies import assignable
from tracker.vocabulary import EvidenceKind, Language, Sensitivity

AT_MOST = 50  # people offered


class ReaderFields(forms.Form):
    """How open a piece is and, of one for named readers, who they are."""

    sensitivity = forms.ChoiceField(
        label=_("Who may know of it"),
        choices=Sensitivity.choices,
        initial=Sensitivity.INTERNAL,
        required=False,
    )
    readers = HeldField(
        label=_("Named readers"),
        help_text=_("Beside yourself. What they read of it is written down."),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer_readers(self, user: User) -> None:
        """Offer people who log progress to one who does; who speaks for a body names nobody."""
        if not user.may_write:
            del self.fields["readers"]
            sensitivity: Any = self.fields["sensitivity"]
            sensitivity.choices = [
                choice for choice in Sensitivity.choices if choice[0] != Sensitivity.NAMED_READERS
            ]
            return
        readers: Any = self.fields["readers"]
        others = assignable().exclude(pk=user.pk)
        readers.queryset = others
        readers.widget.choices = CallableChoiceIterator(
            lambda: [(other.pk, str(other)) for other in others[:AT_MOST]]
        )

    @property
    def read_by(self) -> dict[str, Any]:
        """What the valid form says of it, named as `Shown` takes it."""
        sensitivity = self.cleaned_data.get("sensitivity") or Sensitivity.INTERNAL
        is_named = sensitivity == Sensitivity.NAMED_READERS
        readers = tuple(self.cleaned_data.get("readers") or ()) if is_named else ()
        return {"sensitivity": sensitivity, "readers": readers}


class ShownFields(DroppedFields, ReaderFields):
    """ "Show it", and what is filled in about it unless somebody opens “More”."""

    link = forms.URLField(label=_("A link"), required=False, max_length=1000, assume_scheme="https")
    words = forms.CharField(
        label=_("Words of the report"),
        help_text=_("Copied as they are printed; the tracker finds the place."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence = HeldField(
        label=_("Evidence held already"), queryset=Evidence.objects.none(), required=False
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Empty: what the file is called, or the beginning of the sentence."),
        required=False,
        max_length=300,
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("", _("what a file looks like, else official statement")),
            *((k.value, k.label) for k in EvidenceKind if k != EvidenceKind.REPORT_PASSAGE),
        ],
        required=False,
    )
    issuer = forms.ModelChoiceField(
        label=_("Issuer"),
        help_text=_("The code of a body. Filled in: the lead body."),
        queryset=Body.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"}),
        error_messages={
            "invalid_choice": _("No body has the code “%(value)s”. Choose one from the list.")
        },
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", "–"), *Language.choices], required=False
    )
    published_on = forms.DateField(
        label=pgettext_lazy("label of a day", "Published on"), required=False, widget=DayInput
    )
    covers_from = forms.DateField(label=_("Covers from"), required=False, widget=DayInput)
    covers_to = forms.DateField(label=_("Covers to"), required=False, widget=DayInput)
    page = forms.CharField(
        label=_("Page"),
        help_text=_("Where it stands in the document, as printed: 4, iv, 4–6."),
        required=False,
        max_length=20,
    )
    paragraph = forms.CharField(
        label=_("Paragraph"), help_text=_("12, 3(b)."), required=False, max_length=20
    )

    def offer_to(self, user: User) -> None:
        """Take the choices from who logs."""
        self.user = user
        held: Any = self.fields["evidence"]
        issuer: Any = self.fields["issuer"]
        held.queryset = Evidence.objects.visible_to(user).standing()
        issuer.queryset = Body.objects.visible_to(user)
        self.offer_readers(user)

    def fill(self, recommendation: Recommendation, user: User, *, today: date) -> None:
        """Take the choices and initial values from who logs what, when."""
        self.offer_to(user)
        first, _last = recommendation.period_around(today)
        lead = lead_of(recommendation)
        self.fields["issuer"].initial = lead.code if lead else ""
        self.fields["covers_from"].initial = first
        self.fields["covers_to"].initial = today

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("covers_from"), values.get("covers_to")
        if first and last and first > last:
            self.add_error(
                "covers_to", _("It ends before it begins. Choose a day after “Covers from”.")
            )
        return values

    @property
    def shown(self) -> Shown:
        """What the valid form shows, as a value for an action.

        Days filled in and left alone are about today; the action takes those about “As of”.
        """
        values = self.cleaned_data
        told = not {"covers_from", "covers_to"}.isdisjoint(self.changed_data)
        return Shown(
            held=tuple(values.get("evidence") or ()),
            dropped=values.get("ticket"),
            url=values["link"],
            words=values.get("words", ""),
            title=values["title"],
            kind=values["kind"],
            issuer=values["issuer"],
            language=values["language"],
            published_on=values["published_on"],
            covers_from=values["covers_from"] if told else None,
            covers_to=values["covers_to"] if told else None,
            page=values.get("page", ""),
            at_paragraph=values.get("paragraph", ""),
            **self.read_by,
        )
