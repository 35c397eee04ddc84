"""The short form that logs progress: the same on the site and in the admin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions.assessments import progress_log
from tracker.actions.evidence.items import Shown
from tracker.errors import Stale, TrackerError
from tracker.forms.assessments.fields import LineFields, ViewFields
from tracker.forms.assessments.review import ReasonForm
from tracker.forms.evidence.fields import ShownFields
from tracker.forms.fields import DayInput, HeldField
from tracker.forms.uploads import Came
from tracker.models import Assessment, Body, Event, Recommendation, User
from tracker.vocabulary import CHOSEN, AssessmentKind, Perspective, State, Trend, Use

__all__ = [
    "DayInput",
    "HeldField",
    "NoteFields",
    "ProgressForm",
    "ReasonForm",
    "ShownFields",
    "bodies_offered",
]

MORE = (
    "title",
    "kind",
    "issuer",
    "language",
    "published_on",
    "covers_from",
    "covers_to",
    "page",
    "paragraph",
    "use",
    "trend",
    "next_step",
)
KEEP = ""  # the first choice: the status stays, what is logged is a note


class SentenceFields(forms.Form):
    """What is answered by hand: one to three sentences, and the day they speak of."""

    sentence = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy(
            "One to three sentences: the rationale, and the reason in the history."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    as_of = forms.DateField(label=gettext_lazy("As of"), widget=DayInput)


class NoteFields(ShownFields, SentenceFields):
    """A note: what happened, what shows it. No status changes."""

    use = forms.ChoiceField(
        label=gettext_lazy("Use"),
        help_text=gettext_lazy("What the evidence is cited for. Filled in: by the status chosen."),
        choices=[("", gettext_lazy("by the status chosen")), *Use.choices],
        required=False,
    )

    field_order: Sequence[str] = (
        "sentence",
        "file",
        "link",
        "words",
        "evidence",
        "as_of",
        *MORE[:-2],
        "sensitivity",
        "readers",
    )

    def fill(self, recommendation: Recommendation, user: User, *, today: date) -> None:
        super().fill(recommendation, user, today=today)
        self.fields["as_of"].initial = today


class ProgressForm(LineFields, ViewFields, NoteFields):
    """The short form: keep the status and note, or judge."""

    status = forms.ChoiceField(
        label=gettext_lazy("What changed?"),
        required=False,
        choices=[(KEEP, ""), *((s.value, s.label) for s in CHOSEN)],
        widget=forms.RadioSelect,
    )
    trend = forms.ChoiceField(
        label=gettext_lazy("Trend"),
        help_text=gettext_lazy("Effort against the year before."),
        choices=[("", "–"), *Trend.choices],
        required=False,
    )
    next_step = forms.CharField(
        label=gettext_lazy("Next step"), required=False, widget=forms.Textarea(attrs={"rows": 2})
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
        mended: Assessment | None = None,
        corrected: Assessment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.said, self.corrected = mended or corrected, corrected
        self.recommendation = recommendation
        self.fill(recommendation, user, today=today)
        self.offer_views(recommendation, user)
        self.offer_lines(recommendation, user, self.said)
        self.fields["seen"].initial = seen
        if self.said is not None:
            self._open_with(self.said)
        elif not user.may_write:
            self._ask_for_a_status()
            self.fields["issuer"].initial = self.fields["body"].initial
        else:
            kept = gettext_lazy("Keep “%(status)s”") % {
                "status": recommendation.get_status_display()
            }
            self.fields["status"].choices = [  # type: ignore[attr-defined]
                (KEEP, kept),
                *((s.value, s.label) for s in CHOSEN),
            ]

    def _open_with(self, said: Assessment) -> None:
        """Open with what was said. A judgment stays one, a correction keeps its day."""
        self._ask_for_a_status()
        if self.corrected is not None:
            self.fields["sentence"].label = gettext_lazy("What is true, and what was wrong?")
        self.fields["sentence"].initial = said.rationale
        for name in ("status", "as_of", "trend", "next_step"):
            self.fields[name].initial = getattr(said, name)
        if said.body is not None:
            self.fields["issuer"].initial = said.body.code
        self.fields["as_of"].disabled = self.keeps_its_day

    def _ask_for_a_status(self) -> None:
        status = self.fields["status"]
        status.required, status.label = True, gettext_lazy("How far did it get?")
        status.choices = [(s.value, s.label) for s in CHOSEN]  # type: ignore[attr-defined]

    @property
    def keeps_its_day(self) -> bool:
        """Whether it is a correction: that says what was true on a day that stays."""
        is_correction = self.said is not None and self.said.kind == AssessmentKind.CORRECTION
        return self.corrected is not None or is_correction

    @property
    def takes_notes(self) -> bool:
        """Whether the status may be kept, so that what is logged is a note."""
        return not self.fields["status"].required

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        is_note = not values.get("status") and "status" not in self.errors
        self.check_lines(is_note=is_note)
        if is_note and "draft" in self.data:
            told = gettext_lazy(
                "A draft is of a judgment. Choose how far it got; a note needs no draft."
            )
            self.add_error("status", told)
        if is_note and self.takes_notes and self.has_other_view:
            told = gettext_lazy(
                "A note is nobody's view. Choose how far it got, or leave this as it was."
            )
            self.add_error("perspective", told)
        if self.corrected and values.get("sentence") == self.corrected.rationale:
            told = gettext_lazy(
                "These are the words of the judgment you correct. Say what was wrong with it."
            )
            self.add_error("sentence", told)
        shows_anew = values.get("link") or values.get("title") or values.get("ticket")
        if shows_anew and self._is_of_nobody_known and "issuer" not in self.changed_data:
            told = gettext_lazy(
                "Filled in is the lead body, whose view this is not. Say who issued it."
            )
            self.add_error("issuer", told)
        return values

    @property
    def _is_of_nobody_known(self) -> bool:
        view = self.view
        return view.perspective == Perspective.CIVIL_SOCIETY and view.body is None

    @property
    def shown(self) -> Shown:
        """What the valid form shows. An issuer left alone is whoever's view it is."""
        shown, view = super().shown, self.view
        if view.perspective == Perspective.ANALYST or "issuer" in self.changed_data:
            return shown
        if view.perspective == Perspective.SOURCE_REPORT:
            return replace(shown, issuer=self.recommendation.report.mechanism.issuer)
        return replace(shown, issuer=view.body or shown.issuer)

    @property
    def more(self) -> list[forms.BoundField]:
        """What stands under “More”: filled in already."""
        return [self[name] for name in MORE]

    @property
    def has_more_errors(self) -> bool:
        return any(name in self.errors for name in (*MORE, "sensitivity", "readers"))

    @property
    def answers(self) -> dict[str, Any]:
        """What the valid form says beside what it shows, named as the action takes it."""
        names = ("status", "sentence", "as_of", "use", "trend", "next_step", "seen")
        said = {name: self.cleaned_data[name] for name in names}
        return {**said, "view": self.view, "lines": self.lines_said()}

    def with_seen(self, seen: int) -> None:
        """Show this form again as one opened now: what was typed stays, what was seen is newer."""
        if self.is_bound:
            typed: Any = self.data
            self.data = typed.copy()
            self.data["seen"] = str(seen)  # type: ignore[index]


