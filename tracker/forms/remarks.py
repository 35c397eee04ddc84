"""What is written for the progress report."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tracker.forms.deeds import DayField

PAGE = 3_000  # characters of a text that about fill a page of a report


class RemarkForm(forms.Form):
    """Words in one language, and the day they tell of."""

    text = forms.CharField(
        label=_("Text"),
        help_text=format_lazy(
            "{} {}",
            _(
                "An empty line begins a new paragraph. It is printed as it stands here. In an"
                " executive summary “(no. 6)” leads to that recommendation, with its first sources."
            ),
            _("About 3,000 characters fill a page."),
        ),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    as_of = DayField(
        label=_("As of"),
        help_text=_("Reports on this day and later print it, until a newer one takes its place."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def with_seen(self, seen: int) -> None:
        """Show this form again as one opened now: what was typed stays, what was seen is newer."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["seen"] = str(seen)
        self.data = typed
