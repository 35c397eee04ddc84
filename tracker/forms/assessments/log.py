"""The form that logs progress, on the site and in the admin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions.assessments import progress_log
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import Stale, TrackerError
from tracker.forms.assessments.fields import LineFields, PerspectiveFields
from tracker.forms.base import VersionedForm
from tracker.forms.evidence.fields import EvidenceFields
from tracker.forms.fields import DayInput
from tracker.forms.uploads import UploadedFiles
from tracker.models import Assessment, Body, Event, Recommendation, User
from tracker.vocabulary import SELECTABLE_STATUSES, AssessmentKind, Perspective, State, Trend, Use

OPTIONAL_FIELDS = (
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
KEEP_STATUS = ""  # the first choice: the status stays, and a note is logged


class SentenceFields(forms.Form):
    """One to three sentences on what happened, and the day they are about."""

    sentence = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy(
            "One to three sentences: the rationale, and the reason in the history."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    as_of = forms.DateField(label=gettext_lazy("As of"), widget=DayInput)


class NoteFields(EvidenceFields, SentenceFields):
    """A note: what happened, and the evidence. No status changes."""

    use = forms.ChoiceField(
        label=gettext_lazy("Use"),
        help_text=gettext_lazy("What the evidence is cited for. Filled in: by the status chosen."),
        choices=[("", gettext_lazy("by the status chosen")), *Use.choices],
        required=False,
    )

    field_order: Sequence[str] = (
        "sentence",
        "file",
        "url",
        "quote",
        "evidence",
        "as_of",
        *OPTIONAL_FIELDS[:-2],
        "sensitivity",
        "readers",
    )

    def fill(self, recommendation: Recommendation, user: User, *, today: date) -> None:
        """Set choices and initial values, for a user who logs on a recommendation."""
        super().fill(recommendation, user, today=today)
        self.fields["as_of"].initial = today


class AssessmentForm(LineFields, PerspectiveFields, NoteFields, VersionedForm):
    """A note that keeps the status, or an assessment."""

    status = forms.ChoiceField(
        label=gettext_lazy("What changed?"),
        required=False,
        choices=[(KEEP_STATUS, ""), *((s.value, s.label) for s in SELECTABLE_STATUSES)],
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
    last_event = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("status", *NoteFields.field_order, "trend", "next_step", "last_event")

    def __init__(
        self,
        *args: Any,
        recommendation: Recommendation,
        user: User,
        today: date,
        revises: Assessment | None = None,
        corrects: Assessment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.assessment, self.corrects = revises or corrects, corrects
        self.recommendation = recommendation
        self.fill(recommendation, user, today=today)
        self.offer_perspectives(recommendation, user)
        self.offer_lines(recommendation, user, self.assessment)
        self.remember_version(partial(Event.objects.newest_sequence, recommendation, to=user))
        if self.assessment is not None:
            self._fill_in(self.assessment)
        elif not user.may_write:
            self._require_status()
            self.fields["issuer"].initial = self.fields["body"].initial
        else:
            keep_label = gettext_lazy("Keep “%(status)s”") % {
                "status": recommendation.get_status_display()
            }
            self.fields["status"].choices = [  # type: ignore[attr-defined]
                (KEEP_STATUS, keep_label),
                *((s.value, s.label) for s in SELECTABLE_STATUSES),
            ]

    def _fill_in(self, assessment: Assessment) -> None:
        """Fill in an assessment to revise or correct. A correction keeps its day."""
        self._require_status()
        if self.corrects is not None:
            self.fields["sentence"].label = gettext_lazy("What is true, and what was wrong?")
        self.fields["sentence"].initial = assessment.rationale
        for name in ("status", "as_of", "trend", "next_step"):
            self.fields[name].initial = getattr(assessment, name)
        if assessment.body is not None:
            self.fields["issuer"].initial = assessment.body.code
        self.fields["as_of"].disabled = self.is_day_fixed

    def _require_status(self) -> None:
        status = self.fields["status"]
        status.required, status.label = True, gettext_lazy("How far did it get?")
        status.choices = [(s.value, s.label) for s in SELECTABLE_STATUSES]  # type: ignore[attr-defined]

    @property
    def is_day_fixed(self) -> bool:
        """Whether the form corrects, or revises a correction: its day stays."""
        old = self.assessment
        is_correction = old is not None and old.kind == AssessmentKind.CORRECTION
        return self.corrects is not None or is_correction

    @property
    def takes_notes(self) -> bool:
        """Whether the status may be kept, so that a note is logged."""
        return not self.fields["status"].required

    def clean(self) -> dict[str, Any]:
        """Check what a note can't have, and who issued new evidence."""
        values = super().clean()
        is_note = not values.get("status") and "status" not in self.errors
        self.check_lines(is_note=is_note)
        if is_note and "draft" in self.data:
            self.add_error(
                "status",
                _("A draft is of a judgment. Choose how far it got; a note needs no draft."),
            )
        if is_note and self.takes_notes and self.has_other_perspective:
            self.add_error(
                "perspective",
                _("A note is nobody's view. Choose how far it got, or leave this as it was."),
            )
        if self.corrects and values.get("sentence") == self.corrects.rationale:
            self.add_error(
                "sentence",
                _("These are the words of the judgment you correct. Say what was wrong with it."),
            )
        has_new_evidence = values.get("url") or values.get("title") or values.get("upload")
        if has_new_evidence and self._has_unnamed_holder and "issuer" not in self.changed_data:
            self.add_error(
                "issuer",
                _("Filled in is the lead body, whose view this is not. Say who issued it."),
            )
        return values

    @property
    def _has_unnamed_holder(self) -> bool:
        """Whether it is the view of an organisation that is not named."""
        viewpoint = self.viewpoint
        return viewpoint.perspective == Perspective.CIVIL_SOCIETY and viewpoint.body is None

    @property
    def evidence_input(self) -> EvidenceInput:
        """The evidence of the valid form. An issuer left alone is the holder of the view."""
        evidence, viewpoint = super().evidence_input, self.viewpoint
        if viewpoint.perspective == Perspective.ANALYST or "issuer" in self.changed_data:
            return evidence
        if viewpoint.perspective == Perspective.SOURCE_REPORT:
            return replace(evidence, issuer=self.recommendation.report.mechanism.issuer)
        return replace(evidence, issuer=viewpoint.body or evidence.issuer)

    @property
    def optional_fields(self) -> list[forms.BoundField]:
        """The fields under “More”, filled in already."""
        return [self[name] for name in OPTIONAL_FIELDS]

    @property
    def has_optional_errors(self) -> bool:
        """Whether a field under “More” is wrong."""
        return any(name in self.errors for name in (*OPTIONAL_FIELDS, "sensitivity", "readers"))

    @property
    def answers(self) -> dict[str, Any]:
        """Keyword arguments of the action, except its evidence."""
        names = ("status", "sentence", "as_of", "use", "trend", "next_step", "last_event")
        values = {name: self.cleaned_data[name] for name in names}
        return {**values, "viewpoint": self.viewpoint, "lines": self.line_inputs()}


