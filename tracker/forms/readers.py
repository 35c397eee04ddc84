"""Who may know of a piece that is shown: everybody, the house, or people by name."""

from typing import Any

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _

from tracker.forms.fields import HeldField
from tracker.models import User
from tracker.policies import assignable
from tracker.vocabulary import Sensitivity

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
