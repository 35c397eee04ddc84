"""How many people may know of a thing, who reads it by name, and why; what it is read for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import policies
from tracker.forms.fields import HeldField
from tracker.models import Comment, File, User
from tracker.vocabulary import Sensitivity, is_lower, stricter

OFFERED = 50  # people to tick; who reads it already stands first
MEANS = {
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
TALK_MEANS = {
    Sensitivity.INTERNAL: gettext_lazy("Whoever sees what is said on the judgment."),
    Sensitivity.NAMED_READERS: gettext_lazy(
        "Who said it and the readers named below, nobody else. Who meets it is kept."
    ),
}


class WordsForm(forms.Form):
    """Why, in a sentence; agreeing needs none."""

    words = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("In one sentence: it is kept in the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AgreeForm(WordsForm):
    """Agreeing says enough by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = False


class SensitivityForm(WordsForm):
    """One of the sensitivities that the thing can have, and its named readers."""

    field_order = ("sensitivity", "readers", "words")

    sensitivity = forms.ChoiceField(
        label=gettext_lazy("Who may know of it"), widget=forms.RadioSelect
    )
    readers = HeldField(
        queryset=User.objects.none(),
        required=False,
        label=gettext_lazy("Named readers"),
        help_text=gettext_lazy(
            "They count while it is for named readers. You stay one of them. Who is taken out "
            "loses sight of it at once."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, thing: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thing = thing
        codes = [str(code) for code in _possible(thing)]
        self.means = TALK_MEANS if isinstance(thing, Comment) else MEANS
        field: Any = self.fields["sensitivity"]
        field.choices = [(code, Sensitivity(code).label) for code in codes]
        field.initial = thing.sensitivity
        if isinstance(thing, File):
            del self.fields["readers"]
            return
        now = list(thing.readers.values_list("pk", flat=True))
        picked: Any = self.fields["readers"]
        picked.queryset = _offered(thing, user, now)
        picked.initial = now

    @property
    def choices(self) -> list[tuple[Any, str, bool]]:
        """Each choice, what it means, and whether a second person has to agree."""
        return [
            (
                choice,
                str(self.means.get(Sensitivity(choice.data["value"]), "")),
                is_lower(self.thing.sensitivity, choice.data["value"]),
            )
            for choice in self["sensitivity"]
        ]

    @property
    def readers_chosen(self) -> list[User] | None:
        """Who reads it by name; None for a file, which has the readers of its piece."""
        return list(self.cleaned_data["readers"]) if "readers" in self.fields else None


class PurposeForm(forms.Form):
    """What somebody reads a piece for."""

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
        purpose = str(self.cleaned_data["purpose"]).strip()
        if len(purpose) < 3 or not any(letter.isalpha() for letter in purpose):
            raise forms.ValidationError(
                _("Say it in words: whoever reads the log knows them only.")
            )
        return purpose


def _possible(thing: Any) -> list[Sensitivity]:
    """What it may be: a file never more open than its piece, a comment never public."""
    every = list(Sensitivity)
    if isinstance(thing, File):
        piece = thing.evidence.sensitivity
        return [code for code in every if stricter(code, piece) == code]
    if isinstance(thing, Comment):
        return [c for c in every if c != Sensitivity.PUBLIC or c == thing.sensitivity]
    return every


def _offered(thing: Any, user: User, now: list[int]) -> Any:
    """At most fifty people with a role: who reads it now, then others by user name."""
    people = policies.evidence.confidentiality.who_may_read(thing).exclude(pk=thing.added_by_id)
    others = people.exclude(pk__in=[*now, user.pk]).order_by("username")
    keys = [*now, *others.values_list("pk", flat=True)[: max(OFFERED - len(now), 0)]]
    return people.filter(pk__in=keys).exclude(pk=user.pk).order_by("username")
