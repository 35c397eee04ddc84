"""Words to be taken out, why the law asks for it, and the same words from a second person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LETTERS = 300


def _words(help_text: Any) -> forms.CharField:
    hidden = {"autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        label=_("The words"),
        help_text=help_text,
        max_length=LETTERS,
        widget=forms.TextInput(attrs=hidden),
    )


class AskForm(forms.Form):
    """What is to be taken out, and why."""

    words = _words(_("As they are written, letter by letter; capital letters make no difference."))
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


class CarryOutForm(forms.Form):
    """The same words, from a second person."""

    words = _words(_("Typed by you, as you were told them: they are kept nowhere."))
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)  # of an Extent


class DeclineForm(forms.Form):
    """Why nothing is taken out."""

    note = forms.CharField(
        label=_("Why not?"),
        help_text=_("In one sentence: it is kept in the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