def bodies_offered(recommendation: Recommendation, user: User) -> Iterable[Body]:
    """At most 50 bodies to pick an issuer from: those with a role first, then by code."""
    bodies = Body.objects.visible_to(user)
    with_role = bodies.filter(
        responsibilities__recommendation=recommendation, responsibilities__withdrawn_at=None
    ).distinct()
    others = bodies.filter(~Q(pk__in=with_role.values("pk"))).order_by("code")
    named = list(with_role.order_by("code")[:50])
    return [*named, *others[: 50 - len(named)]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the form: a sentence when it was saved, else the page to show again."""

    told: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


def answer(
    posted: MultiValueDict[str, str] | None,
    *,
    recommendation: Recommendation,
    user: User,
    now: datetime,
    came: Came | None = None,
    mended: Assessment | None = None,
    corrected: Assessment | None = None,
) -> Outcome:
    """Read the short form and do what it says. A refusal keeps what was typed, and the file.

    `came` is what became of a file that was sent with it: see `requests.put_down`.
    With `mended` it changes that assessment, with `corrected` it corrects that one: it opens with
    what was said there.
    """
    form = ProgressForm(
        posted,
        came,
        recommendation=recommendation,
        user=user,
        today=timezone.localdate(now),
        seen=Event.objects.newest_sequence(recommendation, to=user),
        mended=mended,
        corrected=corrected,
    )
    if form.is_valid():
        try:
            logged = progress_log.log(
                recommendation=recommendation,
                by=user,
                now=now,
                shown=form.shown,
                draft="draft" in (posted or ()),
                approve_at_once="approve" in (posted or ()),
                mended=mended,
                corrected=corrected,
                **form.answers,
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Stale):
                form.with_seen(Event.objects.newest_sequence(recommendation, to=user))
        else:
            return Outcome(told=told(recommendation, logged))
    context = {
        "recommendation": recommendation,
        "form": form,
        "mended": mended,
        "corrected": corrected,
        "bodies": bodies_offered(recommendation, user),
        "picked": form.cleaned_data.get("evidence", []) if form.is_bound else [],
    }
    return Outcome(context=context, status=422 if form.is_bound else 200)


def told(recommendation: Recommendation, logged: object) -> str:
    """What came of it, in one sentence."""
    names: dict[str, object] = {"recommendation": recommendation}
    if not isinstance(logged, Assessment):
        return _("Noted. The status of %(recommendation)s stays as it is.") % names
    names["status"] = logged.get_status_display()
    match logged.state:
        case State.DRAFT:
            said = _(
                "“%(status)s” for %(recommendation)s is kept as a draft: nobody decides on it "
                "until you send it."
            )
        case State.RETURNED:
            said = _(
                "What you changed on “%(status)s” for %(recommendation)s is kept: send it when it "
                "is ready."
            )
        case State.APPROVED if logged.recommendation.standing_id == logged.pk:
            said = _(
                "%(recommendation)s is now “%(status)s”, approved by its author, and says so "
                "wherever it is shown."
            )
        case State.APPROVED:
            said = _(
                "“%(status)s” for %(recommendation)s is approved by its author, and says so; the "
                "status it shows stays as it is."
            )
        case _:
            said = _("“%(status)s” for %(recommendation)s was sent for review.")
    return said % names
