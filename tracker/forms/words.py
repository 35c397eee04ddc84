"""Words about an assessment: why it is decided so, and what is said on it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Words for a decision: why it is returned, withdrawn or approved."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ApprovalForm(ReasonForm):
    """Words are welcome on an approval, not asked for."""

    reason = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    made_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # what was read


class CommentForm(forms.Form):
    """Something said on an assessment."""

    text = forms.CharField(
        label=_("Say something on this"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    closed = forms.BooleanField(
        label=_("For named readers alone; you name them next"), required=False
    )
