"""Forms for the sensitivity of evidence, files and comments, and for the purpose of reading."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import policies
from tracker.forms.fields import RowKeysField
from tracker.models import Comment, File, User
from tracker.vocabulary import Sensitivity, is_less_sensitive, stricter

MAX_SUGGESTIONS = 50  # readers to choose from; the present ones come first
SENSITIVITY_HELP = {
    Sensitivity.PUBLIC: gettext_lazy(
        "Nothing in it needs keeping: it may be shown outside and printed in public reports."
    ),
    Sensitivity.INTERNAL: gettext_lazy(
        "Whoever has a role here reads it; a body's focal point only what the body issued itself."
    ),
    Sensitivity.NAMED_READERS: gettext_lazy(
        "Who added it and the readers named below, nobody else. Who reads it, when and what for "
        "is kept."
    ),
}
COMMENT_SENSITIVITY_HELP = {
    Sensitivity.INTERNAL: gettext_lazy("Whoever sees what is said on the judgment."),
    Sensitivity.NAMED_READERS: gettext_lazy(
        "Who said it and the readers named below, nobody else. Who meets it is kept."
    ),
}


class SensitivityReasonForm(forms.Form):
    """The reason for a change or a decision."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("In one sentence: it is kept in the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ApproveRequestForm(SensitivityReasonForm):
    """Approval of a request, whose reason is optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class SensitivityForm(SensitivityReasonForm):
    """Sensitivity and named readers of evidence, a file or a comment."""

    field_order = ("sensitivity", "readers", "reason")

    sensitivity = forms.ChoiceField(
        label=gettext_lazy("Who may know of it"), widget=forms.RadioSelect
    )
    readers = RowKeysField(
        queryset=User.objects.none(),
        required=False,
        label=gettext_lazy("Named readers"),
        help_text=gettext_lazy(
            "They count while it is for named readers. You stay one of them. Who is taken out "
            "loses sight of it at once."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, target: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        self.help_texts = (
            COMMENT_SENSITIVITY_HELP if isinstance(target, Comment) else SENSITIVITY_HELP
        )
        sensitivity: Any = self.fields["sensitivity"]
        sensitivity.choices = [(str(code), code.label) for code in _possible(target)]
        sensitivity.initial = target.sensitivity
        if isinstance(target, File):
            del self.fields["readers"]
            return
        present = list(target.readers.values_list("pk", flat=True))
        readers: Any = self.fields["readers"]
        readers.queryset = _candidates(target, user, present)
        readers.initial = present

    @property
    def choices(self) -> list[tuple[Any, str, bool]]:
        """Each choice with its help text, and whether a second person has to agree."""
        return [
            (
                choice,
                str(self.help_texts.get(Sensitivity(choice.data["value"]), "")),
                is_less_sensitive(self.target.sensitivity, choice.data["value"]),
            )
            for choice in self["sensitivity"]
        ]

    @property
    def chosen_readers(self) -> list[User] | None:
        """The named readers; None for a file, which has those of its evidence."""
        return list(self.cleaned_data["readers"]) if "readers" in self.fields else None


class PurposeForm(forms.Form):
    """The purpose of reading evidence for named readers."""

    purpose = forms.CharField(
        label=gettext_lazy("What do you read it for?"),
        help_text=gettext_lazy(
            "One line: “To answer the query of the State Department”. It is kept with your name "
            "and the time, and asked once a day for each piece."
        ),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_purpose(self) -> str:
        """Check that the purpose is more than a letter or two."""
        purpose = str(self.cleaned_data["purpose"]).strip()
        if len(purpose) < 3 or not any(letter.isalpha() for letter in purpose):
            raise forms.ValidationError(
                _("Say it in words: whoever reads the log knows them only.")
            )
        return purpose


def _possible(target: Any) -> list[Sensitivity]:
    """Return the possible codes: a file is never more open than its evidence.

    A comment is never made public; one that is public may stay so.
    """
    codes = list(Sensitivity)
    if isinstance(target, File):
        of_evidence = target.evidence.sensitivity
        return [code for code in codes if stricter(code, of_evidence) == code]
    if isinstance(target, Comment):
        return [code for code in codes if code in (target.sensitivity, *COMMENT_SENSITIVITY_HELP)]
    return codes


def _candidates(target: Any, user: User, present: list[int]) -> Any:
    """Return at most fifty users with a role: the present readers, then others by user name."""
    people = policies.evidence.confidentiality.potential_readers(target).exclude(
        pk=target.added_by_id
    )
    others = people.exclude(pk__in=[*present, user.pk]).order_by("username")
    keys = [
        *present,
        *others.values_list("pk", flat=True)[: max(MAX_SUGGESTIONS - len(present), 0)],
    ]
    return people.filter(pk__in=keys).exclude(pk=user.pk).order_by("username")
