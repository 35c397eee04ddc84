"""What is written for the progress report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.deeds import DayField


class RemarkForm(forms.Form):
    """Words in one language, and the day they tell of."""

    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "An empty line begins a new paragraph. It is printed as it stands here. In an executive"
            " summary “(no. 6)” leads to that recommendation, with its first sources."
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
