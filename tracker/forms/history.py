"""Forms to request, approve and decline a redaction of the history."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 300  # characters


def _text_field(help_text: Any) -> forms.CharField:
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        label=_("The words"),
        help_text=help_text,
        max_length=MAX_LENGTH,
        widget=forms.TextInput(attrs=attrs),
    )


class RedactionRequestForm(forms.Form):
    """The text to redact, what kind of text it is, and the legal ground."""

    words = _text_field(
        _("As they are written, letter by letter; capital letters make no difference.")
    )
    about = forms.CharField(
        label=_("What they are"),
        help_text=_("Not the words themselves: “name of a witness”. It is kept."),
        max_length=200,
    )
    ground = forms.CharField(
        label=_("Legal ground"),
        help_text=_("Which law or whose decision asks for it, without the words. It is kept."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RedactionApprovalForm(forms.Form):
    """The same text, typed by a second person."""

    words = _text_field(_("Typed by you, as you were told them: they are kept nowhere."))
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)  # extent mark


class RedactionDeclineForm(forms.Form):
    """The reason to redact nothing."""

    note = forms.CharField(
        label=_("Why not?"),
        help_text=_("In one sentence: it is kept in the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
