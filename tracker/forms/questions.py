"""Asking a body, reminding it, and keeping its answer."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.actions.queries import DUE_AFTER, LONGEST
from tracker.forms.deeds import BodyField, DayField, DeedForm, ShowingForm
from tracker.models import Query, User
from tracker.vocabulary import QueryKind, Use


class AskForm(DeedForm):
    """Put a question that is held already to a body."""

    FIRST: tuple[str, ...] = ("body", "on", "due")

    body = BodyField(
        label=_("Body asked"), help_text=_("The code of a body that can be written to.")
    )
    on = DayField(label=_("Asked on"))
    due = DayField(
        label=_("Answer due"), help_text=_("Empty: 30 days after it was asked."), required=False
    )

    def __init__(self, *args: Any, today: date, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.rows = body.rows.visible_to(user)
        self.fields["on"].initial = today
        self.fields["due"].initial = today + DUE_AFTER

    @property
    def answers(self) -> dict[str, Any]:
        """What the valid form says, named as the action takes it.

        A due date that was left alone moves with the day of asking.
        """
        values = {name: self.cleaned_data[name] for name in self.FIRST}
        if "due" not in self.changed_data:
            values["due"] = None
        return values


class AskNewForm(AskForm):
    """Ask something that nobody asked yet, or keep it until somebody is asked."""

    FIRST = ("question", "kind", "body", "on", "due")
    field_order = FIRST

    question = forms.CharField(
        label=_("Question"),
        help_text=_("One thing, so that one answer closes it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        help_text=_(
            "A disputed figure is a question that “does not add up”, not a disputed status: the "
            "status stays until somebody judges it anew."
        ),
        choices=lambda: [(kind.value, capfirst(kind.label)) for kind in QueryKind],
        initial=QueryKind.ASK,
    )
    body = BodyField(
        label=_("Body asked"),
        help_text=_(
            "The code of a body that can be written to. Empty: it is kept as an open question "
            "that nobody was asked yet."
        ),
        required=False,
    )


class RemindForm(DeedForm):
    """The day a body was reminded."""

    FIRST = ("on",)

    on = DayField(label=_("Reminded on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class AnswerForm(ShowingForm):
    """What was answered, and what shows it."""

    FIRST = ("sentence",)
    LAST: tuple[str, ...] = ("on", "use")

    sentence = forms.CharField(
        label=_("What is the answer?"),
        help_text=_("One to three sentences: they stand with the evidence, and in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = DayField(label=_("Answered on"))
    use = forms.ChoiceField(
        label=_("Use"),
        help_text=_("What the answer is cited for. It changes no status."),
        choices=lambda: [(use.value, capfirst(use.label)) for use in Use],
        initial=Use.CONTEXT,
    )

    def __init__(self, *args: Any, query: Query, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill_for(query.recommendation, user, query.body, today=today)
        self.fields["on"].initial = today
        if query.recommendation is None:
            self.LAST = ("on",)
            self.fields["use"].required = False

    @property
    def answers(self) -> dict[str, Any]:
        names = ("sentence", "on", "use")
        return {**{n: self.cleaned_data[n] for n in names}, "shown": self.shown}
