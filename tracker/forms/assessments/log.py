"""The form that logs progress, on the site and in the admin."""

from datetime import date, datetime
from functools import cached_property, partial

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker import policies, vocabulary
from tracker.actions.assessments.submission import (
    AssessmentInput,
    CorrectAssessment,
    LineInput,
    ProgressCommand,
    ReviseAssessment,
    SubmitAssessment,
    Viewpoint,
)
from tracker.actions.evidence.items import LogNote
from tracker.forms.assessments.fields import STATUS_CHOICES, CarriedFields, StatusFields, TextFields
from tracker.forms.base import (
    ActionForm,
    BodyField,
    DayField,
    PostedData,
    UploadedFiles,
    add_errors,
)
from tracker.forms.evidence.fields import EvidenceFields
from tracker.models import (
    Assessment,
    AssessmentLine,
    Citation,
    Component,
    Event,
    Recommendation,
    User,
)

PERSPECTIVE_FIELDS = ("perspective", "body", "stated_by", "stated_on")


class NoteFields(EvidenceFields):
    """A note: what happened, the day it is about, and the evidence. No status changes."""

    OPTIONAL_FIELDS = (*EvidenceFields.OPTIONAL_FIELDS, "page", "paragraph")

    sentence = forms.CharField(
        label=_("What happened?"),
        help_text=_(
            "One to three sentences. They become the rationale and the reason in the history."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    as_of = DayField(label=_("As of"))
    use = forms.ChoiceField(
        label=_("Use"),
        help_text=_("What the evidence is cited for. In a note: background, if left blank."),
        choices=[("", _("according to the status")), *vocabulary.Use.choices],
        required=False,
    )
    words = forms.CharField(
        label=_("Quote from the page"),
        help_text=_(
            "Paste the sentence that you cite. Without it or a copy, a link counts for nothing."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    recommendation: Recommendation

    def fill(self, recommendation: Recommendation, user: User, *, today: date) -> None:
        """Set choices and initial values, for a user who logs on a recommendation."""
        self.set_choices(user)
        self.recommendation = recommendation
        self.fields["as_of"].initial = today

    def note(self, *, by: User, now: datetime) -> LogNote:
        """Return the command of the valid form that logs a note, with the words of its link."""
        values = self.cleaned_data
        words = f"“{values['words']}”" if values["words"] else ""
        return LogNote(
            recommendation=self.recommendation,
            sentence="\n\n".join(filter(None, [values["sentence"], words])),
            evidence_input=self.evidence_input,
            as_of=self.cleaned_data["as_of"],
            use=self.cleaned_data["use"],
            by=by,
            now=now,
        )


# What was saved, by the state of an assessment and whether the recommendation shows its status.
SAVED = {
    (vocabulary.State.DRAFT, False): _(
        "“%(status)s” for %(recommendation)s is saved as a draft. Send it for review "
        "when it is ready."
    ),
    (vocabulary.State.SUBMITTED, False): _(
        "“%(status)s” for %(recommendation)s was sent for review."
    ),
    (vocabulary.State.RETURNED, False): _(
        "Your changes to “%(status)s” for %(recommendation)s are saved. Send the "
        "assessment when it is ready."
    ),
    (vocabulary.State.APPROVED, False): _(
        "“%(status)s” for %(recommendation)s is approved and marked as approved by "
        "its author. The status of the recommendation does not change."
    ),
    (vocabulary.State.APPROVED, True): _(
        "%(recommendation)s is now “%(status)s”, marked as approved by its author."
    ),
}


class AssessmentForm(CarriedFields, StatusFields, TextFields, NoteFields, ActionForm):
    """A note that keeps the status, or an assessment: whose view, how far, each component."""

    OPTIONAL_FIELDS = (*NoteFields.OPTIONAL_FIELDS, "trend")

    trend = forms.ChoiceField(
        label=_("Trend"),
        help_text=_("Effort compared with the period before."),
        choices=[("", "–"), *vocabulary.Trend.choices],
        required=False,
    )
    perspective = forms.ChoiceField(
        label=_("Whose view"),
        choices=vocabulary.Perspective.choices,
        initial=vocabulary.Perspective.ANALYST,
        required=False,
        widget=forms.RadioSelect,
    )
    body = BodyField(
        label=_("Body"),
        help_text=_(
            "Type a name or acronym and choose from the list. Required for a responsible body."
        ),
        required=False,
    )
    stated_by = forms.CharField(
        label=_("As stated by"),
        help_text=_("The person or office that stated it."),
        required=False,
        max_length=200,
    )
    stated_on = DayField(
        label=_("Stated on"),
        help_text=_("The statement is in the evidence you add above."),
        required=False,
    )

    def __init__(
        self,
        data: PostedData | None = None,
        files: UploadedFiles | None = None,
        *,
        recommendation: Recommendation,
        user: User,
        today: date,
        revises: Assessment | None = None,
        corrects: Assessment | None = None,
    ) -> None:
        super().__init__(data, files)
        self.revises, self.corrects = revises, corrects
        self.assessment = revises or corrects  # its perspective stays
        self.fill(recommendation, user, today=today)
        self.fill_texts(recommendation, user, self.assessment)
        self._offer_perspectives()
        self._offer_lines()
        self.remember_version(partial(Event.objects.newest_sequence, recommendation, to=user))
        if self.assessment is not None:
            self._fill_in(self.assessment)
        elif not user.may_write:
            self.require_status()
        else:
            self.offer_keeping_status(recommendation)

    def _offer_perspectives(self) -> None:
        """Offer all perspectives to an analyst, and a focal point's own bodies to a focal point."""
        perspective, body = self.fields["perspective"], self.fields["body"]
        body.rows = body.rows.offered_to(self.user)
        # The bodies that a focal point may write for; none for analysts.
        self.own_bodies = (
            []
            if self.user.may_write
            else policies.represented_bodies_on(self.user, self.recommendation)
        )
        if self.assessment is not None:
            for name in PERSPECTIVE_FIELDS:
                del self.fields[name]
        elif not self.user.may_write:
            del self.fields["stated_by"], self.fields["stated_on"]
            perspective.initial = vocabulary.Perspective.RESPONSIBLE_BODY
            perspective.widget = body.widget = forms.HiddenInput()
            body.initial = self.own_bodies[0].code if self.own_bodies else ""
            if len(self.own_bodies) > 1:
                choices = [(own.code, str(own)) for own in self.own_bodies]
                body.help_text, body.widget = "", forms.Select(choices=choices)

    def _offer_lines(self) -> None:
        """Add a status and a remark per component, filled in from the lines of the assessment."""
        self.components = list(
            Component.objects.visible_to(self.user)
            .not_withdrawn()
            .filter(recommendation=self.recommendation)
            .order_by("code")
        )
        old_lines: dict[int, AssessmentLine] = {
            line.component_id: line
            for line in AssessmentLine.objects.visible_to(self.user)
            .with_status()
            .filter(assessment=self.assessment.pk if self.assessment else 0)
        }
        for component in self.components:
            line = old_lines.get(component.pk)
            self.fields[_status(component)] = forms.ChoiceField(
                label=str(component),
                choices=[("", _("not assessed")), *STATUS_CHOICES],
                initial=line.status if line else "",
                required=False,
            )
            label = _("Remark on %(component)s") % {"component": component.code}
            self.fields[_remark(component)] = forms.CharField(
                label=label,
                widget=forms.TextInput(attrs={"aria-label": label, "placeholder": _("Remark")}),
                initial=line.remark if line else "",
                required=False,
                max_length=1000,
            )

    def _fill_in(self, assessment: Assessment) -> None:
        """Fill in an assessment to revise or correct. A correction keeps its day."""
        self.require_status()
        if self.corrects is not None:
            self.offer_citations(assessment, self.user)
            self.fields["sentence"].label = _("What was wrong, and what is right?")
        self.fields["sentence"].initial = assessment.rationale
        for name in ("status", "as_of", "trend"):
            self.fields[name].initial = getattr(assessment, name)
        self.fields["as_of"].disabled = self.is_day_fixed

    @property
    def is_day_fixed(self) -> bool:
        """Whether the form corrects, or revises a correction: its day stays."""
        old = self.assessment
        return bool(self.corrects or (old and old.kind == vocabulary.AssessmentKind.CORRECTION))

    def clean(self) -> None:
        """Check what a note can't have."""
        super().clean()
        values = self.cleaned_data
        is_note = not values.get("status") and "status" not in self.errors
        self._check_lines(is_note=is_note)
        add_errors(
            self,
            (
                is_note and "draft" in self.data,
                "status",
                _(
                    "Only an assessment can be saved as a draft. Choose a status; a note needs no "
                    "draft."
                ),
            ),
            (
                is_note and self.takes_notes and self.has_new_texts,
                "status",
                _(
                    "A note can't say what remains or what our next step is. Choose a status, or "
                    "clear these fields."
                ),
            ),
            (
                is_note and self.takes_notes and self.has_other_perspective,
                "perspective",
                _("A note has no view. Choose a status, or clear this field."),
            ),
            (
                self.corrects and values.get("sentence") == self.corrects.rationale,
                "sentence",
                _("This is the text of the assessment you correct. Write what was wrong with it."),
            ),
        )

    def _check_lines(self, *, is_note: bool) -> None:
        """Add an error to each remark without a status, and to each status of a note."""
        for line in self.line_inputs:
            add_errors(
                self,
                (
                    line.remark and not line.status,
                    _status(line.component),
                    _("A remark needs a status. Choose one, or clear the remark."),
                ),
                (
                    is_note and line.status,
                    _status(line.component),
                    _(
                        "Components are assessed together with the recommendation. Choose a status "
                        "for the recommendation, or “not assessed” here."
                    ),
                ),
            )

    def command(self, *, by: User, now: datetime) -> ProgressCommand:
        """Return what the valid form says, by what it changes and the button pressed."""
        values, last_event = self.cleaned_data, self.cleaned_data["last_event"]
        if not values["status"]:
            return self.note(by=by, now=now)
        content = AssessmentInput(
            status=values["status"],
            rationale=values["sentence"],
            as_of=values["as_of"],
            evidence_input=self.evidence_input,
            use=values["use"],
            lines=self.line_inputs,
            trend=values["trend"],
            texts=self.texts(status=values["status"], perspective=self.viewpoint.perspective),
        )
        draft, at_once = "draft" in self.data, "approve" in self.data
        if self.revises is not None:
            return ReviseAssessment(
                assessment=self.revises,
                content=content,
                by=by,
                now=now,
                send=not draft,
                last_event=last_event,
            )
        if self.corrects is not None:
            return CorrectAssessment(
                assessment=self.corrects,
                content=content,
                by=by,
                now=now,
                carried=self.carried_uses,
                approve_at_once=at_once,
                last_event=last_event,
            )
        return SubmitAssessment(
            recommendation=self.recommendation,
            content=content,
            by=by,
            now=now,
            viewpoint=self.viewpoint,
            draft=draft,
            approve_at_once=at_once,
            last_event=last_event,
        )

    def success_message(self, logged: Assessment | list[Citation]) -> str:
        """Return the sentence that says what was logged: a note, or an assessment by its state."""
        values: dict[str, object] = {"recommendation": self.recommendation}
        if not isinstance(logged, Assessment):
            return _("Noted. The status of %(recommendation)s does not change.") % values
        values["status"] = logged.get_status_display()
        state = vocabulary.State(logged.state)
        key = (state, logged.recommendation.current_assessment_id == logged.pk)
        return SAVED.get(key, SAVED[state, False]) % values

    @cached_property
    def viewpoint(self) -> Viewpoint:
        """The perspective of the valid form, as a value for an action."""
        if old := self.assessment:
            return Viewpoint(old.perspective, old.body, old.stated_by, old.stated_on)
        values = self.cleaned_data
        return Viewpoint(
            values.get("perspective") or self.fields["perspective"].initial,
            values.get("body") or (self.own_bodies[0] if len(self.own_bodies) == 1 else None),
            values.get("stated_by") or "",
            values.get("stated_on"),
        )

    @property
    def line_inputs(self) -> list[LineInput]:
        """The line of each component in the valid form, as values for an action."""
        values = self.cleaned_data
        return [
            LineInput(
                component, values.get(_status(component), ""), values.get(_remark(component), "")
            )
            for component in self.components
        ]

    @property
    def chooses_perspective(self) -> bool:
        """Whether an analyst chooses among all perspectives."""
        return self.assessment is None and not self.own_bodies

    @property
    def has_perspective_errors(self) -> bool:
        """Whether a field of the perspective is wrong."""
        return any(name in self.errors for name in PERSPECTIVE_FIELDS)

    @property
    def has_other_perspective(self) -> bool:
        """Whether anything but the analyst's own view was typed or chosen."""
        return any(
            self[name].value() not in (None, "", vocabulary.Perspective.ANALYST)
            for name in PERSPECTIVE_FIELDS
            if name in self.fields
        )

    @property
    def lines(self) -> list[tuple[Component, forms.BoundField, forms.BoundField]]:
        """The components by code, each with the fields of its status and its remark."""
        return [
            (component, self[_status(component)], self[_remark(component)])
            for component in self.components
        ]

    @property
    def has_lines_to_show(self) -> bool:
        """Whether a line is filled in or has an error."""
        return any(
            field.errors or field.value() for _component, *fields in self.lines for field in fields
        )


def _status(component: Component) -> str:
    return f"component_{component.pk}"


def _remark(component: Component) -> str:
    return f"remark_{component.pk}"
