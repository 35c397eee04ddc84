"""Forms to request, approve and decline a redaction of the history."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.audit.seals import parse_printed
from tracker.errors import InvalidValue

MAX_LENGTH = 300  # characters


def _words_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Text to remove"),
        max_length=MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        **options,
    )


class SealForm(forms.Form):
    """A seal as it is printed."""

    seal = forms.CharField(
        label=_("Seal as printed"),
        help_text=_("Number and hash: 12:9f86d081. Eight characters of the hash are enough."),
        max_length=MAX_LENGTH,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )

    def clean_seal(self) -> tuple[int, str]:
        """Return the number, and the hash or its beginning."""
        try:
            return parse_printed(self.cleaned_data["seal"])
        except InvalidValue as error:
            raise forms.ValidationError(str(error)) from error


class RedactionRequestForm(forms.Form):
    """The text to redact, what kind of text it is, and the legal ground."""

    words = _words_field(help_text=_("Exactly as written; capital letters make no difference."))
    about = forms.CharField(
        label=_("Kind of text"),
        help_text=_("Not the text itself: “name of a witness”. This is kept."),
        max_length=200,
    )
    ground = forms.CharField(
        label=_("Legal ground"),
        help_text=_("The law or decision that requires it, without the text. This is kept."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RedactionApprovalForm(forms.Form):
    """The same text, typed by a second person."""

    words = _words_field(
        help_text=_("Type the text as you were given it in person. It is not kept anywhere.")
    )
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)  # extent mark

    def show_extent(self, mark: str) -> None:
        """Keep what was typed, with the mark of the extent that is shown."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = mark  # type: ignore[index]


class RedactionDeclineForm(forms.Form):
    """The reason to redact nothing."""

    note = forms.CharField(
        label=_("Reason for declining"),
        help_text=_("One sentence. It appears in the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
