"""What is shown for a sentence: the part of the short form that becomes evidence."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.actions.evidence import Shown, lead_of
from tracker.forms.dropped import DroppedFields
from tracker.forms.fields import DayInput, HeldField
from tracker.forms.readers import ReaderFields
from tracker.models import Body, Evidence, Recommendation, User
from tracker.vocabulary import EvidenceKind, Language


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