def issuer_suggestions(recommendation: Recommendation, user: User) -> Iterable[Body]:
    """Return at most 50 bodies to pick an issuer from: those with a role first, then by code."""
    bodies = Body.objects.visible_to(user)
    with_role = bodies.filter(
        responsibilities__recommendation=recommendation, responsibilities__withdrawn_at=None
    ).distinct()
    others = bodies.filter(~Q(pk__in=with_role.values("pk"))).order_by("code")
    named = list(with_role.order_by("code")[:50])
    return [*named, *others[: 50 - len(named)]]


@dataclass(frozen=True, slots=True)
class FormOutcome:
    """Result of a sent form: a message when it was saved, else the page to show again."""

    message: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


def save_log_form(
    posted: MultiValueDict[str, str] | None,
    *,
    recommendation: Recommendation,
    user: User,
    now: datetime,
    files: UploadedFiles | None = None,
    revises: Assessment | None = None,
    corrects: Assessment | None = None,
) -> FormOutcome:
    """Show or save the form that logs progress. A refusal keeps the typed values and the file.

    `files` holds the upload that was stored before, or why it was refused. The form changes the
    assessment `revises`, or corrects the assessment `corrects`, and opens with its values.
    """
    form = AssessmentForm(
        posted,
        files,
        recommendation=recommendation,
        user=user,
        today=timezone.localdate(now),
        revises=revises,
        corrects=corrects,
    )
    if form.is_valid():
        try:
            logged = progress_log.log_progress(
                recommendation=recommendation,
                by=user,
                now=now,
                evidence_input=form.evidence_input,
                draft="draft" in (posted or ()),
                approve_at_once="approve" in (posted or ()),
                revises=revises,
                corrects=corrects,
                **form.answers,
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Stale):
                form.refresh_version()
        else:
            return FormOutcome(message=success_message(recommendation, logged))
    context = {
        "recommendation": recommendation,
        "form": form,
        "revises": revises,
        "corrects": corrects,
        "bodies": issuer_suggestions(recommendation, user),
        "chosen_evidence": form.cleaned_data.get("evidence", []) if form.is_bound else [],
    }
    return FormOutcome(context=context, status=422 if form.is_bound else 200)


def success_message(recommendation: Recommendation, logged: object) -> str:
    """Return the sentence that says what was logged: a note, or an assessment by its state."""
    values: dict[str, object] = {"recommendation": recommendation}
    if not isinstance(logged, Assessment):
        return _("Noted. The status of %(recommendation)s stays as it is.") % values
    values["status"] = logged.get_status_display()
    match logged.state:
        case State.DRAFT:
            sentence = _(
                "“%(status)s” for %(recommendation)s is kept as a draft: nobody decides on it "
                "until you send it."
            )
        case State.RETURNED:
            sentence = _(
                "What you changed on “%(status)s” for %(recommendation)s is kept: send it when it "
                "is ready."
            )
        case State.APPROVED if logged.recommendation.current_assessment_id == logged.pk:
            sentence = _(
                "%(recommendation)s is now “%(status)s”, approved by its author, and says so "
                "wherever it is shown."
            )
        case State.APPROVED:
            sentence = _(
                "“%(status)s” for %(recommendation)s is approved by its author, and says so; the "
                "status it shows stays as it is."
            )
        case _:
            sentence = _("“%(status)s” for %(recommendation)s was sent for review.")
    return sentence % values
