"""Making, publishing and taking back a progress report."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.deeds import DeedForm
from tracker.models import Publication
from tracker.vocabulary import ReportFormat


class MakeForm(DeedForm):
    """Why a report is made; what it is, the address says."""

    FIRST = ("because_of",)

    because_of = forms.CharField(
        label=_("Why is it made?"),
        help_text=_("For whom, and for what: it is kept with the report and in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    formats = forms.MultipleChoiceField(
        choices=ReportFormat.choices, required=False, widget=forms.MultipleHiddenInput
    )


class PublishForm(DeedForm):
    """What is said in the history, and whether what was published before is superseded."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the history. Without one, it says why the draft was made."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    supersedes = forms.BooleanField(
        label=_("It takes the place of what was published before"), required=False, initial=True
    )

    def __init__(self, *args: Any, older: list[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.older = older


class NoticeForm(DeedForm):
    """Why a report is taken back."""

    FIRST: tuple[str, ...] = ("notice",)

    notice = forms.CharField(
        label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    reinstates = forms.BooleanField(
        label=_("What it took the place of stands as published again"), required=False, initial=True
    )

    def __init__(
        self, *args: Any, help_text: Any, older: Sequence[Publication], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].help_text = help_text
        if older:
            self.FIRST = ("notice", "reinstates")
            self.fields["reinstates"].help_text = "; ".join(map(str, older))
