"""The short form that logs progress: the same on the site and in the admin."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence import Shown, lead_of
from tracker.models import Assessment, Body, Evidence, Recommendation, User
from tracker.vocabulary import CHOSEN, EvidenceKind, Trend, Use

MORE = (
    "title",
    "kind",
    "issuer",
    "covers_from",
    "covers_to",
    "use",
    "trend",
    "next_step",
)
KEEP = ""  # the first choice: the status stays, what is logged is a note


class DayInput(forms.DateInput):
    """A day, picked or typed as 2024-03-31."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class HeldField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Pieces of evidence by their keys; one that is too long for a key names none."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > 18:  # SQLite can't even look for it
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid", params={"pk": key}
                )
        return super().clean(value)


class ShownFields(forms.Form):
    """ "Show it", and what is filled in about it unless somebody opens “More”."""

    link = forms.URLField(label=_("A link"), required=False, max_length=1000, assume_scheme="https")
    words = forms.CharField(
        label=_("Words of the report"),
        help_text=_("Copied as they are printed; the tracker finds the place."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence = HeldField(
        label=_("Evidence held already"), queryset=Evidence.objects.none(), required=False
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Empty: the beginning of the sentence."),
        required=False,
        max_length=300,
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(k.value, k.label) for k in EvidenceKind if k != EvidenceKind.REPORT_PASSAGE],
        initial=EvidenceKind.OFFICIAL_STATEMENT,
        required=False,
    )
    issuer = forms.ModelChoiceField(
        label=_("Issuer"),
        help_text=_("The code of a body. Filled in: the lead body."),
        queryset=Body.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"}),
        error_messages={
            "invalid_choice": _("No body has the code “%(value)s”. Choose one from the list.")
        },
    )
    covers_from = forms.DateField(label=_("Covers from"), required=False, widget=DayInput)
    covers_to = forms.DateField(label=_("Covers to"), required=False, widget=DayInput)

    def fill(self, recommendation: Recommendation, user: User, *, today: date) -> None:
        """Take the choices and initial values from who logs what, when."""
        self.fields["evidence"].queryset = (  # type: ignore[attr-defined]
            Evidence.objects.visible_to(user).standing()
        )
        self.fields["issuer"].queryset = Body.objects.visible_to(user)  # type: ignore[attr-defined]
        first, _last = recommendation.period_around(today)
        lead = lead_of(recommendation)
        self.fields["issuer"].initial = lead.code if lead else ""
        self.fields["covers_from"].initial = first
        self.fields["covers_to"].initial = today

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("covers_from"), values.get("covers_to")
        if first and last and first > last:
            self.add_error(
                "covers_to", _("It ends before it begins. Choose a day after “Covers from”.")
            )
        return values

    @property
    def shown(self) -> Shown:
        """What the valid form shows, as a value for an action.

        Days filled in and left alone are about today; the action takes those about “As of”.
        """
        values = self.cleaned_data
        told = not {"covers_from", "covers_to"}.isdisjoint(self.changed_data)
        return Shown(
            held=tuple(values.get("evidence") or ()),
            url=values["link"],
            words=values["words"],
            title=values["title"],
            kind=values["kind"],
            issuer=values["issuer"],
            covers_from=values["covers_from"] if told else None,
            covers_to=values["covers_to"] if told else None,
        )


class SentenceFields(forms.Form):
    """What is answered by hand: one to three sentences, and the day they speak of."""

    sentence = forms.CharField(
        label=_("What happened?"),
        help_text=_("One to three sentences: the rationale, and the reason in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    as_of = forms.DateField(label=_("As of"), widget=DayInput)


class NoteFields(ShownFields, SentenceFields):
    """A note: what happened, what shows it. No status changes."""

    use = forms.ChoiceField(
        label=_("Use"),
        help_text=_("What the evidence is cited for. Filled in: by the status chosen."),
        choices=[("", _("by the status chosen")), *Use.choices],
        required=False,
    )

    field_order: Sequence[str] = (
        "sentence",
        "link",
        "words",
        "evidence",
        "as_of",
        "title",
        "kind",
        "issuer",
        "covers_from",
        "covers_to",
        "use",
    )

    def fill(self, recommendation: Recommendation, user: User, *, today: date) -> None:
        super().fill(recommendation, user, today=today)
        self.fields["as_of"].initial = today


class ProgressForm(NoteFields):
    """The short form: keep the status and note, or judge."""

    status = forms.ChoiceField(
        label=_("What changed?"),
        required=False,
        choices=[(KEEP, ""), *((s.value, s.label) for s in CHOSEN)],
        widget=forms.RadioSelect,
    )
    trend = forms.ChoiceField(
        label=_("Trend"),
        help_text=_("Effort against the year before."),
        choices=[("", "–"), *Trend.choices],
        required=False,
    )
    next_step = forms.CharField(
        label=_("Next step"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("status", *NoteFields.field_order, "trend", "next_step", "seen")

    def __init__(
        self,
        *args: Any,
        recommendation: Recommendation,
        user: User,
        today: date,
        seen: int,
        returned: Assessment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fill(recommendation, user, today=today)
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (KEEP, _("Keep “%(status)s”") % {"status": recommendation.get_status_display()}),
            *((s.value, s.label) for s in CHOSEN),
        ]
        self.fields["seen"].initial = seen
        if returned is not None:
            self._mend(returned)

    def _mend(self, returned: Assessment) -> None:
        """Open with what the author said; a judgment that was returned stays a judgment."""
        status = self.fields["status"]
        status.required = True
        status.choices = [(s.value, s.label) for s in CHOSEN]  # type: ignore[attr-defined]
        said = {"sentence": returned.rationale, "status": returned.status, "as_of": returned.as_of}
        for name, value in said.items():
            self.fields[name].initial = value
        self.fields["trend"].initial = returned.trend
        self.fields["next_step"].initial = returned.next_step

    @property
    def more(self) -> list[forms.BoundField]:
        """What stands under “More”: filled in already."""
        return [self[name] for name in MORE]

    @property
    def has_more_errors(self) -> bool:
        return any(name in self.errors for name in MORE)

    @property
    def answers(self) -> dict[str, Any]:
        """What the valid form says beside what it shows, named as the action takes it."""
        names = ("status", "sentence", "as_of", "use", "trend", "next_step", "seen")
        return {name: self.cleaned_data[name] for name in names}

    def with_seen(self, seen: int) -> None:
        """Show this form again as one opened now: what was typed stays, what was seen is newer."""
        if self.is_bound:
            typed: Any = self.data
            self.data = typed.copy()
            self.data["seen"] = str(seen)  # type: ignore[index]


class ReasonForm(forms.Form):
    """Words for a decision: why it is returned, withdrawn or approved."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


def bodies_offered(recommendation: Recommendation, user: User) -> Iterable[Body]:
    """At most 50 bodies to pick an issuer from: those with a role first, then by code."""
    bodies = Body.objects.visible_to(user)
    with_role = bodies.filter(
        responsibilities__recommendation=recommendation, responsibilities__withdrawn_at=None
    ).distinct()
    others = bodies.filter(~Q(pk__in=with_role.values("pk"))).order_by("code")
    named = list(with_role.order_by("code")[:50])
    return [*named, *others[: 50 - len(named)]]
